import { provider as page } from "../../layers/provider.ts";
import { type AuthScheme, type ProtocolName, usualScheme } from "../../layers/vocabulary.ts";
import { deriveProtocol } from "../../registry/derive.ts";
import type { TomlValue } from "../../source/edit.ts";
import { hasSecret } from "../../text/secrets.ts";
import { withoutLastSlashes } from "../../text/without-last-slashes.ts";
import type { Dropped, Table } from "./imported.ts";

/** How the URL of a request ends, by protocol. */
const PATHS: Readonly<Record<ProtocolName, string>> = {
  "openai-chat": "/chat/completions",
  "openai-responses": "/responses",
  "anthropic-messages": "/messages",
  "gemini-generate-content": "/models",
  "ollama-chat": "/api/chat",
  "codex-exec": "",
};

/** The URL of requests, from the beginning of it that clients are configured with. */
export function endpointOf(base: string, protocol: ProtocolName): string {
  const [before = "", ...rest] = base.trim().split("?");
  const start = withoutLastSlashes(before);
  const query = rest.length === 0 ? "" : `?${rest.join("?")}`;
  const path = PATHS[protocol];
  const root = protocol === "ollama-chat" ? start.replace(/\/(?:v1|api)$/, "") : start;
  return (root.endsWith(path) ? root : root + path) + query;
}

/** Where a key comes from, and how it is sent where that is not as its protocol has it. */
export interface Key {
  /** Names of variables. Empty: no key is sent. */
  readonly env: readonly string[];
  readonly scheme?: AuthScheme;
  readonly header?: string;
}

/** A server, as files of other tools know it. */
export interface Server {
  readonly id: string;
  readonly name: string;
  /** The protocol to prefer. */
  readonly protocol: ProtocolName;
  /** URLs of requests; that of the preferred protocol is among them. */
  readonly endpoints: ReadonlyMap<ProtocolName, string>;
  readonly key: Key;
  readonly docs?: string | undefined;
  /** More keys. */
  readonly more?: Table;
}

/** The record of a server, its keys in the order of the page. */
export function providerRecord({ id, name, protocol, endpoints, key, docs, more }: Server): Table {
  const endpoint = endpoints.get(protocol) as string;
  const isKeyed = key.env.length > 0;
  const scheme = isKeyed ? (key.scheme ?? usualScheme(protocol)) : "none";
  const header = key.header ?? (scheme === "query-key" ? "x-goog-api-key" : undefined);
  const others = [...endpoints].filter(([each]) => each !== protocol);
  // What a header of its own carries everywhere needs no word for each endpoint.
  const auths = others.flatMap(([each]): [string, AuthScheme][] =>
    isKeyed && key.scheme === undefined && usualScheme(each) !== scheme
      ? [[each, usualScheme(each)]]
      : [],
  );
  const record: Record<string, TomlValue> = {
    id,
    display_name: name,
    endpoint,
    ...(others.length === 0 ? {} : { endpoints: Object.fromEntries(others) }),
    auth_scheme: scheme,
    ...(isKeyed && header !== undefined ? { auth_header: header } : {}),
    ...(auths.length === 0 ? {} : { endpoint_auth: Object.fromEntries(auths) }),
    auth_env: isKeyed ? (key.env.length === 1 ? (key.env[0] as string) : key.env) : "_",
    billing_currency: "USD",
    ...(deriveProtocol({ endpoint, auth_scheme: scheme }) === protocol ? {} : { protocol }),
    ...(docs?.match(/^https?:\/\/\S+$/) ? { docs_url: docs } : {}),
    ...more,
  };
  return inOrder(record, Object.keys(page.record.shape));
}

/** A record with its keys in the order of its page. */
export function inOrder(record: Table, order: readonly string[]): Table {
  return Object.fromEntries(
    order.flatMap((key) => {
      const value = record[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** An id of a provider from any name: kebab-case, without what looks like a version. */
export function providerId(name: string): string {
  const words = profileId(name).split("-");
  return words.map((word, i) => (i > 0 && /^v?\d+$/.test(word) ? `n${word}` : word)).join("-");
}

/** An id of a profile from any name: kebab-case. */
export function profileId(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== "")
      .join("-") || "server"
  );
}

/** An id for a server that a file gives no name: from its host, its port and its path. */
export function idOfUrl(url: string): string {
  const variable = /^\$\{(\w+)\}/.exec(url)?.[1];
  if (variable !== undefined)
    return providerId(variable.replace(/_(?:API_)?(?:BASE|URL|BASE_URL)$/, ""));
  if (!URL.canParse(url)) return providerId(url);
  const { hostname, port, pathname } = new URL(url);
  const host = /^[\d.]+$/.test(hostname)
    ? hostname === "127.0.0.1"
      ? "localhost"
      : `ip${hostname.replaceAll(".", "x")}`
    : hostname.replace(/^(?:api|www)\./, "");
  const path = pathname.split("/").filter((part) => !/^(?:api|v\d\w*)?$/.test(part));
  return providerId([host, port === "" ? "" : `port${port}`, ...path].join("-"));
}

/** The variable that a key which stands in a file is to be read from instead. */
export function variableFor(id: string): string {
  return `${id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}_API_KEY`.replace(/^\d+(?=_)/, "N");
}

/** A name of an environment variable, as the format takes it. */
export function isVariable(name: string): boolean {
  return /^[0-9]*[A-Z][A-Z0-9_]*$/.test(name);
}

/** The name of a header that carries a credential. */
export function carriesKey(header: string): boolean {
  return /^(?:authorization|cookie|proxy-authorization)$|api-?key|token|secret|password/i.test(
    header,
  );
}

/** What is said of a key that stands in a file. */
export function secretDropped(what: string, variable: string): Dropped {
  return {
    what,
    why: `a key stands in the file and is not copied: it is read from ${variable}`,
  };
}

/** The headers that a registry may have, and what is said of the others. */
export function headersOf(
  headers: Readonly<Record<string, string>>,
  what: string,
): { readonly headers: Readonly<Record<string, string>>; readonly dropped: readonly Dropped[] } {
  const kept: Record<string, string> = {};
  const dropped: Dropped[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (carriesKey(name) || hasSecret(value)) {
      dropped.push({ what: `${what} ${name}`, why: "a header that carries a key is not copied" });
    } else if (/^[A-Za-z][A-Za-z0-9-]*$/.test(name) && /^[\x20-\x7e]+$/.test(value)) {
      kept[name] = value;
    } else dropped.push({ what: `${what} ${name}`, why: "it is no header that can be sent" });
  }
  return { headers: kept, dropped };
}
