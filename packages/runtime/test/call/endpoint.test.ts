import type { Provider } from "@kei/registry";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createEndpoint } from "../../src/call/endpoint.ts";
import type { Warning } from "../../src/chat/reply.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { completion, failure, hello, testClient, testProvider } from "../support/test-client.ts";

const AZURE =
  "https://${RESOURCE}.openai.azure.com/openai/deployments/${model}/chat/completions?api-version=2025-04-01-preview";

const at = (endpoint: string): Provider => ({ ...testProvider, endpoint });
const warnings: Warning[] = [];
const endpointOf = (
  endpoint: string,
  variables: Record<string, string | undefined> = {},
  own?: string,
) => createEndpoint(at(endpoint), { endpoint: own, variables }, (each) => warnings.push(each));

afterEach(() => {
  vi.unstubAllEnvs();
  warnings.length = 0;
});

describe("an endpoint with placeholders", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      AZURE,
      { RESOURCE: "my-resource" },
      "https://my-resource.openai.azure.com/openai/deployments/gpt-5/chat/completions?api-version=2025-04-01-preview",
    ],
    [
      "${BASE}/chat/completions",
      { BASE: "http://127.0.0.1:8000/v1" },
      "http://127.0.0.1:8000/v1/chat/completions",
    ],
    ["${BASE}/chat", { BASE: "https://x.test/v1/" }, "https://x.test/v1/chat"],
    ["${BASE}", { BASE: "https://x.test/v1/chat?a=b" }, "https://x.test/v1/chat?a=b"],
    ["${BASE}?a=b", { BASE: "https://x.test/v1" }, "https://x.test/v1?a=b"],
    ["https://${HOST}/v1", { HOST: " x.test\n" }, "https://x.test/v1"],
    ["http://localhost:${PORT}/v1", { PORT: "8080" }, "http://localhost:8080/v1"],
    [
      "https://x.test/${A}/${B}?c=${C}",
      { A: "a b", B: "x/y", C: "1&d=2" },
      "https://x.test/a%20b/x%2Fy?c=1%26d%3D2",
    ],
    ["https://x.test/a?v=1", {}, "https://x.test/a?v=1"],
  ])("%s is filled from the option", (endpoint, variables, want) => {
    expect(endpointOf(endpoint, variables)("gpt-5")).toBe(want);
  });

  it("is filled from the environment, with each request", () => {
    const endpoint = endpointOf("https://${KEI_TEST_HOST}/v1");
    for (const host of ["a.test", "b.test"]) {
      vi.stubEnv("KEI_TEST_HOST", host);
      expect(endpoint("m")).toBe(`https://${host}/v1`);
    }
  });

  it("keeps the model in its place", () => {
    const endpoint = endpointOf(AZURE, { RESOURCE: "r" });
    expect(endpoint("org/a:b")).toContain("/deployments/org%2Fa%3Ab/chat/");
    for (const model of ["..", "a/../b", "", undefined]) {
      expect(() => endpoint(model)).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ code: "bad-request" }) }),
      );
    }
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      "nothing",
      AZURE,
      {},
      /needs RESOURCE, which is missing: set it, or pass the option variables/,
    ],
    ["blanks", AZURE, { RESOURCE: "  " }, /needs RESOURCE, which is missing/],
    [
      "another host",
      "https://${RESOURCE}.x.test/v1",
      { RESOURCE: "evil.test/" },
      /RESOURCE must have letters, digits, - and \. only/,
    ],
    [
      "a user",
      "https://${RESOURCE}.x.test/v1",
      { RESOURCE: "me@evil.test" },
      /RESOURCE must have letters/,
    ],
    [
      "another port",
      "http://localhost:${PORT}/v1",
      { PORT: "80.evil.test" },
      /endpoint of the provider must be an http: or https: URL/,
    ],
    [
      "a way up",
      "https://x.test/a/${PART}/b",
      { PART: ".." },
      /PART must fit into one part of a URL/,
    ],
    ["no URL", "${BASE}/v1", { BASE: "x.test" }, /BASE must be an http\(s\) URL/],
    ["a file", "${BASE}/v1", { BASE: "file:///etc" }, /BASE must be an http\(s\) URL/],
    [
      "a URL with a user",
      "${BASE}/v1",
      { BASE: "https://a:b@x.test" },
      /BASE must be an http\(s\) URL/,
    ],
    [
      "a URL with a query before a path",
      "${BASE}/v1",
      { BASE: "https://x.test?a=b" },
      /BASE must be an http\(s\) URL/,
    ],
  ])("X8: refuses %s, and names the variable alone", (_, endpoint, variables, want) => {
    const found = (() => {
      try {
        return endpointOf(endpoint, variables)("m");
      } catch (error) {
        return error as Error & { failure: { code: string } };
      }
    })();
    expect(found).toMatchObject({
      message: expect.stringMatching(want),
      failure: { code: "config" },
    });
    expect(String(found)).not.toMatch(/evil|a:b@|etc/);
  });

  it("sends nothing without its variables, and says which one", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const client = testClient({ transport }, at(AZURE));
    expect(await failure(client.chat(hello))).toMatchObject({
      code: "config",
      provider: "test",
      message: expect.stringContaining("RESOURCE"),
    });
    expect(transport.requests).toEqual([]);
    vi.stubEnv("RESOURCE", "mine");
    await client.chat(hello);
    expect(transport.requests[0]?.url).toBe((await client.preview(hello)).url);
    expect(transport.requests[0]?.url).toContain(
      "https://mine.openai.azure.com/openai/deployments/m/",
    );
  });

  it("warns once of a key that a variable sends unencrypted to a public host", () => {
    const endpoint = endpointOf("${BASE}/v1", { BASE: "http://gateway.example" });
    endpoint("m");
    endpoint("m");
    expect(warnings).toMatchObject([{ code: "insecure-endpoint" }]);
    for (const BASE of ["http://127.0.0.1:1", "http://litellm:4000", "http://192.168.1.10:4000"]) {
      endpointOf("${BASE}/v1", { BASE })("m");
    }
    expect(warnings).toHaveLength(1);
  });
});

describe("X9: the option endpoint", () => {
  it("gets the query of the provider's", () => {
    expect(endpointOf("https://x.test/a?v=1", {}, "https://y.test/b")("m")).toBe(
      "https://y.test/b?v=1",
    );
  });

  it("may have placeholders, too", () => {
    expect(endpointOf("https://x.test/a", { H: "h.test" }, "https://${H}/${model}")("m")).toBe(
      "https://h.test/m",
    );
  });
});

describe("constant headers of a provider", () => {
  const titled: Provider = {
    ...testProvider,
    headers: { "X-Title": "Kei", "X-Org": "${KEI_ORG}" },
  };

  it("go with every request, filled from the option or the environment", async () => {
    const transport = scriptedTransport({ body: completion("Hi") }, { body: completion("Hi") });
    await testClient({ transport, variables: { KEI_ORG: "mine" } }, titled).chat(hello);
    vi.stubEnv("KEI_ORG", "theirs");
    await testClient({ transport, headers: { "x-title": "Mine" } }, titled).chat(hello);
    expect(transport.requests.map(({ headers }) => [headers["x-title"], headers["x-org"]])).toEqual(
      [
        ["Kei", "mine"],
        ["Mine", "theirs"],
      ],
    );
  });

  it("are not sent half filled: the variable that is missing is named", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const call = testClient({ transport, variables: { KEI_ORG: undefined } }, titled).chat(hello);
    await expect(call).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("the header X-Org needs KEI_ORG, which is missing"),
    });
    expect(transport.requests).toEqual([]);
  });
});
