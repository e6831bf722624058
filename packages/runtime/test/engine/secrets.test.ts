import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { Auth, AuthScheme, Provider } from "@kei/registry";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import type { KeiError } from "../../src/chat/errors.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { createNodeTransport } from "../../src/node.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  collect,
  completion,
  failure,
  hello,
  testClient,
  testProvider,
} from "../support/test-client.ts";

/** Spelled differently raw, in a URL, in JSON and in base64. */
const CANARY = 'sk-canary-"0123456789"&?/+=%20\\x';

const spellings = [
  CANARY,
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
  Buffer.from(CANARY).toString("base64"),
  Buffer.from(CANARY).toString("base64url"),
  Buffer.from(`Bearer ${CANARY}`).toString("base64"),
];

function expectClean(seen: string): void {
  for (const spelling of spellings) expect(seen).not.toContain(spelling);
  expect(seen).not.toContain("canary");
}

/** Everything that can be seen of an error. */
function visible(error: unknown): string {
  const texts = [String(error), inspect(error, { depth: null, showHidden: true })];
  for (let at = error; at instanceof Error; at = at.cause) {
    texts.push(at.message, at.stack ?? "", JSON.stringify(at), JSON.stringify(Object.entries(at)));
  }
  return texts.join("\n");
}

/** The ways in which a provider can answer with what it was sent. */
const answers: Record<string, (response: ServerResponse, url: string, key: string) => void> = {
  "400 that quotes the key": (response, _, key) => {
    response.writeHead(400, { "x-request-id": "r" });
    response.end(JSON.stringify({ error: { message: `Incorrect API key: ${key}`, code: key } }));
  },
  "401 that quotes it encoded": (response, url, key) => {
    const encoded = [encodeURIComponent(key), Buffer.from(key).toString("base64"), url];
    response.writeHead(401);
    response.end(JSON.stringify({ error: { message: encoded.join(" ") } }));
  },
  "500 in HTML": (response, url, key) => {
    response.writeHead(500, { "content-type": "text/html" });
    response.end(`<html><title>${url} ${key}</title></html>`);
  },
  redirect: (response, url) => {
    response.writeHead(307, { location: `${url}#x` });
    response.end();
  },
  "redirect to a stranger": (response, _, key) => {
    response.writeHead(302, { location: `http://127.0.0.1:9/?key=${encodeURIComponent(key)}` });
    response.end();
  },
  "200 that is no JSON": (response, _, key) => response.end(`{"${key}`),
  "200 that is HTML": (response, _, key) => response.end(`<p>${key}</p>`),
  "an error inside a stream": (response, _, key) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const error = JSON.stringify({ type: "error", error: { type: "api_error", message: key } });
    response.end(`event: error\ndata: ${error}\n\n`);
  },
  "a body that breaks off": (response, _, key) => {
    response.writeHead(200, { "content-length": "100000" });
    response.write(key);
    response.destroy();
  },
  "no answer at all": (response) => response.destroy(),
};

let server: Server;
let origin: string;
let respond: (response: ServerResponse, url: string, key: string) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    respond(response, `${origin}${request.url}`, CANARY);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const protocols: readonly Protocol[] = [
  anthropicMessages,
  openaiChat,
  geminiGenerateContent,
  ollamaChat,
];
/** By what a provider with such a key has as its scheme. */
const places = {
  "x-api-key": { in: "header", name: "x-api-key" },
  bearer: { in: "header", name: "authorization", prefix: "Bearer " },
  "query-key": { in: "query", name: "key" },
  none: { in: "none" },
} as const satisfies Partial<Record<AuthScheme, Auth>>;
const schemes = ["x-api-key", "bearer", "query-key"] as const;
const transports = { fetch: undefined, node: createNodeTransport() };

function providerWith(protocol: Protocol, authScheme: keyof typeof places): Provider {
  const auth = places[authScheme];
  return { ...testProvider, protocol: protocol.name, authScheme, auth, endpoint: `${origin}/v1` };
}

