import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packDependencies, packPackage } from "./pack.ts";
import { publicPackages } from "./public-packages.ts";
import { runTool } from "./run-tool.ts";

/**
 * Makes of an empty folder a downstream project: packages of ours packed, and installed without running
 * scripts, with what they depend on. Peers are installed too, optional ones as well. The built programs
 * lie beside them.
 *
 * @param names of packages, with those of ours that they depend on
 * @param also development dependencies of theirs that the programs use
 */
export async function installPacked(
  folder: string,
  names: readonly string[],
  also: readonly string[] = [],
): Promise<void> {
  const packages = publicPackages().filter(({ manifest }) => names.includes(manifest.name));
  const folders = packages.map(({ folder }) => folder);
  const work = mkdtempSync(join(tmpdir(), "kei-packed-"));
  try {
    const packed = folders.map((each) => packPackage(each, work));
    const tarballs = [
      ...(await Promise.all(packed)),
      ...(await packDependencies(folders, also, work)),
    ];
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
    const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
    await runTool("npm", ["install", ...options, ...tarballs], { cwd: folder });
    cpSync(new URL("../dist/programs", import.meta.url), folder, { recursive: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
