import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkImports } from "../src/check-imports.ts";
import { entryPoints } from "../src/entry-points.ts";

const manifest = {
  name: "@some/package",
  version: "1.0.0",
  type: "module",
  exports: { ".": "./index.js", "./data.txt": "./data.txt" },
};
const good = {
  "index.js": "export const one = 1;\n",
  "data.txt": "data\n",
};
const entries = entryPoints(manifest, []);
let work: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "kei-imports-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A folder where the package is installed. */
function consumer(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(work, name, "node_modules/@some/package");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  writeFileSync(join(work, name, "package.json"), '{ "type": "module" }');
  return join(work, name);
}

it("imports every entry point, here and on what is installed", async () => {
  const lines = await checkImports(consumer("importable", good), entries);
  expect(lines[0]).toBe(`Node ${process.versions.node}: 2 entry points imported`);
});

it.each([
  ["throws", { ...good, "index.js": "throw new Error('at import');\n" }, "at import"],
  ["exports nothing", { ...good, "index.js": "export {};\n" }, "exports nothing"],
  ["is not there", { "index.js": good["index.js"] }, "data.txt"],
])("fails when one of them %s", async (name, files, want) => {
  await expect(checkImports(consumer(name.replaceAll(" ", "-"), files), entries)).rejects.toThrow(
    want,
  );
});
