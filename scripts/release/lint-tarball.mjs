// @ts-check
import { join } from "node:path";
import { root } from "@kei/consumers/public-packages";
import { runTool } from "@kei/consumers/run-tool";

const bin = join(root, "node_modules/.bin");

/**
 * Lets publint and "are the types wrong?" look at a packed package. Both are strict: their warnings are
 * errors. CommonJS is not looked at, because the packages are ES modules.
 *
 * @param {string} tarball path
 * @param {readonly { subpath: string, file: string }[]} entries
 * @throws {Error} with what they say
 */
export async function lintTarball(tarball, entries) {
  const options = { cwd: root };
  await runTool(join(bin, "publint"), ["--strict", tarball], options);
  // By name: it does not write out patterns itself, and it takes text files for code.
  const typed = entries.filter(({ file }) => /\.(?:js|json)$/.test(file));
  const names = typed.map(({ subpath }) => subpath.replace(/^\.\//, ""));
  const args = [tarball, "--profile", "esm-only", "--format", "ascii", "--entrypoints", ...names];
  const out = await runTool(join(bin, "attw"), args, options);
  // That is no error to it.
  if (out.includes("does not contain types")) throw new Error(`${tarball} does not contain types`);
}
