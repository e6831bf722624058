import type { Model, Provider } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { ReplyCost } from "../../src/chat/reply.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { namedSse, ndjson, sse } from "../support/stream-text.ts";
import { hello, testOptions, testProvider } from "../support/test-client.ts";

/** $1.00 in, $10.00 out, sound at ten times that, $10.00 for 1,000 searches; pictures have no price. */
const price: Model["price"] = {
  kind: "known",
  input: 100_000_000,
  output: 1_000_000_000,
  inputAudio: 1_000_000_000,
  tierPercent: { flex: 50, priority: 200, fast: 200, batch: 50 },
  regionPercent: { us: 110 },
  fees: { webSearch: 1_000_000_000 },
};

/** What an answer of so many tokens costs, read whole and as a stream. */
async function costsOf(
  protocol: Protocol,
  body: object,
  stream: string,
  extraBody?: Readonly<Record<string, unknown>>,
): Promise<ReplyCost> {
  const provider: Provider = { ...testProvider, protocol: protocol.name };
  const model = {
    ref: "test/m",
    provider: "test",
    id: "m",
    displayName: "M",
    aliases: ["m-latest"],
    protocols: [protocol.name],
    output: ["text"],
    input: ["text"],
    price,
  } as const satisfies Model;
  const transport = scriptedTransport({ body: JSON.stringify(body) }, { body: stream });
  const client = defineClient<string, typeof protocol>(
    provider,
    {
      m: model,
      dear: { ...model, ref: "test/dear", id: "dear", price: { ...price, input: 300_000_000 } },
    },
    protocol,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ clock: new FakeClock(), transport }),
  });
  const request = { ...hello, model: "m", maxOutputTokens: 100, extraBody };
  const { cost } = await client.chat(request);
  expect((await client.stream(request).result()).cost).toEqual(cost);
  return cost;
}

const total = (cost: ReplyCost) => (cost.kind === "known" ? [cost.total, cost.row] : cost);

/** 1,000 tokens in and 100 out, at the standard price. */
const STANDARD = 100_000n + 100_000n;

