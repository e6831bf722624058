import type { Model, Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import type { Warning } from "../../src/chat/reply.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunk,
  collect,
  completion,
  failure,
  hello,
  type TestOptions,
  testClient,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const model: Model = {
  ref: "test/large",
  provider: "test",
  id: "large",
  slug: "large",
  displayName: "Large",
  aliases: ["large-2026-01-01"],
  contextWindow: 1000,
  protocols: ["openai-chat"],
  output: ["text"],
  capabilities: ["tools", "structured-output", "temperature"],
  input: ["text"],
  price: { kind: "known", input: 300_000_000, output: 1_500_000_000, cacheRead: 30_000_000 },
};
const old: Model = {
  ...model,
  ref: "test/old",
  id: "old",
  aliases: [],
  deprecatedAt: "2026-01-01",
  replacedBy: "test/large",
};

const closed: Provider = { ...testProvider, openModels: false };

function clientOf(options: TestOptions, provider: Provider = closed) {
  return defineClient<string, typeof openaiChat>(
    provider,
    { large: model, old },
    openaiChat,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ clock: new FakeClock(), ...options }),
  });
}

const ask = { ...hello, model: "large" };
const ok = { body: completion("Hi") };

describe("model", () => {
  it("an id that the registry does not have is an error before anything is sent", async () => {
    const transport = scriptedTransport();
    const client = clientOf({ transport });
    const error = await failure(client.chat({ ...hello, model: "larg" }));
    expect(error).toMatchObject({
      code: "unknown-model",
      model: "larg",
      provider: "test",
      attempts: 0,
    });
    expect((error as KeiError).message).toContain('unsafeModel("larg")');
    expect(await failure(collect(client.stream({ ...hello, model: "constructor" })))).toMatchObject(
      {
        code: "unknown-model",
      },
    );
    await expect(client.preview({ ...hello, model: "__proto__" })).rejects.toThrow(
      expect.objectContaining({ code: "unknown-model" }),
    );
  });

  it.each([undefined, "", 3, null, {}])("%j is no model", async (given) => {
    const client = clientOf({ transport: scriptedTransport() });
    expect(await failure(client.chat({ ...hello, model: given as never }))).toMatchObject({
      code: "bad-request",
    });
  });

  it("an alias goes out as it is, and has the facts of its model", async () => {
    const transport = scriptedTransport(ok);
    const reply = await clientOf({ transport }).chat({ ...hello, model: "large-2026-01-01" });
    expect(JSON.parse(transport.requests[0]?.body ?? "")).toMatchObject({
      model: "large-2026-01-01",
    });
    expect(reply.cost).toMatchObject({ kind: "known" });
  });

  it("an unsafe one goes out, and its cost is unknown", async () => {
    const transport = scriptedTransport(ok);
    const reply = await clientOf({ transport }).chat({ ...hello, model: unsafeModel("new-1") });
    expect(JSON.parse(transport.requests[0]?.body ?? "")).toMatchObject({ model: "new-1" });
    expect(reply.cost).toEqual({ kind: "unknown", reason: "model", missing: "new-1" });
  });

  it("a deprecated one warns once, with what to use instead", async () => {
    const warnings: Warning[] = [];
    const transport = scriptedTransport(ok, ok, ok);
    const client = clientOf({ transport, onWarning: (warning) => warnings.push(warning) });
    const first = await client.chat({ ...hello, model: "old" });
    await client.chat({ ...hello, model: "old" });
    await client.chat(ask);
    expect(warnings).toMatchObject([
      { code: "deprecated-model", message: expect.stringContaining("test/large") },
    ]);
    expect(first.warnings).toEqual(warnings);
  });
});

