import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./cli.ts";

/** A folder of test data that lies beside the project, or `undefined` with one line that says so. */
export function sharedFolder(name: string): string | undefined {
  const folder = join(ROOT, "..", "shared", name);
  if (existsSync(folder)) return folder;
  console.warn(`skipped: ../shared/${name} is not here`);
  return undefined;
}
