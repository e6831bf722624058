import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publishTarball } from "./install-published.ts";
import type { LoopbackRegistry } from "./loopback-registry.ts";
import { packDependencies } from "./pack.ts";
import type { PublicPackage } from "./public-packages.ts";

/**
 * Publishes packed packages of the workspace to a registry on loopback, which gets what they depend on
 * as well, and says so.
 *
 * @param tarballs paths, in the same order
 * @param work an existing folder
 */
export async function publishPackages(
  registry: LoopbackRegistry,
  packages: readonly PublicPackage[],
  tarballs: readonly string[],
  work: string,
): Promise<void> {
  const folders = packages.map(({ folder }) => folder);
  const dependencies = mkdtempSync(join(work, "dependencies-"));
  for (const tarball of await packDependencies(folders, ["@types/node"], dependencies)) {
    await registry.add(readFileSync(tarball));
  }
  for (const tarball of tarballs) await publishTarball(tarball, registry, work);
  const names = packages.map(({ manifest }) => `${manifest.name}@${manifest.version}`);
  console.log(`published to a registry on loopback: ${names.join(", ")}`);
}
