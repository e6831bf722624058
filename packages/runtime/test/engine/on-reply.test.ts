import type { Model } from "@kei/registry";
import { expect, it } from "vitest";
import type { FailedCall, ReplyInfo } from "../../src/call/options.ts";
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

function told(...script: readonly ScriptedAnswer[]) {
  const replies: ReplyInfo[] = [];
  const clock = new FakeClock();
  const client = testClient({
    transport: scriptedTransport(...script),
    clock,
    hooks: { onReply: (info) => replies.push(info) },
  });
  return { replies, clock, client };
}

it("S24: a hook hears of every reply, with its attempts and its time", async () => {
  const { replies, clock, client } = told({ status: 503 }, { body: completion("Hi.") });
  const startedAt = clock.date();
  const going = client.chat(hello);
  await clock.pass(100);
  const reply = await going;
  expect(replies).toEqual([
    {
      provider: "test",
      model: "m",
      protocol: "openai-chat",
      isStream: false,
      reply,
      attempts: 2,
      startedAt,
      elapsedMs: 100,
    },
  ]);
  expect(replies[0]?.reply).toBe(reply);
});

it("S24: a stream tells it when it is whole, once, also when nobody asks for its reply", async () => {
  const { replies, client } = told({ body: chunks("Hi.") }, { body: chunks("Hi.") });
  await collect(client.stream(hello));
  await Promise.resolve();
  expect(replies).toMatchObject([{ isStream: true, attempts: 1, reply: { text: "Hi." } }]);
  const stream = client.stream(hello);
  const reply = await stream.result();
  expect(await stream.result()).toBe(reply);
  expect(replies.map((info) => info.reply)).toEqual([replies[0]?.reply, reply]);
});

it("S24: what has no reply is not told, and a stream that was left is still an error", async () => {
  const body = completion("no JSON");
  const { replies, client } = told(
    { body },
    { body: chunks("no ", "JSON") },
    { body: chunks("Hi.") },
  );
  const output = { type: "object" } as const;
  await failure(client.chat({ ...hello, output }));
  await failure(client.stream({ ...hello, output }).result());
  expect(replies).toEqual([]);
  const left = client.stream(hello);
  for await (const event of left) if (event.type === "text") break;
  expect(await failure(left.result())).toMatchObject({ code: "aborted" });
});

/** A dollar for a million tokens of input, ten for output. */
const PRICED = {
  id: "m",
  ref: "test/m",
  provider: "test",
  displayName: "M",
  aliases: [],
  protocols: ["openai-chat"],
  output: ["text"],
  price: { kind: "known", input: 100_000_000, output: 1_000_000_000 },
} as const satisfies Model;

function failing(...script: readonly ScriptedAnswer[]) {
  const failures: [code: string, call: FailedCall | undefined][] = [];
  const clock = new FakeClock();
  const create = defineClient(testProvider, { m: PRICED }, openaiChat);
  const client = create({
    apiKey: "sk-test-0123456789",
    ...testOptions({ transport: scriptedTransport(...script), clock }),
    hooks: { onWarning: () => {}, onError: ({ code }, call) => failures.push([code, call]) },
  });
  return { client, clock, failures };
}

const INPUT_TOLD = 'data: {"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":1}}\n\n';

it("S25: a hook hears what a call took that failed, and when", async () => {
  const { client, clock, failures } = failing({ status: 400, body: "no" });
  const startedAt = clock.date();
  await failure(client.chat(hello));
  const call = { provider: "test", model: "m", protocol: "openai-chat", isStream: false };
  expect(failures).toEqual([["bad-request", { ...call, attempts: 1, startedAt, elapsedMs: 0 }]]);
});

it("S25: of an answer that broke off it hears the usage, and a cost with the text that came", async () => {
  const text = "word".repeat(10);
  const { client, failures } = failing({
    body: [chunk({ content: text }), INPUT_TOLD, new Error("socket hang up")],
  });
  await failure(collect(client.stream(hello)));
  const [[code, call] = []] = failures;
  expect(code).toBe("network");
  expect(call).toMatchObject({ isStream: true, usage: { inputTokens: 1000, outputTokens: 1 } });
  // A thousand tokens of input, ten of output: forty letters came.
  expect(call?.cost).toMatchObject({ kind: "known", total: 100_000n + 10_000n });
});

it("S25: of a stream that was left, and of a whole answer that is not what was asked for", async () => {
  const body = [chunk({ content: "Hi." }), INPUT_TOLD, chunk({}, "stop"), "data: [DONE]\n\n"];
  const { client, failures } = failing({ body }, { body: completion("no JSON") });
  for await (const event of client.stream(hello)) if (event.type === "text") break;
  await failure(client.chat({ ...hello, output: { type: "object" } }));
  expect(failures).toMatchObject([
    ["aborted", { isStream: true, attempts: 1 }],
    ["protocol", { isStream: false, usage: { inputTokens: 3, outputTokens: 2 } }],
  ]);
  expect(failures[1]?.[1]?.cost).toMatchObject({ kind: "known", total: 300n + 2000n });
});

it("S25: what failed before it began is no call, nor is one of another method", async () => {
  const { client, failures } = failing({ status: 400, body: "no" });
  await failure(client.chat({ ...hello, temperature: "hot" as never }));
  await failure(client.raw({ model: "m", messages: [] }));
  expect(failures).toEqual([
    ["bad-request", undefined],
    ["bad-request", undefined],
  ]);
});
