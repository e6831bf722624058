import { deepStrictEqual } from "node:assert";
import type { Model, Price } from "@kei/registry";
import { describe, expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunk,
  chunks,
  collect,
  completion,
  failure,
  hello,
  testClient,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const json = (value: unknown) => JSON.parse(JSON.stringify(value));

/** A client whose one model has this price; `undefined`: nothing is known of the model. */
function priced(price: Price | undefined, ...script: readonly ScriptedAnswer[]) {
  const model: Model = {
    ref: "test/m",
    provider: "test",
    id: "m",
    slug: "m",
    displayName: "M",
    aliases: [],
    contextWindow: 1000,
    protocols: ["openai-chat"],
    output: ["text"],
    price: price ?? { kind: "unknown" },
  };
  const create = defineClient<string, typeof openaiChat>(
    testProvider,
    price === undefined ? {} : { m: model },
    openaiChat,
  );
  const options = { transport: scriptedTransport(...script), clock: new FakeClock() };
  return create({ apiKey: "sk-test-0123456789", ...testOptions(options) });
}

const cached = JSON.stringify({
  choices: [{ message: { content: "Hi" }, finish_reason: "stop" }],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 2,
    prompt_tokens_details: { cached_tokens: 4 },
  },
});
const unmetered = JSON.stringify({
  choices: [{ message: { content: "Hi" }, finish_reason: "stop" }],
});

describe("a reply as JSON", () => {
  const known: Price = { kind: "known", input: 300_000_000, output: 1_500_000_000 };

  it.each<[string, Price | undefined, string, object]>([
    [
      "known",
      known,
      completion("Hi"),
      {
        kind: "known",
        total: "3900",
        currency: "USD",
        parts: { input: "900", output: "3000" },
        row: "standard",
      },
    ],
    ["free", { kind: "free" }, completion("Hi"), { kind: "free", total: "0" }],
    [
      "of a subscription",
      { kind: "subscription" },
      completion("Hi"),
      { kind: "subscription", total: "0" },
    ],
    [
      "of a model that nobody knows",
      undefined,
      completion("Hi"),
      { reason: "model", missing: "m" },
    ],
    ["without a price", { kind: "unknown" }, completion("Hi"), { reason: "price" }],
    ["without a price of the cache", known, cached, { reason: "rate", missing: "cacheRead" }],
    ["without usage", known, unmetered, { reason: "usage" }],
  ])("whose cost is %s", async (_, price, body, cost) => {
    const reply = await priced(price, { body }).chat(hello);
    const written = json(reply);
    expect(written.cost).toEqual("reason" in cost ? { kind: "unknown", ...cost } : cost);
    const { cost: __, output: ___, ...rest } = reply;
    expect(written).toEqual({ ...rest, cost: written.cost });
    // A copy has the same cost; and the cost can be written alone.
    expect(json({ ...reply })).toEqual(written);
    expect(json(reply.cost)).toEqual(written.cost);
  });

  it("of a stream", async () => {
    const reply = await priced(known, { body: chunks("Hi") })
      .stream(hello)
      .result();
    expect(json(reply)).toMatchObject({ text: "Hi", cost: { reason: "usage" } });
  });

  it("with an output of which a schema made what JSON has not", async () => {
    const output = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => ({ value: { big: 10n ** 20n, list: [1n], plain: "1" } }),
        jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) },
      },
    } as const;
    const reply = await priced(known, { body: completion("{}") }).chat({ ...hello, output });
    expect(json(reply).output).toEqual({ big: `1${"0".repeat(20)}`, list: ["1"], plain: "1" });
    expect(reply.output).toEqual({ big: 10n ** 20n, list: [1n], plain: "1" });
  });

  it("is a value like any other", async () => {
    const reply = await priced(known, { body: completion("Hi") }).chat(hello);
    expect(reply.cost).toStrictEqual({
      kind: "known",
      total: 3900n,
      currency: "USD",
      parts: { input: 900n, output: 3000n },
      row: "standard",
    });
    expect(Object.keys(reply)).not.toContain("toJSON");
    for (const copy of [structuredClone(reply), { ...reply }]) {
      expect(copy).toStrictEqual(reply);
      deepStrictEqual(copy, reply);
    }
  });
});

