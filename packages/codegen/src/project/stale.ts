import { readdirSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "../emit/emitter.ts";
import type { Folders } from "./config.ts";
import { readPlainFile } from "./read-registry.ts";

/**
 * Generated TypeScript that is not among the files of this run: what ends in `.gen.ts` and begins
 * with our header, below the folders of the targets that have such files. Other people's files are
 * never named.
 */
export function findStale(
  { typescript, clients }: Folders,
  current: ReadonlyMap<string, string>,
): readonly string[] {
  const stale = staleBelow(typescript, current);
  // One folder may lie in the other.
  return clients === undefined ? stale : [...new Set([...stale, ...staleBelow(clients, current)])];
}

function staleBelow(folder: string, current: ReadonlyMap<string, string>): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return []; // Nothing has been generated there yet.
  }
  return names
    .filter((name) => name.endsWith(".gen.ts"))
    .map((name) => join(folder, name))
    .filter((path) => !current.has(path) && isOurs(path));
}

function isOurs(path: string): boolean {
  try {
    return readPlainFile(path).toString("utf8").startsWith(HEADER);
  } catch {
    return false; // A folder, a pipe, or what nobody may read.
  }
}
