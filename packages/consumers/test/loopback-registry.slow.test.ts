import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installPublished, publishTarball } from "../src/install-published.ts";
import { type LoopbackRegistry, startLoopbackRegistry } from "../src/loopback-registry.ts";
import { readTarball } from "../src/read-tarball.ts";
import { runTool } from "../src/run-tool.ts";

let work: string;
let registry: LoopbackRegistry;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "kei-loopback-"));
  registry = await startLoopbackRegistry();
});

afterAll(async () => {
  await registry.close();
  rmSync(work, { recursive: true, force: true });
});

/** A tarball of a package that would leave a file behind if its script ran. */
async function pack(name: string, more: object): Promise<string> {
  const folder = join(work, name, "package");
  mkdirSync(folder, { recursive: true });
  const scripts = { postinstall: "node -e \"fs.writeFileSync('ran','')\"" };
  const manifest = { name: `@some/${name}`, version: "1.2.3", main: "index.js", scripts, ...more };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "index.js"), `module.exports = "${name}";`);
  const path = join(work, `${name}.tgz`);
  await runTool("tar", ["-czf", path, "package"], { cwd: join(work, name) });
  return path;
}

it("installs what npm has published, with what it depends on, without scripts", async () => {
  await registry.add(readFileSync(await pack("inner", {})));
  const outer = await pack("outer", { dependencies: { "@some/inner": "^1.0.0" } });
  await publishTarball(outer, registry, work);
  const folder = join(work, "consumer");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  await installPublished(folder, registry.url, ["@some/outer"]);
  const read = (path: string) => readFileSync(join(folder, "node_modules/@some", path), "utf8");
  expect([read("outer/index.js"), read("inner/index.js")]).toEqual([
    'module.exports = "outer";',
    'module.exports = "inner";',
  ]);
  expect(() => read("outer/ran")).toThrow("ENOENT");

  await expect(publishTarball(outer, registry, work)).rejects.toThrow("previously published");
});

it("serves nothing that it was not given", async () => {
  const folder = join(work, "nothing");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  await expect(installPublished(folder, registry.url, ["@some/other"])).rejects.toThrow("E404");
});

it("takes nothing without a token", async () => {
  const answer = await fetch(`${registry.url}/@some%2fthird`, { method: "PUT", body: "{}" });
  expect(answer.status).toBe(401);
});

it("reads no tarball with links, or with files outside of the package", async () => {
  await runTool("ln", ["-s", "/etc/hosts", "package"], { cwd: work });
  for (const name of ["elsewhere", "one/file", "two/file"]) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), "x");
  }
  for (const [names, want] of [
    [["package"], "package is no file (type 2)"],
    [["elsewhere"], "elsewhere is outside of the package"],
    [["one/file", "two/file"], "two/file is outside of the package"],
  ] as const) {
    const path = join(work, "bad.tgz");
    await runTool("tar", ["-czf", path, ...names], { cwd: work });
    expect(() => readTarball(readFileSync(path))).toThrow(want);
  }
});

it("reads tarballs whose folder has another name, as some of npm's have", async () => {
  const path = join(work, "named.tgz");
  await runTool("tar", ["-czf", path, "inner/package"], { cwd: work });
  expect([...readTarball(readFileSync(path)).keys()].sort()).toEqual([
    "package/index.js",
    "package/package.json",
  ]);
});
