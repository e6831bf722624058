// @ts-check
import { publishTarball } from "./install-published.mjs";
import { packDependencies } from "./pack.mjs";

/**
 * Publishes packed packages of the workspace to a registry on loopback, which gets what they depend on
 * as well, and says so.
 *
 * @param {import("./loopback-registry.mjs").LoopbackRegistry} registry
 * @param {readonly import("./public-packages.mjs").PublicPackage[]} packages
 * @param {readonly string[]} tarballs paths, in the same order
 * @param {string} work an existing folder
 */
export async function publishPackages(registry, packages, tarballs, work) {
  const folders = packages.map(({ folder }) => folder);
  for (const dependency of await packDependencies(folders, ["@types/node"])) {
    await registry.add(dependency);
  }
  for (const tarball of tarballs) await publishTarball(tarball, registry, work);
  const names = packages.map(({ manifest }) => `${manifest.name}@${manifest.version}`);
  console.log(`published to a registry on loopback: ${names.join(", ")}`);
}
