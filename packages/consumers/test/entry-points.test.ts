import { describe, expect, it } from "vitest";
import { entryPoints } from "../src/entry-points.ts";

describe("entryPoints", () => {
  it("writes patterns out, by the files that are there", () => {
    const exports = { ".": "./dist/index.js", "./*": "./dist/gen/*.gen.js" };
    const names = ["dist/index.js", "dist/gen/xai.gen.js", "dist/gen/.gen.js", "dist/gen/a.js"];
    expect(entryPoints({ name: "@kei/runtime", exports }, names)).toEqual([
      { specifier: "@kei/runtime", subpath: ".", file: "dist/index.js" },
      { specifier: "@kei/runtime/xai", subpath: "./xai", file: "dist/gen/xai.gen.js" },
    ]);
  });
});