describe("cost", () => {
  it("is of the usage, at the price of the model", async () => {
    const { cost, usage } = await clientOf({ transport: scriptedTransport(ok) }).chat(ask);
    expect(usage).toEqual({ inputTokens: 3, outputTokens: 2 });
    expect(cost).toEqual({
      kind: "known",
      total: 900n + 3000n,
      currency: "USD",
      parts: { input: 900n, output: 3000n },
      row: "standard",
    });
  });

  it("is unknown without usage", async () => {
    const body = JSON.stringify({
      choices: [{ message: { content: "Hi" }, finish_reason: "stop" }],
    });
    const reply = await clientOf({ transport: scriptedTransport({ body }) }).chat(ask);
    expect(reply.usage).toBeUndefined();
    expect(reply.cost).toEqual({ kind: "unknown", reason: "usage" });
  });

  it("of a provider that bills nothing is nothing, whatever the model", async () => {
    const local: Provider = {
      ...testProvider,
      authScheme: "none",
      auth: { in: "none" },
      billing: { currency: "USD", mode: "free" },
    };
    const options = { transport: scriptedTransport(ok), apiKey: undefined };
    const { cost } = await clientOf(options, local).chat(hello);
    expect(cost).toEqual({ kind: "free", total: 0n });
  });

  it("is unknown when the provider's counts contradict each other", async () => {
    const [answer] = JSON.parse(`[${completion("Hi")}]`);
    answer.usage = { prompt_tokens: -3, completion_tokens: 2 };
    const transport = scriptedTransport({ body: JSON.stringify(answer) });
    expect((await clientOf({ transport }).chat(ask)).cost).toEqual({
      kind: "unknown",
      reason: "usage",
    });
  });
});

describe("output", () => {
  const schema = {
    type: "object",
    properties: { n: { type: "number" } },
    required: ["n"],
  } as const;
  const answer = (text: string, extra: object = {}) => ({
    body: JSON.stringify({
      choices: [{ message: { content: text, ...extra }, finish_reason: "stop" }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    }),
  });

  it("is the parsed answer, of chat and of a stream", async () => {
    const body = [chunk({ content: '{"n"' }), chunk({ content: ":1}" }), chunk({}, "stop")];
    const client = clientOf({ transport: scriptedTransport(answer('{"n":1}'), { body }) });
    expect((await client.chat({ ...ask, output: schema })).output).toEqual({ n: 1 });
    expect((await client.stream({ ...ask, output: schema }).result()).output).toEqual({ n: 1 });
  });

  it("that does not follow is an error that has the text", async () => {
    const client = clientOf({ transport: scriptedTransport(answer('{"n":"1"}'), answer("no")) });
    for (const text of ['{"n":"1"}', "no"]) {
      expect(await failure(client.chat({ ...ask, output: schema }))).toMatchObject({
        code: "protocol",
        retryable: false,
        partialReply: { text },
      });
    }
  });

  it("Z2: is not checked by format, and a warning says so", async () => {
    const output = { type: "object", properties: { at: { type: "string", format: "date" } } };
    const client = clientOf({ transport: scriptedTransport(answer('{"at":"soon"}')) });
    const reply = await client.chat({ ...ask, output });
    expect(reply.output).toEqual({ at: "soon" });
    expect(reply.warnings).toMatchObject([
      { code: "format-unchecked", message: expect.stringContaining("(date)") },
    ]);
  });

  it("there is none yet with tool calls", async () => {
    const tool_calls = [{ id: "a", function: { name: "f", arguments: "" } }];
    const client = clientOf({ transport: scriptedTransport(answer("", { tool_calls })) });
    const reply = await client.chat({ ...ask, output: schema, tools: [{ name: "f" }] });
    expect(reply.output).toBeUndefined();
    expect(reply.toolCalls).toEqual([{ id: "a", name: "f", arguments: {} }]);
  });

  it("a refusal is no answer, and a cut one is cut", async () => {
    const cut = completion('{"n"').replace('"stop"', '"length"');
    const client = clientOf({
      transport: scriptedTransport(answer("", { refusal: "I will not" }), { body: cut }),
    });
    expect(await failure(client.chat({ ...ask, output: schema }))).toMatchObject({
      code: "content-blocked",
      message: expect.stringContaining("I will not"),
    });
    expect(await failure(client.chat({ ...ask, output: schema }))).toMatchObject({
      code: "truncated",
      message: expect.stringContaining("maxOutputTokens"),
    });
  });
});

describe("tool calls", () => {
  it("arguments that are not JSON are kept, with a warning", async () => {
    const body = [
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: '{"x": ' } }] }),
      chunk({}, "tool_calls"),
    ];
    const events = await collect(clientOf({ transport: scriptedTransport({ body }) }).stream(ask));
    expect(events).toEqual([
      { type: "tool-call-delta", index: 0, name: "f", argumentsText: '{"x": ' },
      { type: "warning", warning: { code: "invalid-tool-arguments", message: expect.any(String) } },
      {
        type: "tool-call",
        id: "a",
        name: "f",
        arguments: undefined,
        invalidArguments: '{"x": ',
        from: { provider: "test", model: "large", protocol: "openai-chat" },
      },
      { type: "finish", finishReason: "tool-calls", rawFinishReason: "tool_calls" },
    ]);
  });
});

