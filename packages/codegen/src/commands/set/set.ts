import type * as z from "zod";
import { applyEdit, type EditOptions } from "../../edit/apply-edit.ts";
import { type FoundRecord, findRecord } from "../../edit/find-record.ts";
import { type OpenRegistry, openRegistry } from "../../edit/open-registry.ts";
import { isOptional, parseValue } from "../../edit/parse-value.ts";
import { priceAmount } from "../../edit/price-amount.ts";
import { pages } from "../../layers/pages.ts";
import { addKey, removeKey, setKey, type TomlValue } from "../../source/edit.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { quote } from "../../text/quote.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";

/** What `kei set` is called with. */
export interface SetRequest {
  readonly ref: string;
  /** As written: `key=value`; `key=` removes the key. */
  readonly assignments: readonly string[];
}

/** A key and its new value; without one the key goes. */
export interface Assignment {
  readonly key: string;
  readonly value: TomlValue | undefined;
}

/** `kei set`: changes keys of a record in its file. */
export function runSet(
  { ref, assignments }: SetRequest,
  options: EditOptions,
  terminal: Terminal,
): ExitCode {
  const registry = openRegistry(options.registry, terminal);
  const found = findRecord(ref, registry);
  const { shape } = pages[found.layer].record;
  const parsed = assignments.map((text) => parseAssignment(text, found, shape));
  const text = assign(registry, found, parsed);
  return applyEdit({ registry, layer: found.layer, text }, options, terminal);
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

function parseAssignment(
  text: string,
  { layer }: FoundRecord,
  shape: Readonly<Record<string, unknown>>,
): Assignment {
  const at = text.indexOf("=");
  if (at < 1) throw new UserError(`${quote(text)} is not of the form key=value`);
  const key = text.slice(0, at).trim().replaceAll("-", "_");
  const words = text.slice(at + 1).trim();
  if (!Object.hasOwn(shape, key)) {
    const known = Object.keys(shape);
    throw new UserError(
      `a ${layer} has no key ${quote(key)}`,
      didYouMean(key, known) ?? `known keys: ${known.join(", ")}`,
    );
  }
  const schema = shape[key] as z.ZodType;
  if (words !== "") return { key, value: parseValue(key, words, schema) };
  if (isOptional(schema)) return { key, value: undefined };
  throw new UserError(`${key} is required: it cannot be removed`, `give it a value: ${key}=…`);
}
