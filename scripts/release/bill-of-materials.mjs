// @ts-check
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

/**
 * @typedef {object} Part A package that travels with a published one.
 * @property {string} name
 * @property {string} version
 * @property {string} license as SPDX
 * @property {boolean} isInside copied into its JavaScript, and not installed beside it
 */

/** What may be in a package of Apache-2.0 without asking anybody; OFL-1.1 is that of fonts. */
const FREE = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "OFL-1.1",
];

/**
 * The parts of a published package: what is copied into it, by the `THIRD-PARTY.txt` that it holds, and
 * what npm installs with it.
 *
 * @param {ReadonlyMap<string, Buffer>} files of its tarball
 * @param {Readonly<Record<string, { version?: string, license?: string, dependencies?: Readonly<Record<string, string>> }>>} installed
 * npm's list of a folder where it is installed, by path: `packages` of `node_modules/.package-lock.json`
 * @returns {Part[]} by name
 * @throws {Error} for one that is not installed, or whose licence is none that everybody may use
 */
export function partsOf(files, installed) {
  /** @type {Map<string, Part>} */
  const parts = new Map();
  /** @param {Part} part */
  const add = (part) => {
    if (!FREE.includes(part.license)) {
      throw new Error(
        `${part.name} ${part.version} is under ${part.license}: ask before it is used`,
      );
    }
    parts.set(part.name, part);
  };
  for (const [path, text] of files) {
    if (!path.endsWith("THIRD-PARTY.txt")) continue;
    for (const [, name = "", version = "", license = ""] of String(text).matchAll(
      /^(\S+) (\d\S*) \((.+)\)$/gm,
    )) {
      add({ name, version, license, isInside: true });
    }
  }
  const waiting = Object.keys(JSON.parse(String(files.get("package.json"))).dependencies ?? {});
  for (const name of waiting) {
    if (parts.has(name)) continue;
    const {
      version,
      license = "no licence",
      dependencies = {},
    } = installed[`node_modules/${name}`] ?? {};
    if (version === undefined) throw new Error(`${name} is not installed`);
    add({ name, version, license, isInside: false });
    waiting.push(...Object.keys(dependencies));
  }
  return [...parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A bill of materials as CycloneDX 1.6: the same text for the same parts.
 *
 * @param {{ name: string, version: string, license: string }} published
 * @param {readonly Part[]} parts
 * @returns {string} JSON
 */
export function billOfMaterials(published, parts) {
  const bom = new Models.Bom();
  const component = componentOf(published);
  bom.metadata.component = component;
  for (const part of parts) {
    const used = componentOf(part);
    // Copied code is a part of the file that holds it, and has no file of its own.
    if (part.isInside) component.components.add(used);
    else bom.components.add(used);
    component.dependencies.add(used.bomRef);
  }
  const normalize = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(normalize).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** @param {{ name: string, version: string, license: string }} of */
function componentOf({ name, version, license }) {
  // A scope is the namespace of a package's URL, and its `@` is escaped there.
  const purl = `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: purl,
  });
  component.licenses.add(new Models.SpdxLicense(license));
  return component;
}

/**
 * Which licences the parts of a published package are under, as tab-separated lines.
 *
 * @param {string} published its name
 * @param {readonly Part[]} parts
 * @returns {string}
 */
export function licenceReport(published, parts) {
  return parts
    .map(({ name, version, license, isInside }) =>
      [published, isInside ? "contains" : "installs", name, version, license].join("\t"),
    )
    .join("\n");
}
