import { pages } from "../layers/pages.ts";
import { addKey, isWhole, removeKey, setKey, type TomlValue } from "../source/edit.ts";
import type { FoundRecord } from "./find-record.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { priceAmount, providerOf } from "./price-amount.ts";

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
  const changed = Object.fromEntries(assignments.map(({ key, value }) => [key, value]));
  const provider = providerOf({ ...record, ...changed });
  const values = structuredClone(record) as Table;
  let { text } = registry.inspection.layers[layer].source;

  const write = (key: string, value: TomlValue | undefined) => {
    const place = { table: layer, index, key };
    const isThere = valueAt(values, key) !== undefined;
    if (value === undefined) {
      if (isThere) text = removeKey(text, place);
    } else {
      const edit = { ...place, value, amount: priceAmount(key, value, { provider, registry }) };
      text = isThere ? setKey(text, edit) : addKey(text, { ...edit, order });
    }
    setValue(values, key, value);
  };

  for (const { key, value } of assignments) {
    const [parent = "", ...path] = key.split(".");
    const table = values[parent];
    const isOnItsLine = isTable(table) && isWhole(text, { table: layer, index, key: parent });
    if (path.length > 0 && isOnItsLine) {
      // Of a table that stands on its line: the whole of it is written again.
      const whole = structuredClone(table);
      setValue(whole, path.join("."), value);
      write(parent, Object.keys(whole).length === 0 ? undefined : whole);
    } else if (path.length === 0 && isTable(table) && !isOnItsLine) {
      // Of a table whose keys stand on lines of their own, each by itself.
      const next = isTable(value) ? value : {};
      for (const name of new Set([...Object.keys(table), ...Object.keys(next)])) {
        write(`${parent}.${name}`, next[name]);
      }
    } else write(key, value);
  }
  return text;
}

type Table = { [key: string]: TomlValue };

function isTable(value: TomlValue | undefined): value is Table {
  return typeof value === "object" && !Array.isArray(value);
}

function valueAt(table: Table, key: string): TomlValue | undefined {
  return key
    .split(".")
    .reduce<TomlValue | undefined>(
      (value, name) => (isTable(value) ? value[name] : undefined),
      table,
    );
}

/** Sets a value where it is one, else removes it; a table with nothing in it goes. */
function setValue(table: Table, key: string, value: TomlValue | undefined): void {
  const [name = "", ...rest] = key.split(".");
  if (rest.length > 0) {
    const inner = isTable(table[name]) ? table[name] : {};
    setValue(inner, rest.join("."), value);
    if (Object.keys(inner).length === 0) delete table[name];
    else table[name] = inner;
  } else if (value === undefined) delete table[name];
  else table[name] = value;
}
