import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { FailureError } from "../../chat/errors.ts";
import { findBuiltin } from "../../platform/find-builtin.ts";
import { startFailure } from "./process-failure.ts";
import type { CodexBody } from "./request.ts";

/** What ends the programs that run: they end with this process, and leave no files. */
const running = new Set<() => void>();

/** What a program finds around it. */
export interface ProcessSurroundings {
  /** Environment variables, added to those that are passed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Directory that the program works in, and may read. @default an empty one, removed afterwards */
  readonly cwd?: string | undefined;
}

/** A program that runs. */
export interface StartedProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly command: string;
  /** Ends the program and all that it has started; whether there was something left of it. */
  kill(signal: "SIGTERM" | "SIGKILL"): boolean;
}

/**
 * Runs codex once. Its files are gone when it has ended. What it has started and left behind is told to
 * end with it, and killed `graceMs` later.
 * @throws FailureError when it cannot be run.
 */
export async function startProcess(
  { args, prompt, outputSchema, images = [] }: CodexBody,
  command: string,
  { env = {}, cwd }: ProcessSurroundings,
  graceMs: number,
  signal: AbortSignal,
): Promise<StartedProcess> {
  const { spawn } = builtin<typeof import("node:child_process")>("node:child_process");
  const fs = builtin<typeof import("node:fs")>("node:fs");
  const { tmpdir } = builtin<typeof import("node:os")>("node:os");
  const { join } = builtin<typeof import("node:path")>("node:path");
  const posix = process.platform !== "win32";

  const folder = fs.mkdtempSync(join(tmpdir(), "kei-codex-"));
  const clean = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  let child: ChildProcessWithoutNullStreams;
  try {
    const files: string[] = [];
    const write = (flag: string, name: string, data: string | Uint8Array) => {
      fs.writeFileSync(join(folder, name), data, { mode: 0o600 });
      files.push(`--${flag}=${join(folder, name)}`);
    };
    for (const [index, { base64, mediaType }] of images.entries()) {
      const extension = /^image\/(\w+)$/.exec(mediaType)?.[1] ?? "img";
      write("image", `image-${index + 1}.${extension}`, Buffer.from(base64, "base64"));
    }
    if (outputSchema !== undefined) {
      write("output-schema", "schema.json", JSON.stringify(outputSchema));
    }
    const work = join(folder, "work");
    fs.mkdirSync(work);
    child = spawn(command, ["exec", "--json", ...files, ...args, "-"], {
      cwd: cwd ?? work,
      env: { ...processEnvironment(), ...env },
      detached: posix,
      windowsHide: true,
      shell: false,
    });
  } catch (thrown) {
    clean();
    throw startFailure(thrown, command, cwd);
  }

  const kill: StartedProcess["kill"] = (name) => {
    try {
      if (posix && child.pid !== undefined) return process.kill(-child.pid, name);
      return child.kill(name);
    } catch {
      // It has ended.
      return false;
    }
  };
  const abandon = () => {
    kill("SIGKILL");
    clean();
  };
  return await new Promise((resolve, reject) => {
    child.on("error", (thrown) => {
      // It may also be that it could not be ended.
      if (child.pid === undefined) clean();
      reject(startFailure(thrown, command, cwd));
    });
    child.once("spawn", () => {
      if (running.size === 0) process.on("exit", killAll);
      running.add(abandon);
      const forget = () => {
        running.delete(abandon);
        if (running.size === 0) process.off("exit", killAll);
        clean();
      };
      child.once("close", () => {
        // The pipes are closed, and yet something in the group may run on: a server that a tool started.
        if (!posix || !kill("SIGTERM")) forget();
        else {
          setTimeout(() => {
            kill("SIGKILL");
            forget();
          }, graceMs).unref();
        }
      });
      // That it ends before it has read everything is told by how it ends.
      child.stdin.on("error", () => {});
      child.stdin.end(prompt);
      if (signal.aborted) abandon();
      resolve({ child, command, kill });
    });
  });
}

function killAll(): void {
  for (const abandon of running) abandon();
}

function builtin<Module>(id: string): Module {
  const found = findBuiltin<Module>(id);
  if (found === undefined) {
    throw new FailureError({
      code: "config",
      message: "codex is a program: it runs on Node 20.16 or newer, Bun and Deno",
    });
  }
  return found;
}

/**
 * Variables that are passed on. Not among them: keys, since codex would use them instead of the
 * subscription that it is signed in to.
 */
const PASSED_ON =
  /^(PATH|HOME|CODEX_HOME|USER|LOGNAME|LANG|LC_\w+|TERM|TZ|TMPDIR|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|((HTTPS?|ALL|NO)_PROXY)|SSL_CERT_(FILE|DIR)|CODEX_CA_CERTIFICATE|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|TEMP|TMP|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES)$/i;

/** The environment of a program that is run: what it needs of this process's. */
function processEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && PASSED_ON.test(name)) env[name] = value;
  }
  return env;
}
