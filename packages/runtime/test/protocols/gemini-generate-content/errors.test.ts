import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import {
  decodeBody,
  decodeStream,
  failureBothWays,
  failureOf,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { sse } from "../../support/stream-text.ts";
import { hasWire, recordings } from "../../support/wire.ts";

const envelope = (code: number, status: string, message = "No.", details: unknown[] = []) => ({
  error: { code, message, status, ...(details.length === 0 ? {} : { details }) },
});
const info = (reason: string) => ({ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason });
const quota = (...quotaIds: string[]) => ({
  "@type": "type.googleapis.com/google.rpc.QuotaFailure",
  violations: quotaIds.map((quotaId) => ({ quotaId })),
});
const retryInfo = (retryDelay: unknown) => ({
  "@type": "type.googleapis.com/google.rpc.RetryInfo",
  retryDelay,
});

const PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
const PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

describe("bodies of errors", () => {
  it.each([
    [400, "INVALID_ARGUMENT", "Request contains an invalid argument.", [], "bad-request"],
    [400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [], "auth"],
    [400, "INVALID_ARGUMENT", "API Key not found. Please pass a valid API key.", [], "auth"],
    [400, "INVALID_ARGUMENT", "Bad key.", [info("API_KEY_INVALID")], "auth"],
    [
      400,
      "INVALID_ARGUMENT",
      "The input token count (2551556) exceeds the maximum number of tokens allowed (1048576).",
      [],
      "context-length",
    ],
    [400, "FAILED_PRECONDITION", "User location is not supported.", [], "bad-request"],
    [401, "UNAUTHENTICATED", "No.", [], "auth"],
    [403, "PERMISSION_DENIED", "No.", [], "auth"],
    [403, "PERMISSION_DENIED", "Not enabled.", [info("SERVICE_DISABLED")], "auth"],
    [404, "NOT_FOUND", "models/x is not found", [], "not-found"],
    [429, "RESOURCE_EXHAUSTED", "Slow down.", [], "rate-limit"],
    [429, "RESOURCE_EXHAUSTED", "Slow down.", [quota(PER_MINUTE)], "rate-limit"],
    [429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", [], "quota"],
    [500, "INTERNAL", "An internal error has occurred.", [], "server"],
    [503, "UNAVAILABLE", "The model is overloaded.", [], "overloaded"],
    [504, "DEADLINE_EXCEEDED", "Deadline expired.", [], "server"],
  ])("E2: %d %s %j %j is %5$s", (status, canonical, message, details, code) => {
    const body = envelope(status, canonical, message, details);
    expect(answersOf(gemini).readError(status, body)).toEqual({ message, code, status });
  });

  it("E2: the body counts more than the status, and its canonical status where it has no number", () => {
    expect(answersOf(gemini).readError(500, envelope(429, "RESOURCE_EXHAUSTED")).code).toBe(
      "rate-limit",
    );
    expect(
      answersOf(gemini).readError(500, { error: { status: "UNAVAILABLE", message: "No." } }),
    ).toEqual({
      message: "No.",
      code: "overloaded",
      status: 503,
    });
  });

  it.each([
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["text", "Bad Gateway", {}],
    ["an empty object", {}, {}],
    ["an empty array", [], {}],
    ["a text as the error", { error: "No." }, { message: "No." }],
    [
      "a gRPC number",
      { error: { code: 3, status: "INVALID_ARGUMENT", message: "No." } },
      { message: "No.", code: "bad-request", status: 400 },
    ],
    ["an unknown status", { error: { status: "NEW", message: "No." } }, { message: "No." }],
    ["prototype names", { error: { status: "constructor", message: "No." } }, { message: "No." }],
    ["wrong types", { error: { code: {}, message: 5, status: [], details: 5 } }, {}],
    [
      "wrong details",
      {
        error: {
          message: "No.",
          details: [null, 5, "x", { violations: [null, 5] }, { retryDelay: 5 }],
        },
      },
      { message: "No." },
    ],
    [
      "an array",
      [envelope(403, "PERMISSION_DENIED")],
      { message: "No.", code: "auth", status: 403 },
    ],
  ])("E1: %s is read as far as it goes", (_, body, want) => {
    expect(answersOf(gemini).readError(400, body)).toEqual(want);
  });

  it("R10: a limit per day is a quota, whatever else was exceeded, and no delay helps", () => {
    const details = [quota(PER_MINUTE, PER_DAY), retryInfo("34.4s")];
    const failure = answersOf(gemini).readError(
      429,
      envelope(429, "RESOURCE_EXHAUSTED", "No.", details),
    );
    expect(failure).toEqual({ code: "quota", message: "No.", status: 429 });
  });

  it.each([
    ["34.4s", 34_400],
    ["34.074824224s", 34_075],
    ["0s", 0],
    ["7s", 7000],
    ["1.5", undefined],
    ["-3s", undefined],
    ["soon", undefined],
    [34, undefined],
  ])("R11: a retryDelay of %j is %j ms", (delay, want) => {
    const body = envelope(429, "RESOURCE_EXHAUSTED", "No.", [retryInfo(delay)]);
    expect(answersOf(gemini).readError(429, body).retryAfterMs).toBe(want);
  });
});

describe("errors in place of an answer", () => {
  const text = { candidates: [{ content: { parts: [{ text: "Hi" }] } }] };
  const overloaded = envelope(503, "UNAVAILABLE", "The model is overloaded.");
  const want = { code: "overloaded", status: 503, message: "The model is overloaded." };

  const streams: readonly [string, ...unknown[]][] = [
    ["first", overloaded],
    ["after a text", text, overloaded],
    ["as an array", [overloaded]],
    ["as an event of that name", `event: error\ndata: ${JSON.stringify(overloaded)}`],
    ["as an event of that name alone", `event: error\ndata: ${JSON.stringify(overloaded.error)}`],
    ["before [DONE]", overloaded, "data: [DONE]"],
  ];
  it.each(streams)("A, S9: %s in a stream", (_, ...values) => {
    expect(failureOf(() => decodeStream(gemini, sse(...values)))).toEqual(want);
  });

  const values: readonly [string, unknown, object][] = [
    ["in a body", overloaded, want],
    ["in an array (gemini-cli#10925)", [overloaded], want],
    [
      "with how long to wait",
      envelope(429, "RESOURCE_EXHAUSTED", "No.", [quota(PER_MINUTE), retryInfo("2s")]),
      { code: "rate-limit", status: 429, message: "No.", retryAfterMs: 2000 },
    ],
    ...["No.", { message: "No." }, { code: "x", message: "No." }].map(
      (error): [string, unknown, object] => [
        `of any shape, ${JSON.stringify(error)}`,
        { error },
        { code: "server", status: 500, message: "No." },
      ],
    ),
    [
      "that says nothing",
      { error: true },
      { code: "server", status: 500, message: "the provider answered with an error" },
    ],
  ];
  it.each(values)("A, S9, S10: %s", (_, value, failure) => {
    expect(failureBothWays(gemini, value, sse(value))).toEqual(failure);
  });
});

describe("answers with nothing in them", () => {
  it.each([
    ["SAFETY", "content-blocked", false],
    ["PROHIBITED_CONTENT", "content-blocked", false],
    ["MALFORMED_FUNCTION_CALL", "protocol", true],
    ["UNEXPECTED_TOOL_CALL", "protocol", true],
    ["OTHER", "protocol", true],
    ["SOMETHING_NEW", "protocol", true],
  ])("S20: %s with nothing before it is %s", (finishReason, code, retryable) => {
    const blocked = { candidates: [{ finishReason, index: 0 }], responseId: "r-1" };
    const failure = failureBothWays(gemini, blocked, sse(blocked));
    expect(failure).toMatchObject({ code, retryable, requestId: "r-1" });
    expect(failure.message).toContain(finishReason);
  });

  it.each(["SAFETY", "OTHER", "JAILBREAK", "SOMETHING_NEW"])(
    "S20: a prompt blocked for %s is an error that says so",
    (blockReason) => {
      const body = { promptFeedback: { blockReason, safetyRatings: [] }, modelVersion: "m" };
      const failure = failureBothWays(gemini, { ...body, candidates: [] }, sse(body));
      expect(failure).toMatchObject({ code: "content-blocked", retryable: false });
      expect(failure.message).toContain(blockReason);
    },
  );

  it("H: a candidate without content, whole or streamed, is an error and no crash (pydantic-ai#631)", () => {
    const candidate = {
      finishReason: "MALFORMED_FUNCTION_CALL",
      finishMessage: "Malformed function call: print(x)",
    };
    const usageMetadata = { promptTokenCount: 10, totalTokenCount: 10 };
    for (const content of [{}, { content: {} }]) {
      const body = { candidates: [{ ...candidate, ...content }], usageMetadata };
      expect(failureBothWays(gemini, body, sse(body))).toMatchObject({
        code: "protocol",
        retryable: true,
        message: "the model failed (MALFORMED_FUNCTION_CALL): Malformed function call: print(x)",
      });
    }
  });

  it.each([null, 5, "text"])("S19: %j is no answer", (body) => {
    expect(failureOf(() => decodeBody(gemini, body)).code).toBe("protocol");
  });

  it("S15: a body of junk breaks nothing", () => {
    const answer = {
      candidates: [{ content: { parts: [{ text: "Hi" }] }, finishReason: "OTHER" }],
      promptFeedback: { blockReason: "SAFETY", blockReasonMessage: "Blocked." },
      usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
    };
    const details = [quota(PER_DAY), retryInfo("2s"), info("API_KEY_INVALID")];
    const error = envelope(429, "RESOURCE_EXHAUSTED", "No.", details);
    expect(expectJunkBreaksNoBody(gemini, answer)).toBeGreaterThan(100);
    expect(expectJunkBreaksNoBody(gemini, error)).toBeGreaterThan(100);
  });
});

describe.skipIf(!hasWire)("recorded answers with nothing in them", () => {
  it.each([
    [
      "google/fb-unary-failure-only-prompt-feedback",
      "a filter of the provider's let no answer through (BLOCKED_REASON_UNSPECIFIED): Message",
      false,
    ],
    [
      "google/fb-unary-failure-with-message-no-content",
      "the model failed (OTHER): Model failed to generate content due to internal error.",
      true,
    ],
  ])("S20: %s says what the provider said", (name, message, retryable) => {
    const recording = recordings("gemini_generate").find((one) => one.name === name);
    const body = JSON.parse(recording?.response.body ?? "");
    expect(failureOf(() => decodeBody(gemini, body))).toMatchObject({ message, retryable });
  });
});
