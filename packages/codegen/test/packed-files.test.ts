import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { describe, expect, it } from "vitest";
import { readPackedFile } from "../src/project/packed-files.ts";

const PATH = "data/registry.json";
const read = (packed: Uint8Array) => readPackedFile(packed, PATH, "it");
const tar = (...files: Parameters<typeof createTar>[0]) => Buffer.from(createTar(files));
const readme = { name: "package/README.md", data: "# A package" };
const facts = { name: "package/data/registry.json", data: '{ "Ä": 1 }' };

/** A byte of a header's field, which is where a file begins. */
function patched(archive: Buffer, name: string, offset: number, text: string): Buffer {
  archive.write(text, archive.indexOf(name) + offset);
  return archive;
}

describe("readPackedFile", () => {
  it.each([
    ["the first file", tar(facts, readme)],
    ["the last file", tar(readme, facts)],
    ["below another folder", tar({ ...facts, name: "kei/data/registry.json" })],
  ])("finds %s", (_, archive) => {
    expect(read(gzipSync(archive))).toBe(facts.data);
  });

  it.each([
    ["without the file", tar(readme)],
    ["with a file of that name elsewhere", tar({ ...facts, name: "package/a/data/registry.json" })],
    ["with a link in its place", patched(tar(facts), facts.name, 156, "2")],
    ["that ends before it", tar(readme, facts).subarray(0, 1024)],
  ])("says what is missing in a package %s", (_, archive) => {
    expect(() => read(gzipSync(archive))).toThrow("it has no data/registry.json");
  });

  // Members of gzip one after the other are one text: 300 MiB in 300 KB.
  const bomb = Buffer.concat(Array<Buffer>(300).fill(gzipSync(Buffer.alloc(1024 ** 2))));

  it.each([
    ["no gzip", Buffer.from("no gzip"), /incorrect header check/],
    ["cut in its gzip", gzipSync(tar(readme, facts)).subarray(0, -20), /unexpected end of file/],
    ["cut in a file", gzipSync(tar(facts).subarray(0, 520)), /broken, or cut short/],
    ["a bomb", bomb, /larger than 268435456 bytes/],
    ["too large as it is", Buffer.alloc(64 * 1024 ** 2 + 1), /more than 64 MiB/],
    // Minus a block leads back to the same header.
    [
      "endless",
      gzipSync(patched(tar(readme), readme.name, 124, "-0000001000")),
      /broken, or cut short/,
    ],
    [
      "full of what is said of all files",
      gzipSync(
        Buffer.concat(
          Array<Buffer>(40_000).fill(
            patched(tar({ name: "global", data: "9 a=b\n" }), "global", 156, "g").subarray(0, 1024),
          ),
        ),
      ),
      /broken, or cut short/,
    ],
    ["of no size", gzipSync(patched(tar(readme, facts), readme.name, 124, "none")), /has no data/],
  ])("refuses what is %s", (_, packed, why) => {
    expect(() => read(packed)).toThrow(why);
  });
});
