import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@kei/consumers/public-packages";
import { expect, it } from "vitest";

/** Guides whose code is that of an example, where it is built and tested. */
const GUIDES = [
  ["keisei-marketplace", 3],
  ["kei-model-router", 2],
] as const;

/** Without the indentation: a guide may show the inside of a function. */
const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .join("\n");

it.each(GUIDES)("docs/guides/%s.md shows the code of its example", (name, count) => {
  const guide = readFileSync(join(root, "docs/guides", `${name}.md`), "utf8");
  const blocks = [...guide.matchAll(/^```(?:tsx?|rust)\n([\s\S]*?)^```/gm)];
  expect(blocks).toHaveLength(count);

  const folder = join(root, "examples", name);
  const code = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:tsx?|rs)$/.test(file) && !/node_modules|target/.test(file))
    .map((file) => lines(readFileSync(join(folder, file), "utf8")));
  const foreign = blocks
    .map(([, block]) => lines(block ?? ""))
    .filter((block) => !code.some((text) => text.includes(block)));
  expect(foreign).toEqual([]);
});
