// @ts-check
import { execFile } from "node:child_process";

/**
 * Runs a program to its end, without what pnpm tells its children about registries and folders.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<string>} standard output
 * @throws {Error} with all that it printed, when it fails
 */
export function runTool(program, args, { cwd, env }) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const options = {
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    maxBuffer: 64 * 1024 ** 2,
  };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${[program, ...args].join(" ")} failed:\n${stdout}${stderr}`));
    });
  });
}
