import { describe, expect, it } from "vitest";
import { failure, readReply } from "./support.ts";

/** A whole answer with one message. */
function answer(message: unknown, more: object = {}, finish_reason: unknown = "stop"): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "m",
    choices: [{ index: 0, message, finish_reason }],
    ...more,
  };
}

const ok = { role: "assistant", content: "Hello" };

describe("a message", () => {
  it("text, model and reason", () => {
    expect(readReply(answer(ok))).toMatchObject({
      model: "m",
      finishReason: "stop",
      rawFinishReason: "stop",
      parts: { text: "Hello", content: [{ type: "text", text: "Hello" }], toolCalls: [] },
    });
  });

  it("S16: every entry is a call, whatever its index and id say", () => {
    const tool_calls = [
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: '{"x":2}' } },
      { id: "", function: { name: "g", arguments: "" } },
      { id: "c", function: { name: "h", arguments: { y: 1 } } },
      { id: "d", type: "function", function: { name: "i", arguments: '{"x":' } },
      { id: "e", type: "custom", custom: { name: "j", input: "x" } },
      null,
    ];
    const { parts, finishReason } = readReply(answer({ content: null, tool_calls }));
    expect(finishReason).toBe("tool-calls");
    expect(parts.toolCalls).toEqual([
      { id: "a", name: "f", arguments: { x: 1 } },
      { id: "a", name: "f", arguments: { x: 2 } },
      { id: "call_2", name: "g", arguments: {} },
      { id: "c", name: "h", arguments: { y: 1 } },
      { id: "d", name: "i", arguments: undefined, invalidArguments: '{"x":' },
    ]);
  });

  it("S16: tool_calls null or empty is no call (lmstudio#1318)", () => {
    for (const tool_calls of [null, [], {}, "x"]) {
      expect(readReply(answer({ ...ok, tool_calls, function_call: null }))).toMatchObject({
        finishReason: "stop",
        parts: { toolCalls: [] },
      });
    }
  });

  it("the legacy function_call is a call", () => {
    const function_call = { name: "f", arguments: '{"x":1}' };
    expect(readReply(answer({ content: null, function_call }, {}, "function_call"))).toMatchObject({
      finishReason: "tool-calls",
      rawFinishReason: "function_call",
      parts: { toolCalls: [{ id: "call_0", name: "f", arguments: { x: 1 } }] },
    });
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
    expect(readReply(answer({ content }))).toMatchObject({
      finishReason: "refusal",
      parts: { text: "Hello", reasoning: "hm", refusal: "but no" },
    });
  });

  it.each([
    [{ reasoning_content: "hm" }],
    [{ reasoning: "hm" }],
    [{ reasoning: "hm", reasoning_content: "hm", reasoning_details: [{ text: "hm" }] }],
    [{ reasoning: null, reasoning_details: [{ text: "h" }, { data: "x" }, { summary: "m" }] }],
  ])("S21: reasoning in %j", (fields) => {
    expect(readReply(answer({ ...ok, ...fields })).parts.content).toEqual([
      { type: "reasoning", text: "hm" },
      { type: "text", text: "Hello" },
    ]);
  });

  it("G: reasoning alone is an answer (lmstudio#378, Reasonix#6618)", () => {
    expect(readReply(answer({ content: "", reasoning_content: "hm" }))).toMatchObject({
      finishReason: "stop",
      parts: { text: "", reasoning: "hm" },
    });
  });

  it("several choices: the one with index 0", () => {
    const choices = [
      { index: 1, message: { content: "no" }, finish_reason: "length" },
      { index: 0, message: ok, finish_reason: "stop" },
    ];
    expect(readReply({ choices })).toMatchObject({
      finishReason: "stop",
      parts: { text: "Hello" },
    });
  });

  it.each([null, "", 3, {}])("S23: finish_reason %j is none", (reason) => {
    expect(readReply(answer(ok, {}, reason)).rawFinishReason).toBeUndefined();
  });

  it("S15: keys of Object.prototype are data", () => {
    const body = JSON.parse(
      '{"__proto__":{"error":"x"},"choices":[{"message":{"content":"a","__proto__":{"refusal":"x"}},"finish_reason":"__proto__"}]}',
    );
    expect(readReply(body)).toMatchObject({
      finishReason: "other",
      rawFinishReason: "__proto__",
      parts: { text: "a" },
    });
  });
});

describe("usage", () => {
  const cases: readonly [string, object, object | undefined][] = [
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
        cacheWrite5mTokens: 20,
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
      { inputTokens: 100, outputTokens: 1, cacheReadTokens: 60, cacheWrite5mTokens: 30 },
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
      "null details",
      {
        prompt_tokens: 1,
        completion_tokens: 1,
        prompt_tokens_details: null,
        completion_tokens_details: null,
      },
      { inputTokens: 1, outputTokens: 1 },
    ],
    ["half", { prompt_tokens: 5 }, undefined],
    ["texts", { prompt_tokens: "5", completion_tokens: "3" }, undefined],
    ["negative", { prompt_tokens: -1, completion_tokens: 3 }, undefined],
    ["none", {}, undefined],
  ];
  it.each(cases)("S17: %s", (_, usage, want) => {
    expect(readReply(answer(ok, { usage })).parts.usage).toEqual(want);
  });
});

describe("S9, A: no answer", () => {
  const cases: readonly [string, unknown, object][] = [
    ["a text", "method=POST", { code: "protocol" }],
    ["a number", 3, { code: "protocol" }],
    ["null", null, { code: "protocol" }],
    ["an empty object", {}, { code: "protocol" }],
    ["no choices", { id: "x", choices: [] }, { code: "protocol" }],
    ["no message", { choices: [{ index: 0, finish_reason: "stop" }] }, { code: "protocol" }],
    [
      "OpenAI's error with status 200",
      { error: { message: "m", type: "invalid_request_error", code: "unsupported_parameter" } },
      { code: "bad-request", status: 400, message: "m" },
    ],
    [
      "overloaded (anthropic-sdk-typescript#346)",
      { error: { type: "overloaded_error", message: "Overloaded" } },
      { code: "overloaded", status: 529 },
    ],
    [
      "xAI's {code, error}",
      { code: "The service is currently unavailable", error: "m" },
      { code: "server", status: 500, message: "m" },
    ],
    [
      "vLLM's object: error, beside choices",
      { object: "error", message: "m", code: 400, choices: [{ message: ok }] },
      { code: "bad-request", status: 400, message: "m" },
    ],
    ["FastAPI's detail", { detail: "Not here" }, { code: "server", status: 500 }],
    [
      "flat",
      { code: 400, message: "m", type: "Bad Request" },
      { code: "bad-request", status: 400 },
    ],
    ["a text as error (mlx_lm)", { error: "m" }, { code: "server", status: 500, message: "m" }],
    [
      "in the choice (OpenRouter)",
      { choices: [{ index: 0, error: { code: 429, message: "m" }, message: { content: "" } }] },
      { code: "rate-limit", status: 429, message: "m" },
    ],
    [
      "beside an empty message (OpenRouter)",
      { error: { code: 502, message: "m" }, choices: [{ message: { content: "" } }] },
      { code: "server", status: 502, message: "m" },
    ],
    [
      "filtered, without content",
      answer({ content: null }, {}, "content_filter"),
      { code: "content-blocked" },
    ],
  ];
  it.each(cases)("S9: %s", (_, body, want) => {
    expect(failure(() => readReply(body))).toMatchObject(want);
  });

  it("S9: error null in a good answer is none", () => {
    expect(readReply(answer(ok, { error: null })).parts.text).toBe("Hello");
  });
});
