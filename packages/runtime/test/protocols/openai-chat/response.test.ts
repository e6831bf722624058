import { describe, expect, it } from "vitest";
import type { PartialReply } from "../../../src/chat/reply.ts";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import {
  type Decoded,
  decodeBody,
  decodeBothWays,
  decodeStream,
} from "../../support/decode-answer.ts";
import { sse } from "../../support/stream-text.ts";

/** What comes of a message in a body, and as the only delta of a stream. */
function read(message: object, finish_reason: unknown = "stop", more: object = {}): Decoded {
  const body = { model: "m", choices: [{ index: 0, message, finish_reason }], ...more };
  const chunk = { model: "m", choices: [{ index: 0, delta: message, finish_reason }], ...more };
  return decodeBothWays(openaiChat, body, sse(chunk, "data: [DONE]"));
}

const ok = { role: "assistant", content: "Hello" };
const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };

describe("messages", () => {
  it("text, model and reason", () => {
    expect(read(ok)).toMatchObject({
      model: "m",
      finishReason: "stop",
      rawFinishReason: "stop",
      parts: { text: "Hello", content: [{ type: "text", text: "Hello" }], toolCalls: [] },
    });
  });

  it("several choices: the one with index 0", () => {
    const choices = [
      { index: 1, message: { content: "no" }, finish_reason: "length" },
      { index: 0, message: ok, finish_reason: "stop" },
    ];
    expect(decodeBody(openaiChat, { choices })).toMatchObject({
      finishReason: "stop",
      parts: { text: "Hello" },
    });
  });

  it("S15: keys of Object.prototype are data", () => {
    const body = JSON.parse(
      '{"__proto__":{"error":"x"},"choices":[{"message":{"content":"a","__proto__":{"refusal":"x"}},"finish_reason":"__proto__"}]}',
    );
    expect(decodeBody(openaiChat, body)).toMatchObject({
      finishReason: "other",
      rawFinishReason: "__proto__",
      parts: { text: "a" },
    });
  });
});

describe("reasons to end", () => {
  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["model_length", "length"],
    ["content_filter", "content-filter"],
    ["refusal", "refusal"],
    ["constructor", "other"],
    ["STOP", "other"],
    ["MAX_TOKENS", "length"],
    ["model_context_window_exceeded", "length"],
    ["sensitive", "content-filter"],
  ])("S23: %s means %s", (rawFinishReason, finishReason) => {
    expect(read(ok, rawFinishReason)).toMatchObject({ finishReason, rawFinishReason });
  });

  it.each([
    ["tool_calls", "means tool-calls"],
    ["function_call", "means tool-calls, as before there were several"],
    ["tool_call", "tool_call in the singular is known (mlx-lm#782)"],
    ["stop", "with calls it is tool-calls, even when it says stop (python-genai#2868)"],
  ])("S23: %s: %s", (rawFinishReason) => {
    const decoded = read({ content: null, tool_calls: [{ index: 0, ...call }] }, rawFinishReason);
    expect(decoded).toMatchObject({ finishReason: "tool-calls", rawFinishReason });
  });

  it.each([null, "", 3, {}])("S23: %j is none (ollama#4357)", (reason) => {
    const { finishReason, rawFinishReason, parts } = read(ok, reason);
    expect([finishReason, rawFinishReason, parts.text]).toEqual(["stop", undefined, "Hello"]);
  });

  it("a refusal that ends by itself ends by refusal", () => {
    expect(read({ refusal: "I won't." })).toMatchObject({
      finishReason: "refusal",
      rawFinishReason: "stop",
      parts: { text: "", refusal: "I won't." },
    });
  });
});

