import type { Path } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";

/** Deeper than this nothing is that a record has: a key of as many parts as there is room is no record. */
export const MAX_DEPTH = 100;

/** Calls `visit` for every value below a table or a list, with its path. */
export function forEachValue(
  value: object,
  path: Path,
  visit: (value: unknown, path: Path) => void,
): void {
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    visit(item, at);
    const isDeep = at.length >= MAX_DEPTH;
    if (!isDeep && typeof item === "object" && item !== null && !(item instanceof Date)) {
      forEachValue(item, at, visit);
    }
  }
}

/** Whether a value is a table: no list, and no date. */
export function isTable(value: unknown): value is TomlTable {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}
