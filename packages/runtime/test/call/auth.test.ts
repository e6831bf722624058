import { type AuthScheme, authOf, findProvider, getProvider, type Provider } from "@kei/registry";
import vectors from "@kei/registry/vectors.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authHeaders, authUrl, takesKey } from "../../src/call/auth.ts";

const URLS = ["https://api.example.com/v1", "https://api.example.com/v1?alt=sse"];

/** Typed, so that a new scheme has to be named here. */
const SCHEMES = Object.keys({
  "x-api-key": 1,
  bearer: 1,
  "query-key": 1,
  "oauth-subscription": 1,
  none: 1,
} satisfies Record<AuthScheme, 1>) as AuthScheme[];

type Expected = Readonly<Record<"kind" | "name" | "value", string | null>>;

/** A request carries the key there, and nowhere else. */
function expectKeyAt(provider: Provider, key: string, { kind, name, value }: Expected) {
  expect(authHeaders(provider, key)).toEqual(kind === "header" ? { [`${name}`]: value } : {});
  const more = kind === "query" ? `${name}=${value}` : undefined;
  expect(URLS.map((url) => authUrl(provider, url, key))).toEqual(
    more === undefined ? URLS : [`${URLS[0]}?${more}`, `${URLS[1]}&${more}`],
  );
  expect(takesKey(provider)).toBe(kind !== "none");
}

describe("where a request carries its key", () => {
  it.each(vectors.auth)("is what vectors.json says: $name", ({ provider, key, auth }) => {
    expectKeyAt(findProvider(provider) as Provider, key, auth);
  });

  it.each(SCHEMES)("is what authOf of @kei/registry says of %s, whatever the key", (authScheme) => {
    const provider: Provider = { ...getProvider("anthropic"), authScheme };
    const keys = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(keys, (key) => {
        const auth = authOf(provider, key);
        expectKeyAt(provider, key, { name: null, value: null, ...auth });
      }),
    );
  });
});
