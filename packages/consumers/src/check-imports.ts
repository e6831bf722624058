import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EntryPoint } from "./entry-points.ts";
import { runTool } from "./run-tool.ts";
import { isInstalled, RUNTIMES } from "./runtimes.ts";

const IMPORT = "import-all.js";
/** Where `require` takes ES modules: Node 22 and later. */
const REQUIRE = "require-all.cjs";

const DENO = ["run", "--quiet", "--no-remote", "--node-modules-dir=manual", "--allow-all"];

/**
 * Imports all entry points of the installed packages on every runtime that is there (`pnpm runtimes`
 * installs them), and requires them where that is possible.
 *
 * @returns a line each about what was done and what was left out
 * @throws {Error} when one of them fails, or is missing where `KEI_REQUIRE_RUNTIMES` is set
 */
export async function checkImports(
  folder: string,
  entries: readonly Pick<EntryPoint, "specifier" | "file">[],
): Promise<readonly string[]> {
  const isCode = (file: string) => file.endsWith(".js");
  const lists = [true, false].map((code) =>
    entries.filter(({ file }) => isCode(file) === code).map(({ specifier }) => specifier),
  );
  writeFileSync(join(folder, "entry-points.json"), JSON.stringify(lists));
  for (const name of [IMPORT, REQUIRE]) {
    cpSync(new URL(`../dist/programs/${name}`, import.meta.url), join(folder, name));
  }

  const lines: string[] = [];
  const run = async (name: string, program: string, args: readonly string[], file: string) => {
    const out = (await runTool(program, [...args, file], { cwd: folder })).trim();
    if (out !== String(entries.length)) throw new Error(`${name} ${file} printed: ${out}`);
    lines.push(`${name}: ${out} entry points ${file === IMPORT ? "imported" : "required"}`);
  };

  await run(`Node ${process.versions.node}`, process.execPath, [], IMPORT);
  for (const runtime of RUNTIMES) {
    if (!isInstalled(runtime)) {
      if (process.env["KEI_REQUIRE_RUNTIMES"]) throw new Error(`${runtime.name} is not installed`);
      lines.push(`${runtime.name}: left out, not installed (pnpm runtimes)`);
      continue;
    }
    await run(runtime.name, runtime.program, runtime.kind === "deno" ? DENO : [], IMPORT);
    if (runtime.kind !== "deno") await run(runtime.name, runtime.program, [], REQUIRE);
  }
  return lines;
}
