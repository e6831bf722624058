import type { Path } from "../source/locate.ts";

/** Calls `visit` for every value below a table or a list, with its path. */
export function forEachValue(
  value: object,
  path: Path,
  visit: (value: unknown, path: Path) => void,
): void {
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    visit(item, at);
    if (typeof item === "object" && item !== null && !(item instanceof Date)) {
      forEachValue(item, at, visit);
    }
  }
}
