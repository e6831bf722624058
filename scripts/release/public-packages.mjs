// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What a `package.json` may say, as far as it is looked at here.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string} [description]
 * @property {string[]} [keywords]
 * @property {string} [license]
 * @property {string} [type]
 * @property {{ node?: string }} [engines]
 * @property {{ access?: string, provenance?: boolean }} [publishConfig]
 * @property {string[]} [files]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string>} [exports]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @typedef {{ folder: string, manifest: Manifest }} PublicPackage */

/**
 * The packages of the workspace that are published, by name.
 *
 * @returns {PublicPackage[]}
 */
export function publicPackages() {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .sort()
    .map((name) => join(packages, name))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