describe("extraBody", () => {
  it("is merged last, key by key and all the way down", async () => {
    const transport = scriptedTransport(ok);
    await clientOf({ transport }).chat({
      ...ask,
      temperature: 0.5,
      extraBody: JSON.parse(
        '{"seed":7,"temperature":1,"nested":{"a":1},"__proto__":{"polluted":1}}',
      ),
    });
    const body = JSON.parse(transport.requests[0]?.body ?? "");
    expect(body).toMatchObject({ model: "large", seed: 7, temperature: 1, nested: { a: 1 } });
    expect(Object.hasOwn(body, "__proto__")).toBe(false);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("that is no JSON is the caller's error", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const client = clientOf({ transport: scriptedTransport() });
    for (const extraBody of [{ cycle }, { big: 1n }]) {
      expect(await failure(client.chat({ ...ask, extraBody }))).toMatchObject({
        code: "bad-request",
      });
    }
  });
});

describe("raw", () => {
  it("gives the provider's body for the provider's body", async () => {
    const transport = scriptedTransport(ok, { status: 400, body: '{"error":{"message":"no"}}' });
    const client = clientOf({ transport });
    const body = { model: "anything", messages: [{ role: "user" as const, content: "Hello" }] };
    expect(await client.raw(body)).toEqual(JSON.parse(ok.body));
    expect(JSON.parse(transport.requests[0]?.body ?? "")).toEqual(body);
    expect(await failure(client.raw(body))).toMatchObject({
      code: "bad-request",
      model: "anything",
    });
  });

  it("is for whole bodies", async () => {
    const client = clientOf({ transport: scriptedTransport() });
    for (const body of [undefined, null, [], "x", { model: "m", messages: [], stream: true }]) {
      expect(await failure(client.raw(body as never))).toMatchObject({ code: "bad-request" });
    }
  });
});

describe("hooks", () => {
  it("see a call in order, and cannot break it", async () => {
    const seen: unknown[] = [];
    const note = (name: string) => (value: object) => {
      seen.push([name, "attempt" in value ? value.attempt : undefined]);
      throw new Error("mine");
    };
    const transport = scriptedTransport({ status: 500, body: "{}" }, ok);
    const clock = new FakeClock();
    const outcome = testClient({
      transport,
      clock,
      hooks: {
        beforeRequest: note("before"),
        afterResponse: note("after"),
        onRetry: note("retry"),
        onError: note("error"),
      },
    }).chat(hello);
    await clock.pass(1000);
    expect((await outcome).text).toBe("Hi");
    expect(seen).toEqual([
      ["before", 1],
      ["after", 1],
      ["retry", 1],
      ["before", 2],
      ["after", 2],
    ]);
  });

  it("onError sees what the caller gets, once", async () => {
    const wrong = testClient({
      transport: scriptedTransport(),
      hooks: { onError: (error) => early.push(error.code) },
    });
    const early: string[] = [];
    await failure(wrong.chat({ ...hello, messages: [] }));
    await failure(wrong.stream({ ...hello, messages: [] }).result());
    await failure(wrong.raw([] as never));
    expect(early).toEqual(["bad-request", "bad-request", "bad-request"]);

    for (const read of ["chat", "stream", "result"] as const) {
      const errors: KeiError[] = [];
      const transport = scriptedTransport({ status: 400, body: "{}" });
      const client = testClient({
        transport,
        clock: new FakeClock(),
        hooks: { onError: (error) => errors.push(error) },
      });
      const error = await failure(
        read === "chat"
          ? client.chat(hello)
          : read === "stream"
            ? collect(client.stream(hello))
            : client.stream(hello).result(),
      );
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBe(error);
    }
  });
});
