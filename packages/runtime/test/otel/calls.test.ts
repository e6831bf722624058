import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { type Sampler, SamplingDecision } from "@opentelemetry/sdk-trace-base";
import { expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import { createTelemetry } from "../../src/otel/create-telemetry.ts";
import { serve } from "../support/loopback.ts";
import { completion, failure, hello, testClient } from "../support/test-client.ts";
import { AT_START } from "./conventions.ts";
import { durationOf, errorOf, testTelemetry } from "./test-telemetry.ts";

const messages = [{ role: "user", content: "Hello" }] as const;

const ANSWER = {
  id: "msg_1",
  content: [{ type: "text", text: "Hi." }],
  stop_reason: "end_turn",
  model: "claude-sonnet-4-6",
  usage: {
    input_tokens: 10,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 50,
    output_tokens: 5,
  },
};

/** A server that answers each request with the next of these, after 250 ms of the clock. */
async function answering(
  telemetry: { readonly clock: ReturnType<typeof testTelemetry>["clock"] },
  ...answers: readonly (readonly [status: number, body: unknown])[]
) {
  let asked = 0;
  return await serve(async (_, response) => {
    const [status, body] = answers[asked] ?? [500, {}];
    asked += 1;
    await telemetry.clock.pass(250);
    response.writeHead(status, { "content-type": "application/json", "request-id": "req_1" });
    response.end(JSON.stringify(body));
  });
}

const optionsOf = ({ hooks, clock }: ReturnType<typeof testTelemetry>): ClientOptions => ({
  apiKey: "sk-canary-telemetry",
  limiter: false,
  hooks: { onWarning: () => {}, ...hooks },
  testing: { clock, random: () => 0 },
});

it("J1: makes a span of a call, with what is known when it begins and when it ends", async () => {
  const telemetry = testTelemetry();
  const server = await answering(telemetry, [200, ANSWER]);
  const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
  const reply = await claude.chat({
    model: "claude-sonnet-4-6",
    messages,
    maxOutputTokens: 100,
    temperature: 0.5,
    stop: "END",
  });
  const span = telemetry.span();
  expect(span.name).toBe("chat claude-sonnet-4-6");
  expect(span.kind).toBe(SpanKind.CLIENT);
  expect(span.status.code).toBe(SpanStatusCode.UNSET);
  expect(durationOf(span)).toBe(250);
  expect(reply.cost.kind).toBe("known");
  expect(span.attributes).toEqual({
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-4-6",
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(server.url).port),
    "gen_ai.request.max_tokens": 100,
    "gen_ai.request.temperature": 0.5,
    "gen_ai.request.stop_sequences": ["END"],
    "gen_ai.response.model": "claude-sonnet-4-6",
    "gen_ai.response.finish_reasons": ["stop"],
    // Anthropic counts what is read from and written to caches beside its input.
    "gen_ai.usage.input_tokens": 160,
    "gen_ai.usage.cache_read.input_tokens": 100,
    "gen_ai.usage.cache_write.input_tokens": 50,
    "gen_ai.usage.output_tokens": 5,
    "kei.attempts": 1,
    "kei.request.id": "req_1",
    "kei.cost.micro_cents": Number(reply.cost.kind === "known" && reply.cost.total),
    "kei.cost.currency": "USD",
  });
});

it("J1: counts the tokens of calls, how long they took and what they cost", async () => {
  const telemetry = testTelemetry();
  const server = await answering(telemetry, [200, ANSWER], [200, ANSWER]);
  const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
  const request = { model: "claude-sonnet-4-6", messages } as const;
  const { cost } = await claude.chat(request);
  await claude.chat(request);
  const of = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-4-6",
    "gen_ai.response.model": "claude-sonnet-4-6",
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(server.url).port),
  };
  const unknown = { ...of, "gen_ai.token.modality": "unknown" };
  const metrics = await telemetry.metrics();
  const sums = [...metrics].map(([name, { points }]) => [
    name,
    points.map(({ attributes, sum, count }) => [attributes, sum, count]),
  ]);
  expect(Object.fromEntries(sums)).toEqual({
    "gen_ai.client.inference.duration": [[of, 0.5, 2]],
    "gen_ai.client.inference.usage.input_tokens": [[unknown, 320, undefined]],
    "gen_ai.client.inference.usage.output_tokens": [[unknown, 10, undefined]],
    "gen_ai.client.inference.usage.cache_read.input_tokens": [[unknown, 200, undefined]],
    "gen_ai.client.inference.usage.cache_write.input_tokens": [[unknown, 100, undefined]],
    "gen_ai.client.inference.usage.reasoning.output_tokens": [[unknown, 0, undefined]],
    "gen_ai.client.inference.operation.input_tokens": [[of, 320, 2]],
    "gen_ai.client.inference.operation.output_tokens": [[of, 10, 2]],
    "kei.cost.micro_cents": [
      [
        { ...of, "kei.cost.currency": "USD" },
        2 * Number(cost.kind === "known" && cost.total),
        undefined,
      ],
    ],
  });
});