describe("OpenAI Chat", () => {
  const costOf = (
    more: object,
    usage: object = {},
    extraBody?: Record<string, unknown>,
    said: object = {},
  ) => {
    const message = { role: "assistant", content: "Hi", ...said };
    const end = {
      usage: { prompt_tokens: 1_000, completion_tokens: 100, ...usage },
      ...more,
    };
    const choice = { index: 0, finish_reason: "stop" };
    return costsOf(
      openaiChat,
      { choices: [{ ...choice, message }], ...end },
      sse({ choices: [{ ...choice, delta: message }] }, { choices: [], ...end }, "data: [DONE]"),
      extraBody,
    );
  };
  const unknown = (reason: string, missing?: string) => ({
    kind: "unknown",
    reason,
    ...(missing && { missing }),
  });

  it.each([
    [undefined, [STANDARD, "standard"]],
    ["default", [STANDARD, "standard"]],
    ["auto", [STANDARD, "standard"]],
    ["flex", [STANDARD / 2n, "standard × 50 %"]],
    ["priority", [STANDARD * 2n, "standard × 200 %"]],
    ["scale", { kind: "unknown", reason: "service-tier", missing: "scale" }],
  ])("in the tier %s", async (service_tier, want) => {
    expect(total(await costOf({ service_tier }))).toEqual(want);
  });

  it.each<[string, Record<string, unknown>, object, unknown]>([
    [
      "said by nobody but the request",
      { service_tier: "flex" },
      {},
      [STANDARD / 2n, "standard × 50 %"],
    ],
    [
      "asked for and not given (litellm#31837)",
      { service_tier: "flex" },
      { service_tier: "default" },
      [STANDARD, "standard"],
    ],
    ["left to the vendor", { service_tier: "auto" }, {}, [STANDARD, "standard"]],
    ["fast", { speed: "fast" }, {}, [STANDARD * 2n, "standard × 200 %"]],
    ["in a region", { inference_geo: "us" }, {}, [220_000n, "standard × 110 %"]],
  ])("U4: a tier %s", async (_, asked, answer, want) => {
    expect(total(await costOf(answer, {}, asked))).toEqual(want);
  });

  const DEAR = 400_000n;
  it.each([
    ["the same", "m", [STANDARD, "standard"]],
    ["the same behind a gateway", "vendor/M", [STANDARD, "standard"]],
    ["a snapshot of it", "m-2026-03-05", [STANDARD, "standard"]],
    ["a short snapshot of it", "m-0709", [STANDARD, "standard"]],
    ["a snapshot of its alias", "m-latest-001", [STANDARD, "standard"]],
    ["another one", "dear", [DEAR, "standard"]],
    ["another one behind a gateway", "vendor/dear", [DEAR, "standard"]],
    ["one that nobody knows", "m-mini", unknown("model", "m-mini")],
    ["a later version", "m-2", unknown("model", "m-2")],
  ])("U5: of an answer by %s", async (_, model, want) => {
    expect(total(await costOf({ model }))).toEqual(want);
  });

  it.each([
    ["nobody counts", {}, unknown("fee", "webSearch")],
    ["are counted", { num_search_queries: 1 }, [STANDARD + 1_000_000n, "standard"]],
  ])("U6: of an answer with citations whose searches %s", async (_, usage, want) => {
    const annotations = [{ type: "url_citation", url_citation: { url: "https://a.test" } }];
    expect(total(await costOf({}, usage, undefined, { annotations }))).toEqual(want);
  });

  it("U5: of a model that extraBody names", async () => {
    expect(total(await costOf({}, {}, { model: "dear" }))).toEqual([DEAR, "standard"]);
    expect(await costOf({}, {}, { model: "new" })).toEqual(unknown("model", "new"));
  });

  it.each([
    ["counted nowhere", { prompt_tokens: 0, completion_tokens: 0 }],
    ["without the input", { prompt_tokens: 0 }],
    ["without the output", { completion_tokens: 0 }],
  ])("U2: of tokens %s is unknown", async (_, usage) => {
    expect(await costOf({}, usage)).toEqual(unknown("usage"));
  });

  it.each<[string, object, Record<string, unknown> | undefined, unknown]>([
    [
      "searches with a price",
      { server_tool_use: { web_search_requests: 3, web_fetch_requests: 5 } },
      undefined,
      [STANDARD + 3_000_000n, "standard"],
    ],
    [
      "searches of Perplexity's",
      { num_search_queries: 2 },
      undefined,
      [STANDARD + 2_000_000n, "standard"],
    ],
    ["no sources", { num_sources_used: 0 }, undefined, [STANDARD, "standard"]],
    ["sources", { num_sources_used: 4 }, undefined, unknown("fee", "searchSources")],
    ["seconds of sound", { prompt_audio_seconds: 4 }, undefined, unknown("fee", "audioSeconds")],
    [
      "code that was run",
      { server_tool_use: { code_execution_requests: 1 } },
      undefined,
      unknown("fee", "codeExecution"),
    ],
    ["searches that nobody counts", {}, { web_search_options: {} }, unknown("fee", "webSearch")],
  ])("U6: of %s", async (_, usage, asked, want) => {
    expect(total(await costOf({}, usage, asked))).toEqual(want);
  });

  it("of sound, and of pictures that have no price", async () => {
    const sound = { prompt_tokens_details: { audio_tokens: 600 } };
    expect(total(await costOf({}, sound))).toEqual([STANDARD + 600n * 900n, "standard"]);
    const pictures = { completion_tokens_details: { image_tokens: 60 } };
    expect(await costOf({}, pictures)).toEqual({
      kind: "unknown",
      reason: "rate",
      missing: "outputImage",
    });
  });
});

