import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const APP = join(import.meta.dirname, "../lib/app");
const KIB = 1024;

it("loads at most 120 KiB of scripts before the first page is there", () => {
  const { script } = JSON.parse(readFileSync(join(APP, "assets.json"), "utf8")) as {
    script: string;
  };
  const seen = new Set([join(APP, script)]);
  let bytes = 0;
  for (const path of seen) {
    const text = readFileSync(path, "utf8");
    bytes += gzipSync(text, { level: 9 }).length;
    // What it needs at once; what it asks for later is in parentheses.
    for (const [, name = ""] of text.matchAll(/(?:from|import)\s*["`'](\.\/[^"`']+\.js)["`']/g)) {
      seen.add(join(path, "..", name));
    }
  }
  expect(bytes / KIB).toBeLessThan(120);
  expect(bytes / KIB).toBeGreaterThan(60);
});
