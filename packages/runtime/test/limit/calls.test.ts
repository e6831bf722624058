import type { Model, Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { defineClient } from "../../src/client/define-client.ts";
import type { Limiter, LimitRequest, Spent } from "../../src/limit/limiter.ts";
import { createLimiter } from "../../src/limit/window-limiter.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport, stall } from "../support/scripted-transport.ts";
import {
  chunk,
  collect,
  completion,
  failure,
  hello,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const KEY = "sk-canary-limits-0123456789";

const model = {
  ref: "test/m",
  provider: "test",
  id: "m",
  displayName: "M",
  aliases: ["m-latest"],
  protocols: ["openai-chat"],
  output: ["text"],
  input: ["text"],
  maxOutputTokens: 5000,
  // $1.00 in, $10.00 out.
  price: { kind: "known", input: 100_000_000, output: 1_000_000_000 },
} as const satisfies Model;

/** A limiter that lets everything go and writes down what it is told. */
function listening() {
  const asked: Omit<LimitRequest, "signal">[] = [];
  const settled: Spent[] = [];
  const limiter: Limiter = {
    async acquire({ tokens, money, key, modelClass }: LimitRequest) {
      asked.push({ tokens, money, key, modelClass });
      return { settle: (actual) => void settled.push(actual) };
    },
  };
  return { limiter, asked, settled };
}

function clientOf(
  limiter: Limiter,
  answers: readonly (ScriptedAnswer | Error | typeof stall)[],
  options: Partial<ClientOptions> = {},
  { provider = testProvider, models = { m: model } }: { provider?: Provider; models?: object } = {},
) {
  const transport = scriptedTransport(...answers);
  const clock = new FakeClock();
  const client = defineClient<string, typeof openaiChat>(
    provider,
    models,
    openaiChat,
  )({
    apiKey: KEY,
    ...testOptions({ transport, clock }),
    limiter,
    ...options,
  });
  return { client, transport, clock };
}

const whole = { body: completion("Hi") };

describe("L3: before an attempt a limiter is told", () => {
  it("tokens, by what is sent and what the caller allows, and their price", async () => {
    const { limiter, asked } = listening();
    const { client, transport } = clientOf(limiter, [whole]);
    await client.chat({ ...hello, maxOutputTokens: 1000 });
    const input = Math.ceil((transport.requests[0]?.body.length ?? 0) / 4);
    expect(asked).toMatchObject([
      { tokens: input + 1000, money: BigInt(input) * 100n + 1_000_000n, modelClass: "m" },
    ]);
  });

  it("the model's most where nothing is known of its answers, then what they took", async () => {
    const { limiter, asked } = listening();
    const { client } = clientOf(limiter, [whole, whole, { body: long }, whole, whole]);
    for (let call = 0; call < 5; call += 1) await client.chat(hello);
    const [first = 0, ...others] = asked.map(({ tokens }) => tokens ?? 0);
    const input = first - 5000;
    // 2 tokens, 2, 400, and then less and less of it.
    expect(others.map((tokens) => tokens - input)).toEqual([2, 2, 400, 360]);
  });

  it("nothing of what is not known", async () => {
    const { limiter, asked } = listening();
    const { maxOutputTokens: _, price: __, ...bare } = model;
    const models = { m: { ...bare, price: { kind: "unknown" } } };
    const { client } = clientOf(limiter, [whole, whole], {}, { models });
    await client.chat(hello);
    await client.chat({ ...hello, maxOutputTokens: 10 });
    expect(asked[0]).toMatchObject({ tokens: undefined, money: undefined });
    expect(asked[1]?.tokens).toBeGreaterThan(10);
    expect(asked[1]?.money).toBeUndefined();
  });

  it("a picture as a picture, not as its bytes", async () => {
    const { limiter, asked } = listening();
    const models = { m: { ...model, input: ["text", "image"] } };
    const { client } = clientOf(limiter, [whole], {}, { models });
    const content = [
      { type: "image", mediaType: "image/png", data: "iVBORw0KGgo".repeat(40_000) },
    ] as const;
    await client.chat({ model: "m", maxOutputTokens: 1, messages: [{ role: "user", content }] });
    expect(asked[0]?.tokens).toBeGreaterThan(1600);
    expect(asked[0]?.tokens).toBeLessThan(2000);
  });

  it("the account by provider and a hash, never the key, and the model by its id", async () => {
    const { limiter, asked } = listening();
    const { client } = clientOf(limiter, [whole, whole]);
    const other = clientOf(limiter, [whole], { apiKey: "sk-canary-another" });
    const given = clientOf(limiter, [whole], { apiKey: () => KEY });
    await client.chat({ ...hello, model: "m-latest" });
    await client.chat(hello);
    await other.client.chat(hello);
    await given.client.chat(hello);
    const keys = asked.map(({ key }) => key);
    expect(keys[0]).toMatch(/^test:[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(keys[3]).toBe("test");
    expect(keys.join()).not.toContain("canary");
    expect(asked.map(({ modelClass }) => modelClass)).toEqual(["m", "m", "m", "m"]);
  });

  it("that a list of models takes nothing", async () => {
    const { limiter, asked } = listening();
    const { client } = clientOf(limiter, [{ body: '{"data":[]}' }]);
    await client.models();
    expect(asked).toMatchObject([{ tokens: 0, money: 0n, modelClass: undefined }]);
  });

  it("all of it before every attempt", async () => {
    const { limiter, asked } = listening();
    const { client, clock } = clientOf(limiter, [{ status: 500 }, whole]);
    const going = client.chat({ ...hello, maxOutputTokens: 7 });
    for (let step = 0; step < 20; step += 1) await clock.pass(50);
    await going;
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
  });
});

/** An answer of 400 tokens. */
const long = completion("Hi").replace('"completion_tokens":2', '"completion_tokens":400');

describe("L4: afterwards a limiter is told", () => {
  it("what a whole answer took, and what it cost", async () => {
    const { limiter, settled } = listening();
    const { client } = clientOf(limiter, [whole]);
    const { cost } = await client.chat(hello);
    expect(settled).toEqual([{ tokens: 5, money: cost.kind === "known" && cost.total }]);
    expect(settled[0]?.money).toBe(3n * 100n + 2n * 1000n);
  });

  it.each(["result", "events"])("the same of a stream, by its %s", async (how) => {
    const { limiter, settled } = listening();
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    const body = [
      chunk({ content: "Hi" }),
      chunk({}, "stop"),
      `data: ${JSON.stringify({ choices: [], usage })}\n\n`,
      "data: [DONE]\n\n",
    ];
    const { client } = clientOf(limiter, [{ body }]);
    const stream = client.stream(hello);
    await (how === "result" ? stream.result() : collect(stream));
    expect(settled).toEqual([{ tokens: 5, money: 2300n }]);
  });

  it("what is known of a stream that broke off or was left", async () => {
    const usage = { prompt_tokens: 30, completion_tokens: 1, total_tokens: 31 };
    const begin = [
      `data: ${JSON.stringify({ choices: [], usage })}\n\n`,
      chunk({ content: "x".repeat(80) }),
    ];
    for (const end of ["broken", "left"]) {
      const { limiter, settled } = listening();
      const body = [...begin, end === "broken" ? new Error("gone") : stall] as const;
      const { client } = clientOf(limiter, [{ body }], { retry: { max: 0 } });
      if (end === "broken") await failure(collect(client.stream(hello)));
      else for await (const _ of client.stream({ ...hello, maxOutputTokens: 9 })) break;
      expect(settled, end).toEqual([{ tokens: 50, money: 3000n + 20_000n }]);
    }
  });

  it("nothing of what nobody counted: then the estimate stays", async () => {
    const { limiter, settled } = listening();
    const { client } = clientOf(
      limiter,
      [{ body: completion("Hi").replace(/,"usage":.*\}\}?$/, "}") }, new Error("gone")],
      { retry: { max: 0 } },
    );
    await client.chat(hello);
    await failure(client.chat(hello));
    expect(settled).toEqual([{}]);
  });

  it("that what was refused took nothing, and what was not sent not even a request", async () => {
    const { limiter, settled } = listening();
    const { client } = clientOf(limiter, [{ status: 400 }, whole]);
    await failure(client.chat(hello));
    expect(settled).toEqual([{ tokens: 0, money: 0n }]);
    const unsent = listening();
    const broken = clientOf(unsent.limiter, [], { apiKey: () => Promise.reject(new Error("no")) });
    await failure(broken.client.chat(hello));
    expect(unsent.settled).toEqual([{ requests: 0 }]);
  });

  it.each([
    [undefined, 1110],
    [true, 1110],
    [false, 110],
  ])("tokens from a cache as the record says: %s", async (counts, tokens) => {
    const { limiter, settled } = listening();
    const provider: Provider = {
      ...testProvider,
      protocol: "anthropic-messages",
      ...(counts === undefined ? {} : { rateLimitTpmCountsCacheReads: counts }),
    };
    const usage = {
      input_tokens: 50,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 50,
    };
    const body = JSON.stringify({
      type: "message",
      role: "assistant",
      content: [{ type: "text", text: "Hi" }],
      stop_reason: "end_turn",
      usage: { ...usage, output_tokens: 10 },
    });
    const models = { m: { ...model, protocols: ["anthropic-messages"] } };
    const client = defineClient<string, typeof anthropicMessages>(
      provider,
      models,
      anthropicMessages,
    )({
      apiKey: KEY,
      ...testOptions({ transport: scriptedTransport({ body }), clock: new FakeClock() }),
      limiter,
    });
    await client.chat({ ...hello, maxOutputTokens: 100 });
    expect(settled.map((actual) => actual.tokens)).toEqual([tokens]);
  });

  it("in vain, when it throws: the call is as it was", async () => {
    const limiter: Limiter = {
      acquire: async () => ({
        settle() {
          throw new Error("no");
        },
      }),
    };
    const { client } = clientOf(limiter, [whole]);
    expect((await client.chat(hello)).text).toBe("Hi");
  });
});

describe("L5: when the provider asks to wait", () => {
  it.each([
    [429, "7", 7000],
    [529, "7", 7000],
    [429, "70", undefined],
    [500, "7", undefined],
  ])(
    "%s for %s s, all are told, but not to wait longer than a call would",
    async (status, wait, ms) => {
      const { limiter, settled } = listening();
      const answer = { status, headers: { "retry-after": wait } };
      const { client } = clientOf(limiter, [answer], { retry: { max: 0 } });
      await failure(client.chat(hello));
      expect(settled).toEqual([{ tokens: 0, money: 0n, retryAfterMs: ms }]);
    },
  );

  it("holds the other calls of a limiter back", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 10, clock });
    const refused = { status: 429, headers: { "retry-after": "30" } };
    const one = clientOf(limiter, [refused], { retry: { max: 0 } });
    const two = clientOf(limiter, [whole], { testing: { clock } });
    await failure(one.client.chat(hello));
    const going = two.client.chat(hello);
    await clock.pass(29_999);
    expect(two.transport.requests).toHaveLength(0);
    await clock.pass(1);
    expect((await going).text).toBe("Hi");
  });
});

describe("L6: a limiter that knows a signal and nothing else", () => {
  it("works: it gets one", async () => {
    const signals: AbortSignal[] = [];
    const limiter = {
      async acquire(signal?: AbortSignal): Promise<void> {
        signal?.throwIfAborted();
        if (signal !== undefined) signals.push(signal);
      },
    };
    const { client } = clientOf(limiter, [whole]);
    expect((await client.chat(hello)).text).toBe("Hi");
    expect(signals[0]).toBeInstanceOf(AbortSignal);
  });

  it("waits until the call is ended", async () => {
    const limiter = {
      acquire: (signal?: AbortSignal) =>
        new Promise<void>((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
        }),
    };
    const controller = new AbortController();
    const { client } = clientOf(limiter, []);
    const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
    controller.abort("enough");
    expect(await outcome).toMatchObject({ code: "aborted", cause: "enough", attempts: 0 });
  });
});
