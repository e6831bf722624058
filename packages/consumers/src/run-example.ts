import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { COMPILERS, typeCheck } from "@kei/typescript-compat/compilers";
import { installPublished } from "./install-published.ts";
import { lockedPackages } from "./locked-packages.ts";
import type { LoopbackRegistry } from "./loopback-registry.ts";
import { root } from "./public-packages.ts";
import { runTool } from "./run-tool.ts";
import { isInstalled, RUNTIMES } from "./runtimes.ts";

/** Names of the folders of examples/: each is a project of its own. */
export const EXAMPLES: readonly string[] = readdirSync(join(root, "examples"))
  .filter((name) => existsSync(join(root, "examples", name, "package.json")))
  .sort();

/**
 * Gives a registry what the lock files of examples name, before anything else gives it the same packed
 * in another way: a lock file has hashes.
 */
export async function addLockedPackages(
  names: readonly string[],
  registry: LoopbackRegistry,
): Promise<void> {
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
 * @param registry has our packages and those of the lock file
 * @param work an existing folder; the example becomes one in it
 * @returns what its tests printed
 * @throws {Error} with all that was printed, when something fails
 */
export async function runExample(
  name: string,
  registry: LoopbackRegistry,
  work: string,
): Promise<string> {
  const from = join(root, "examples", name);
  const folder = join(work, name);
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", listed, { cwd: from, encoding: "utf8" }).split("\0");
  for (const file of files.filter((file) => file !== "" && existsSync(join(from, file)))) {
    cpSync(join(from, file), join(folder, file));
  }

  await installPublished(folder, registry.url);

  // As if nobody had started us: test runners and CI set these, and programs behave otherwise.
  const env = {
    NODE_ENV: "",
    NODE_OPTIONS: "",
    NEXT_TELEMETRY_DISABLED: "1",
    PATH: [...nodeFor(folder), process.env["PATH"]].join(delimiter),
  };
  const out = await runTool("npm", ["test", "--silent"], { cwd: folder, env });
  if (!existsSync(join(folder, "tsconfig.json"))) return out;
  for (const compiler of Object.values(COMPILERS)) await typeCheck(compiler, folder);
  const versions = Object.values(COMPILERS).map(({ version }) => version);
  return `${out}type-checked by TypeScript ${versions.join(", ")}\n`;
}

/** Folder of a Node that an example asks for, where this one is too old: none, if it will do. */
function nodeFor(folder: string): readonly string[] {
  const { engines } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const least = Number(/\d+/.exec(engines?.node ?? "")?.[0] ?? 0);
  if (Number.parseInt(process.versions.node, 10) >= least) return [];
  const found = RUNTIMES.find(
    (runtime) =>
      runtime.kind === "node" &&
      isInstalled(runtime) &&
      Number(/\d+/.exec(runtime.name)?.[0]) >= least,
  );
  if (found === undefined) throw new Error(`it needs Node ${least}: pnpm runtimes installs one`);
  return [dirname(found.program)];
}
