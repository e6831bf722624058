import type { Provider } from "@kei/registry";
import { FailureError } from "../chat/errors.ts";

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
  if (apiKey !== undefined && typeof apiKey !== "string") {
    throw new FailureError({ code: "config", message: "the option apiKey must be a text" });
  }
  const names = provider.authEnv;
  const from = apiKey === undefined ? names.find(environment) : "apiKey";
  const key = (apiKey ?? (from && environment(from)) ?? "").trim();
  if (key === "") {
    const where = names.length === 0 ? "" : `set ${names.join(" or ")}, or `;
    throw new FailureError({
      code: "config",
      message: `the key is missing: ${where}pass the option apiKey`,
    });
  }
  if (!PRINTABLE.test(key)) {
    throw new FailureError({
      code: "config",
      message: `the key in ${from} holds a space, a line break or another character that no key has: copy the key again, whole and alone`,
    });
  }
  return key;
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
