import { describe, expect, it, vi } from "vitest";
import type { Transport } from "../../src/transport/transport.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { chunks, collect, completion, failure, hello, testClient } from "../support/test-client.ts";

describe("W6: hooks may be asynchronous", () => {
  it("one that rejects fails no call and ends no process", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const reject = async () => {
      throw new Error("mine");
    };
    const hooks = {
      beforeRequest: reject,
      afterResponse: reject,
      onRetry: reject,
      onEvent: reject,
      onError: reject,
      onWarning: reject,
    };
    const transport = scriptedTransport(
      { status: 500 },
      { body: completion("Hi") },
      { body: chunks("Hi") },
      { status: 400 },
    );
    const client = testClient({ transport, hooks, retry: { max: 1, backoffMs: 0 } });
    try {
      expect((await client.chat({ ...hello, temperature: 2 })).text).toBe("Hi");
      expect(await collect(client.stream(hello))).toHaveLength(2);
      expect(await failure(client.chat(hello))).toMatchObject({ code: "bad-request" });
      // What is unhandled is told in the turn after.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off("unhandledRejection", unhandled);
    }
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("W7: options that are code and give something else", () => {
  const given: [string, unknown][] = [
    ["undefined", undefined],
    ["null", null],
    ["a text", "no"],
    ["{}", {}],
    ["an answer without a body to read", { status: 200, headers: new Headers(), body: "text" }],
    ["a status alone", { status: 200 }],
  ];

  it.each(given)("a fetch that answers %s", async (_, answer) => {
    for (const fetch of [() => answer, async () => answer]) {
      const client = testClient({ fetch: fetch as never, retry: { max: 3 } });
      for (const call of [() => client.chat(hello), () => client.stream(hello).result()]) {
        expect(await failure(call())).toMatchObject({
          name: "KeiError",
          code: "config",
          attempts: 1,
          message:
            "test: the option fetch must give a promise of a Response, and gave something else",
        });
      }
    }
  });

  it.each(given)("a transport that answers %s", async (_, answer) => {
    const transport = { send: async () => answer } as unknown as Transport;
    const client = testClient({ transport, retry: { max: 3 } });
    for (const call of [() => client.chat(hello), () => client.stream(hello).result()]) {
      expect(await failure(call())).toMatchObject({
        name: "KeiError",
        code: "config",
        attempts: 1,
        message: expect.stringContaining("the option transport must give a TransportResponse"),
      });
    }
  });

  it("a fetch that throws at once is a failure of the network", async () => {
    const fetch = () => {
      throw new Error("no network today");
    };
    const client = testClient({ fetch, retry: { max: 0 } });
    expect(await failure(client.chat(hello))).toMatchObject({ code: "network", attempts: 1 });
  });

  it.each([
    [{ fetch: 5 }, "fetch must be a function"],
    [{ transport: {} }, "transport must be an object with a function send"],
    [{ transport: null }, "transport must be an object with a function send"],
  ])("%j is refused when the client is made", (options, message) => {
    expect(() => testClient(options as never)).toThrow(
      expect.objectContaining({ code: "config", message: `test: the option ${message}` }),
    );
  });

  it.each([5, {}, () => 5, () => undefined, null])("a key that is %s", async (apiKey) => {
    const transport = scriptedTransport();
    const client = testClient({ transport, apiKey: apiKey as never });
    expect(await failure(client.chat(hello))).toMatchObject({
      code: "config",
      message: "test: the option apiKey must be a text, or a function that gives one",
    });
  });
});

describe("W4: headers that are about the connection", () => {
  it.each([
    "Connection",
    "keep-alive",
    "Proxy-Connection",
    "proxy-authorization",
    "TE",
    "trailer",
    "Transfer-Encoding",
    "upgrade",
    "expect",
    "content-length",
  ])("%s is refused with words when the client is made", (name) => {
    expect(() => testClient({ headers: { [name]: "chunked" } })).toThrow(
      expect.objectContaining({
        code: "config",
        message: `test: the header ${name} is about the connection, which is the transport's: leave it out`,
      }),
    );
  });
});
