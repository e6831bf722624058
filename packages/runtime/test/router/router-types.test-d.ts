import { type Profile, profiles } from "@kei/registry";
import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import type { KeiError } from "../../src/chat/errors.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { litellmProxy } from "../../src/gen/litellm-proxy.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import type { Route, RouteError } from "../../src/router/route.ts";
import type { RestartEvent } from "../../src/router/routed-stream.ts";
import { createRouter } from "../../src/router.ts";
import { tool } from "../../src/tools/tool.ts";

const messages = [{ role: "user", content: "Hello" }] as const;
const router = createRouter({ profiles, clients: [anthropic(), openai(), litellmProxy()] });
const ask = { profile: "code-implementer", messages } as const;

test("a profile is one of those that there are", () => {
  router.chat(ask);
  createRouter({ profiles }).stream(ask);
  // @ts-expect-error a typing error
  router.chat({ ...ask, profile: "code-implementor" });
  // @ts-expect-error it has to be said
  router.chat({ messages });
  const own: Readonly<Record<string, Profile>> = profiles;
  createRouter({ profiles: own }).chat({ ...ask, profile: process.argv[2] ?? "" });
});

test("a request is that of a client, but for the model and the retries", () => {
  router.chat({ ...ask, pinned: "opus", temperature: 1, cache: "auto", timeouts: { idleMs: 1 } });
  router.chat({ ...ask, pinned: unsafeModel("openai/gpt-9"), at: "2026-12-01", env: {} });
  router.chat({ ...ask, userOverride: { provider: "openai", model: "gpt-5" } });
  // @ts-expect-error the profile says it
  router.chat({ ...ask, model: "gpt-5" });
  // @ts-expect-error those of the router count
  router.chat({ ...ask, retry: { max: 3 } });
});

test("a reply is typed by its schema and tools, and has its route", async () => {
  const reply = await router.chat({ ...ask, output: z.object({ n: z.number() }) });
  expectTypeOf(reply.output).toEqualTypeOf<{ n: number }>();
  expectTypeOf(reply.route).toEqualTypeOf<Route>();
  const made = await router.output({ ...ask, output: z.object({ n: z.number() }) });
  expectTypeOf(made.output).toEqualTypeOf<{ n: number }>();
  // @ts-expect-error without a schema there is no output
  router.output(ask);
  expectTypeOf((await router.chat(ask)).output).toEqualTypeOf<undefined>();
  const add = tool({ name: "add", parameters: z.object({ a: z.number() }) });
  const { toolCalls } = await router.chat({ ...ask, tools: [add] });
  for (const call of toolCalls) {
    if (call.name === "add" && call.arguments !== undefined) {
      expectTypeOf(call.arguments).toEqualTypeOf<{ a: number }>();
    }
  }
  const run = await router.runTools({ ...ask, tools: [add] }, { maxTurns: 3 });
  expectTypeOf(run.reply.route).toEqualTypeOf<Route>();
});

test("a stream has the events of a client's, and that it begins anew", async () => {
  const stream = router.stream({ ...ask, output: z.object({ n: z.number() }) });
  for await (const event of stream) {
    if (event.type === "text") expectTypeOf(event.text).toEqualTypeOf<string>();
    if (event.type === "restart") expectTypeOf(event).toEqualTypeOf<RestartEvent>();
  }
  expectTypeOf((await stream.result()).output).toEqualTypeOf<{ n: number }>();
});

test("a run that is read has the events of its turns, and gives what runTools gives", async () => {
  const add = tool({ name: "add", parameters: z.object({ a: z.number() }) });
  const run = router.streamTools({ ...ask, tools: [add] }, { maxTurns: 3 });
  for await (const event of run) {
    if (event.type === "turn") expectTypeOf(event.turn.turns).toEqualTypeOf<number>();
    if (event.type === "restart") expectTypeOf(event).toEqualTypeOf<RestartEvent>();
  }
  const whole = router.runTools({ ...ask, tools: [add] }, { maxTurns: 3 });
  expectTypeOf(run.result()).toEqualTypeOf(whole);
});

test("a resolution leads to a client, and that to a call", async () => {
  const resolution = await router.resolve("critic", { pinned: "opus" });
  if (resolution.kind !== "resolved") return;
  for (const choice of [resolution, ...resolution.alternatives]) {
    const client = await router.clientOf(choice);
    expectTypeOf(client).toEqualTypeOf<Client>();
    await client.chat({ model: choice.modelId, messages, temperature: 1 });
  }
});

test("amounts are micro-cents, and have a currency", () => {
  const budget = { currency: "USD", perCall: 50_000_000n, perWindow: { amount: 1n, windowMs: 1 } };
  createRouter({
    profiles,
    policy: { onBrokenStream: "restart", deadlineMs: 1, retries: 0, budget },
  });
  // @ts-expect-error of which currency?
  createRouter({ profiles, policy: { budget: { perCall: 50_000_000n } } });
  // @ts-expect-error dollars are no micro-cents
  createRouter({ profiles, policy: { budget: { currency: "USD", perCall: 0.5 } } });
  expectTypeOf<RouteError>().toExtend<KeiError>();
});