/** Calls in every way, and gives everything that anybody could see. */
async function look(
  provider: Provider,
  protocol: Protocol,
  options: ClientOptions,
): Promise<string> {
  const seen: string[] = [];
  const note = (...values: unknown[]) => {
    seen.push(...values.map((value) => `${inspect(value, { depth: null, showHidden: true })}`));
    for (const value of values) if (value instanceof Error) seen.push(visible(value));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(note),
    vi.spyOn(process.stderr, "write").mockImplementation(note),
    ...(["log", "warn", "error", "info", "debug"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(note),
    ),
  ];
  try {
    const client = defineClient(
      provider,
      {},
      protocol,
    )({
      apiKey: CANARY,
      headers: { "x-auth-token": CANARY },
      retry: { max: 1, backoffMs: 0 },
      hooks: {
        beforeRequest: note,
        afterResponse: note,
        onRetry: (info) => note(info, info.error),
        onEvent: note,
        onError: note,
        onWarning: note,
      },
      ...options,
    });
    note(client, await client.preview(hello));
    for (const call of [
      () => client.chat(hello),
      () => collect(client.stream(hello)),
      () => client.stream(hello).result(),
      () => client.raw({ model: "m" }, { model: "m" }),
    ]) {
      const error = await failure(call());
      expect(error).toMatchObject({ name: "KeiError" });
      note(error);
    }
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return seen.join("\n");
}

describe.each(Object.entries(transports))(
  "E, E5: the key shows nowhere, over %s",
  (_, transport) => {
    describe.each(protocols.map((protocol) => [protocol.name, protocol] as const))(
      "%s",
      (_, protocol) => {
        it.each(schemes)("%s, whatever fails", async (scheme) => {
          for (const answer of Object.values(answers)) {
            respond = answer;
            expectClean(await look(providerWith(protocol, scheme), protocol, { transport }));
          }
        });

        it.each(schemes)("%s, refused, aborted, too slow", async (scheme) => {
          const provider = providerWith(protocol, scheme);
          const endpoint = "http://127.0.0.1:1/v1";
          expectClean(await look(provider, protocol, { transport, endpoint }));
          respond = () => {};
          expectClean(await look(provider, protocol, { transport, timeouts: { headersMs: 20 } }));
        });
      },
    );
  },
);

describe("E: what a library throws", () => {
  it("as Node's fetch does, with the URL in message, cause and stack", async () => {
    const fetch = async (url: unknown) => {
      const cause = Object.assign(new Error(`connect ${String(url)}`), { code: `E${String(url)}` });
      throw Object.assign(new TypeError(`Failed to parse URL from ${String(url)}`, { cause }), {
        url,
      });
    };
    for (const scheme of schemes) {
      const seen = await look(providerWith(openaiChat, scheme), openaiChat, {
        fetch: fetch as unknown as typeof globalThis.fetch,
      });
      expectClean(seen);
      expect(seen).toContain("Failed to parse URL");
    }
  });
});

describe("X1: redirects", () => {
  it.each([301, 302, 303, 307, 308])(
    "%i is an error that names the origin, and is not followed",
    async (status) => {
      for (const transport of Object.values(transports)) {
        let requests = 0;
        respond = (response, url) => {
          // What a test before has given up may only arrive now.
          if (url.startsWith(`${origin}/redirects`)) requests += 1;
          response.writeHead(status, { location: "http://127.0.0.1:9/elsewhere?key=x" });
          response.end();
        };
        const endpoint = `${origin}/redirects`;
        const client = testClient({ transport, endpoint, retry: { max: 3 } });
        const error = (await failure(client.chat(hello))) as KeiError;
        expect(error).toMatchObject({ code: "redirect", status, retryable: false });
        expect(error.message).toContain("http://127.0.0.1:9");
        expect(error.message).not.toContain("elsewhere");
        expect(requests).toBe(1);
      }
    },
  );
});

describe("X2: a key in the URL", () => {
  it("is there when it is sent, and in nothing that is shown", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const client = testClient({ transport, apiKey: CANARY }, providerWith(openaiChat, "query-key"));
    expect((await client.preview(hello)).url).toBe(`${origin}/v1?key=[redacted]`);
    await client.chat(hello);
    expect(transport.requests[0]?.url).toBe(`${origin}/v1?key=${encodeURIComponent(CANARY)}`);
    expect(JSON.stringify(transport.requests[0]?.headers)).not.toContain("canary");
  });

  it("is there under the provider's own name for it", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const provider: Provider = { ...testProvider, auth: { in: "query", name: "token" } };
    const endpoint = `${origin}/v1`;
    const client = testClient({ transport, endpoint, apiKey: CANARY }, provider);
    expect((await client.preview(hello)).url).toBe(`${endpoint}?token=[redacted]`);
    await client.chat(hello);
    expect(transport.requests[0]?.url).toBe(`${endpoint}?token=${encodeURIComponent(CANARY)}`);
  });
});

