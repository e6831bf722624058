// @ts-check
import { expectedFiles, OPTIONAL_FILES } from "./expected-files.mjs";

/** What runs on the machine of somebody who installs a package. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare", "prepublish"];

/**
 * What must not be published as it is, one sentence each. Exports are publint's.
 *
 * @param {ReadonlyMap<string, Buffer>} files by path in the package
 * @returns {string[]}
 */
export function auditTarball(files) {
  const text = files.get("package.json")?.toString();
  if (text === undefined) return ["package.json is missing"];
  /** @type {import("@kei/consumers/public-packages").Manifest} */
  const manifest = JSON.parse(text);
  return [...auditManifest(manifest), ...auditFiles(manifest, files)];
}

/** @param {import("@kei/consumers/public-packages").Manifest} manifest */
function auditManifest(manifest) {
  /** @type {string[]} */
  const problems = [];
  for (const name of INSTALL_SCRIPTS) {
    if (manifest.scripts?.[name] !== undefined) problems.push(`runs a script at install: ${name}`);
  }
  if (!manifest.description) problems.push("description is missing");
  if (!manifest.keywords?.length) problems.push("keywords are missing");
  if (!manifest.files?.includes("CHANGELOG.md")) problems.push("files is without CHANGELOG.md");
  if (manifest.license !== "Apache-2.0") problems.push("license is not Apache-2.0");
  if (manifest.type !== "module") problems.push("type is not module");
  if (manifest.engines?.node !== ">=20.19") problems.push("engines.node is not >=20.19");
  if (manifest.publishConfig?.access !== "public") {
    problems.push("publishConfig.access is not public");
  }
  if (manifest.publishConfig?.provenance !== true) {
    problems.push("publishConfig.provenance is not true");
  }
  for (const kind of /** @type {const} */ ([
    "dependencies",
    "optionalDependencies",
    "peerDependencies",
  ])) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      // Protocols of pnpm, folders and addresses: nothing that a registry can resolve.
      if (/[:/]/.test(range)) problems.push(`${kind}: ${name} is ${range}`);
    }
  }
  return problems;
}

/**
 * @param {import("@kei/consumers/public-packages").Manifest} manifest
 * @param {ReadonlyMap<string, Buffer>} files
 */
function auditFiles(manifest, files) {
  /** @type {string[]} */
  const problems = [];
  for (const name of ["README.md", "LICENSE"]) {
    if (!files.get(name)?.length) problems.push(`${name} is missing or empty`);
  }
  const expected = expectedFiles(manifest.name);
  if (expected === undefined) {
    return [...problems, "scripts/release/expected-files.mjs does not know the package"];
  }
  const names = [...files.keys()];
  const allowed = [...expected, ...OPTIONAL_FILES];
  for (const name of names) {
    if (!allowed.some((pattern) => pattern.test(name))) problems.push(`unexpected file: ${name}`);
  }
  for (const pattern of expected) {
    if (!names.some((name) => pattern.test(name))) problems.push(`nothing is like ${pattern}`);
  }
  return problems;
}
