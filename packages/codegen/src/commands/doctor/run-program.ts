import { execFile } from "node:child_process";

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number; readonly output: string }
  | { readonly kind: "not-found" | "failed" | "timed-out" };

/** Runs a program to its end. */
export type RunProgram = (
  file: string,
  args: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly limitMs: number;
    readonly signal: AbortSignal;
  },
) => Promise<ProgramEnd>;

/** Bytes of output that are kept. */
const MAX_OUTPUT = 64 * 1024;

/** Runs a program found on the PATH, without a shell and without input. Never rejects. */
export const runProgram: RunProgram = (file, args, { env, limitMs, signal }) =>
  new Promise((resolve) => {
    const child = execFile(
      file,
      [...args],
      { env, timeout: limitMs, killSignal: "SIGKILL", signal, maxBuffer: MAX_OUTPUT },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (error === null) resolve({ kind: "exited", code: 0, output });
        else if (error.code === "ENOENT") resolve({ kind: "not-found" });
        else if (typeof error.code === "number") {
          resolve({ kind: "exited", code: error.code, output });
        } else resolve({ kind: error.killed === true ? "timed-out" : "failed" });
      },
    );
    // A program that asks for input gets the end of it.
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
