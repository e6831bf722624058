import { spawn } from "node:child_process";

/** What a program that has ended wrote. */
export interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, in a process group of its own. */
export interface Running {
  /** When it has ended; rejects when it cannot be started. */
  readonly ended: Promise<Output>;
  /** Ends it, and all that it has started. */
  end(): Promise<void>;
}

const running = new Set<Running>();

export function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Running {
  const child = spawn(program, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<Output>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
  const started: Running = {
    ended,
    async end() {
      try {
        if (running.has(started) && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended just now.
      }
      await ended.catch(() => {});
    },
  };
  running.add(started);
  const forget = () => running.delete(started);
  ended.then(forget, forget);
  return started;
}

/** Ends what a test that took too long has left. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...running].map((it) => it.end()));
}
