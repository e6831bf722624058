import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { Project } from "../config.ts";
import type { Plan } from "../write.ts";

/**
 * What to say when clients were written where what they import cannot be found: they do not compile
 * there, and nobody may have asked for them. Said when they change, not at every run.
 */
export function runtimeRemark(
  { folders, clients }: Project,
  { changed }: Plan,
  cwd: string,
): string | undefined {
  const folder = folders.clients;
  if (folder === undefined || clients === undefined) return undefined;
  const { runtimeModule } = clients;
  const written = [...changed.keys()].some((path) => path.startsWith(folder));
  if (!written || runtimeModule.startsWith(".") || isFound(runtimeModule, folder)) return undefined;
  return `the clients in ${relative(cwd, folder)} import ${runtimeModule}, which is not installed there: install it to use them; nothing else that was written needs it`;
}

function isFound(module: string, folder: string): boolean {
  try {
    createRequire(join(folder, "index.gen.ts")).resolve(module);
    return true;
  } catch {
    return false;
  }
}
