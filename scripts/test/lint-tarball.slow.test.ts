import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entryPoints } from "@kei/consumers/entry-points";
import { runTool } from "@kei/consumers/run-tool";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lintTarball } from "../release/lint-tarball.mjs";

const manifest = {
  name: "@some/package",
  version: "1.0.0",
  type: "module",
  license: "Apache-2.0",
  exports: { ".": "./index.js", "./data.txt": "./data.txt" },
};
const good = {
  "index.js": "export const one = 1;\n",
  "index.d.ts": "export declare const one: number;\n",
  "data.txt": "data\n",
};
const entries = entryPoints(manifest, []);
let work: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "kei-lint-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Writes the package into a folder below the work folder. */
function write(path: string, files: Readonly<Record<string, string>>): void {
  const folder = join(work, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

async function lint(name: string, files: Readonly<Record<string, string>>): Promise<void> {
  write(join(name, "package"), files);
  const folder = join(work, name);
  await runTool("tar", ["-czf", "package.tgz", "package"], { cwd: folder });
  await lintTarball(join(folder, "package.tgz"), entries);
}

it("lets pass what publint and attw have no remark about", async () => {
  await lint("good", good);
});

it("fails on what publint remarks", async () => {
  await expect(lint("commonjs", { ...good, "index.js": "exports.one = 1;\n" })).rejects.toThrow(
    /publint.*failed/,
  );
});

it("fails on what attw remarks", async () => {
  const lost = { ...good, "index.d.ts": 'export { one } from "./one";\n' };
  await expect(lint("lost", lost)).rejects.toThrow(/attw.*failed/);
  const { "index.d.ts": _, ...untyped } = good;
  await expect(lint("untyped", untyped)).rejects.toThrow("does not contain types");
});
