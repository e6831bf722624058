import type { WrittenProvider } from "../layers/provider.ts";
import type { ProtocolName, TransportKind } from "../layers/vocabulary.ts";
import { sampleOf } from "./endpoint.ts";

/**
 * Protocol and transport of providers that do not state them. The tables below are the rule;
 * `registry/README.md` says it in words. The first row that fits wins.
 */

/** `local:<program>` endpoints, by program. */
const programProtocols: Readonly<Record<string, ProtocolName>> = { "codex-cli": "codex-exec" };

/** URL endpoints, by the end of their path. */
const pathProtocols: readonly (readonly [RegExp, ProtocolName])[] = [
  [/\/chat\/completions\/*$/, "openai-chat"],
  [/\/responses\/*$/, "openai-responses"],
  [/\/messages\/*$/, "anthropic-messages"],
  [/\/api\/chat\/*$/, "ollama-chat"],
  [/\/v1(?:alpha|beta)?\/models\/*$/, "gemini-generate-content"],
];

/** URL endpoints, by host. */
const hostTransports: readonly (readonly [RegExp, TransportKind])[] = [
  [/(^|\.)amazonaws\.com$/, "aws-bedrock"],
  [/\.(openai|cognitiveservices|services\.ai)\.azure\.com$/, "azure-openai"],
  [/(^|[.-])aiplatform\.googleapis\.com$/, "google-vertex"],
];

/** First part of the path under which proxies are commonly mounted: LiteLLM's is `/llm`. */
const PROXY_MOUNT = /^\/(llm|litellm|proxy|gateway)\//;

type Derivable = Pick<WrittenProvider, "endpoint" | "auth_scheme" | "routes_to">;

/** The protocol that an endpoint speaks, or `undefined` when nothing tells. */
export function deriveProtocol({ endpoint }: Derivable): ProtocolName | undefined {
  const program = programOf(endpoint);
  if (program !== undefined) {
    return Object.hasOwn(programProtocols, program) ? programProtocols[program] : undefined;
  }
  const path = urlOf(endpoint)?.pathname;
  return pathProtocols.find(([pattern]) => path !== undefined && pattern.test(path))?.[1];
}

/** Whose infrastructure answers. Always known: what nothing else fits is the vendor's own API. */
export function deriveTransport({ endpoint, auth_scheme, routes_to }: Derivable): TransportKind {
  if (auth_scheme === "oauth-subscription") return "subscription";
  const url = urlOf(endpoint);
  if (url === undefined || isLoopback(url.hostname)) return "local";
  const byHost = hostTransports.find(([pattern]) => pattern.test(url.hostname))?.[1];
  if (byHost !== undefined) return byHost;
  return routes_to !== undefined || PROXY_MOUNT.test(url.pathname) ? "proxy" : "direct-api";
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/** The endpoint as a URL, unless it is a program or no URL at all. */
export function urlOf(endpoint: string): URL | undefined {
  const text = sampleOf(endpoint);
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

function programOf(endpoint: string): string | undefined {
  return endpoint.startsWith("local:") ? endpoint.slice("local:".length) : undefined;
}
