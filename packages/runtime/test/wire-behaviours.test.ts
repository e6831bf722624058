import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

const rows = codesOf(
  readFileSync(resolve(ROOT, "../../docs/wire-behaviours.md"), "utf8"),
  /^\| ([A-Z]\d*) +\|/gm,
);

/** Codes of titles: `"T7: …"`, `"A, S9: …"`; and those that a comment names. */
const cited = new Set(
  ["src", "test"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => {
        const text = readFileSync(join(ROOT, folder, name), "utf8");
        return [
          ...codesOf(text, /["'`]((?:[A-Z]\d*, )*[A-Z]\d*): /g),
          ...codesOf(text, /^\s*(?:\/\/|\/?\*).*?\b([CERSTX][1-9]\d?)\b/gm),
        ];
      }),
  ),
);

function codesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, codes]) => (codes as string).split(", "));
}

it("states what every code means that a test or a comment cites", () => {
  expect([...cited].filter((code) => !rows.includes(code))).toEqual([]);
});

it("has no row twice, and none that no test cites", () => {
  expect(rows.filter((code, i) => rows.indexOf(code) !== i || !cited.has(code))).toEqual([]);
});
