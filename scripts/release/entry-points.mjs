// @ts-check

/**
 * What can be imported of a package: its `exports`, patterns written out by the files that are there.
 *
 * @param {import("./public-packages.mjs").Manifest} manifest
 * @param {Iterable<string>} files paths in the package
 * @returns {{ specifier: string, subpath: string, file: string }[]}
 */
export function entryPoints(manifest, files) {
  const names = [...files];
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    const file = target.replace(/^\.\//, "");
    const [head = "", tail] = file.split("*");
    const found = tail === undefined ? [file] : names.filter((name) => fits(name, head, tail));
    return found.map((each) => {
      const star = tail === undefined ? "" : each.slice(head.length, each.length - tail.length);
      const path = subpath.replace("*", star);
      return { specifier: manifest.name + path.slice(1), subpath: path, file: each };
    });
  });
}

/**
 * @param {string} name
 * @param {string} head
 * @param {string} tail
 */
function fits(name, head, tail) {
  return name.startsWith(head) && name.endsWith(tail) && name.length > head.length + tail.length;
}
