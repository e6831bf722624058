// @ts-check
import { readFileSync, writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { publicPackages } from "@kei/consumers/public-packages";

/**
 * `node scripts/name-repository.mjs URL REVISION`: writes where the packages of the current folder come
 * from into their manifests (provenance is refused without it), and makes the links of their READMEs
 * absolute: those lead out of the package, where readers of a tarball have nothing.
 *
 * For a release alone. The repository does not know where it is kept, and nothing of this is committed.
 */

const [url, revision] = process.argv.slice(2);
if (url === undefined || revision === undefined || !/^https:\/\/[^/]+\/.+[^/]$/.test(url)) {
  console.error("name-repository.mjs takes the address of the repository's page and a revision");
  process.exit(1);
}

for (const { folder, manifest } of publicPackages(process.cwd())) {
  const directory = relative(process.cwd(), folder).split("\\").join("/");
  const named = {
    ...manifest,
    homepage: `${url}/tree/${revision}/${directory}#readme`,
    bugs: `${url}/issues`,
    repository: { type: "git", url: `git+${url}.git`, directory },
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(named, null, 2)}\n`);
  for (const readme of readmesOf(manifest)) {
    const path = join(folder, readme);
    const place = posix.join(directory, posix.dirname(readme));
    writeFileSync(path, withAbsoluteLinks(readFileSync(path, "utf8"), place));
  }
}

/** @param {import("@kei/consumers/public-packages").Manifest} manifest */
function readmesOf({ files = [] }) {
  return ["README.md", ...files.filter((name) => name.endsWith("/README.md"))];
}

/**
 * @param {string} text Markdown
 * @param {string} place folder of the file, from the root of the repository
 */
function withAbsoluteLinks(text, place) {
  return text.replaceAll(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_, target) => `](${url}/blob/${revision}/${posix.join(place, target)})`,
  );
}