describe("reasoning", () => {
  const rows: readonly [string, object][] = [
    ["reasoning_content (DeepSeek, xAI, LM Studio, llama.cpp)", { reasoning_content: "hm" }],
    ["reasoning (mlx_lm, OpenRouter, Groq, Ollama)", { reasoning: "hm" }],
    ["both at once, once", { reasoning: "hm", reasoning_content: "hm" }],
    ["one of them null", { reasoning: "hm", reasoning_content: null }],
    ["one of them empty", { reasoning: "", reasoning_content: "hm" }],
    [
      "with the details of the same text (OpenRouter)",
      { reasoning: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] },
    ],
    [
      "all three",
      { reasoning: "hm", reasoning_content: "hm", reasoning_details: [{ text: "hm" }] },
    ],
    [
      "details alone",
      { reasoning: null, reasoning_details: [{ type: "reasoning.summary", summary: "hm" }] },
    ],
    [
      "details alone, in pieces",
      { reasoning: null, reasoning_details: [{ text: "h" }, { data: "x" }, { summary: "m" }] },
    ],
  ];
  it.each(rows)("S21: %s", (_, fields) => {
    const content = [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "Yes" },
    ];
    const shown = (parts: PartialReply) => parts.content.filter(({ type }) => type !== "opaque");
    expect(shown(read({ content: "Yes", ...fields }).parts)).toEqual(content);
    const deltas = [fields, { content: "Yes" }].map((delta) => ({ choices: [{ delta }] }));
    const { parts } = decodeStream(openaiChat, sse(...deltas, "data: [DONE]"));
    expect(shown(parts)).toEqual(content);
  });

  it("S21: content as a list, with thinking (Mistral)", () => {
    const content = [
      {
        type: "thinking",
        thinking: [
          { type: "text", text: "h" },
          { type: "text", text: "m" },
        ],
      },
      { type: "text", text: "Hello" },
      { type: "refusal", refusal: "but no" },
      { type: "image_url", image_url: {} },
      null,
    ];
    expect(read({ content })).toMatchObject({
      finishReason: "refusal",
      parts: { text: "Hello", reasoning: "hm", refusal: "but no" },
    });
  });

  it("S21: encrypted reasoning is no text", () => {
    const reasoning_details = [{ type: "reasoning.encrypted", data: "x" }];
    expect(read({ content: "Yes", reasoning_details }).parts).not.toHaveProperty("reasoning");
  });

  it("G: reasoning alone is an answer (lmstudio#378, Reasonix#6618)", () => {
    expect(read({ content: "", reasoning_content: "hm" })).toMatchObject({
      finishReason: "stop",
      parts: { text: "", reasoning: "hm" },
    });
  });
});

describe("calls", () => {
  it("S16: every entry of a body is a call, whatever its index and id say", () => {
    const tool_calls = [
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: '{"x":2}' } },
      { id: "", function: { name: "g", arguments: "" } },
      { id: "c", function: { name: "h", arguments: { y: 1 } } },
      { id: "d", type: "function", function: { name: "i", arguments: '{"x":' } },
      { id: "e", type: "custom", custom: { name: "j", input: "x" } },
      null,
    ];
    const message = { content: null, tool_calls };
    const body = { choices: [{ index: 0, message, finish_reason: "stop" }] };
    expect(decodeBody(openaiChat, body)).toMatchObject({ finishReason: "tool-calls" });
    expect(decodeBody(openaiChat, body).parts.toolCalls).toEqual([
      { id: "a", name: "f", arguments: { x: 1 } },
      { id: "call_1", name: "f", arguments: { x: 2 } },
      { id: "call_2", name: "g", arguments: {} },
      { id: "c", name: "h", arguments: { y: 1 } },
      { id: "d", name: "i", arguments: undefined, invalidArguments: '{"x":' },
      { id: "e", name: "j", arguments: undefined, invalidArguments: "x" },
    ]);
  });

  it.each([
    ["null", null, {}],
    ["parsed", { x: 1 }, { x: 1 }],
    ["JSON", '{"x":1}', { x: 1 }],
    ["nothing", undefined, {}],
  ])("S16: arguments are %s", (_, args, want) => {
    const message = { tool_calls: [{ ...call, function: { name: "f", arguments: args } }] };
    expect(read(message).parts.toolCalls).toEqual([{ id: "a", name: "f", arguments: want }]);
  });

  it.each([[null], [[]], [{}], ["x"]])("S16: %j is no call (lmstudio#1318)", (tool_calls) => {
    expect(read({ ...ok, tool_calls, function_call: null })).toMatchObject({
      finishReason: "stop",
      parts: { toolCalls: [] },
    });
  });

  it("the legacy function_call is a call", () => {
    const function_call = { name: "f", arguments: '{"x":1}' };
    expect(read({ content: null, function_call }, "function_call")).toMatchObject({
      finishReason: "tool-calls",
      rawFinishReason: "function_call",
      parts: { toolCalls: [{ id: "call_0", name: "f", arguments: { x: 1 } }] },
    });
  });
});

