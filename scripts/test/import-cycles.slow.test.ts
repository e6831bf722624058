import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "@kei/consumers/public-packages";
import { afterEach, beforeEach, expect, it } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kei-cycle-"));
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What Biome says about two modules under the repository's rules. */
function lint(a: string, b: string) {
  writeFileSync(join(folder, "a.ts"), a);
  writeFileSync(join(folder, "b.ts"), b);
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  // No repository, so nothing is ignored.
  const args = [biome, "lint", "--vcs-enabled=false", "."];
  return promisify(execFile)(process.execPath, args, { cwd: folder });
}

const b = 'import type { A } from "./a.ts";\n\nexport type B = A | undefined;\n';

it("lets pass what imports types one way", async () => {
  await lint("export type A = string;\n", b);
});

it("fails for a cycle that is one of types alone", async () => {
  const a = 'import type { B } from "./b.ts";\n\nexport type A = readonly B[];\n';
  await expect(lint(a, b)).rejects.toThrow("noImportCycles");
});