it("J2: says why a cost is not known", async () => {
  const telemetry = testTelemetry();
  const server = await answering(telemetry, [200, JSON.parse(completion("Hi."))]);
  const client = testClient({
    endpoint: `${server.url}/v1/chat/completions`,
    hooks: telemetry.hooks,
  });
  await client.chat(hello);
  expect(telemetry.span().attributes).toMatchObject({ "kei.cost.unknown_reason": "model" });
  expect(telemetry.span().attributes).not.toHaveProperty("kei.cost.micro_cents");
  const metrics = await telemetry.metrics();
  expect(metrics.get("kei.cost.unknown")?.points).toMatchObject([
    { sum: 1, attributes: { "kei.cost.unknown_reason": "model" } },
  ]);
  expect(metrics.has("kei.cost.micro_cents")).toBe(false);
});

it("J1: makes one span of a call with retries, and an event of each", async () => {
  const telemetry = testTelemetry();
  const overloaded = [529, { type: "error", error: { type: "overloaded_error" } }] as const;
  const server = await answering(telemetry, overloaded, [200, ANSWER]);
  const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
  const asked = claude.chat({
    model: "claude-sonnet-4-6",
    messages,
    retry: { max: 1, backoffMs: 0 },
  });
  await asked;
  const span = telemetry.span();
  expect(span.attributes["kei.attempts"]).toBe(2);
  expect(durationOf(span)).toBe(500);
  expect(span.events).toMatchObject([
    {
      name: "kei.retry",
      attributes: { "error.type": "overloaded", "kei.attempts": 1, "kei.retry.delay_ms": 0 },
    },
  ]);
});

it("J3: ends the span of a call that fails with the code of its error, and not with its words", async () => {
  const telemetry = testTelemetry();
  const server = await answering(telemetry, [
    400,
    { type: "error", error: { type: "invalid_request_error", message: "canary of a prompt" } },
  ]);
  const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
  await failure(claude.chat({ model: "claude-sonnet-4-6", messages }));
  const span = telemetry.span();
  expect(errorOf(span)).toBe("bad-request");
  expect(span.attributes["gen_ai.response.finish_reasons"]).toEqual(["error"]);
  expect(JSON.stringify([span.attributes, span.status, span.events])).not.toContain("canary");
  const metrics = await telemetry.metrics();
  for (const name of ["duration", "operation.input_tokens"]) {
    const points = metrics.get(`gen_ai.client.inference.${name}`)?.points;
    expect(points).toMatchObject([{ count: 1, attributes: { "error.type": "bad-request" } }]);
  }
  // The conventions want a 0 for what is not known, so that calls can be counted by it.
  expect(metrics.get("gen_ai.client.inference.usage.input_tokens")?.points).toMatchObject([
    { sum: 0 },
  ]);
});

it("J3: ends the span of a call that is refused before it is sent", async () => {
  const telemetry = testTelemetry();
  const client = testClient({ apiKey: "", hooks: telemetry.hooks });
  await failure(client.chat(hello));
  const span = telemetry.span();
  expect(errorOf(span)).toBe("config");
  expect(span.attributes["kei.attempts"]).toBe(0);
  expect(span.attributes).not.toHaveProperty("gen_ai.response.finish_reasons");
});

