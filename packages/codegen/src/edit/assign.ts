import { pages } from "../layers/pages.ts";
import { addKey, removeKey, setKey, type TomlValue } from "../source/edit.ts";
import type { FoundRecord } from "./find-record.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { priceAmount } from "./price-amount.ts";

/** A key and its new value; without one the key goes. */
export interface Assignment {
  readonly key: string;
  readonly value: TomlValue | undefined;
}

/** The text of a record's file with some of its keys changed, added or removed. */
export function assign(
  registry: OpenRegistry,
  { layer, index, record }: FoundRecord,
  assignments: readonly Assignment[],
): string {
  const order = Object.keys(pages[layer].record.shape);
  const present = new Set(Object.keys(record));
  const provider =
    assignments.find(({ key }) => key === "provider_ref")?.value ?? record["provider_ref"];
  let { text } = registry.inspection.layers[layer].source;
  for (const { key, value } of assignments) {
    const place = { table: layer, index, key };
    if (value === undefined) {
      if (present.delete(key)) text = removeKey(text, place);
      continue;
    }
    const edit = { ...place, value, amount: priceAmount(key, value, { provider, registry }) };
    text = present.has(key) ? setKey(text, edit) : addKey(text, { ...edit, order });
    present.add(key);
  }
  return text;
}
