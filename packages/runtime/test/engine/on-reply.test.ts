import { expect, it } from "vitest";
import type { ReplyInfo } from "../../src/call/options.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport } from "../support/scripted-transport.ts";
import { chunks, collect, completion, failure, hello, testClient } from "../support/test-client.ts";

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
