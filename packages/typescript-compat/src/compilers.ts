import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A TypeScript compiler. */
export interface Compiler {
  readonly version: string;
  /** Path of its `tsc`, to be run by Node. */
  readonly tsc: string;
}

/** The TypeScript versions that the packages work with, oldest first, by the line they belong to. */
export const COMPILERS = {
  "5.4": findCompiler("ts54"),
  "5.9": findCompiler("ts59"),
  "6.0": findCompiler("ts60"),
  "7.0": findCompiler("typescript"),
};

export type CompilerName = keyof typeof COMPILERS;

export type Resolution = "bundler" | "node16" | "nodenext";

/** The `module` that goes with it in every compiler. */
const MODULE_OF = { bundler: "esnext", node16: "node16", nodenext: "nodenext" };

/**
 * Type-checks a project and writes nothing.
 *
 * @param project Path of its tsconfig.json, or of the folder that has one.
 * @param resolution Instead of what the project says about modules.
 * @throws {Error} with the compiler's words
 */
export function typeCheck(
  compiler: Compiler,
  project: string,
  resolution?: Resolution,
): Promise<void> {
  const args = [compiler.tsc, "-p", project, "--noEmit", "--incremental", "false"];
  if (resolution !== undefined) {
    args.push("--module", MODULE_OF[resolution], "--moduleResolution", resolution);
  }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 16 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`TypeScript ${compiler.version}, ${project}:\n${stdout}${stderr}`));
    });
  });
}

function findCompiler(name: string): Compiler {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  return { version, tsc: join(dirname(manifest), "bin/tsc") };
}
