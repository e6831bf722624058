import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/chat/request.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { createLoader } from "../../src/platform/load-part.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { openaiResponses } from "../../src/protocols/openai-responses/protocol.ts";
import type { RequestSide } from "../../src/protocols/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { requestsOf } from "../support/request-sides.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunks,
  completion,
  failure,
  hello,
  type TestOptions,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const cause = new TypeError("Failed to fetch dynamically imported module");
const missing = {
  code: "network",
  message: "test: a file of @kei/runtime could not be loaded: deploy all files of the package",
  retryable: false,
  attempts: 0,
  cause: { message: cause.message },
};
const provider = {
  ...testProvider,
  endpoints: { "openai-responses": "https://api.test.invalid/v1/responses" },
};
const sides = [requestsOf(openaiChat), requestsOf(openaiResponses)] as const;

/** A client whose protocols load what writes their requests so, and of which that was asked. */
function clientWith(load: (side: RequestSide) => Promise<RequestSide>, options: TestOptions) {
  const loads: string[] = [];
  const [chat, responses] = [openaiChat, openaiResponses].map((protocol, i) => ({
    ...protocol,
    loadRequests: createLoader(() => {
      loads.push(protocol.name);
      return load(sides[i] as RequestSide);
    }),
  }));
  const create = defineClient<string, typeof openaiChat, [typeof openaiResponses]>(
    provider,
    {},
    chat as typeof openaiChat,
    responses as typeof openaiResponses,
  );
  const client = create({ apiKey: "sk-test-0123456789", ...testOptions(options) });
  return { client, loads };
}

const absent = () => Promise.reject(cause);
const never = () => new Promise<never>(() => {});

describe("a file that writes requests and is missing", () => {
  it("is an error that says so, once, of all that needs it, and nothing is sent", async () => {
    const transport = scriptedTransport();
    const errors: unknown[] = [];
    const hooks = { onError: (error: unknown) => errors.push(error) };
    const { client } = clientWith(absent, { transport, clock: new FakeClock(), hooks });
    const failures = [
      await failure(client.chat(hello)),
      await failure(client.stream(hello).result()),
      await failure(client.countTokens(hello)),
    ];
    for (const error of failures) expect(error).toMatchObject(missing);
    expect(errors).toEqual(failures);
    expect(await failure(client.preview(hello))).toMatchObject(missing);
    expect(transport.requests).toEqual([]);
  });

  it("is asked for anew by the next call", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    let asked = 0;
    const { client, loads } = clientWith(
      (side) => {
        asked += 1;
        return asked === 1 ? absent() : Promise.resolve(side);
      },
      { transport, clock: new FakeClock() },
    );
    expect(await failure(client.chat(hello))).toMatchObject(missing);
    expect((await client.chat(hello)).text).toBe("Hi");
    expect((await client.preview(hello)).method).toBe("POST");
    expect(loads).toEqual(["openai-chat", "openai-chat"]);
  });

  it("is not needed for bodies of the caller's own, nor for a model that is none", async () => {
    const transport = scriptedTransport({ body: "{}" });
    const { client, loads } = clientWith(absent, { transport, clock: new FakeClock() });
    expect(await client.raw({ model: "m", messages: [] })).toEqual({});
    expect(await failure(client.chat({ ...hello, model: "" }))).toMatchObject({
      code: "bad-request",
    });
    expect(loads).toEqual([]);
  });
});

describe("a file that writes requests and never comes", () => {
  it.each([
    ["firstEventMs", { firstEventMs: 5000 }, "the loading of a file of @kei/runtime"],
    ["totalMs", { totalMs: 5000 }, "the whole call"],
  ])("is a timeout, by %s", async (name, timeouts, what) => {
    const clock = new FakeClock();
    const transport = scriptedTransport();
    const { client } = clientWith(never, { transport, clock, timeouts });
    const outcomes = [client.chat(hello), client.stream(hello).result(), client.preview(hello)];
    const failures = Promise.all(outcomes.map(failure));
    await clock.pass(5000);
    for (const error of await failures) {
      expect(error).toMatchObject({
        code: "timeout",
        message: `test: ${what} (timeouts.${name}) took longer than 5 s`,
      });
    }
    expect(transport.requests).toEqual([]);
    expect(clock.timers.size).toBe(0);
  });

  it("is not waited for by who leaves", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport();
    const { client } = clientWith(never, { transport, clock });
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = failure(client.chat({ ...hello, signal }));
    await clock.pass(0);
    controller.abort("enough");
    expect(await outcome).toMatchObject({ code: "aborted", cause: "enough", attempts: 0 });
    expect(transport.requests).toEqual([]);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(clock.timers.size).toBe(0);
  });
});

describe("a file that writes requests and takes its time", () => {
  /** What it waits for, and a client. */
  const slow = (options: TestOptions) => {
    let come = () => {};
    const coming = new Promise<void>((resolve) => {
      come = resolve;
    });
    return { come, ...clientWith((side) => coming.then(() => side), options) };
  };

  it("sends the conversation as it was when it was given", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: completion("a") }, { body: completion("b") });
    const { client, come } = slow({ transport, clock });
    const messages: Message[] = [...hello.messages];
    const request = { model: "m", messages };
    const first = client.chat(request);
    messages.push({ role: "user", content: "More" });
    come();
    await first;
    const second = client.chat(request);
    messages.push({ role: "user", content: "Even more" });
    await second;
    const sent = transport.requests.map(({ body }) => JSON.parse(body).messages.length);
    expect(sent).toEqual([1, 2]);
  });

  it("sends nothing of a stream that was left meanwhile", async () => {
    const transport = scriptedTransport({ body: chunks("Hi") });
    const { client, come } = slow({ transport, clock: new FakeClock() });
    const stream = client.stream(hello);
    const events = stream[Symbol.asyncIterator]();
    const first = events.next();
    await events.return?.();
    come();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    expect(transport.requests).toEqual([]);
  });

  it("is there for the call after a preview; that of another protocol is not", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const { client, come, loads } = slow({ transport, clock: new FakeClock() });
    come();
    await client.preview(hello);
    expect((await client.chat(hello)).text).toBe("Hi");
    expect(loads).toEqual(["openai-chat"]);
  });
});
