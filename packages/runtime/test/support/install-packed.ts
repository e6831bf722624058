import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** What it depends on, to be installed from here: there is no network to get it from. */
const DEPENDENCIES = ["@standard-schema/spec", "eventsource-parser", "zod", "zod-to-json-schema"];

/**
 * Makes of an empty folder a downstream project: both packages packed, and installed without running
 * scripts.
 */
export function installPacked(folder: string): void {
  const run = (command: string, args: readonly string[], cwd: string) =>
    execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });

  for (const name of ["registry", "runtime"]) {
    const from = join(root, "packages", name);
    run("npx", ["-y", "pnpm@10", "pack", "--pack-destination", folder], from);
  }
  // Copied: npm does not see through the links of pnpm's store.
  for (const name of DEPENDENCIES) {
    const from = realpathSync(join(root, "packages/runtime/node_modules", name));
    cpSync(from, join(folder, "dependencies", name), { recursive: true, dereference: true });
  }
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const packed = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const specifiers = [
    ...packed.map((name) => `./${name}`),
    ...DEPENDENCIES.map((name) => `./dependencies/${name}`),
  ];
  const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--install-links"];
  run("npm", ["install", ...options, ...specifiers], folder);
}
