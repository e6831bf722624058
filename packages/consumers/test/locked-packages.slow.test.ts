import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lockedPackages } from "../src/locked-packages.ts";
import { startLoopbackRegistry } from "../src/loopback-registry.ts";
import { runTool } from "../src/run-tool.ts";

let work: string;
let cache: string;
let lockFile: string;
let tarball: Buffer;

beforeEach(async () => {
  work = mkdtempSync(join(tmpdir(), "kei-locked-"));
  cache = join(work, "cache");
  lockFile = join(work, "package-lock.json");
  mkdirSync(join(work, "package"));
  const manifest = { name: "@some/package", version: "1.2.3" };
  writeFileSync(join(work, "package/package.json"), JSON.stringify(manifest));
  await runTool("tar", ["-czf", "package.tgz", "package"], { cwd: work });
  tarball = readFileSync(join(work, "package.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const packages = {
    "": {},
    "node_modules/outer/node_modules/@some/package": { version: "1.2.3", integrity },
    "node_modules/another/node_modules/@some/package": { version: "1.2.3", integrity },
    "node_modules/elsewhere": { version: "1.0.0", integrity, os: ["no-such-system"] },
    "node_modules/other-libc": { version: "1.0.0", integrity, os: ["linux"], libc: ["none"] },
  };
  writeFileSync(lockFile, JSON.stringify({ packages }));
  vi.spyOn(console, "log").mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(work, { recursive: true, force: true });
});

/** Where npm looks for packages from here on. */
function useRegistry(url: string): void {
  vi.stubEnv("npm_config_registry", url);
  vi.stubEnv("npm_config_userconfig", join(work, "npmrc"));
  vi.stubEnv("npm_config_cache", join(work, "npm"));
  vi.stubEnv("npm_config_fetch_retries", "0");
}

it("fetches what is for this machine, once", async () => {
  const registry = await startLoopbackRegistry();
  useRegistry(registry.url);
  await registry.add(tarball);
  expect(await lockedPackages(lockFile, cache)).toEqual([tarball]);
  await registry.close();
  expect(await lockedPackages(lockFile, cache)).toEqual([tarball]);
  expect(readdirSync(cache)).toEqual(["@some+package@1.2.3.tgz"]);
});

it("says what it was about when a package cannot be had, and leaves nothing behind", async () => {
  const registry = await startLoopbackRegistry();
  useRegistry(registry.url);
  await expect(lockedPackages(lockFile, cache)).rejects.toThrow(
    `not all that ${lockFile} names could be fetched`,
  );
  await registry.close();
  expect(readdirSync(cache)).toEqual([]);
});

it("takes no other package for the one that was locked", async () => {
  mkdirSync(cache);
  const file = join(cache, "@some+package@1.2.3.tgz");
  writeFileSync(file, "another");
  await expect(lockedPackages(lockFile, cache)).rejects.toThrow(
    `@some/package@1.2.3 is not the one of ${lockFile}: remove ${file}, and run again`,
  );
});
