import { type Auth, authOf, findProvider, getProvider, type Provider } from "@kei/registry";
import vectors from "@kei/registry/vectors.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authHeaders, authUrl, takesKey } from "../../src/call/auth.ts";

const URLS = ["https://api.example.com/v1", "https://api.example.com/v1?alt=sse"];

const PLACES: readonly Auth[] = [
  { in: "header", name: "x-api-key" },
  { in: "header", name: "api-key", prefix: "Key " },
  { in: "query", name: "key" },
  { in: "none" },
];

type Expected = Readonly<Record<"in" | "name" | "value", string | null>>;

/** A request carries the key there, and nowhere else. */
function expectKeyAt(provider: Provider, key: string, { in: place, name, value }: Expected) {
  expect(authHeaders(provider, key)).toEqual(place === "header" ? { [`${name}`]: value } : {});
  const more = place === "query" ? `${name}=${value}` : undefined;
  expect(URLS.map((url) => authUrl(provider, url, key))).toEqual(
    more === undefined ? URLS : [`${URLS[0]}?${more}`, `${URLS[1]}&${more}`],
  );
  expect(takesKey(provider)).toBe(place !== "none");
}

describe("where a request carries its key", () => {
  it.each(vectors.auth)("is what vectors.json says: $name", ({ provider, key, auth }) => {
    expectKeyAt(findProvider(provider) as Provider, key, auth);
  });

  it.each(PLACES)("is what authOf of @kei/registry says of %o, whatever the key", (auth) => {
    const provider: Provider = { ...getProvider("anthropic"), auth };
    const keys = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(keys, (key) => {
        const sent = authOf(provider, key);
        expectKeyAt(provider, key, { name: null, value: null, ...sent });
      }),
    );
  });
});