describe("usage", () => {
  const rows: readonly [string, object, object | undefined][] = [
    [
      "plain",
      { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
      { inputTokens: 5, outputTokens: 3 },
    ],
    [
      "OpenAI: reasoning and cache inside",
      {
        prompt_tokens: 100,
        completion_tokens: 30,
        total_tokens: 130,
        prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 20 },
        completion_tokens_details: { reasoning_tokens: 10 },
      },
      {
        inputTokens: 100,
        outputTokens: 30,
        reasoningTokens: 10,
        cacheReadTokens: 40,
        cacheWriteTokens: 20,
      },
    ],
    [
      "xAI: reasoning beside the completion",
      {
        prompt_tokens: 12,
        completion_tokens: 1,
        total_tokens: 241,
        completion_tokens_details: { reasoning_tokens: 228 },
      },
      { inputTokens: 12, outputTokens: 229, reasoningTokens: 228 },
    ],
    [
      "xAI: less reasoning than text",
      {
        prompt_tokens: 10,
        completion_tokens: 50,
        total_tokens: 65,
        completion_tokens_details: { reasoning_tokens: 5 },
      },
      { inputTokens: 10, outputTokens: 55, reasoningTokens: 5 },
    ],
    [
      "reasoning beside, total unknown",
      {
        prompt_tokens: 1,
        completion_tokens: 2,
        completion_tokens_details: { reasoning_tokens: 9 },
      },
      { inputTokens: 1, outputTokens: 11, reasoningTokens: 9 },
    ],
    [
      "DeepSeek's own cache keys",
      { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 8 },
      { inputTokens: 10, outputTokens: 1, cacheReadTokens: 8 },
    ],
    [
      "LiteLLM in front of Anthropic",
      {
        prompt_tokens: 100,
        completion_tokens: 1,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 30,
      },
      { inputTokens: 100, outputTokens: 1, cacheReadTokens: 60, cacheWriteTokens: 30 },
    ],
    [
      "a gateway whose prompt is without the cache",
      { prompt_tokens: 10, completion_tokens: 1, cache_read_input_tokens: 60 },
      { inputTokens: 70, outputTokens: 1, cacheReadTokens: 60 },
    ],
    [
      "zeros are told",
      {
        prompt_tokens: 0,
        completion_tokens: 0,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
      { inputTokens: 0, outputTokens: 0, reasoningTokens: 0, cacheReadTokens: 0 },
    ],
    [
      "sound and pictures",
      {
        prompt_tokens: 100,
        completion_tokens: 50,
        prompt_tokens_details: { cached_tokens: 20, audio_tokens: 30 },
        completion_tokens_details: { audio_tokens: 10, image_tokens: 25 },
      },
      {
        inputTokens: 100,
        outputTokens: 50,
        cacheReadTokens: 20,
        audioInputTokens: 30,
        audioOutputTokens: 10,
        imageOutputTokens: 25,
      },
    ],
    [
      "sound of which a part was cached",
      {
        prompt_tokens: 100,
        completion_tokens: 1,
        prompt_tokens_details: { cached_tokens: 40, audio_tokens: 90 },
      },
      { inputTokens: 100, outputTokens: 1, cacheReadTokens: 40, audioInputTokens: 60 },
    ],
    [
      "no sound and no pictures",
      {
        prompt_tokens: 1,
        completion_tokens: 1,
        prompt_tokens_details: { audio_tokens: 0 },
        completion_tokens_details: { audio_tokens: 0, image_tokens: 0 },
      },
      { inputTokens: 1, outputTokens: 1 },
    ],
    [
      "null details",
      {
        prompt_tokens: 1,
        completion_tokens: 1,
        prompt_tokens_details: null,
        completion_tokens_details: null,
      },
      { inputTokens: 1, outputTokens: 1 },
    ],
    [
      "a gateway whose prompt is without the cache (unsloth#5670)",
      {
        prompt_tokens: 8,
        completion_tokens: 862,
        total_tokens: 870,
        prompt_tokens_details: { cached_tokens: 18_901 },
        cache_creation_input_tokens: 1_367,
        cache_read_input_tokens: 18_901,
      },
      {
        inputTokens: 20_276,
        outputTokens: 862,
        cacheReadTokens: 18_901,
        cacheWriteTokens: 1_367,
      },
    ],
    [
      "writes to the cache of gpt-5.6 (openinference#3382)",
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 90 },
      },
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 90 },
    ],
    [
      "the words of Responses",
      {
        input_tokens: 100,
        output_tokens: 20,
        input_tokens_details: { cached_tokens: 40 },
        output_tokens_details: { reasoning_tokens: 5 },
      },
      { inputTokens: 100, outputTokens: 20, reasoningTokens: 5, cacheReadTokens: 40 },
    ],
    [
      "the words of Anthropic, whose caches are apart",
      {
        input_tokens: 10,
        output_tokens: 20,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 3,
        cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 2 },
      },
      {
        inputTokens: 17,
        outputTokens: 20,
        cacheReadTokens: 4,
        cacheWriteTokens: 1,
        cacheWrite1hTokens: 2,
      },
    ],
    [
      "cached and reasoning tokens at the top",
      { prompt_tokens: 10, completion_tokens: 8, cached_tokens: 4, reasoning_tokens: 3 },
      { inputTokens: 10, outputTokens: 8, reasoningTokens: 3, cacheReadTokens: 4 },
    ],
    [
      "a 0 in the details beside the real count",
      {
        prompt_tokens: 10,
        completion_tokens: 8,
        prompt_tokens_details: { cached_tokens: 0 },
        prompt_cache_hit_tokens: 4,
      },
      { inputTokens: 10, outputTokens: 8, cacheReadTokens: 4 },
    ],
    [
      "writes to caches by their lifetime, from a gateway",
      {
        prompt_tokens: 10,
        completion_tokens: 8,
        prompt_tokens_details: {
          cached_tokens: 0,
          cache_creation_tokens: 6,
          cache_creation_token_details: {
            ephemeral_5m_input_tokens: 0,
            ephemeral_1h_input_tokens: 6,
          },
        },
      },
      { inputTokens: 10, outputTokens: 8, cacheReadTokens: 0, cacheWrite1hTokens: 6 },
    ],
    ["half", { prompt_tokens: 5 }, undefined],
    ["texts", { prompt_tokens: "5", completion_tokens: "3" }, undefined],
    ["negative", { prompt_tokens: -1, completion_tokens: 3 }, undefined],
    ["none", {}, undefined],
  ];
  it.each(rows)("S17, U1: %s", (_, usage, want) => {
    expect(read(ok, "stop", { usage }).parts.usage).toEqual(want);
  });

  const counts = { prompt_tokens: 10, completion_tokens: 8 };
  it.each<[string, object]>([
    ["choice", { choices: [{ index: 0, message: ok, finish_reason: "stop", usage: counts }] }],
    ["field of its vendor", { x_groq: { id: "req", usage: counts } }],
  ])("U1: in the %s", (_, more) => {
    const want = { inputTokens: 10, outputTokens: 8 };
    expect(read(ok, "stop", more).parts.usage).toEqual(want);
  });

  it.each([
    ["caches", { total_tokens: 25 }, { inputTokens: 18, outputTokens: 7 }],
    ["nothing", { total_tokens: 18 }, { inputTokens: 11, outputTokens: 7 }],
    [
      "thoughts and caches",
      { total_tokens: 28, completion_tokens_details: { reasoning_tokens: 3 } },
      { inputTokens: 18, outputTokens: 10, reasoningTokens: 3 },
    ],
    [
      "thoughts",
      { total_tokens: 21, completion_tokens_details: { reasoning_tokens: 3 } },
      { inputTokens: 11, outputTokens: 10, reasoningTokens: 3 },
    ],
  ])("U3: a total that counts %s apart", (_, more, want) => {
    const usage = {
      prompt_tokens: 11,
      completion_tokens: 7,
      cache_read_input_tokens: 5,
      cache_creation_input_tokens: 2,
      ...more,
    };
    expect(read(ok, "stop", { usage }).parts.usage).toEqual({
      ...want,
      cacheReadTokens: 5,
      cacheWriteTokens: 2,
    });
  });
});
