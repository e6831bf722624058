// @ts-check
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled, RUNTIMES } from "../runtimes.mjs";
import { runTool } from "./run-tool.mjs";

/** In an ES module: code is imported, data read. Prints how many there were. */
const IMPORT = `
import { readFileSync } from "node:fs";
const [code, data] = JSON.parse(readFileSync("entry-points.json", "utf8"));
for (const name of code) {
  const module = await import(name);
  if (Object.keys(module).length === 0) throw new Error(name + " exports nothing");
}
for (const name of data) {
  if (readFileSync(new URL(import.meta.resolve(name)), "utf8") === "") throw new Error(name);
}
console.log(code.length + data.length);
`;

/** In a CommonJS module, where `require` takes ES modules: Node 22 and later. */
const REQUIRE = `
const { readFileSync } = require("node:fs");
const [code, data] = JSON.parse(readFileSync("entry-points.json", "utf8"));
for (const name of code) {
  if (Object.keys(require(name)).length === 0) throw new Error(name + " exports nothing");
}
for (const name of data) readFileSync(require.resolve(name), "utf8");
console.log(code.length + data.length);
`;

/**
 * Imports all entry points of the installed packages on every runtime that is there (`pnpm runtimes`
 * installs them), and requires them where that is possible.
 *
 * @param {string} folder
 * @param {readonly { specifier: string, file: string }[]} entries
 * @returns {Promise<string[]>} a line each about what was done and what was left out
 * @throws {Error} when one of them fails, or is missing where `KEI_REQUIRE_RUNTIMES` is set
 */
export async function checkImports(folder, entries) {
  const isCode = (/** @type {string} */ file) => file.endsWith(".js");
  const lists = [true, false].map((code) =>
    entries.filter(({ file }) => isCode(file) === code).map(({ specifier }) => specifier),
  );
  writeFileSync(join(folder, "entry-points.json"), JSON.stringify(lists));
  writeFileSync(join(folder, "import.mjs"), IMPORT);
  writeFileSync(join(folder, "require.cjs"), REQUIRE);

  /** @type {string[]} */
  const lines = [];
  /**
   * @param {string} name
   * @param {string} program
   * @param {readonly string[]} args
   * @param {string} file
   */
  const run = async (name, program, args, file) => {
    const out = (await runTool(program, [...args, file], { cwd: folder })).trim();
    if (out !== String(entries.length)) throw new Error(`${name} ${file} printed: ${out}`);
    const done = file === "import.mjs" ? "imported" : "required";
    lines.push(`${name}: ${out} entry points ${done}`);
  };

  await run(`Node ${process.versions.node}`, process.execPath, [], "import.mjs");
  for (const runtime of RUNTIMES) {
    if (!isInstalled(runtime)) {
      if (process.env["KEI_REQUIRE_RUNTIMES"]) throw new Error(`${runtime.name} is not installed`);
      lines.push(`${runtime.name}: left out, not installed (pnpm runtimes)`);
      continue;
    }
    const args = runtime.kind === "deno" ? DENO : [];
    await run(runtime.name, runtime.program, args, "import.mjs");
    if (runtime.kind !== "deno") await run(runtime.name, runtime.program, [], "require.cjs");
  }
  return lines;
}

const DENO = ["run", "--quiet", "--no-remote", "--node-modules-dir=manual", "--allow-all"];
