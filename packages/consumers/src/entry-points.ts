import type { Manifest } from "./public-packages.ts";

export interface EntryPoint {
  /** As it is imported. */
  readonly specifier: string;
  readonly subpath: string;
  /** Path in the package. */
  readonly file: string;
}

/**
 * What can be imported of a package: its `exports`, patterns written out by the files that are there.
 *
 * @param files paths in the package
 */
export function entryPoints(
  manifest: Pick<Manifest, "name" | "exports">,
  files: Iterable<string>,
): readonly EntryPoint[] {
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

function fits(name: string, head: string, tail: string): boolean {
  return name.startsWith(head) && name.endsWith(tail) && name.length > head.length + tail.length;
}
