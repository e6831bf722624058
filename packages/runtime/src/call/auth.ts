import type { Provider } from "@kei/registry/contract";
import { FailureError } from "../chat/errors.ts";
import type { ApiKeySource } from "./options.ts";

/** What a header value may hold; HTTP libraries put anything else, whole, into their errors. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * The key of a provider: the option, else the first of its environment variables that is set. Empty is
 * missing. `undefined` for a provider that takes none.
 *
 * @throws FailureError of code `config` that names the variable, never the value.
 */
export function resolveKey(provider: Provider, apiKey: string | undefined): string | undefined {
  if (!takesKey(provider)) return undefined;
  const names = provider.authEnv;
  const from = apiKey === undefined ? names.find(environment) : "apiKey";
  const where = names.length === 0 ? "" : `set ${names.join(" or ")}, or `;
  const key = apiKey === undefined ? ((from && environment(from)) ?? "") : apiKey;
  return checkKey(key, `in ${from}`, where);
}

/**
 * The key that a function gave.
 *
 * @param keys takes it
 * @throws FailureError of code `config`
 */
export async function askForKey(
  source: ApiKeySource,
  renew: boolean,
  keys: Set<string>,
): Promise<string> {
  let given: string;
  try {
    given = await source({ renew });
  } catch (cause) {
    if (cause instanceof FailureError) throw cause;
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    throw config(`the option apiKey failed${why}`, cause);
  }
  const key = checkKey(given, "that the option apiKey gave", "");
  keys.delete(key);
  keys.add(key);
  // Tokens may be made for each request: what is not given out any more is forgotten at last.
  if (keys.size > MAX_KEYS) keys.delete(keys.values().next().value as string);
  return key;
}

/** How many keys of the past are looked for in what is shown. */
const MAX_KEYS = 64;

function checkKey(given: unknown, which: string, where: string): string {
  if (typeof given !== "string")
    throw config("the option apiKey must be a text, or a function that gives one");
  const key = given.trim();
  if (key === "") throw config(`the key is missing: ${where}pass the option apiKey`);
  if (!PRINTABLE.test(key)) {
    throw config(
      `the key ${which} holds a space, a line break or another character that no key has: copy the key again, whole and alone`,
    );
  }
  return key;
}

function config(message: string, cause?: unknown): FailureError {
  return new FailureError({ code: "config", message, cause });
}

/** Whether requests carry a key of ours. */
export function takesKey({ auth }: Provider): boolean {
  return auth.in !== "none";
}

/** The header that carries the key; none where it is not a header that does. */
export function authHeaders({ auth }: Provider, key: string): Record<string, string> {
  return auth.in === "header" ? { [auth.name]: `${auth.prefix ?? ""}${key}` } : {};
}

/** A URL with the key in it, where the provider wants that. Only for the moment of sending. */
export function authUrl({ auth }: Provider, url: string, key: string): string {
  if (auth.in !== "query") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${auth.name}=${encodeURIComponent(key)}`;
}

/** A variable of the environment, trimmed. Browsers have no environment; Deno may refuse to show it. */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name]?.trim();
  } catch {
    return undefined;
  }
}
