// @ts-check
import { publishTarball } from "./install-published.mjs";
import { packDependencies } from "./pack.mjs";

/**
 * Publishes packed packages of the workspace to a registry on loopback, which gets what they depend on
 * as well.
 *
 * @param {import("./loopback-registry.mjs").LoopbackRegistry} registry
 * @param {readonly string[]} tarballs paths
 * @param {readonly string[]} folders of the same packages
 * @param {string} work an existing folder
 */
export async function publishPackages(registry, tarballs, folders, work) {
  for (const dependency of await packDependencies(folders, ["@types/node"])) {
    await registry.add(dependency);
  }
  for (const tarball of tarballs) await publishTarball(tarball, registry, work);
}
