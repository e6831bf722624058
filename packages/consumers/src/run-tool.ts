import { execFile } from "node:child_process";
import { dirname, join } from "node:path";

export interface ToolOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the machine's settings of npm hold that are in the environment, as for its registry. */
  readonly ownSettings?: boolean;
}

/**
 * Runs a program to its end, without what pnpm tells its children about registries and folders.
 *
 * @returns standard output
 * @throws {Error} with all that it printed, when it fails
 */
export function runTool(
  program: string,
  args: readonly string[],
  { cwd, env, ownSettings = false }: ToolOptions,
): Promise<string> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => ownSettings || !/^npm_/i.test(name),
  );
  const options = {
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    maxBuffer: 64 * 1024 ** 2,
  };
  const [file = program, ...more] = commandOf(program);
  return new Promise((resolve, reject) => {
    execFile(file, [...more, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${[program, ...args].join(" ")} failed:\n${stdout}${stderr}`));
    });
  });
}

/** On Windows npm and npx are scripts of a shell; their JavaScript lies beside Node. */
function commandOf(program: string): readonly string[] {
  if (process.platform !== "win32" || !["npm", "npx"].includes(program)) return [program];
  const folder = dirname(process.execPath);
  return [process.execPath, join(folder, "node_modules/npm/bin", `${program}-cli.js`)];
}
