import { describe, expect, it } from "vitest";
import { isRetryableCode, type KeiErrorCode } from "../../../src/chat/errors.ts";
import { anthropicMessages as anthropic } from "../../../src/protocols/anthropic-messages/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import {
  decodeBody,
  decodeStream,
  failureBothWays,
  failureOf,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { namedSse, sse } from "../../support/stream-text.ts";

const TYPES: readonly [string, KeiErrorCode, number, boolean][] = [
  ["invalid_request_error", "bad-request", 400, false],
  ["authentication_error", "auth", 401, false],
  ["billing_error", "quota", 402, false],
  ["permission_error", "auth", 403, false],
  ["not_found_error", "not-found", 404, false],
  ["request_too_large", "bad-request", 413, false],
  ["rate_limit_error", "rate-limit", 429, true],
  ["api_error", "server", 500, true],
  ["timeout_error", "server", 504, true],
  ["overloaded_error", "overloaded", 529, true],
];
const envelope = (type: string, message = "Words.", details?: object) => ({
  type: "error",
  error: { type, message, ...(details && { details }) },
  request_id: "req_1",
});

describe("bodies of errors", () => {
  it.each(TYPES)("E2: %s is %s whatever the status", (type, code, status) => {
    expect(answersOf(anthropic).readError(418, envelope(type))).toEqual({
      code,
      status,
      message: "Words.",
      requestId: "req_1",
    });
  });

  const rows: readonly [string, string, string, object | undefined][] = [
    [
      "invalid_request_error",
      "prompt is too long: 208310 tokens > 200000 maximum",
      "context-length",
      undefined,
    ],
    [
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again",
      "context-length",
      undefined,
    ],
    [
      "invalid_request_error",
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
      "quota",
      undefined,
    ],
    [
      "invalid_request_error",
      "You have reached your specified API usage limits. You will regain access on 2026-11-01 at 00:00 UTC.",
      "quota",
      undefined,
    ],
    ["rate_limit_error", "Words.", "quota", { error_code: "contract_spend_limit_reached" }],
    ["rate_limit_error", "Words.", "quota", { error_code: "enforced_spend_limit_reached" }],
    ["rate_limit_error", "Words.", "rate-limit", { error_code: "ramp_limit_exceeded" }],
    ["rate_limit_error", "prompt is too long", "rate-limit", undefined],
  ];
  it.each(rows)("R10: %s %s is of code %s", (type, message, code, details) => {
    expect(answersOf(anthropic).readError(400, envelope(type, message, details)).code).toBe(code);
  });

  it.each([
    [undefined, {}],
    [null, {}],
    ["<html>", {}],
    [[], {}],
    [{}, {}],
    [{ error: {} }, {}],
    [{ error: { type: "constructor", message: 5, details: [] } }, {}],
    [{ error: { type: "__proto__", message: "Words." } }, { message: "Words." }],
    [{ error: { type: null, message: "Words." } }, { message: "Words." }],
    [{ detail: "Not authenticated" }, { message: "Not authenticated" }],
  ])("E1: of %j the status decides", (given, want) => {
    const error = answersOf(anthropic).readError(401, given);
    expect({ ...error }).toEqual(want);
    expect(Object.hasOwn(error, "code")).toBe(false);
    expect(Object.hasOwn(error, "message")).toBe("message" in want);
  });
});

describe("errors in place of an answer", () => {
  it.each(TYPES)("S9: %s as the first event stands for its status", (type, code, status, retry) => {
    expect(isRetryableCode(code)).toBe(retry);
    expect(failureBothWays(anthropic, envelope(type), namedSse(envelope(type)))).toEqual({
      code,
      status,
      message: "Words.",
      requestId: "req_1",
    });
  });

  it("A: an error after some text is thrown, and the text is not lost", () => {
    const body = namedSse(
      { type: "message_start", message: { model: "claude-x" } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "Hi" } },
      envelope("overloaded_error", "Overloaded"),
    );
    expect(streamOutcome(anthropic, body)).toMatchObject({
      failure: { code: "overloaded", status: 529 },
      parts: { text: "Hi" },
      finishReason: undefined,
    });
  });

  const silent = "the provider sent an error that says nothing";
  it.each([
    ["an empty object", "event: error\ndata: {}", { message: silent }],
    ["null", "event: error\ndata: null", { message: silent }],
    ["a type alone", { type: "error" }, { message: silent }],
    ["a text under its key", { error: "no GPU" }, { message: "no GPU" }],
    [
      "a type that nobody knows",
      `event: error\ndata: ${JSON.stringify(envelope("a_new_error"))}`,
      { message: "Words.", requestId: "req_1" },
    ],
  ])("A: an error that the event's name or a key tells is one: %s", (_, value, want) => {
    const failure = failureOf(() => decodeStream(anthropic, sse(value)));
    expect(failure).toMatchObject({ code: "server", ...want });
  });
});

it.each([[undefined], [null], [""], [[]], [{}], [{ content: "Hi" }], [{ content: {} }]])(
  "S19: %j is no answer",
  (body) => {
    expect(failureOf(() => decodeBody(anthropic, body))).toEqual({
      code: "protocol",
      message: "the answer is not an Anthropic message",
    });
  },
);

it("S15: a body of junk breaks nothing", () => {
  const answer = {
    model: "claude-x",
    content: [
      { type: "text", text: "Hi" },
      { type: "tool_use", id: "a", name: "one", input: { n: 1 } },
      { type: "thinking", thinking: "", signature: "a" },
    ],
    stop_reason: "refusal",
    stop_details: { explanation: "Blocked." },
    usage: {
      input_tokens: 1,
      output_tokens: 2,
      cache_creation: { ephemeral_1h_input_tokens: 3 },
      output_tokens_details: { thinking_tokens: 4 },
    },
  };
  expect(expectJunkBreaksNoBody(anthropic, answer)).toBeGreaterThan(200);
  const error = envelope("rate_limit_error", "Words.", { error_code: "spend_limit_reached" });
  expect(expectJunkBreaksNoBody(anthropic, error)).toBeGreaterThan(50);
});