it("J1: shows samplers what they decide by, and counts calls that they leave out", async () => {
  const seen: object[] = [];
  const sampler: Sampler = {
    shouldSample(_context, _id, _name, _kind, attributes) {
      seen.push(attributes);
      return { decision: SamplingDecision.NOT_RECORD };
    },
  };
  const telemetry = testTelemetry({}, sampler);
  const server = await answering(telemetry, [200, ANSWER]);
  const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
  await claude.chat({ model: "claude-sonnet-4-6", messages });
  expect(Object.keys(seen[0] as object)).toEqual(expect.arrayContaining(AT_START));
  expect(telemetry.spans()).toEqual([]);
  const metrics = await telemetry.metrics();
  expect(metrics.get("gen_ai.client.inference.duration")?.points).toMatchObject([{ count: 1 }]);
});

it("J1: makes spans in that of the caller, and sends requests within them", async () => {
  const telemetry = testTelemetry();
  const server = await answering(telemetry, [200, JSON.parse(completion("Hi."))]);
  let active: string | undefined;
  const client = testClient({
    endpoint: `${server.url}/v1/chat/completions`,
    hooks: telemetry.hooks,
    fetch: (url, init) => {
      active = trace.getSpan(context.active())?.spanContext().spanId;
      return fetch(url, init);
    },
  });
  await telemetry.tracer.startActiveSpan("of the caller", async (outer) => {
    await client.chat(hello);
    outer.end();
  });
  const [call, outer] = telemetry.spans();
  expect(call?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  expect(active).toBe(call?.spanContext().spanId);
});

it("J4: has the names of before, and with both the names of either", async () => {
  const namesOf = async (conventions: "1.41" | "both") => {
    const telemetry = testTelemetry({ conventions });
    const server = await answering(telemetry, [200, ANSWER]);
    const claude = anthropic({ ...optionsOf(telemetry), endpoint: `${server.url}/v1/messages` });
    await claude.chat({ model: "claude-sonnet-4-6", messages, reasoning: { effort: "low" } });
    const metrics = await telemetry.metrics();
    const usage = metrics.get("gen_ai.client.token.usage")?.points;
    return { attributes: telemetry.span().attributes, names: [...metrics.keys()], usage };
  };
  const before = await namesOf("1.41");
  expect(before.attributes["gen_ai.usage.cache_creation.input_tokens"]).toBe(50);
  expect(before.attributes).not.toHaveProperty("gen_ai.usage.cache_write.input_tokens");
  expect(before.attributes).not.toHaveProperty("gen_ai.request.reasoning.level");
  expect(before.names.toSorted()).toEqual([
    "gen_ai.client.operation.duration",
    "gen_ai.client.token.usage",
    "kei.cost.micro_cents",
  ]);
  expect(before.usage).toMatchObject([
    { sum: 160, attributes: { "gen_ai.token.type": "input" } },
    { sum: 5, attributes: { "gen_ai.token.type": "output" } },
  ]);
  const both = await namesOf("both");
  expect(both.attributes).toMatchObject({
    "gen_ai.usage.cache_creation.input_tokens": 50,
    "gen_ai.usage.cache_write.input_tokens": 50,
    "gen_ai.request.reasoning.level": "low",
  });
  expect(both.names).toEqual(
    expect.arrayContaining([
      "gen_ai.client.operation.duration",
      "gen_ai.client.inference.duration",
      "gen_ai.client.token.usage",
      "gen_ai.client.inference.usage.input_tokens",
    ]),
  );
});

it("tells OpenAI's API and tier, and no attributes of others that are OpenAI's", async () => {
  const telemetry = testTelemetry();
  const answer = { ...JSON.parse(completion("Hi.")), service_tier: "priority" };
  const server = await answering(telemetry, [200, answer], [200, answer]);
  const endpoint = `${server.url}/v1/chat/completions`;
  await openai({ ...optionsOf(telemetry), endpoint }).chat({ model: "gpt-5.2", messages });
  await testClient({ endpoint, hooks: telemetry.hooks }).chat(hello);
  const [ofOpenai, ofOther] = telemetry.spans();
  expect(ofOpenai?.attributes).toMatchObject({
    "openai.api.type": "chat_completions",
    "openai.response.service_tier": "priority",
  });
  expect(Object.keys(ofOther?.attributes ?? {}).join()).not.toContain("openai");
});

it.each([
  [{ conventions: "1.40" }, "conventions must be one of genai-2026-10, 1.41, both"],
  [{ content: "yes" }, "content must be true or false"],
  [{ contents: true }, "there is no contents"],
  ["1.41", "the options must be an object"],
])("refuses %o", (options, message) => {
  expect(() => createTelemetry(options as never)).toThrow(message);
});
