import type { ChildProcess } from "node:child_process";
import { FailureError, type KeiErrorCode } from "../../chat/errors.ts";
import { isDenied, transportFailure } from "../../failure/transport-failure.ts";
import { withoutKeys } from "./errors.ts";

/** Most of it that is told. */
const MAX_TOLD = 1000;

/**
 * What it means that a program ended otherwise than it should.
 * @param wrote it had written something to standard output
 */
export function exitFailure(
  { exitCode, signalCode }: Pick<ChildProcess, "exitCode" | "signalCode">,
  command: string,
  wrote: boolean,
  stderr: string,
): FailureError {
  const how =
    signalCode === null ? `failed with exit code ${exitCode}` : `was ended by ${signalCode}`;
  const said = withoutKeys(stderr)
    .replace(/^Reading (additional input|prompt) from stdin\.\.\.$/gm, "")
    .trim()
    .slice(-MAX_TOLD);
  let code: KeiErrorCode = wrote ? "truncated" : "server";
  let hint = "";
  // Codex takes 2^20 characters, and says so when it has begun.
  if (/exceeds the maximum length/.test(said)) code = "context-length";
  // Before it writes anything codex looks at its arguments and its configuration.
  else if (!wrote && (exitCode === 1 || exitCode === 2)) {
    code = "config";
    if (exitCode === 2)
      hint = ", as it does for arguments that it does not know (update it if it is old)";
  }
  const message = `${command} ${how}${hint}${said === "" ? "" : `: ${said}`}`;
  return new FailureError({ code, message, ...(wrote ? { retryable: false } : {}) });
}

/** What it means that a program could not be run. */
export function startFailure(
  thrown: unknown,
  command: string,
  cwd: string | undefined,
): FailureError {
  if (isDenied(thrown)) return transportFailure(thrown);
  const code = (thrown as { readonly code?: unknown } | undefined)?.code;
  if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") {
    const where = cwd === undefined ? "" : `, or its directory ${cwd} is not there`;
    return new FailureError({
      code: "config",
      message: `the program ${command} cannot be run (${code})${where}: install it with "npm install -g @openai/codex" and sign in with "codex login", or name it with createProcessTransport({ command })`,
      cause: thrown,
    });
  }
  if (code === "E2BIG") {
    return new FailureError({
      code: "bad-request",
      message: `the arguments of ${command} are too long`,
      cause: thrown,
    });
  }
  if (code === "ERR_INVALID_ARG_VALUE") {
    return new FailureError({
      code: "bad-request",
      message: `the arguments of ${command}, such as the model, must have no NUL character`,
    });
  }
  return new FailureError({
    code: "server",
    message: `the program ${command} could not be started (${String(code)})`,
    cause: thrown,
  });
}
