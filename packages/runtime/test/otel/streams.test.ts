import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { idle } from "../support/fake-clock.ts";
import { arrival, serve } from "../support/loopback.ts";
import { chunk, chunks, collect, failure, hello, testClient } from "../support/test-client.ts";
import { durationOf, errorOf, testTelemetry } from "./test-telemetry.ts";

type Telemetry = ReturnType<typeof testTelemetry>;

/** A client of a server that answers as `answer` does. */
async function streaming(
  telemetry: Telemetry,
  answer: (response: ServerResponse) => unknown,
  options: Parameters<typeof testClient>[0] = {},
) {
  const server = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    answer(response);
  });
  return testClient({
    endpoint: `${server.url}/v1/chat/completions`,
    hooks: telemetry.hooks,
    clock: telemetry.clock,
    retry: { max: 0 },
    ...options,
  });
}

it("J5: measures the time to the first part of a streamed answer, and from each to the next", async () => {
  const telemetry = testTelemetry();
  const steps = chunks("One, ", "two, ", "three.");
  const writes: (() => void)[] = [];
  const client = await streaming(telemetry, (response) => {
    for (const step of steps) writes.push(() => response.write(step));
    writes.push(() => response.end());
    writes.shift()?.();
  });
  // Each part comes a second after the one before was read.
  await telemetry.clock.pass(0);
  const stream = client.stream(hello);
  for await (const { type } of stream) {
    if (type !== "text") continue;
    await telemetry.clock.pass(1000);
    writes.shift()?.();
    if (writes.length < 3) for (const write of writes.splice(0)) write();
  }
  const span = telemetry.span();
  expect(span.attributes["gen_ai.request.stream"]).toBe(true);
  expect(span.attributes["gen_ai.response.time_to_first_chunk"]).toBe(0);
  expect(durationOf(span)).toBe(3000);
  const metrics = await telemetry.metrics();
  const between = metrics.get("gen_ai.client.inference.time_per_output_chunk");
  expect(between?.points).toMatchObject([{ count: 2, sum: 2 }]);
  const first = metrics.get("gen_ai.client.inference.time_to_first_chunk");
  expect(first?.points).toMatchObject([{ count: 1, sum: 0 }]);
  expect(metrics.get("gen_ai.client.inference.duration")?.points).toMatchObject([{ sum: 3 }]);
});

it("J3: ends the span of a stream once, whether its reply is asked for or not", async () => {
  for (const asks of [false, true]) {
    const telemetry = testTelemetry();
    const client = await streaming(telemetry, (response) => response.end(chunks("Hi.").join("")));
    const stream = client.stream(hello);
    await collect(stream);
    if (asks) await stream.result();
    await idle();
    const { attributes } = telemetry.span();
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["stop"]);
  }
});

it("J3: ends the span of a stream that breaks, with what came of it", async () => {
  const telemetry = testTelemetry();
  const client = await streaming(telemetry, (response) => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } };
    response.write(chunk({ content: "Hi" }));
    response.write(`data: ${JSON.stringify(usage)}\n\n`, () => response.socket?.destroy());
  });
  expect(await failure(collect(client.stream(hello)))).toBeInstanceOf(Error);
  const span = telemetry.span();
  expect(errorOf(span)).toMatch(/^(network|truncated)$/);
  expect(span.attributes).toMatchObject({
    "gen_ai.response.finish_reasons": ["error"],
    "gen_ai.usage.input_tokens": 3,
    "gen_ai.usage.output_tokens": 2,
  });
  const metrics = await telemetry.metrics();
  const counted = metrics.get("gen_ai.client.inference.usage.input_tokens");
  expect(counted?.points).toMatchObject([{ sum: 3 }]);
});

it("J3: ends the span of a stream that is left, as a loop or while it waits", async () => {
  const telemetry = testTelemetry();
  const client = await streaming(telemetry, (response) => response.write(chunk({ content: "Hi" })));
  for await (const _ of client.stream(hello)) break;
  expect(telemetry.spans().map(errorOf)).toEqual(["aborted"]);
  const events = client.stream(hello)[Symbol.asyncIterator]();
  await events.next();
  const waiting = failure(events.next() as Promise<unknown>);
  await events.return?.();
  await waiting;
  expect(telemetry.spans().map(errorOf)).toEqual(["aborted", "aborted"]);
});

it("J3: ends the span of a stream that is left before there is a request", async () => {
  const telemetry = testTelemetry();
  const client = await streaming(telemetry, (response) => response.end());
  const errors: string[] = [];
  const events = client.stream(hello)[Symbol.asyncIterator]();
  const waiting = failure(events.next() as Promise<unknown>);
  await events.return?.();
  errors.push(String(await waiting));
  expect(telemetry.spans().map(errorOf)).toEqual(["aborted"]);
  expect(telemetry.span().attributes["kei.attempts"]).toBe(0);
});

it("J3: ends the span of a stream that is aborted while nobody reads it, and closes its connection", async () => {
  const telemetry = testTelemetry();
  const gone = arrival();
  const client = await streaming(telemetry, (response) => {
    response.once("close", () => gone.come());
    response.write(chunk({ content: "Hi" }));
  });
  const controller = new AbortController();
  const stream = client.stream({ ...hello, signal: controller.signal });
  const events = stream[Symbol.asyncIterator]();
  await events.next();
  controller.abort();
  expect(telemetry.spans().map(errorOf)).toEqual(["aborted"]);
  await gone.here;
  expect(await failure(stream.result())).toMatchObject({ code: "aborted", partial: true });
  expect(telemetry.spans()).toHaveLength(1);
});

it("J3: ends the span of a stream that takes longer than the whole call may", async () => {
  const telemetry = testTelemetry();
  const client = await streaming(
    telemetry,
    (response) => response.write(chunk({ content: "Hi" })),
    { timeouts: { totalMs: 5000 } },
  );
  const events = client.stream(hello)[Symbol.asyncIterator]();
  await events.next();
  await telemetry.clock.pass(6000);
  expect(telemetry.spans().map(errorOf)).toEqual(["timeout"]);
  expect(durationOf(telemetry.span())).toBe(5000);
});

it("J1: makes no span of a stream that nobody reads", async () => {
  const telemetry = testTelemetry();
  const client = await streaming(telemetry, (response) => response.end());
  client.stream(hello);
  await client.preview(hello);
  expect(telemetry.spans()).toEqual([]);
});
