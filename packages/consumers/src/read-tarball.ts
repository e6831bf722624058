import { gunzipSync } from "node:zlib";

/** tar knows nothing smaller. */
const BLOCK = 512;

/**
 * The files of an npm tarball by their path in the package: below the one folder that the tarball has,
 * `package/` as npm and pnpm write it. What is no file is refused: a package has no use for links, and
 * npm drops them.
 *
 * nanotar, which @kei/codegen reads tarballs with, tidies names and cuts those that are longer than 100
 * bytes, as pnpm writes them: this looks at each name as it is.
 *
 * @throws {Error} when it holds a link or a device, or a path outside of that folder
 */
export function readTarball(tarball: Buffer): ReadonlyMap<string, Buffer> {
  const tar = gunzipSync(tarball);
  const files = new Map<string, Buffer>();
  let longName: string | undefined;
  let root = "";
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(text(header, 124, 12), 8);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;

    const type = text(header, 156, 1);
    if (type === "x") longName = /^\d+ path=(.*)$/m.exec(body.toString())?.[1];
    if (type === "x" || type === "g" || type === "5") continue;
    const folder = text(header, 345, 155);
    const name = longName ?? (folder === "" ? "" : `${folder}/`) + text(header, 0, 100);
    longName = undefined;
    if (type !== "0" && type !== "") throw new Error(`${name} is no file (type ${type})`);
    if (files.size === 0) root = name.slice(0, name.indexOf("/") + 1);
    if (root === "" || !name.startsWith(root)) throw new Error(`${name} is outside of the package`);
    files.set(name.slice(root.length), body);
  }
  return files;
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.toString("utf8", start, start + length);
  return (field.split("\0", 1)[0] ?? "").trim();
}
