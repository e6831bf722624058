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
async function costsOf(protocol: Protocol, body: object, stream: string): Promise<ReplyCost> {
  const provider: Provider = { ...testProvider, protocol: protocol.name };
  const model = {
    ref: "test/m",
    provider: "test",
    id: "m",
    displayName: "M",
    aliases: [],
    protocols: [protocol.name],
    output: ["text"],
    input: ["text"],
    price,
  } as const satisfies Model;
  const transport = scriptedTransport({ body: JSON.stringify(body) }, { body: stream });
  const client = defineClient<string, typeof protocol>(
    provider,
    { m: model },
    protocol,
  )({
    apiKey: "sk-test-0123456789",
    ...testOptions({ clock: new FakeClock(), transport }),
  });
  const request = { ...hello, model: "m", maxOutputTokens: 100 };
  const { cost } = await client.chat(request);
  expect((await client.stream(request).result()).cost).toEqual(cost);
  return cost;
}

const total = (cost: ReplyCost) => (cost.kind === "known" ? [cost.total, cost.row] : cost);

/** 1,000 tokens in and 100 out, at the standard price. */
const STANDARD = 100_000n + 100_000n;

describe("OpenAI Chat", () => {
  const message = { role: "assistant", content: "Hi" };
  const costOf = (more: object, usage: object = {}) => {
    const end = {
      usage: { prompt_tokens: 1_000, completion_tokens: 100, ...usage },
      ...more,
    };
    const choice = { index: 0, finish_reason: "stop" };
    return costsOf(
      openaiChat,
      { choices: [{ ...choice, message }], ...end },
      sse({ choices: [{ ...choice, delta: message }] }, { choices: [], ...end }, "data: [DONE]"),
    );
  };

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
});

describe("Gemini", () => {
  const costOf = (more: object) => {
    const answer = {
      candidates: [{ content: { role: "model", parts: [{ text: "Hi" }] }, finishReason: "STOP" }],
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
