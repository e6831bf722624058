import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Project, RUNTIME_MODULE } from "../../project/config.ts";
import type { Plan } from "../../project/write.ts";

/**
 * What to say when clients were written where what they import cannot be found: they do not compile
 * there, and nobody may have asked for them. Said when they change, not at every run.
 *
 * @returns `undefined` when there is nothing to say, or the module is one that somebody chose.
 */
export function runtimeRemark(
  { folders, clients }: Project,
  { changed }: Plan,
  cwd: string,
): string | undefined {
  const folder = folders.clients;
  if (folder === undefined || clients?.runtimeModule !== RUNTIME_MODULE) return undefined;
  const written = [...changed.keys()].some((path) => path.startsWith(folder));
  if (!written || isInstalled("@kei/runtime", folder)) return undefined;
  return `the clients in ${relative(cwd, folder) || "."} import @kei/runtime, which is not installed there: install it to use them; the other files do not need it`;
}

/**
 * As compilers look for it. Not by `require.resolve`, which also looks where the program lies that
 * started this one (`NODE_PATH`).
 */
function isInstalled(name: string, folder: string): boolean {
  // Yarn's Plug'n'Play has no folders to look into.
  if (process.versions["pnp"] !== undefined) return true;
  for (let dir = folder; ; dir = dirname(dir)) {
    if (existsSync(join(dir, "node_modules", name))) return true;
    if (dirname(dir) === dir) return false;
  }
}
