import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";
import { isInstalled, RUNTIMES, RUNTIMES_FOLDER, type Runtime } from "./runtimes.ts";

/**
 * `pnpm runtimes`: gets the runtimes that the packages are tested on and that are not there yet.
 * `KEI_RUNTIMES` is the folder. No script of a package is run.
 */

mkdirSync(RUNTIMES_FOLDER, { recursive: true });

const missing = RUNTIMES.filter((runtime) => !isInstalled(runtime));
const results = await Promise.allSettled(missing.map(install));
for (const [index, result] of results.entries()) {
  if (result.status === "fulfilled") continue;
  console.error(`${missing[index]?.name}: ${result.reason?.message ?? result.reason}`);
  process.exitCode = 1;
}
for (const runtime of RUNTIMES) {
  if (isInstalled(runtime)) console.log(`${runtime.name}: ${runtime.program}`);
}

async function install(runtime: Runtime): Promise<void> {
  // Beside its place, then moved there: half an installation is never found.
  const folder = mkdtempSync(join(RUNTIMES_FOLDER, ".new-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "private": true }');
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    const args = ["install", ...options, runtime.package];
    await runTool("npm", args, { cwd: folder, ownSettings: true });
    rmSync(runtime.folder, { recursive: true, force: true });
    renameSync(folder, runtime.folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (!isInstalled(runtime)) throw new Error(`${runtime.package} has no ${runtime.program}`);
}
