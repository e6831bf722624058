import { describe, expect, it } from "vitest";
import { openaiResponses } from "../../../src/protocols/openai-responses/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import { failureBothWays } from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { namedSse } from "../../support/stream-text.ts";

const { readError } = answersOf(openaiResponses);

/** How a response fails, whole and in a stream. */
function failed(error: unknown) {
  const response = { object: "response", status: "failed", error, output: [] };
  const stream = namedSse({ type: "response.failed", response });
  return failureBothWays(openaiResponses, response, stream);
}

describe("failed responses", () => {
  it.each([
    ["rate_limit_exceeded", "rate-limit", 429],
    ["server_error", "server", 500],
    ["vector_store_timeout", "server", 500],
    ["invalid_prompt", "bad-request", 400],
    ["invalid_base64_image", "bad-request", 400],
    ["image_too_large", "bad-request", 400],
    ["empty_image_file", "bad-request", 400],
    ["bio_policy", "content-blocked", 400],
    ["cyber_policy", "content-blocked", 400],
    ["image_content_policy_violation", "content-blocked", 400],
    ["something_new", "server", 500],
  ])("O5, Q2: %s", (code, meaning, status) => {
    expect(failed({ code, message: "x" })).toMatchObject({ code: meaning, status, message: "x" });
  });

  it("S9: one that says nothing", () => {
    expect(failed(null)).toMatchObject({ code: "server" });
  });
});

describe("bodies of errors", () => {
  it.each([
    [
      400,
      { error: { message: "m", type: "invalid_request_error", code: "context_length_exceeded" } },
      "context-length",
    ],
    [
      404,
      { error: { message: "m", type: "invalid_request_error", code: "model_not_found" } },
      "not-found",
    ],
    [
      401,
      { error: { message: "m", type: "invalid_request_error", code: "invalid_api_key" } },
      "auth",
    ],
    [
      429,
      { error: { message: "m", type: "insufficient_quota", code: "insufficient_quota" } },
      "quota",
    ],
    [400, { code: "invalid-argument", error: "m" }, undefined],
    [401, { detail: "m" }, undefined],
  ])("E1, Q2: %i, %j", (status, body, code) => {
    expect(readError(status, body)).toEqual({ message: "m", ...(code && { code }) });
  });

  it("E1: junk breaks nothing", () => {
    const body = { error: { message: "m", type: "t", code: "c", param: null } };
    expect(expectJunkBreaksNoBody(openaiResponses, body)).toBeGreaterThan(50);
  });
});
