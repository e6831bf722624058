import { SpanKind } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { google } from "../../src/gen/google.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import { providerName } from "../../src/otel/provider-name.ts";
import { runTools } from "../../src/tools/run-tools.ts";
import { tool } from "../../src/tools/tool.ts";
import { serve } from "../support/loopback.ts";
import { collect, failure, testOptions } from "../support/test-client.ts";
import { AT_START, TABLES } from "./conventions.ts";
import { testTelemetry } from "./test-telemetry.ts";

const messages = [{ role: "user", content: "Hello" }] as const;

const sse = (...events: readonly object[]) =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

const CLAUDE = {
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

const GEMINI = {
  candidates: [{ content: { parts: [{ text: "Hi." }] }, finishReason: "STOP" }],
  usageMetadata: {
    promptTokenCount: 400,
    candidatesTokenCount: 7,
    thoughtsTokenCount: 3,
    totalTokenCount: 410,
    promptTokensDetails: [
      { modality: "AUDIO", tokenCount: 300 },
      { modality: "TEXT", tokenCount: 100 },
    ],
  },
};

/** Does all that has a span or a metric: every key of a request, whole, streamed, failed, and tools. */
async function doAll(telemetry: ReturnType<typeof testTelemetry>) {
  let turns = 0;
  const server = await serve(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { url = "" } = request;
    const type = url.includes("stream") || body.includes('"stream":true') ? "event-stream" : "json";
    response.writeHead(url.includes("broken") ? 500 : 200, {
      "content-type": type === "json" ? "application/json" : "text/event-stream",
    });
    if (url.includes("generateContent")) response.end(JSON.stringify(GEMINI));
    else if (url.includes("responses")) {
      const answer = {
        id: "resp_1",
        model: "gpt-5.2",
        service_tier: "default",
        status: "completed",
      };
      turns += 1;
      const call = { type: "function_call", call_id: "c", name: "weather", arguments: "{}" };
      const text = { type: "message", content: [{ type: "output_text", text: "{}" }] };
      response.end(
        JSON.stringify({
          ...answer,
          output: [turns === 1 ? call : text],
          usage: {
            input_tokens: 9,
            output_tokens: 8,
            output_tokens_details: { reasoning_tokens: 4 },
          },
        }),
      );
    } else if (type === "event-stream") {
      response.end(
        sse(
          { type: "message_start", message: { ...CLAUDE, content: [] } },
          { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
          { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "H" } },
          { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "i" } },
          { type: "content_block_stop", index: 0 },
          {
            type: "message_delta",
            delta: { stop_reason: "end_turn" },
            usage: { output_tokens: 5 },
          },
          { type: "message_stop" },
        ),
      );
    } else response.end(JSON.stringify(CLAUDE));
  });
  const options = (path: string) =>
    testOptions({
      apiKey: "k",
      endpoint: `${server.url}${path}`,
      retry: { max: 0 },
      limiter: false,
      hooks: telemetry.hooks,
      clock: telemetry.clock,
    });
  const claude = anthropic(options("/v1/messages"));
  const request = {
    model: "claude-sonnet-4-6",
    messages,
    system: "Be kind.",
    maxOutputTokens: 100,
    topK: 5,
    stop: ["END"],
  } as const;
  await claude.chat({ ...request, temperature: 0.5 });
  await claude.chat({ ...request, reasoning: { effort: "low" }, topK: undefined });
  await collect(claude.stream(request));
  await failure(anthropic(options("/broken")).chat(request));
  await google(options("/v1beta/models")).chat({
    model: "gemini-2.5-flash",
    messages,
    seed: 7,
    topP: 0.9,
    presencePenalty: 0.1,
    frequencyPenalty: 0.1,
  });
  await runTools(
    openai(options("/v1/responses")),
    {
      model: "gpt-5.2",
      messages,
      output: { type: "object", properties: {}, additionalProperties: true } as never,
      tools: [tool({ name: "weather", description: "Of a city", execute: () => "rain" })],
      extraBody: { store: true, previous_response_id: "resp_0" },
    },
    { maxTurns: 3, onTool: telemetry.onTool },
  );
}

const OWN = /^kei\./;

it.each(["genai-2026-10", "1.41"] as const)(
  "J4: has of the names of %s what they have, and nothing else",
  async (conventions) => {
    const table = TABLES[conventions];
    const telemetry = testTelemetry({ conventions, content: true });
    await doAll(telemetry);

    const seen = new Set<string>();
    for (const { name, kind, attributes } of telemetry.spans()) {
      const isTool = name.startsWith("execute_tool ");
      const isOpenai = attributes["gen_ai.provider.name"] === "openai";
      const known = isTool ? table.tool : [...table.inference, ...(isOpenai ? table.openai : [])];
      expect(kind).toBe(isTool ? SpanKind.INTERNAL : SpanKind.CLIENT);
      const names = Object.keys(attributes);
      expect(names.filter((each) => !known.includes(each) && !OWN.test(each))).toEqual([]);
      if (!isTool) expect(names).toEqual(expect.arrayContaining(AT_START));
      for (const each of names) seen.add(each);
    }
    // What is compared is most of what there is.
    expect([...seen].filter((name) => !OWN.test(name)).length).toBeGreaterThan(30);

    const metrics = await telemetry.metrics();
    const known = Object.keys(table.metrics);
    expect([...metrics.keys()].filter((name) => !OWN.test(name)).toSorted()).toEqual(
      known.toSorted(),
    );
    for (const [name, { unit, isCounter, points }] of metrics) {
      const facts = table.metrics[name];
      if (facts === undefined) continue;
      expect([name, unit, isCounter ? "counter" : "histogram"]).toEqual([
        name,
        facts.unit,
        facts.kind,
      ]);
      for (const { attributes, buckets } of points) {
        expect(buckets).toEqual(facts.buckets);
        const strange = Object.keys(attributes).filter((each) => !facts.attributes.includes(each));
        expect([name, strange]).toEqual([name, []]);
      }
    }
  },
);

it("J4: counts tokens by modality where the provider does", async () => {
  const telemetry = testTelemetry();
  await doAll(telemetry);
  const metrics = await telemetry.metrics();
  const points = metrics.get("gen_ai.client.inference.usage.input_tokens")?.points ?? [];
  const ofGoogle = points.flatMap(({ attributes, sum }) =>
    attributes["gen_ai.provider.name"] === "gcp.gemini"
      ? [[attributes["gen_ai.token.modality"], sum]]
      : [],
  );
  expect(Object.fromEntries(ofGoogle)).toEqual({ audio: 300, unknown: 100 });
  const span = telemetry.spans().find(({ name }) => name.startsWith("generate_content "));
  expect(span?.attributes).toMatchObject({
    "gen_ai.usage.input_tokens": 400,
    "gen_ai.usage.audio.input_tokens": 300,
    "gen_ai.usage.output_tokens": 10,
    "gen_ai.usage.reasoning.output_tokens": 3,
  });
});

it.each([
  ["anthropic", "direct-api", "anthropic"],
  ["xai", "direct-api", "x_ai"],
  ["google", "direct-api", "gcp.gemini"],
  ["google-vertex", "google-vertex", "gcp.vertex_ai"],
  ["claude-on-bedrock", "aws-bedrock", "aws.bedrock"],
  ["azure", "azure-openai", "azure.ai.openai"],
  ["ollama-local", "local", "ollama-local"],
  ["constructor", "direct-api", "constructor"],
] as const)("J4: calls %s over %s %s", (provider, transport, name) => {
  expect(providerName({ provider, transport } as never)).toBe(name);
});
