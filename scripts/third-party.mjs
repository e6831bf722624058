// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What other people's licences ask for where their code is bundled: names, versions and licences of
 * the packages that are in esbuild's outputs.
 *
 * @param {string} root Folder that the paths of the metafile are relative to.
 * @param {{ outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }} metafile
 * @param {string} intro What the text is about.
 * @returns {string}
 * @throws {Error} for a package without a licence.
 */
export function thirdParty(root, metafile, intro) {
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([name, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [name] : [],
    ),
  );
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const notices = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, "package.json"), "utf8"),
    );
    return `${name} ${version} (${license})\n\n${licenceOf(join(root, folder))}\n`;
  });
  return `${intro}\n\n${notices.sort().join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** @param {string} folder */
function licenceOf(folder) {
  const name = readdirSync(folder).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
  if (name === undefined) throw new Error(`${folder} has no licence file`);
  return readFileSync(join(folder, name), "utf8").trim();
}
