import { FailureError } from "../chat/errors.ts";
import { isDenied, transportFailure } from "../failure/transport-failure.ts";
import { isLoopback } from "../platform/is-loopback.ts";

/**
 * What a connection that could not be made, or broke before the headers, becomes. Names the origin
 * alone: paths and queries may hold a key.
 * @param remedy what to do for proxy variables to be followed; absent: they are
 */
export function connectFailure(error: unknown, url: string, remedy?: string): FailureError {
  if (isDenied(error)) return transportFailure(error);
  const code = errorCode(error);
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const proxy = remedy === undefined || target === undefined ? undefined : proxyVariable(target);
  return new FailureError({
    code: "network",
    message:
      `the connection to ${target?.origin ?? "the provider"} failed${code === undefined ? "" : ` (${code})`}` +
      (proxy === undefined ? "" : `; ${proxy} is set, but not followed: ${remedy}`),
    ...(isFinal(error, code) && { retryable: false }),
    cause: error,
  });
}

/** What no next try changes: a certificate, a server that speaks no TLS, a request that is none. */
const FINAL =
  /CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS|^ERR_SSL_|^EPROTO$|^HOSTNAME_MISMATCH|^ERR_INVALID_|^UND_ERR_INVALID_ARG/;

/** Deno has no codes for it, and Bun's are Node's. */
function isFinal(error: unknown, code = ""): boolean {
  const { message } = (error ?? {}) as { readonly message?: unknown };
  return FINAL.test(code) || String(message).includes("invalid peer certificate");
}

/** The proxy variable that is set for a URL, where the platform does not follow it by itself. */
function proxyVariable({ protocol, hostname }: URL): string | undefined {
  if (isLoopback(hostname)) return;
  const process = globalThis.process as typeof globalThis.process | undefined;
  // Bun and Deno follow them.
  if (process?.versions?.node === undefined || "Deno" in globalThis || "Bun" in globalThis) return;
  const names = [protocol === "http:" ? "http_proxy" : "https_proxy", "all_proxy"];
  return [...names, ...names.map((name) => name.toUpperCase())].find((name) => process.env[name]);
}

/** The system's name of what happened, as `ECONNREFUSED`, wherever it is in the chain of causes. */
function errorCode(error: unknown): string | undefined {
  let inner = error;
  for (let depth = 0; depth < 4 && typeof inner === "object" && inner !== null; depth += 1) {
    const { code, cause } = inner as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
    inner = cause;
  }
  return undefined;
}
