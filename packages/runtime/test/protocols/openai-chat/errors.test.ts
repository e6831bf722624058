import { describe, expect, it } from "vitest";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import {
  decodeBody,
  decodeStream,
  failureBothWays,
  failureOf,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { sse } from "../../support/stream-text.ts";

const { readError } = answersOf(openaiChat);

describe("bodies of errors", () => {
  it.each([
    [{ error: { message: "m", type: "t", param: null, code: null } }],
    [{ error: { message: "m", code: 400 } }],
    [{ error: { message: "m", type: "None", param: "None", code: "400" } }],
    [{ code: "invalid-argument", error: "m" }],
    [{ error: "m" }],
    [{ detail: "m" }],
    [{ detail: [{ msg: "m", loc: ["body"] }] }],
    [{ code: 400, message: "m", type: "Bad Request" }],
    [{ object: "error", message: "m", type: "BadRequestError", param: null, code: 400 }],
    [[{ error: { code: 400, message: "m", status: "INVALID_ARGUMENT" } }]],
  ])("E1: %j", (body) => {
    expect(readError(400, body)).toEqual({ message: "m" });
  });

  it.each([undefined, null, "text", 3, [], {}, { error: null }, { error: [] }, [[]]])(
    "E1: %j says nothing, and is no failure of ours",
    (body) => {
      expect(readError(500, body)).toEqual({});
    },
  );

  const error = (fields: object) => ({ error: { message: "m", ...fields } });
  const rows: readonly [number, string, unknown, string | undefined][] = [
    [
      429,
      "OpenAI, no money",
      error({ type: "insufficient_quota", code: "insufficient_quota" }),
      "quota",
    ],
    [400, "OpenAI, limit of spending", error({ code: "billing_hard_limit_reached" }), "quota"],
    [429, "OpenAI, not paid", error({ type: "billing_not_active" }), "quota"],
    [400, "LiteLLM's budget", error({ type: "budget_exceeded", code: "400" }), "quota"],
    [429, "OpenAI, too fast", error({ type: "tokens", code: "rate_limit_exceeded" }), "rate-limit"],
    [429, "Azure, too fast", error({ code: "RateLimitReached" }), "rate-limit"],
    [429, "LiteLLM, too fast", error({ type: "throttling_error", code: "429" }), "rate-limit"],
    [
      401,
      "OpenAI, bad key",
      error({ type: "invalid_request_error", code: "invalid_api_key" }),
      "auth",
    ],
    [
      401,
      "DeepSeek, bad key",
      error({ type: "authentication_error", code: "invalid_request_error" }),
      "auth",
    ],
    [
      400,
      "xAI, bad key",
      { code: "invalid-argument", error: "Incorrect API key provided: sk-***. You can …" },
      "auth",
    ],
    [400, "xAI, anything else", { code: "invalid-argument", error: "Bad n" }, undefined],
    [401, "LiteLLM, bad key", error({ type: "auth_error", param: "None", code: "401" }), "auth"],
    [400, "OpenAI, too long", error({ code: "context_length_exceeded" }), "context-length"],
    [400, "OpenAI, text too long", error({ code: "string_above_max_length" }), "context-length"],
    [
      400,
      "llama.cpp, too long",
      error({ type: "exceed_context_size_error", code: 400 }),
      "context-length",
    ],
    [
      400,
      "DeepSeek and vLLM, too long",
      error({
        type: "invalid_request_error",
        message: "This model's maximum context length is 8 tokens",
      }),
      "context-length",
    ],
    [
      400,
      "xAI, too long",
      {
        code: "Client specified an invalid argument",
        error: "This model's maximum prompt length is 8",
      },
      "context-length",
    ],
    [
      400,
      "LM Studio, too long",
      { error: "The number of tokens to keep is greater than the context length" },
      "context-length",
    ],
    [413, "too long by its status", { error: "prompt is too long: 9 > 8" }, "context-length"],
    [
      404,
      "OpenAI, no model",
      error({ type: "invalid_request_error", code: "model_not_found" }),
      "not-found",
    ],
    [404, "Ollama, no model", error({ type: "not_found_error", code: null }), "not-found"],
    [404, "Azure, no deployment", error({ code: "DeploymentNotFound" }), undefined],
    [
      404,
      "mlx_lm, failed to generate",
      { error: "Only 'text' content type is supported." },
      "server",
    ],
    [404, "mlx_lm, no model", { error: "Repository Not Found for url" }, "not-found"],
    [
      404,
      "xAI, no model",
      { code: "Some entity was not found", error: "The model x …" },
      undefined,
    ],
    [404, "nothing", undefined, undefined],
    [404, "FastAPI, no route", { detail: "Nothing here" }, undefined],
    [404, "an object without a class", error({}), undefined],
    [400, "OpenAI, filtered", error({ code: "content_policy_violation" }), "content-blocked"],
    [400, "Azure, filtered", error({ code: "content_filter", status: 400 }), "content-blocked"],
    [503, "OpenAI, busy", error({ type: "engine_overloaded" }), "overloaded"],
    [429, "Moonshot, busy", error({ type: "engine_overloaded_error" }), "overloaded"],
    [
      500,
      "OpenAI, busy, in words",
      error({ type: "server_error", message: "is overloaded" }),
      "overloaded",
    ],
    [400, "about what is overloaded", error({ message: "an overloaded function" }), undefined],
    [422, "about the context", error({ message: "the context size is no number" }), undefined],
    [500, "OpenAI, broken", error({ type: "server_error" }), undefined],
    [404, "Ollama's api_error is no server's", error({ type: "api_error" }), undefined],
    [
      402,
      "DeepSeek, no money",
      error({ type: "unknown_error", code: "invalid_request_error" }),
      undefined,
    ],
    [401, "invalid_request_error is no class", error({ type: "invalid_request_error" }), undefined],
    [
      403,
      "Groq, forbidden",
      error({ code: "forbidden", type: "invalid_request_error" }),
      undefined,
    ],
    [400, "unsupported parameter", error({ code: "unsupported_parameter" }), undefined],
  ];
  it.each(rows)("E2: %d %s", (status, _, body, want) => {
    expect(readError(status, body).code).toBe(want);
  });

  it("E4: the id is in headers, or in the body", () => {
    expect(openaiChat.requestIdHeaders).toEqual([
      "x-request-id",
      "x-litellm-call-id",
      "apim-request-id",
      "request-id",
    ]);
    expect(readError(500, { error: "m", request_id: "r" }).requestId).toBe("r");
  });
});

describe("errors in place of an answer", () => {
  const hello = { choices: [{ index: 0, delta: { role: "assistant", content: "Hello" } }] };
  const ok = { role: "assistant", content: "Hello" };

  const values: readonly [string, unknown, object][] = [
    [
      "OpenAI's, of a parameter",
      { error: { message: "m", type: "invalid_request_error", code: "unsupported_parameter" } },
      { code: "bad-request", status: 400, message: "m" },
    ],
    [
      "overloaded (vercel#10653, anthropic-sdk-typescript#346)",
      { error: { type: "overloaded_error", message: "Overloaded" } },
      { code: "overloaded", status: 529, message: "Overloaded" },
    ],
    [
      "Groq's status_code",
      { error: { message: "no", type: "internal", status_code: 503 } },
      { code: "overloaded", status: 503 },
    ],
    [
      "LiteLLM (litellm#40578)",
      { error: { message: "limit", type: "throttling_error", param: null, code: "429" } },
      { code: "rate-limit", status: 429 },
    ],
    [
      "LiteLLM with a code alone (litellm#32237)",
      { error: { message: "gone", type: "None", param: "None", code: "503" } },
      { code: "overloaded", status: 503 },
    ],
    [
      "vLLM's object: error (litellm#32086)",
      { object: "error", message: "bad", type: "BadRequestError", param: null, code: 400 },
      { code: "bad-request", status: 400, message: "bad" },
    ],
    [
      "vLLM's object: error, beside choices",
      { object: "error", message: "m", code: 400, choices: [{ message: ok, delta: ok }] },
      { code: "bad-request", status: 400, message: "m" },
    ],
    [
      "xAI's {code, error} (vercel's xai-chat-language-model)",
      { code: "The service is currently unavailable", error: "Timed out" },
      { code: "server", status: 500, message: "Timed out" },
    ],
    [
      "a text (mlx_lm, Ollama)",
      { error: "model runner has stopped" },
      { code: "server", status: 500, message: "model runner has stopped" },
    ],
    [
      "a list (Gemini's compatible layer)",
      [{ error: { code: 429, message: "quota", status: "RESOURCE_EXHAUSTED" } }],
      { code: "rate-limit", status: 429 },
    ],
    [
      "OpenRouter, in the choice of a stream",
      { choices: [{ delta: {}, finish_reason: "error", error: { code: 502, message: "up" } }] },
      { code: "server", status: 502, message: "up" },
    ],
    [
      "OpenRouter, in the choice of a body",
      { choices: [{ index: 0, error: { code: 429, message: "m" }, message: { content: "" } }] },
      { code: "rate-limit", status: 429, message: "m" },
    ],
    [
      "OpenRouter, at the top",
      {
        error: { code: 429, message: "slow" },
        choices: [{ delta: { content: "" }, finish_reason: "error" }],
      },
      { code: "rate-limit", status: 429 },
    ],
    [
      "OpenRouter, beside an empty message",
      { error: { code: 502, message: "m" }, choices: [{ message: { content: "" } }] },
      { code: "server", status: 502, message: "m" },
    ],
    [
      "OpenAI without quota (litellm#6629)",
      { error: { type: "insufficient_quota", code: "insufficient_quota", message: "pay" } },
      { code: "quota", status: 402 },
    ],
    [
      "a conversation that is too long (opencode#20384)",
      { error: { message: "the request exceeds the available context size" } },
      { code: "context-length", status: 400 },
    ],
    ["LM Studio, no more than a word", { error: {} }, { code: "server", status: 500 }],
  ];
  it.each(values)("A, S9: %s", (_, value, want) => {
    expect(failureBothWays(openaiChat, value, sse(value))).toMatchObject(want);
    const after = failureOf(() => decodeStream(openaiChat, sse(hello, value)));
    expect(after).toMatchObject(want);
  });

  const streams: readonly [string, readonly unknown[], object][] = [
    [
      "Groq's event: error (vercel#7317)",
      [
        'event: error\ndata: {"error":{"message":"no","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}',
      ],
      { code: "bad-request", status: 400 },
    ],
    [
      "an event named error, whatever it holds",
      ['event: error\ndata: {"message":"broken"}'],
      { code: "server", status: 500, message: "broken" },
    ],
    [
      "LiteLLM, then [DONE] (litellm#40578)",
      [
        { error: { message: "limit", type: "throttling_error", param: null, code: "429" } },
        "data: [DONE]",
      ],
      { code: "rate-limit", status: 429 },
    ],
    [
      "G: a failed tool generation (lmstudio#1066)",
      ['event: error\ndata: {"error":{"message":"Failed to parse tool call"}}'],
      { code: "server", message: "Failed to parse tool call" },
    ],
  ];
  it.each(streams)("A, S9: %s, in a stream", (_, said, want) => {
    expect(failureOf(() => decodeStream(openaiChat, sse(...said)))).toMatchObject(want);
    expect(failureOf(() => decodeStream(openaiChat, sse(hello, ...said)))).toMatchObject(want);
  });

  it.each([null, ""])("S9: an error that is %j is none (OpenRouter, gateways)", (error) => {
    const finish_reason = "stop";
    const body = { choices: [{ index: 0, message: ok, finish_reason }], error };
    expect(decodeBody(openaiChat, body).parts.text).toBe("Hello");
    const end = { choices: [{ index: 0, delta: {}, finish_reason }], error };
    expect(decodeStream(openaiChat, sse({ ...hello, error }, end)).parts.text).toBe("Hello");
  });
});

describe("answers with nothing in them", () => {
  it("S9: a filter before any content is an error, after content a reason", () => {
    const finish_reason = "content_filter";
    const delta = { choices: [{ index: 0, delta: {}, finish_reason }] };
    const body = { choices: [{ index: 0, message: { content: null }, finish_reason }] };
    expect(failureBothWays(openaiChat, body, sse(delta)).code).toBe("content-blocked");
    const hello = { choices: [{ index: 0, delta: { content: "Hello" } }] };
    expect(decodeStream(openaiChat, sse(hello, delta))).toMatchObject({
      finishReason: "content-filter",
      parts: { text: "Hello" },
    });
  });

  const bodies: readonly [string, unknown, object][] = [
    ["a text", "method=POST", { code: "protocol" }],
    ["a number", 3, { code: "protocol" }],
    ["null", null, { code: "protocol" }],
    ["an empty object", {}, { code: "protocol" }],
    ["no choices", { id: "x", choices: [] }, { code: "protocol" }],
    ["no message", { choices: [{ index: 0, finish_reason: "stop" }] }, { code: "protocol" }],
    ["FastAPI's detail", { detail: "Not here" }, { code: "server", status: 500 }],
    [
      "a flat error",
      { code: 400, message: "m", type: "Bad Request" },
      { code: "bad-request", status: 400 },
    ],
  ];
  it.each(bodies)("S9, S19: %s", (_, body, want) => {
    expect(failureOf(() => decodeBody(openaiChat, body))).toMatchObject(want);
  });

  it("S15: a body of junk breaks nothing", () => {
    const message = {
      content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }],
      reasoning_details: [{ text: "hm" }],
      tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
      function_call: { name: "f", arguments: "{}" },
    };
    const usage = { prompt_tokens: 3, completion_tokens: 2, prompt_tokens_details: {} };
    const answer = { model: "m", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
    expect(expectJunkBreaksNoBody(openaiChat, answer)).toBeGreaterThan(200);
    const error = { error: { message: "m", type: "t", code: "429", status_code: 429 } };
    expect(expectJunkBreaksNoBody(openaiChat, error)).toBeGreaterThan(50);
  });
});
