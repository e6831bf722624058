import { amountBeside, entriesOf } from "../../edit/entries-of.ts";
import type { OpenRegistry } from "../../edit/open-registry.ts";
import { type Layer, layers } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import { addKey, appendRecords, mapRecords, setKey, type TomlValue } from "../../source/edit.ts";
import type { Table } from "../../sources/imports/imported.ts";

/** Record of a layer that is to be added. */
export interface Addition {
  readonly name: string;
  readonly record: Table;
  readonly remark?: string | undefined;
}

/** The texts that change. */
export function writeTexts(
  { inspection }: OpenRegistry,
  additions: ReadonlyMap<Layer, readonly Addition[]>,
  fills: ReadonlyMap<number, Readonly<Record<string, TomlValue>>>,
): ReadonlyMap<Layer, string> {
  const texts = new Map<Layer, string>();
  const currencies = new Map(
    inspection.resolved.registry.providers.map(({ id, billing }) => [id, billing.currency]),
  );
  for (const layer of layers) {
    const before = inspection.layers[layer].source.text;
    let text = before;
    if (layer === "model" && fills.size > 0) {
      const order = Object.keys(pages.model.record.shape);
      text = mapRecords(text, "model", (record, index) =>
        Object.entries(fills.get(index) ?? {}).reduce((so, [key, value]) => {
          const place = { table: "model", index: 0, key };
          const isThere = new RegExp(`^[ \\t]*${key}[ \\t]*=`, "m").test(so);
          const amount = amountBeside(key, value);
          return isThere
            ? setKey(so, { ...place, value, amount })
            : addKey(so, { ...place, value, amount, order });
        }, record),
      );
    }
    const own = additions.get(layer) ?? [];
    if (own.length > 0) {
      const records = own.map(({ record, remark }) => {
        const provider =
          String(record["provider_ref"] ?? record["model_ref"] ?? "").split("/", 1)[0] ?? "";
        return entriesOf(record, { endpoint: remark }, currencies.get(provider));
      });
      if (text.trim() === "" && layer === "price") text = "#:schema ./schema/prices.schema.json\n";
      text = appendRecords(text, {
        table: layer,
        records,
        ...(layer === "model"
          ? { group: "provider_ref" }
          : layer === "price"
            ? { group: "model_ref" }
            : {}),
      });
    }
    if (text !== before) texts.set(layer, text);
  }
  return texts;
}