describe("X3, X7: the key itself", () => {
  it.each([
    ["a line break inside", "sk-canary\n0123"],
    ["a letter that is not Latin", "sk-canaryж0123"],
    ["a space", "sk-canary 0123"],
  ])("%s: an error that names the variable, not the value", async (_, key) => {
    vi.stubEnv("KEI_TEST_KEY", key);
    const transport = scriptedTransport();
    try {
      const client = testClient({ transport, apiKey: undefined });
      const error = await failure(client.chat(hello));
      expect(error).toMatchObject({ code: "config", attempts: 0, retryable: false });
      expect((error as Error).message).toContain("KEI_TEST_KEY");
      expectClean(visible(error));
    } finally {
      vi.unstubAllEnvs();
    }
    expect(transport.requests).toHaveLength(0);
  });

  it("a NUL, which no variable can hold: an error that names the option", async () => {
    const client = testClient({ apiKey: "sk-canary\u00000123", transport: scriptedTransport() });
    const error = await failure(client.chat(hello));
    expect(error).toMatchObject({ code: "config", message: expect.stringContaining("apiKey") });
    expectClean(visible(error));
  });

  it("line breaks around it are not part of it", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    await testClient({ transport, apiKey: " sk-test-1\r\n" }).chat(hello);
    expect(transport.requests[0]?.headers["authorization"]).toBe("Bearer sk-test-1");
  });

  it.each([undefined, "", "  "])("%j in the environment is missing", async (value) => {
    vi.stubEnv("KEI_TEST_KEY", value);
    try {
      const client = testClient({ apiKey: undefined, transport: scriptedTransport() });
      expect(await failure(client.chat(hello))).toMatchObject({
        code: "config",
        message: expect.stringContaining("KEI_TEST_KEY"),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("of the variables, the first that is set counts", async () => {
    vi.stubEnv("KEI_TEST_SECOND", "sk-second");
    const transport = scriptedTransport({ body: completion("Hi") });
    const provider = { ...testProvider, authEnv: ["KEI_TEST_FIRST", "KEI_TEST_SECOND"] };
    try {
      await testClient({ transport, apiKey: undefined }, provider).chat(hello);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(transport.requests[0]?.headers["authorization"]).toBe("Bearer sk-second");
  });

  it("a provider without authentication gets no header, whatever is set", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const provider: Provider = { ...testProvider, authScheme: "none", auth: { in: "none" } };
    vi.stubEnv("KEI_TEST_KEY", CANARY);
    try {
      await testClient({ transport, apiKey: undefined }, provider).chat(hello);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(Object.keys(transport.requests[0]?.headers ?? {}).sort()).toEqual([
      "accept",
      "content-type",
    ]);
    expectClean(JSON.stringify(transport.requests));
  });
});

describe("X4: headers of the caller's", () => {
  it.each<Record<string, string>>([
    { "bad name": "x" },
    { "bad:": "x" },
    { good: "line\nbreak" },
    { good: "nul\u0000" },
    { Authorization: "Bearer other" },
  ])("%j is refused when the client is made", (headers) => {
    expect(() => testClient({ headers })).toThrow(expect.objectContaining({ code: "config" }));
  });

  it("go with every request, and are not shown", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const client = testClient({ transport, headers: { "X-Team": "blue" } });
    await client.chat(hello);
    expect(transport.requests[0]?.headers["x-team"]).toBe("blue");
    expect((await client.preview(hello)).headers).toMatchObject({
      "x-team": "[redacted]",
      authorization: "[redacted]",
      "content-type": "application/json",
    });
  });
});

describe("X5: what becomes part of a URL", () => {
  it.each(["..", ".", "../x", "a/../b", "%2e%2e", "a?b", "a#b"])(
    "%s stays one segment, or is refused",
    async (id) => {
      const transport = scriptedTransport({ body: "{}" });
      const provider = providerWith(geminiGenerateContent, "none");
      const client = defineClient<string, typeof geminiGenerateContent>(
        provider,
        {},
        geminiGenerateContent,
      )({
        transport,
        retry: { max: 0 },
      });
      const error = await failure(client.chat({ ...hello, model: id }));
      const url = transport.requests[0]?.url;
      if (url === undefined) expect(error).toMatchObject({ code: "bad-request" });
      else expect(new URL(url).pathname.split("/")).toHaveLength("/v1/x:y".split("/").length);
    },
  );
});

describe("X8: the key goes where the client was told", () => {
  it("and no variable of the environment moves it", async () => {
    for (const name of ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "OLLAMA_HOST", "LM_STUDIO_URL"]) {
      vi.stubEnv(name, "http://127.0.0.1:9");
    }
    const transport = scriptedTransport({ body: completion("Hi") });
    try {
      await testClient({ transport }).chat(hello);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(transport.requests[0]?.url).toBe(testProvider.endpoint);
  });
});

describe("X9, X10: endpoints", () => {
  it.each([
    "",
    "  ",
    "api.test",
    "ftp://x/y",
    "local:codex",
    "file:///x",
    "https://u:p@x/y",
    "https://x/y?key=1",
    "https://x/y#z",
  ])("%j is refused", (endpoint) => {
    expect(() => testClient({ endpoint })).toThrow(expect.objectContaining({ code: "config" }));
  });

  it("a key over http: to a public host is warned of", () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown) => warnings.push(warning);
    testClient({ onWarning, endpoint: "http://gateway.example:4000/v1" });
    expect(warnings).toMatchObject([{ code: "insecure-endpoint" }]);
    for (const host of [
      "localhost",
      "127.1.2.3",
      "[::1]",
      "litellm",
      "host.docker.internal",
      "10.0.0.7",
    ]) {
      testClient({ onWarning, endpoint: `http://${host}:4000/v1` });
    }
    expect(warnings).toHaveLength(1);
  });

  it("a hook that throws at the warning fails nothing", () => {
    const onWarning = () => {
      throw new Error("mine");
    };
    testClient({ onWarning, endpoint: "http://gateway.example:4000/v1" });
  });
});

describe("X6, X12: what is shown, and what is injected", () => {
  it("preview() needs no key and sends nothing", async () => {
    const client = testClient({ apiKey: undefined, transport: scriptedTransport() });
    expect(await client.preview(hello)).toMatchObject({
      provider: "test",
      model: "m",
      method: "POST",
      url: testProvider.endpoint,
      headers: { authorization: "[redacted]" },
      body: { model: "m" },
    });
  });

  it("an injected fetch is what is called", async () => {
    const calls: unknown[] = [];
    const fetch = async (...args: unknown[]) => {
      calls.push(args[0]);
      return new Response(completion("Hi"), { headers: { "x-request-id": "r-1" } });
    };
    const client = testClient({ fetch: fetch as typeof globalThis.fetch });
    expect(await client.chat(hello)).toMatchObject({ text: "Hi", requestId: "r-1" });
    expect(calls).toEqual([testProvider.endpoint]);
  });

  it("the clock is left alone", async () => {
    const clock = new FakeClock();
    await testClient({ clock, transport: scriptedTransport({ body: completion("Hi") }) }).chat(
      hello,
    );
    expect(clock.timers.size).toBe(0);
  });
});
