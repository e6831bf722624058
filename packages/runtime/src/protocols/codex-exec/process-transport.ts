import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { FailureError } from "../../chat/errors.ts";
import type { Transport, TransportResponse } from "../../transport/transport.ts";
import { exitFailure } from "./process-failure.ts";
import type { CodexBody } from "./request.ts";
import { type ProcessSurroundings, type StartedProcess, startProcess } from "./start-process.ts";

export interface ProcessTransportOptions extends ProcessSurroundings {
  /**
   * Program to run: a name that is looked for in PATH, or a path. On Windows the path of `codex.exe`:
   * the `codex.cmd` that npm installs needs a shell, and none is used.
   * @default the program of the endpoint, `codex`
   */
  readonly command?: string | undefined;
  /**
   * How long the program may take to end by itself, once it was told to end or its answer is
   * complete, in milliseconds. @default 2,000
   */
  readonly graceMs?: number | undefined;
}

/** Most of what the program wrote to standard error that is kept, in characters. */
const MAX_STDERR = 8192;

/**
 * A transport that runs the codex command-line tool, on Node, Bun and Deno. The body is a
 * {@link CodexBody}; the answer is what codex writes, with status 200 as soon as it runs. When codex
 * fails, reading ends with what it wrote to standard error.
 *
 * No shell is used. Codex runs in a process group of its own, which is ended with the call.
 */
export function createProcessTransport(options: ProcessTransportOptions = {}): Transport {
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      const body = parseBody(request.body);
      const named = request.url.replace(/^local:(codex-cli$)?/, "");
      const { command = named || "codex", graceMs = 2000 } = options;
      const run = await startProcess(body, command, options, graceMs, signal);
      return responseOf(run, signal, graceMs);
    },
  };
}

function responseOf(
  { child, command, kill }: StartedProcess,
  signal: AbortSignal,
  graceMs: number,
): TransportResponse {
  const { stdout } = child;
  const stderr = keepTail(child);
  let wake: (() => void) | undefined;
  let wrote = false;
  let unwanted = false;
  let closed = false;
  let ending = false;

  /** Gives the program a moment to end, and ends what is left of it then. */
  const endSoon = () => {
    if (ending || closed) return;
    ending = true;
    const timer = setTimeout(() => {
      ending = false;
      kill("SIGKILL");
      // What holds the other end of a pipe now is out of reach. What is in the pipe is still read.
      if (!unwanted && wake === undefined) return;
      stdout.destroy();
      child.stderr.destroy();
    }, graceMs);
    timer.unref();
    child.once("close", () => clearTimeout(timer));
  };
  const wakeUp = () => {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  };
  const end = () => {
    unwanted = true;
    kill("SIGTERM");
    endSoon();
    wakeUp();
  };
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;

  signal.addEventListener("abort", end, { once: true });
  stdout.on("readable", wakeUp);
  // The end is that of the pipes: what the program has started may hold them, and may still write.
  child.once("exit", () => {
    if (wake !== undefined) endSoon();
  });
  child.once("close", () => {
    closed = true;
    signal.removeEventListener("abort", end);
    wakeUp();
  });
  if (signal.aborted) end();

  const read = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      signal.throwIfAborted();
      const bytes: Buffer | null = stdout.read();
      if (bytes !== null) {
        wrote = true;
        return bytes;
      }
      if (closed) {
        if (child.exitCode === 0) return undefined;
        throw exitFailure(child, command, wrote, stderr());
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (hasExited()) endSoon();
      });
    }
  };

  const close = (reuse: boolean) => {
    if (closed) return;
    signal.removeEventListener("abort", end);
    unwanted = true;
    // A full pipe must not stop it from ending.
    stdout.removeAllListeners("readable");
    stdout.resume();
    if (reuse) endSoon();
    else end();
  };

  return {
    status: 200,
    header: () => undefined,
    read,
    async text(maxBytes) {
      const decoder = new TextDecoder();
      let text = "";
      let length = 0;
      for (let bytes = await read(); bytes !== undefined; bytes = await read()) {
        length += bytes.length;
        if (length > maxBytes) {
          close(false);
          throw new FailureError({
            code: "protocol",
            message: `the output of ${command} is larger than ${maxBytes} bytes`,
          });
        }
        text += decoder.decode(bytes, { stream: true });
      }
      return text + decoder.decode();
    },
    close,
  };
}

/** The end of what a program writes to standard error. */
function keepTail(child: ChildProcessWithoutNullStreams): () => string {
  let tail = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    tail = (tail + text).slice(-MAX_STDERR);
  });
  return () => tail;
}

/** `raw` sends what the caller wrote. */
function parseBody(json: string): CodexBody {
  const body: Partial<CodexBody> = JSON.parse(json);
  const { args, prompt, images = [] } = body;
  if (
    !Array.isArray(args) ||
    !args.every((arg) => typeof arg === "string") ||
    typeof prompt !== "string" ||
    !Array.isArray(images)
  ) {
    throw new FailureError({
      code: "bad-request",
      message: "the body of a codex call must be { args: string[], prompt: string }",
    });
  }
  return body as CodexBody;
}
