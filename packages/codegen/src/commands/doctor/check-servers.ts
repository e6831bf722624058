import type { Provider } from "../../layers/provider.ts";
import { isLoopback, urlOf } from "../../registry/derive.ts";
import { variablesOf } from "../../registry/endpoint.ts";
import type { Finding } from "./finding.ts";

/** What asks a server. */
export interface ServerProbe {
  readonly fetch: typeof fetch;
  /** How long a server may take to begin its answer. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Which of the servers on this machine answer. All are asked at once. */
export async function checkServers(
  providers: readonly Provider[],
  probe: ServerProbe,
): Promise<readonly Finding[]> {
  const findings = providers
    .filter(({ transport }) => transport === "local")
    .map(async (provider): Promise<Finding | undefined> => {
      const url = urlOf(provider.endpoint);
      if (url === undefined || !isLoopback(url.hostname)) return undefined;
      // Which port it is, say, only a variable tells.
      if (variablesOf(provider.endpoint).length > 0) return undefined;
      const answer = await ask(probeUrl(provider, url), probe);
      return { check: "server", subject: provider.id, ...answer };
    });
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
}

/** A URL that costs nothing to read and that only a server of this protocol knows. */
function probeUrl({ protocol }: Provider, endpoint: URL): URL {
  if (protocol === "ollama-chat") {
    return new URL(endpoint.pathname.replace(/\/api\/chat\/*$/, "/api/version"), endpoint);
  }
  if (protocol === "openai-chat") {
    return new URL(endpoint.pathname.replace(/\/chat\/completions\/*$/, "/models"), endpoint);
  }
  return new URL("/", endpoint);
}

async function ask(
  url: URL,
  { fetch, limitMs, signal }: ServerProbe,
): Promise<Pick<Finding, "state" | "message" | "advice">> {
  // Not AbortSignal.any: Node 20 may collect a timeout that nothing else refers to.
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, limitMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const response = await fetch(url, { signal: limit.signal, redirect: "manual" });
    await response.body?.cancel();
    if (response.ok) return { state: "ok", message: `answers at ${url.origin}` };
    return {
      state: "warn",
      message: `${url.href} answers with HTTP ${response.status}`,
      advice: "see which program listens there, and whether it wants a key",
    };
  } catch (error) {
    if (signal.aborted) return { state: "warn", message: "not asked: interrupted" };
    if (limit.signal.aborted) {
      return {
        state: "warn",
        message: `no answer from ${url.origin} within ${limitMs / 1000} s`,
        advice: "it accepts connections or is filtered, but says nothing: restart it",
      };
    }
    if (wasRefused(error)) {
      return {
        state: "missing",
        message: `nothing listens at ${url.origin}`,
        advice: "start the server to use this provider",
      };
    }
    return {
      state: "warn",
      message: `${url.origin}: ${reasonOf(error)}`,
      advice: "see which program listens there",
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** fetch wraps the socket's error; for a host with two addresses, that is an AggregateError. */
function wasRefused(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof Error && (cause as NodeJS.ErrnoException).code === "ECONNREFUSED";
}

function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error ? cause.message : String(cause);
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