describe("an event as JSON", () => {
  it("is written as it is, whatever its kind", async () => {
    const call = { index: 0, id: "c", function: { name: "f", arguments: '{"a":1}' } };
    const broken = { index: 1, id: "d", function: { name: "g", arguments: "{" } };
    const usage = { usage: { prompt_tokens: 3, completion_tokens: 2 } };
    const logprobs = { content: [{ token: "Hi", logprob: -1 }] };
    const transport = scriptedTransport({
      body: [
        chunk({ reasoning_content: "hm" }),
        chunk({ content: "Hi" }),
        chunk({ refusal: "No" }),
        chunk({ annotations: [{ url_citation: { url: "https://a.test" } }] }),
        chunk({ images: [{ image_url: { url: "data:image/png;base64,AAAA" } }] }),
        chunk({ images: [{ image_url: { url: "data:audio/wav;base64,AAAA" } }] }),
        `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, logprobs }] })}\n\n`,
        chunk({ tool_calls: [call, broken] }),
        chunk({}, "tool_calls"),
        `data: ${JSON.stringify({ choices: [], ...usage })}\n\n`,
        "data: [DONE]\n\n",
      ],
    });
    const events = await collect(testClient({ transport }).stream({ ...hello, rawEvents: true }));
    const kinds: Record<StreamEvent["type"], true> = {
      reasoning: true,
      text: true,
      refusal: true,
      "tool-call-delta": true,
      citation: true,
      image: true,
      file: true,
      logprobs: true,
      raw: true,
      warning: true,
      "tool-call": true,
      usage: true,
      finish: true,
    };
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(kinds)));
    expect(json(events)).toEqual(events);
  });
});

describe("an error as JSON", () => {
  it("has what a log wants, with the part of the answer", async () => {
    const transport = scriptedTransport({
      headers: { "x-request-id": "r-1" },
      body: [chunk({ content: "Hel" }), Object.assign(new Error("reset"), { code: "ECONNRESET" })],
    });
    const error = await failure(testClient({ transport }).stream(hello).result());
    expect(json({ error })).toEqual({
      error: {
        name: "KeiError",
        message: "test: the request failed: reset",
        code: "network",
        provider: "test",
        model: "m",
        requestId: "r-1",
        retryable: false,
        attempts: 1,
        partial: true,
        partialReply: {
          text: "Hel",
          content: [{ type: "text", text: "Hel" }],
          toolCalls: [],
        },
        cause: { name: "Error", message: "reset" },
      },
    });
  });

  it("of a status", async () => {
    const answer = { status: 429, headers: { "retry-after": "90" }, body: "{}" };
    const client = testClient({ transport: scriptedTransport(answer) });
    expect(json(await failure(client.chat(hello)))).toEqual({
      name: "KeiError",
      message: "test: status 429 (rate-limit): {}",
      code: "rate-limit",
      provider: "test",
      model: "m",
      status: 429,
      retryable: true,
      retryAfterMs: 90_000,
      attempts: 1,
      partial: false,
    });
  });

  it.each<[string, unknown, unknown]>([
    ["an error", new TypeError("mine"), { name: "TypeError", message: "mine" }],
    ["a text", "mine", { message: "mine" }],
    ["what JSON has not", 1n, undefined],
    ["what leads to itself", Object.assign([], { 0: globalThis }), undefined],
  ])("whose cause is %s", (_, cause, written) => {
    const error = new KeiError({ code: "aborted", message: "enough", cause });
    expect(json(error).cause).toEqual(written);
  });
});
