import { describe, expect, it } from "vitest";
import type { KeiErrorCode } from "../../src/chat/errors.ts";
import { wordsOf } from "../../src/failure/words-of.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { answersOf } from "../support/answer-sides.ts";
import { decodeBody, decodeStream, failureOf } from "../support/decode-answer.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { ndjson, sse } from "../support/stream-text.ts";
import { chunk, failure, hello, testClient } from "../support/test-client.ts";

const PROTOCOLS = [
  openaiChat,
  anthropicMessages,
  geminiGenerateContent,
  ollamaChat,
] as readonly Protocol[];

async function fail(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const transport = scriptedTransport({ status, headers, body: text });
  const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
  return await failure(client.chat(hello));
}

const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe("Q1: what came in place of an answer, with words but nothing of an answer, is an error", () => {
  const values: readonly [object, object][] = [
    [
      { code: "Throttling", message: "Requests rate limit exceeded" },
      { code: "rate-limit", status: 429, message: "Requests rate limit exceeded" },
    ],
    [{ message: "broken" }, { code: "server", message: "broken" }],
    [{ detail: "broken" }, { code: "server", message: "broken" }],
    [
      { code: 500, msg: "404 NOT_FOUND", success: false },
      { code: "server", message: "404 NOT_FOUND" },
    ],
    [
      { type: "error", message: "broken" },
      { code: "server", message: "broken" },
    ],
    [
      { type: "error", message: { type: "overloaded_error", message: "Overloaded" } },
      { code: "overloaded", message: "Overloaded" },
    ],
    [
      { base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
      { code: "quota", message: "insufficient balance" },
    ],
    [
      { success: false, errors: [{ code: 7003, message: "No route for that URI" }] },
      { code: "server", message: "No route for that URI" },
    ],
    [{ error_code: 17, error_msg: "Open api daily limit" }, { message: "Open api daily limit" }],
    // hermes-agent#65738
    [
      { choices: null, error_type: "BadRequestError", error_message: "broken", error_code: 400 },
      { code: "bad-request", status: 400, message: "broken" },
    ],
    [
      { choices: null, error_type: "RateLimitError", error_message: "broken" },
      { code: "rate-limit", message: "broken" },
    ],
    [
      { __type: "com.amazon.coral.service#ThrottlingException", message: "Slow down" },
      { code: "rate-limit" },
    ],
    [
      { error: "Not Found", message: "No message available", status: 404 },
      { code: "not-found", message: "Not Found: No message available" },
    ],
  ];

  it.each(values)("%j", (value, want) => {
    for (const protocol of PROTOCOLS) {
      const write = protocol.framing === "sse" ? sse : ndjson;
      expect(
        failureOf(() => decodeBody(protocol, value)),
        protocol.name,
      ).toMatchObject(want);
      const streamed = failureOf(() => decodeStream(protocol, write(value)));
      expect(streamed, `${protocol.name}, streamed`).toMatchObject(want);
    }
  });

  it("after a text the text is its part", async () => {
    const value = sse({ code: "Throttling", message: "Slow down" });
    const transport = scriptedTransport({
      body: `${chunk({ content: "a" })}${value}data: [DONE]\n\n`,
    });
    const client = testClient({ transport, clock: new FakeClock() });
    expect(await failure(client.stream(hello).result())).toMatchObject({
      code: "rate-limit",
      partialReply: { text: "a" },
      attempts: 1,
    });
  });

  it("S10: an event of another name may say what it likes", () => {
    const body = sse('event: status\ndata: {"message":"Looking it up"}');
    const answer = `${body}${chunk({ content: "a" }, "stop")}`;
    expect(decodeStream(openaiChat, answer).parts.text).toBe("a");
  });

  it.each([
    { error: { code: 0, message: "" } },
    { error: {} },
    { base_resp: { status_code: 0, status_msg: "success" } },
    { message: "success", code: 200 },
    { detail: "cached" },
  ])("an answer with %j beside it is an answer", (junk) => {
    const message = { role: "assistant", content: "a" };
    const body = { choices: [{ index: 0, message, finish_reason: "stop" }], ...junk };
    expect(decodeBody(openaiChat, body).parts.text).toBe("a");
    const event = { choices: [{ index: 0, delta: message, finish_reason: "stop" }], ...junk };
    expect(decodeStream(openaiChat, sse(event)).parts.text).toBe("a");
  });

  it("MiniMax's failure beside an empty answer is one", () => {
    const base_resp = { status_code: 1027, status_msg: "output new_sensitive" };
    const value = { choices: [{ index: 0, message: { content: "" } }], base_resp };
    expect(failureOf(() => decodeBody(openaiChat, value)).code).toBe("content-blocked");
  });

  it("of no choices chat and stream say the same: try again", async () => {
    const bodies = ['{"choices":[]}', `${sse({ choices: [] })}data: [DONE]\n\n`];
    const transport = scriptedTransport(...bodies.map((body) => ({ body })));
    const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
    const want = { code: "protocol", retryable: true };
    expect(await failure(client.chat(hello))).toMatchObject(want);
    expect(await failure(client.stream(hello).result())).toMatchObject(want);
  });
});

describe("Q2, E2: code, type, status and words, in that order of trust", () => {
  const rows: readonly [number, unknown, KeiErrorCode][] = [
    [400, error("prompt is too long", { code: "insufficient_quota" }), "quota"],
    [429, error("prompt is too long"), "rate-limit"],
    [503, error("No available channel", { code: "model_not_found" }), "not-found"],
    [400, error("m", { code: "Throttling.AllocationQuota" }), "rate-limit"],
    [429, error("m", { code: "1113" }), "quota"],
    [400, error("m", { code: "data_inspection_failed" }), "content-blocked"],
    [500, error("m", { type: "ThrottlingException" }), "rate-limit"],
    [400, error("m", { type: "ContextWindowExceededError" }), "context-length"],
    [400, error("m", { type: "exceeded_current_quota_error" }), "quota"],
  ];
  it.each(rows)("%d %j: %s", async (status, body, code) => {
    expect(await fail(status, body)).toMatchObject({ code, status });
  });

  it.each([400, 401, 403, 404, 429])("Anthropic's api_error says less than %d", (status) => {
    const said = answersOf(anthropicMessages).readError(status, {
      type: "error",
      error: { type: "api_error", message: "m" },
    });
    const plain = answersOf(anthropicMessages).readError(status, {
      type: "error",
      error: { message: "m" },
    });
    expect(said.code ?? plain.code).not.toBe("server");
  });
});

describe("Q3, E1: errors inside of errors", () => {
  it("OpenRouter's has the provider's as JSON in a text", async () => {
    const raw = JSON.stringify(error("Input is too long for requested model."));
    const body = error("Provider returned error", { code: 400, metadata: { raw } });
    expect(await fail(400, body)).toMatchObject({
      code: "context-length",
      message: expect.stringMatching(/Provider returned error: Input is too long/),
    });
  });

  it.each<[string, unknown, KeiErrorCode, string]>([
    [
      "JSON in a message",
      error(JSON.stringify(error("Slow", { code: "rate_limit_exceeded" }))),
      "rate-limit",
      "Slow",
    ],
    ["an error in an error", { error: error("Deep", { code: "invalid_api_key" }) }, "auth", "Deep"],
    [
      "an error in FastAPI's detail",
      { detail: error("Gone", { code: "model_not_found" }) },
      "not-found",
      "Gone",
    ],
    [
      "a list of errors",
      { errors: [{ code: "insufficient_quota", message: "Pay" }] },
      "quota",
      "Pay",
    ],
    [
      "a filter of OpenRouter's",
      error("x requires moderation", { code: 403, metadata: { reasons: ["sexual"] } }),
      "content-blocked",
      "requires moderation",
    ],
  ])("%s", async (_, body, code, words) => {
    expect(await fail(403, body)).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it("a body that is no JSON is read by its words", async () => {
    expect(await fail(400, "Input is too long for requested model.")).toMatchObject({
      code: "context-length",
      message: expect.stringContaining("Input is too long"),
    });
  });

  it("the body of an error may be a stream", async () => {
    const body = `id:1\nevent:error\n:HTTP_STATUS/429\ndata:${JSON.stringify(error("m", { code: "Arrearage" }))}\n\ndata: [DONE]\n\n`;
    expect(await fail(429, body)).toMatchObject({ code: "quota" });
  });

  it("deep wrappings are no failure of ours", async () => {
    const deep = `${'{"error":'.repeat(3000)}1${"}".repeat(3000)}`;
    expect(await fail(500, deep)).toMatchObject({ name: "KeiError", code: "server" });
  });
});

/** Wordings from public threads: what each is about, and what it must not be taken for. */
const WORDINGS: readonly (readonly [status: number, KeiErrorCode, ...string[]])[] = [
  [
    400,
    "context-length",
    "Input is too long for requested model.",
    "The input is too long",
    "Input exceeds the max input token limit",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "Your input exceeds the model's context window",
    "Input length (265330) exceeds model's maximum context length (262144).",
    "input length 9000 exceeds maximum allowed input length 8192",
    "Prompt exceeds max length",
    "Prompt too long",
    "too many tokens: size limit exceeded by 11 tokens",
    "too many tokens: total number of tokens in the prompt cannot exceed 4081",
    "Range of input length should be [1, 30720]",
    "PROMPT IS TOO LONG: 208310 tokens > 200000 maximum",
    "input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000",
    "Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)",
    "total message size 10176584 exceeds limit 2097152",
    "invalid params, context window exceeds limit (2013)",
    "prompt token count of 150000 exceeds the limit of 128000",
    "Please reduce the length of the messages or completion.",
    "Input tokens exceed the configured limit of 272000 tokens.",
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens",
    "This endpoint's maximum context length is 262144 tokens. However, you requested about 264896",
    "You passed 99073 input tokens. However, the model's context length is only 131072 tokens",
    "the request exceeds the available context size. try increasing the context size",
    "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
    "Prompt contains 40960 tokens, too large for model with 32768 maximum context length",
    "total tokens exceeds the model's max of 4096",
    "Prompt length 9000 is greater than max_seq_len 8192",
    "Requested tokens (5000) exceed context window of 4096",
    "Context Window exceeded for given call. No models have context window large enough.",
    "The input token count (2551556) exceeds the maximum number of tokens allowed (1048576).",
    "输入内容过长",
  ],
  [422, "context-length", "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000"],
  [500, "context-length", "the prompt is too long; it exceeds the context window"],
  [
    429,
    "quota",
    "余额不足或无可用资源包,请充值。",
    "Your credit balance is too low to access the API",
    "You have reached your specified API usage limits.",
    "Your team has either used all available credits or reached its monthly spending limit.",
    "Rate limit exceeded: free-models-per-day",
    "Budget has been exceeded! Current cost: 10, Max budget: 5",
  ],
  [401, "quota", "Insufficient balance. Manage your billing here: https://example.com"],
  [403, "quota", "用户额度不足, 剩余额度: ＄-0.000002", "Key limit exceeded (monthly limit)."],
  [
    400,
    "content-blocked",
    "<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.",
    "Output blocked by content filtering policy",
    "Content Exists Risk",
    "The request was rejected because it was considered high risk",
    "系统检测到输入或生成内容可能包含不安全或敏感内容",
    "Your prompt was flagged as potentially violating our usage policy.",
  ],
  [
    403,
    "content-blocked",
    "Content violates usage guidelines.",
    'openai/x requires moderation on OpenAI. Your input was flagged for "sexual".',
  ],
  [400, "rate-limit", "Too many tokens, please wait before trying again.", "Too many requests"],
  [
    429,
    "rate-limit",
    "Too many tokens per minute",
    "This request exceeds the limit of 30000 tokens per minute",
    "You exceeded your current quota, please check your plan and billing details. Please retry in 34.07s.",
    "Rate limit reached for model on tokens per day (TPD): Limit 100000, Used 99000. Please try again in 7m12s",
    "Resource has been exhausted (e.g. check quota).",
  ],
  [
    503,
    "overloaded",
    "The model is overloaded. Please try again later.",
    "This model is currently experiencing high demand.",
  ],
  [500, "overloaded", "The server is currently too busy", "The engine is overloaded"],
  [400, "auth", "Incorrect API key provided: x", "invalid api key", "API key not valid."],
  [
    400,
    "bad-request",
    "max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens",
    "max_tokens is too large: 200000. This model supports at most 16384 completion tokens",
    "Invalid 'metadata': array too long. Expected an array with maximum length 16",
    "Invalid 'tools[0].function.name': string too long. Expected maximum length 64",
    "Unknown parameter: 'context'",
    "temperature exceeds the limit of 2",
    "The model does not support images",
  ],
];

describe("Q4: wordings that are known, in every envelope", () => {
  const rows = WORDINGS.flatMap(([status, code, ...messages]) =>
    messages.map((message) => [status, code, message] as const),
  );
  it.each(rows)("%d %s: %s", async (status, code, message) => {
    for (const body of [error(message), { error: message }, { message }, { detail: message }]) {
      expect(await fail(status, body)).toMatchObject({
        code,
        retryable: (status >= 500 && code !== "context-length") || code === "rate-limit",
      });
    }
    if (code === "bad-request") return;
    for (const protocol of PROTOCOLS) {
      const said = answersOf(protocol).readError(status, error(message));
      // Where the protocol leaves the status to say it.
      if (status < 500 && code !== "rate-limit") expect(said.code, protocol.name).toBe(code);
    }
  });

  it("413 without a body is about the length; Anthropic's says that it is about bytes", async () => {
    expect(await fail(413, "")).toMatchObject({ code: "context-length", retryable: false });
    const body = {
      type: "error",
      error: { type: "request_too_large", message: "Request exceeds the maximum size" },
    };
    expect(answersOf(anthropicMessages).readError(413, body).code).toBe("bad-request");
  });
});

describe("Q5, R10: what no waiting helps", () => {
  const tooLarge = (limit: number, asked: number) =>
    error(
      `Request too large for m in organization org-x on tokens per min (TPM): Limit ${limit}, Requested ${asked}.`,
      { type: "tokens", code: "rate_limit_exceeded" },
    );

  it.each<[string, number, unknown, KeiErrorCode, boolean]>([
    [
      "a request of more than a minute's tokens",
      429,
      tooLarge(30_000, 30_601),
      "rate-limit",
      false,
    ],
    ["one that fits into a minute", 429, tooLarge(250_000, 546), "rate-limit", true],
    ["no numbers", 429, error("Request too large for this model"), "rate-limit", false],
    [
      "an allowance",
      429,
      error("m", { type: "usage_limit_reached", resets_in_seconds: 9000 }),
      "quota",
      false,
    ],
    [
      "a model that a gateway does not have",
      503,
      error("m", { code: "model_not_found" }),
      "not-found",
      false,
    ],
    [
      "a text that is too long for a server that fails",
      500,
      error("prompt is too long"),
      "context-length",
      false,
    ],
    [
      "a limit that comes as a bad request",
      400,
      error("m", { code: "ThrottlingException" }),
      "rate-limit",
      true,
    ],
  ])("%s", async (_, status, body, code, retryable) => {
    expect(await fail(status, body)).toMatchObject({ code, retryable });
  });
});

describe("Q6, R4: how long an answer asks to wait", () => {
  const slow = (message: string, more = {}) =>
    error(message, { code: "rate_limit_exceeded", ...more });

  it.each<[string, unknown, Record<string, string>, number | undefined]>([
    ["seconds in words", slow("Please try again in 2s."), {}, 2000],
    ["a fraction", slow("Please try again in 2.192s. Visit"), {}, 2192],
    ["milliseconds", slow("Please try again in 976ms."), {}, 976],
    ["minutes", slow("Please try again in 7m12.5s"), {}, 432_500],
    ["words for units", slow("Please retry after 33 seconds."), {}, 33_000],
    ["a field of seconds", slow("m", { resets_in_seconds: 5 }), {}, 5000],
    ["nothing that is one", slow("try again in a moment"), {}, undefined],
    ["OpenAI's headers", slow("m"), { "x-ratelimit-reset-requests": "6m0s" }, 360_000],
    ["Azure's, in seconds", slow("m"), { "x-ratelimit-reset-tokens": "3" }, 3000],
    [
      "not of requests, of which some are left",
      slow("m"),
      {
        "x-ratelimit-remaining-requests": "99",
        "x-ratelimit-reset-requests": "6m0s",
        "x-ratelimit-reset-tokens": "1.5s",
      },
      1500,
    ],
    [
      "the moment in milliseconds",
      slow("m"),
      { "x-ratelimit-reset": `${Date.UTC(2026, 10, 23, 0, 0, 7)}` },
      7000,
    ],
    [
      "Anthropic's moments",
      slow("m"),
      {
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2026-11-23T00:00:09Z",
      },
      9000,
    ],
    ["retry-after before all else", slow("try again in 2s"), { "retry-after": "1" }, 1000],
    ["junk", slow("m"), { "x-ratelimit-reset-requests": "soon" }, undefined],
  ])("%s", async (_, body, headers, retryAfterMs) => {
    expect(await fail(429, body, headers)).toMatchObject({ code: "rate-limit", retryAfterMs });
  });

  it("in a stream as well", () => {
    const value = slow("Please try again in 2s.");
    expect(failureOf(() => decodeStream(openaiChat, sse(value))).retryAfterMs).toBe(2000);
  });

  it("headers about limits count for no other error", async () => {
    const headers = { "x-ratelimit-reset-requests": "6m0s" };
    expect(await fail(500, error("m"), headers)).toMatchObject({ retryAfterMs: undefined });
  });
});

describe("Q7, E3: a page is gone through once", () => {
  it.each(["<", "<title", "<script", "<style>", "</", "<script>x</script", "<a ", "<title>"])(
    "%j, 64 KiB of it",
    async (piece) => {
      // Read anew from each beginning, it would take longer than a test may.
      const page = piece.repeat(65_536 / piece.length);
      expect(await fail(500, page)).toMatchObject({ code: "server", status: 500 });
    },
  );

  it.each([
    ["a <b>bold</b>\n word", "a bold word"],
    ["1 < 2 and so on", "1 < 2 and so on"],
    ["a<script>if (1 < 2) x()</script>b<STYLE>p{}</STYLE>c", "a b c"],
    ["a<script>never closed", "a"],
    ["a<!-- b > c", "a c"],
    ["", ""],
  ])("%j is %j", (page, words) => {
    expect(wordsOf(page)).toBe(words);
  });

  it("a title that is not closed, or empty, is none", async () => {
    for (const page of ["<title>Bad", "<title", "<p>Bad</p>"]) {
      expect(await fail(502, page)).toMatchObject({ code: "server" });
    }
  });
});
