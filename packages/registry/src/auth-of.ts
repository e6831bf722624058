import type { Provider } from "./types.ts";

/** Where a request carries its key, ready to be sent. */
export type Auth =
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  /** A parameter of the URL; `value` is percent-encoded. */
  | { readonly kind: "query"; readonly name: string; readonly value: string }
  /** No key of ours. */
  | { readonly kind: "none" };

/**
 * How a provider takes a key.
 *
 * @example
 * authOf(getProvider("anthropic"), key); // { kind: "header", name: "x-api-key", value: key }
 */
export function authOf({ authScheme }: Pick<Provider, "authScheme">, key: string): Auth {
  switch (authScheme) {
    case "x-api-key":
      return { kind: "header", name: "x-api-key", value: key };
    case "bearer":
      return { kind: "header", name: "authorization", value: `Bearer ${key}` };
    case "query-key":
      return { kind: "query", name: "key", value: encodeURIComponent(key) };
    case "oauth-subscription":
    case "none":
      return { kind: "none" };
  }
}
