import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import { decodeBody, decodeStream, failureOf } from "../../support/decode-answer.ts";

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

describe("what Gemini's errors mean", () => {
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
    expect(gemini.readError(status, body)).toEqual({ message, code, status });
  });

  it("E2: the body counts more than the status, and its canonical status where it has no number", () => {
    expect(gemini.readError(500, envelope(429, "RESOURCE_EXHAUSTED")).code).toBe("rate-limit");
    expect(gemini.readError(500, { error: { status: "UNAVAILABLE", message: "No." } })).toEqual({
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
    expect(gemini.readError(400, body)).toEqual(want);
  });

  it("R10: a limit per day is a quota, whatever else was exceeded, and no delay helps", () => {
    const details = [quota(PER_MINUTE, PER_DAY), retryInfo("34.4s")];
    const failure = gemini.readError(429, envelope(429, "RESOURCE_EXHAUSTED", "No.", details));
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
    expect(gemini.readError(429, body).retryAfterMs).toBe(want);
  });
});

describe("Gemini's errors with a status of 200", () => {
  const text = `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: "Hi" }] } }] })}\n\n`;
  const overloaded = envelope(503, "UNAVAILABLE", "The model is overloaded.");
  const want = { code: "overloaded", status: 503, message: "The model is overloaded." };

  it.each([
    ["first", `data: ${JSON.stringify(overloaded)}\n\n`],
    ["after a text", `${text}data: ${JSON.stringify(overloaded)}\n\n`],
    ["as an array", `data: ${JSON.stringify([overloaded])}\n\n`],
    ["as an event of that name", `event: error\ndata: ${JSON.stringify(overloaded)}\n\n`],
    [
      "as an event of that name alone",
      `event: error\ndata: ${JSON.stringify(overloaded.error)}\n\n`,
    ],
    ["before [DONE]", `data: ${JSON.stringify(overloaded)}\n\ndata: [DONE]\n\n`],
  ])("A, S9: %s in a stream", (_, body) => {
    expect(failureOf(() => decodeStream(gemini, body))).toEqual(want);
  });

  it("A, S9: in a body, and in an array of them (gemini-cli#10925)", () => {
    expect(failureOf(() => decodeBody(gemini, JSON.stringify(overloaded)))).toEqual(want);
    expect(failureOf(() => decodeBody(gemini, JSON.stringify([overloaded])))).toEqual(want);
  });

  it("S9: a limit in a stream says how long to wait", () => {
    const limit = envelope(429, "RESOURCE_EXHAUSTED", "No.", [quota(PER_MINUTE), retryInfo("2s")]);
    expect(failureOf(() => decodeStream(gemini, `data: ${JSON.stringify(limit)}\n\n`))).toEqual({
      code: "rate-limit",
      status: 429,
      message: "No.",
      retryAfterMs: 2000,
    });
  });

  it("S10: an error of any shape is one", () => {
    for (const error of ["No.", { message: "No." }, { code: "x", message: "No." }]) {
      expect(
        failureOf(() => decodeStream(gemini, `data: ${JSON.stringify({ error })}\n\n`)),
      ).toEqual({
        code: "server",
        status: 500,
        message: "No.",
      });
    }
    const bare = failureOf(() =>
      decodeStream(gemini, `data: ${JSON.stringify({ error: true })}\n\n`),
    );
    expect(bare).toEqual({
      code: "server",
      status: 500,
      message: "the provider answered with an error",
    });
  });
});
