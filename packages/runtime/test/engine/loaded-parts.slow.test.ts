import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import type { Client } from "../../src/client/client.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunks,
  completion,
  failure,
  hello,
  testClient,
  testProvider,
} from "../support/test-client.ts";

const uncheckable = { type: "object", properties: { a: { $ref: "https://a/b" } } } as const;
const REFUSED = {
  code: "bad-request",
  message:
    'test: output cannot be checked as JSON Schema: output.properties.a.$ref does not satisfy local reference: "#/…"',
};

describe("the code for schemas", () => {
  it("refuses a schema by which no answer could be checked, before anything is sent", async () => {
    const transport = scriptedTransport();
    const client = testClient({ transport });
    const request = { ...hello, output: uncheckable };
    expect(await failure(client.chat(request))).toMatchObject(REFUSED);
    expect(await failure(client.stream(request).result())).toMatchObject(REFUSED);
    expect(await failure(client.preview(request))).toMatchObject(REFUSED);
    expect(transport.requests).toEqual([]);
  });

  it("checks answers that are streamed as those that are not", async () => {
    const schema = { type: "object", required: ["a"] } as const;
    const transport = scriptedTransport({ body: chunks("{}") }, { body: completion("{}") });
    const client = testClient({ transport });
    const wrong = {
      code: "protocol",
      message: 'test: the answer is not valid: output does not satisfy required: ["a"]',
    };
    expect(await failure(client.stream({ ...hello, output: schema }).result())).toMatchObject(
      wrong,
    );
    expect(await failure(client.chat({ ...hello, output: schema }))).toMatchObject(wrong);
  });

  it("a stream that is left while it loads sends nothing", async () => {
    const transport = scriptedTransport();
    const stream = testClient({ transport }).stream({ ...hello, output: { type: "object" } });
    const events = stream[Symbol.asyncIterator]();
    const first = events.next();
    await events.return?.();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    await expect(stream.result()).rejects.toMatchObject({ code: "aborted" });
    expect(transport.requests).toEqual([]);
  });
});

describe("the reader of streams", () => {
  const missing = new TypeError("Failed to fetch dynamically imported module");
  let client: (options: ClientOptions) => Client;

  beforeAll(async () => {
    // As modules that were just loaded: what was read once is kept.
    vi.resetModules();
    vi.doMock(import("../../src/framing/sse.ts"), () => ({
      get createSseFramer(): never {
        throw missing;
      },
    }));
    const { defineClient } = await import("../../src/client/define-client.ts");
    const create = defineClient<string, typeof openaiChat>(testProvider, {}, openaiChat);
    client = (options) => create({ apiKey: "sk-test-0123456789", ...options });
  });

  afterAll(() => {
    vi.doUnmock("../../src/framing/sse.ts");
    vi.resetModules();
  });

  it("that cannot be loaded is an error that says so, once, and closes the connection", async () => {
    const transport = scriptedTransport({ body: chunks("a") });
    expect(await failure(client({ transport }).stream(hello).result())).toMatchObject({
      code: "network",
      retryable: false,
      message: "test: a file of @kei/runtime could not be loaded: deploy all files of the package",
      cause: { message: missing.message },
    });
    expect(transport.closed).toEqual([false]);
  });

  it("hides no other error", async () => {
    const transport = scriptedTransport({ status: 401, body: '{"error":{"message":"no"}}' });
    expect(await failure(client({ transport }).stream(hello).result())).toMatchObject({
      code: "auth",
      status: 401,
    });
  });

  it("is not needed for what is not streamed", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    expect((await client({ transport }).chat(hello)).text).toBe("Hi");
  });
});