describe("Anthropic Messages", () => {
  const content = { type: "text", text: "Hi" };
  const costOf = (more: object) => {
    const usage = { input_tokens: 1_000, output_tokens: 100, ...more };
    const end = { stop_reason: "end_turn" };
    return costsOf(
      anthropicMessages,
      { type: "message", model: "m", content: [content], usage, ...end },
      namedSse(
        { type: "message_start", message: { model: "m", usage } },
        { type: "content_block_start", index: 0, content_block: content },
        { type: "message_delta", delta: end, usage: { output_tokens: 100 } },
        { type: "message_stop" },
      ),
    );
  };

  it.each([
    [{}, [STANDARD, "standard"]],
    [{ service_tier: "standard", inference_geo: "global" }, [STANDARD, "standard"]],
    [{ service_tier: null, inference_geo: "not_available" }, [STANDARD, "standard"]],
    [{ service_tier: "batch" }, [STANDARD / 2n, "standard × 50 %"]],
    [{ service_tier: "standard", speed: "fast" }, [STANDARD * 2n, "standard × 200 %"]],
    [{ speed: "standard", inference_geo: "us" }, [220_000n, "standard × 110 %"]],
    [{ speed: "fast", inference_geo: "us" }, [440_000n, "standard × 110 % × 200 %"]],
    [{ server_tool_use: { web_search_requests: 0 } }, [STANDARD, "standard"]],
    [
      { server_tool_use: { web_search_requests: 3, web_fetch_requests: 1 } },
      [STANDARD + 3_000_000n, "standard"],
    ],
    [{ inference_geo: "eu" }, { kind: "unknown", reason: "region", missing: "eu" }],
  ])("of %o", async (usage, want) => {
    expect(total(await costOf(usage))).toEqual(want);
  });

  const step = { type: "message", input_tokens: 1_000, output_tokens: 100 };
  it.each<[string, object[], unknown]>([
    ["that wrote it", [step], [STANDARD, "standard"]],
    [
      "that made the conversation shorter (pydantic-ai#5065)",
      [{ ...step, type: "compaction" }, step],
      [2n * STANDARD, "standard"],
    ],
    [
      "of the model itself",
      [step, { ...step, type: "advisor_message", model: "m" }],
      [STANDARD, "standard"],
    ],
    [
      "of another model (litellm#25516)",
      [step, { ...step, type: "advisor_message", model: "wise" }],
      { kind: "unknown", reason: "model", missing: "wise" },
    ],
  ])("U7: of steps %s", async (_, iterations, want) => {
    expect(total(await costOf({ iterations }))).toEqual(want);
  });
});

describe("Gemini", () => {
  const costOf = (more: object, candidate: object = {}) => {
    const content = { role: "model", parts: [{ text: "Hi" }] };
    const answer = {
      candidates: [{ content, finishReason: "STOP", ...candidate }],
      usageMetadata: { promptTokenCount: 1_000, candidatesTokenCount: 100, ...more },
    };
    return costsOf(geminiGenerateContent, answer, sse(answer));
  };

  it.each([
    [undefined, [STANDARD, "standard"]],
    ["ON_DEMAND", [STANDARD, "standard"]],
    ["TRAFFIC_TYPE_UNSPECIFIED", [STANDARD, "standard"]],
    ["ON_DEMAND_FLEX", [STANDARD / 2n, "standard × 50 %"]],
    ["ON_DEMAND_PRIORITY", [STANDARD * 2n, "standard × 200 %"]],
    [
      "PROVISIONED_THROUGHPUT",
      { kind: "unknown", reason: "service-tier", missing: "provisioned-throughput" },
    ],
  ])("of traffic of type %s", async (trafficType, want) => {
    expect(total(await costOf({ trafficType }))).toEqual(want);
  });

  it("U8: of thoughts that are candidates as well", async () => {
    const counts = { thoughtsTokenCount: 40, totalTokenCount: 1_100 };
    expect(total(await costOf(counts))).toEqual([STANDARD, "standard"]);
    const apart = total(await costOf({ ...counts, totalTokenCount: 1_140 }));
    expect(apart).toEqual([STANDARD + 40_000n, "standard"]);
  });

  it.each<[string, object, unknown]>([
    ["searches", { webSearchQueries: ["a", "b"] }, [STANDARD + 2_000_000n, "standard"]],
    [
      "pages",
      { groundingChunks: [{ web: { uri: "https://a.test" } }] },
      [STANDARD + 1_000_000n, "standard"],
    ],
    [
      "maps",
      { groundingChunks: [{ maps: {} }] },
      { kind: "unknown", reason: "fee", missing: "maps" },
    ],
    ["nothing", {}, [STANDARD, "standard"]],
  ])("U6: of an answer grounded in %s", async (_, groundingMetadata, want) => {
    expect(total(await costOf({}, { groundingMetadata }))).toEqual(want);
  });

  it("of sound, and of pictures that have no price", async () => {
    const promptTokensDetails = [{ modality: "AUDIO", tokenCount: 600 }];
    expect(total(await costOf({ promptTokensDetails }))).toEqual([
      STANDARD + 600n * 900n,
      "standard",
    ]);
    const candidatesTokensDetails = [{ modality: "IMAGE", tokenCount: 60 }];
    expect(await costOf({ candidatesTokensDetails })).toEqual({
      kind: "unknown",
      reason: "rate",
      missing: "outputImage",
    });
  });
});

describe("Ollama", () => {
  it("of tokens alone", async () => {
    const answer = {
      model: "m",
      message: { role: "assistant", content: "Hi" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 1_000,
      eval_count: 100,
    };
    expect(total(await costsOf(ollamaChat, answer, ndjson(answer)))).toEqual([
      STANDARD,
      "standard",
    ]);
  });
});
