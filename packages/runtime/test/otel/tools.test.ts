import { SpanKind } from "@opentelemetry/api";
import { expect, it } from "vitest";
import * as z from "zod";
import { runTools } from "../../src/tools/run-tools.ts";
import { tool } from "../../src/tools/tool.ts";
import { arrival } from "../support/loopback.ts";
import { failure, testOptions } from "../support/test-client.ts";
import { MODELS, type Said, scriptedModel } from "../tools/scripted-model.ts";
import { errorOf, testTelemetry } from "./test-telemetry.ts";

const { client: create } = MODELS["openai-chat"];

const asks = (...names: readonly string[]): Said => ({
  calls: names.map((name, i) => ({ id: `call_${i}`, name, args: '{"city":"Oslo"}' })),
});

/** A run of tools, watched. */
async function watched(
  telemetry: ReturnType<typeof testTelemetry>,
  ...script: readonly (Said | "stall" | number)[]
) {
  const { server, request } = await scriptedModel("openai-chat", ...script);
  const client = create(
    testOptions({
      apiKey: "sk-test-0123456789",
      endpoint: `${server.url}/v1`,
      limiter: false,
      retry: { max: 0 },
      hooks: telemetry.hooks,
      clock: telemetry.clock,
    }),
  );
  return { client, request };
}

const weather = (execute: () => unknown) =>
  tool({
    name: "weather",
    description: "Weather of a city",
    parameters: z.object({ city: z.string() }),
    execute,
  });

it("J6: makes a span of each call of a tool, and what the tool does is within it", async () => {
  const telemetry = testTelemetry();
  const { client, request } = await watched(telemetry, asks("weather"), { text: "Rain." });
  const execute = async () => {
    await telemetry.clock.pass(40);
    telemetry.tracer.startSpan("of the tool").end();
    return "rain";
  };
  await runTools(
    client,
    { ...request, tools: [weather(execute)] },
    { maxTurns: 3, onTool: telemetry.onTool },
  );
  const [first, inner, called, second] = telemetry.spans();
  expect([first?.name, called?.name, second?.name]).toEqual([
    "chat deepseek-flash",
    "execute_tool weather",
    "chat deepseek-flash",
  ]);
  expect(inner?.parentSpanContext?.spanId).toBe(called?.spanContext().spanId);
  expect(called?.kind).toBe(SpanKind.INTERNAL);
  expect(called?.attributes).toMatchObject({
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "weather",
    "gen_ai.tool.type": "function",
    "gen_ai.tool.description": "Weather of a city",
  });
  expect(called?.attributes).not.toHaveProperty("gen_ai.tool.call.arguments");
  const metrics = await telemetry.metrics();
  expect(metrics.get("gen_ai.execute_tool.duration")?.points).toMatchObject([
    { count: 1, sum: 0.04, attributes: { "gen_ai.tool.name": "weather" } },
  ]);
});

it("J6: says what class of error a tool threw, and not what it said", async () => {
  const telemetry = testTelemetry();
  const { client, request } = await watched(telemetry, asks("weather"), { text: "Sorry." });
  const execute = () => {
    throw new RangeError("canary of a tool");
  };
  await runTools(
    client,
    { ...request, tools: [weather(execute)] },
    { maxTurns: 3, onTool: telemetry.onTool },
  );
  const called = telemetry.spans().find(({ name }) => name === "execute_tool weather");
  expect(called && errorOf(called)).toBe("RangeError");
  expect(JSON.stringify([called?.attributes, called?.status])).not.toContain("canary");
});

it("J6: ends the span of a tool that is not waited for any more", async () => {
  const telemetry = testTelemetry();
  const { client, request } = await watched(telemetry, asks("weather", "weather"));
  const controller = new AbortController();
  const called = arrival();
  const run = runTools(
    client,
    {
      ...request,
      tools: [
        weather(() => {
          called.come();
          return new Promise(() => {});
        }),
      ],
    },
    { maxTurns: 3, onTool: telemetry.onTool, parallel: true, signal: controller.signal },
  );
  const failed = failure(run);
  await called.here;
  controller.abort();
  expect(await failed).toMatchObject({ code: "aborted" });
  const spans = telemetry.spans().filter(({ name }) => name === "execute_tool weather");
  expect(spans.map(errorOf)).toEqual(["aborted", "aborted"]);
});

it("J6: makes none of a call that no tool is run with", async () => {
  const telemetry = testTelemetry();
  const wrong: Said = { calls: [{ id: "a", name: "weather", args: '{"city":1}' }] };
  const { client, request } = await watched(telemetry, wrong, asks("nobody"), { text: "Sorry." });
  await runTools(
    client,
    { ...request, tools: [weather(() => "rain")] },
    { maxTurns: 4, onTool: telemetry.onTool },
  );
  expect(telemetry.spans().map(({ name }) => name)).not.toContain("execute_tool weather");
  expect(telemetry.spans()).toHaveLength(3);
});

it("J6: runs a tool once, whatever a hook does", async () => {
  const telemetry = testTelemetry();
  const { client, request } = await watched(telemetry, asks("weather"), { text: "Rain." });
  let runs = 0;
  const execute = () => {
    runs += 1;
    return "rain";
  };
  const ended: unknown[] = [];
  await runTools(
    client,
    { ...request, tools: [weather(execute)] },
    {
      maxTurns: 3,
      onTool: () => ({
        around(run) {
          run();
          run();
          throw new Error("a hook's own");
        },
        onResult: ({ content }) => ended.push(content),
      }),
    },
  );
  expect([runs, ended]).toEqual([1, ["rain"]]);
});
