import type { Provider } from "./gen/contract.gen.js";

/** A key, ready to be sent. */
export type SentKey =
  | { readonly in: "header"; readonly name: string; readonly value: string }
  /** A parameter of the URL; `value` is percent-encoded. */
  | { readonly in: "query"; readonly name: string; readonly value: string }
  /** No key of ours. */
  | { readonly in: "none" };

/**
 * A key as a provider takes it.
 *
 * @example
 * authOf(getProvider("openai"), key); // { in: "header", name: "authorization", value: `Bearer ${key}` }
 */
export function authOf({ auth }: Pick<Provider, "auth">, key: string): SentKey {
  switch (auth.in) {
    case "header":
      return { in: "header", name: auth.name, value: `${auth.prefix ?? ""}${key}` };
    case "query":
      return { in: "query", name: auth.name, value: encodeURIComponent(key) };
    case "none":
      return auth;
  }
}
