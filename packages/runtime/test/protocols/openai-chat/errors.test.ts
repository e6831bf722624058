import { describe, expect, it } from "vitest";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";

const { readError } = openaiChat;

describe("E1: every envelope has its message", () => {
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
});

describe("E2: the class by what the body says", () => {
  const error = (fields: object) => ({ error: { message: "m", ...fields } });
  const cases: readonly [number, string, unknown, string | undefined][] = [
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
  it.each(cases)("E2: %d %s", (status, _, body, want) => {
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
