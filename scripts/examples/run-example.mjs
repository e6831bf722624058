// @ts-check
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { COMPILERS } from "../release/check-types.mjs";
import { installPublished } from "../release/install-published.mjs";
import { readManifest, root } from "../release/public-packages.mjs";
import { runTool } from "../release/run-tool.mjs";
import { lockedPackages } from "./locked-packages.mjs";

/** Names of the folders of examples/: each is a project of its own. */
export const EXAMPLES = readdirSync(join(root, "examples"))
  .filter((name) => existsSync(join(root, "examples", name, "package.json")))
  .sort();

/**
 * Gives a registry what the lock files of examples name, before anything else gives it the same packed
 * in another way: a lock file has hashes.
 *
 * @param {readonly string[]} names
 * @param {import("../release/loopback-registry.mjs").LoopbackRegistry} registry
 */
export async function addLockedPackages(names, registry) {
  for (const name of names) {
    const lockFile = join(root, "examples", name, "package-lock.json");
    if (!existsSync(lockFile)) continue;
    for (const tarball of await lockedPackages(lockFile)) await registry.add(tarball);
  }
}

/**
 * Makes of an example a repository of its own outside the workspace, installs what it depends on from
 * a registry on loopback without running scripts, runs its tests, and type-checks it under every
 * TypeScript that is promised.
 *
 * @param {string} name
 * @param {import("../release/loopback-registry.mjs").LoopbackRegistry} registry has our packages and those of the lock file
 * @param {string} work an existing folder; the example becomes one in it
 * @returns {Promise<string>} what its tests printed
 * @throws {Error} with all that was printed, when something fails
 */
export async function runExample(name, registry, work) {
  const from = join(root, "examples", name);
  const folder = join(work, name);
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", listed, { cwd: from, encoding: "utf8" }).split("\0");
  for (const file of files.filter((file) => file !== "" && existsSync(join(from, file)))) {
    cpSync(join(from, file), join(folder, file));
  }

  await installPublished(folder, registry.url);

  // As if nobody had started us: test runners and CI set these, and programs behave otherwise.
  const env = { NODE_ENV: "", NODE_OPTIONS: "", NEXT_TELEMETRY_DISABLED: "1" };
  const out = await runTool("npm", ["test", "--silent"], { cwd: folder, env });
  const compilers = existsSync(join(folder, "tsconfig.json")) ? COMPILERS : [];
  for (const compiler of compilers) {
    const tsc = join(root, "node_modules", compiler, "bin/tsc");
    const args = [tsc, "-p", ".", "--noEmit", "--incremental", "false"];
    await runTool(process.execPath, args, { cwd: folder });
  }
  const versions = compilers.map(
    (compiler) => readManifest(join(root, "node_modules", compiler)).version,
  );
  return versions.length === 0 ? out : `${out}type-checked by TypeScript ${versions.join(", ")}\n`;
}
