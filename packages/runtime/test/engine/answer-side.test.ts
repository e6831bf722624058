import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { defineClient } from "../../src/client/define-client.ts";
import { createLoader } from "../../src/platform/load-part.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunks,
  collect,
  completion,
  failure,
  hello,
  type TestOptions,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const cause = new TypeError("Failed to fetch dynamically imported module");
const missing = { message: expect.stringContaining("could not be loaded"), retryable: false };

/** A client whose protocol loads what reads its answers so, and how often it was asked to. */
function clientWith(load: () => Promise<never>, options: TestOptions) {
  let loads = 0;
  const loadAnswers = createLoader(() => {
    loads += 1;
    return load();
  });
  const create = defineClient<string, typeof openaiChat>(
    testProvider,
    {},
    { ...openaiChat, loadAnswers },
  );
  const client = create({ apiKey: "sk-test-0123456789", ...testOptions(options) });
  return { client, loads: () => loads };
}

const absent = () => Promise.reject(cause);
const never = () => new Promise<never>(() => {});

describe("a file that reads answers and is missing", () => {
  it.each([
    ["chat", completion("Hi")],
    ["stream", chunks("Hi")],
  ] as const)(
    "%s: is an error that says so, once, and closes the connection",
    async (way, body) => {
      const transport = scriptedTransport({ body });
      const errors: unknown[] = [];
      const hooks = { onError: (error: unknown) => errors.push(error) };
      const { client, loads } = clientWith(absent, { transport, clock: new FakeClock(), hooks });
      const asked = way === "chat" ? client.chat(hello) : collect(client.stream(hello));
      const error = await failure(asked);
      expect(error).toMatchObject({ ...missing, code: "network", attempts: 1 });
      expect(error).toMatchObject({ cause: { message: cause.message } });
      expect(errors).toEqual([error]);
      expect(transport.closed).toEqual([false]);
      expect(loads()).toBe(1);
    },
  );

  it.each([
    [401, "auth"],
    [429, "rate-limit"],
    [503, "overloaded"],
  ])("hides no status: %i", async (status, code) => {
    const transport = scriptedTransport({ status, body: "{}", headers: { "x-request-id": "r" } });
    const { client } = clientWith(absent, { transport, clock: new FakeClock() });
    const error = await failure(client.chat(hello));
    expect(error).toMatchObject({ ...missing, code, status, requestId: "r", attempts: 1 });
    expect(transport.closed).toEqual([false]);
  });

  it("hides no failure of the network, which is tried again", async () => {
    const transport = scriptedTransport(new Error("reset"), new Error("refused"));
    const { client } = clientWith(absent, {
      transport,
      clock: new FakeClock(),
      retry: { max: 1, backoffMs: 0 },
    });
    expect(await failure(client.chat(hello))).toMatchObject({
      code: "network",
      message: "test: the request failed: refused",
      attempts: 2,
    });
  });

  it("is asked for anew by the next call", async () => {
    let loads = 0;
    const load = () => {
      loads += 1;
      return loads === 1 ? absent() : (openaiChat.loadAnswers() as Promise<never>);
    };
    const transport = scriptedTransport({ body: completion("a") }, { body: completion("b") });
    const { client } = clientWith(load, { transport, clock: new FakeClock() });
    expect(await failure(client.chat(hello))).toMatchObject({ code: "network" });
    expect((await client.chat(hello)).text).toBe("b");
  });

  it("is needed neither to look at a request nor for one that is wrong", async () => {
    const { client, loads } = clientWith(absent, { transport: scriptedTransport() });
    expect(await client.preview(hello)).toMatchObject({ method: "POST" });
    expect(await failure(client.chat({ ...hello, messages: [] }))).toMatchObject({
      code: "bad-request",
    });
    expect(loads()).toBe(0);
  });
});

describe("a file that reads answers and never comes", () => {
  it.each([
    ["an answer", { body: completion("Hi") }],
    ["an error", { status: 500, body: "{}" }],
  ])("%s: is a timeout", async (_, answer) => {
    const clock = new FakeClock();
    const transport = scriptedTransport(answer);
    const timeouts = { firstEventMs: 5000 };
    const { client } = clientWith(never, { transport, clock, timeouts, retry: { max: 0 } });
    const outcome = failure(client.chat(hello));
    await clock.pass(5000);
    expect(await outcome).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("a file of @kei/runtime"),
    });
    expect(transport.closed).toEqual([false]);
    expect(clock.timers.size).toBe(0);
  });

  it("is not waited for by who leaves", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: chunks("Hi") });
    const { client } = clientWith(never, { transport, clock });
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = failure(client.stream({ ...hello, signal }).result());
    await clock.pass(0);
    controller.abort("enough");
    expect(await outcome).toMatchObject({ code: "aborted", cause: "enough" });
    expect(transport.closed).toEqual([false]);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(clock.timers.size).toBe(0);
  });
});
