import { describe, expect, it } from "vitest";
import type { Failure } from "../../../src/chat/errors.ts";
import { codexExec } from "../../../src/protocols/codex-exec/protocol.ts";
import { answersOf } from "../../support/answer-sides.ts";
import { failureBothWays, streamOutcome } from "../../support/decode-answer.ts";
import { ndjson } from "../../support/stream-text.ts";
import { hasWire, recordings } from "../../support/wire.ts";

const started = [{ type: "thread.started", thread_id: "thread-1" }, { type: "turn.started" }];
const message = (text: unknown) => ({
  type: "item.completed",
  item: { id: "item_0", type: "agent_message", text },
});
const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 5 };
const completed = { type: "turn.completed", usage };
const failed = (text: unknown) => ({ type: "turn.failed", error: { message: text } });

/** How a run fails whose turn ends with these events, read as a list and as lines. */
function failureOfTurn(...events: readonly unknown[]): Failure {
  const all = [...started, ...events];
  return failureBothWays(codexExec, all, ndjson(...all));
}

it("a process has no bodies of errors", () => {
  expect(answersOf(codexExec).readError(1, { error: { message: "No." } })).toEqual({});
});

describe("what a failed turn means", () => {
  it.each<[string, Partial<Failure>]>([
    ["You've hit your usage limit.", { code: "quota", status: 429 }],
    ["You’ve hit your usage limit. Try again later.", { code: "quota" }],
    ["Rate limit reached for gpt-5", { code: "rate-limit", status: 429 }],
    ["Codex ran out of room in the model's context window.", { code: "context-length" }],
    ["Selected model is at capacity. Please try a different model.", { code: "overloaded" }],
    ["unexpected status 401 Unauthorized: Missing bearer", { code: "auth", status: 401 }],
    ["exceeded retry limit, last status: 429 Too Many", { code: "rate-limit", status: 429 }],
    ["Incomplete response returned, reason: max_output_tokens", { code: "truncated" }],
    ["stream disconnected: Incomplete, reason: content_filter", { code: "content-blocked" }],
    ["The model `x` does not exist", { code: "not-found" }],
    ["unexpected status 404 Not Found: nothing", { code: "not-found", status: 404 }],
    ["unexpected status 500 Internal Server Error: rate limit", { code: "server", status: 500 }],
    ["unexpected status 529 : too much", { code: "overloaded", status: 529 }],
    ["Your access token could not be refreshed.", { code: "auth" }],
    ["This request has been flagged for possible risk.", { code: "content-blocked" }],
    ["request timed out", { code: "timeout" }],
    ["error sending request for url (http://127.0.0.1:1/v1)", { code: "network" }],
    ["something else", { code: "server", status: undefined, message: "something else" }],
    ["{ no JSON", { code: "server", message: "{ no JSON" }],
    ["", { code: "server" }],
  ])("C9: %s", (said, want) => {
    expect(failureOfTurn(failed(said))).toMatchObject(want);
  });

  const error = { type: "invalid_request_error", message: "Wrong parameter." };
  it.each<[object, Partial<Failure>]>([
    [
      { type: "error", status: 400, error },
      { code: "bad-request", status: 400, message: "Wrong parameter." },
    ],
    [
      { error: { code: "context_length_exceeded", message: "No." } },
      { code: "context-length", message: "No." },
    ],
    [
      { error: { message: JSON.stringify({ error: "Inside." }) } },
      { message: '{"error":"Inside."}' },
    ],
  ])("C9: a message may be the provider's error body: %j", (body, want) => {
    expect(failureOfTurn(failed(JSON.stringify(body)))).toMatchObject(want);
  });

  it.each([
    ["without an error", { type: "turn.failed" }],
    ["whose error is a number", { type: "turn.failed", error: 7 }],
  ])("C1: a failure %s is one", (_, event) => {
    expect(failureOfTurn(event)).toMatchObject({
      code: "server",
      message: expect.stringMatching(/./),
    });
  });

  it("C2: error before turn.failed is no warning", () => {
    const notice = { type: "error", message: "Reconnecting... 1/5 (stream disconnected)" };
    const body = ndjson(...started, notice, failed("stream disconnected"));
    expect(streamOutcome(codexExec, body)).toMatchObject({
      failure: { code: "network" },
      warnings: [],
    });
  });

  it("C2: error is the reason of a turn.failed that gives none", () => {
    const notice = { type: "error", message: "Quota exceeded." };
    expect(failureOfTurn(notice, failed(""))).toMatchObject({
      code: "quota",
      message: "Quota exceeded.",
    });
  });
});

describe("turns without an answer", () => {
  it.each([[[]], [[message("")]], [[message(7)]]])("C6: no answer is a failure: %j", (items) => {
    expect(failureOfTurn(...items, completed)).toEqual({
      code: "protocol",
      message: "codex gave no answer",
      retryable: false,
    });
  });

  it("C17: a codex of another form is too old", () => {
    const old = { id: "0", msg: { type: "task_started" } };
    expect(failureBothWays(codexExec, [old], ndjson(old))).toMatchObject({
      code: "config",
      message: expect.stringContaining("too old"),
    });
  });
});

describe("what messages show", () => {
  it("E3: pages, addresses and ids stay out", () => {
    const page = `<html><head><style>b{}</style></head><body>Bad <b>gateway</b></body></html>${" x".repeat(9000)}`;
    const failure = failureOfTurn(
      failed(`unexpected status 502 Bad Gateway: ${page}, url: https://example.org/v1`),
    );
    expect(failure).toMatchObject({ code: "server", status: 502 });
    expect(failure.message).toMatch(/^unexpected status 502 Bad Gateway: Bad gateway x/);
    expect(failure.message.length).toBeLessThanOrEqual(500);
    const told =
      "unexpected status 400 Bad Request: no, url: https://x.org/v1, request id: req_1-a";
    expect(failureOfTurn(failed(told))).toMatchObject({
      message: "unexpected status 400 Bad Request: no",
      requestId: "req_1-a",
    });
  });

  it("E5: keys stay out, whosever they are", () => {
    const failure = failureOfTurn(
      failed(
        "unexpected status 401 Unauthorized: Incorrect API key provided: sk-canary-0123456789.",
      ),
    );
    expect(failure).toMatchObject({ code: "auth", status: 401 });
    expect(failure.message).not.toContain("canary");
  });

  // A reading that goes back for each piece takes minutes, and so longer than a test may.
  it("reads a long message that is hostile", () => {
    for (const piece of ["<script", "model ", "<", ", url: ", "unexpected status 50"]) {
      const { failure } = streamOutcome(
        codexExec,
        ndjson(...started, failed(piece.repeat(200_000))),
      );
      expect(failure).toBeDefined();
    }
  });

  describe.skipIf(!hasWire)("of recorded runs", () => {
    const bodies = (protocol: string, type: string) =>
      recordings(protocol)
        .map(({ name, response }) => [name, response.body] as const)
        .filter(([, body]) => body.includes(type));

    it.each(bodies("codex-exec-jsonl", '"turn.failed"'))("E3: %s", (_, body) => {
      expect(streamOutcome(codexExec, body).failure?.message).not.toMatch(/[{<]|, url:/);
    });

    it.each(bodies("codex-exec-jsonl-legacy", '"msg"'))("C17: %s is too old", (_, body) => {
      expect(streamOutcome(codexExec, body).failure?.message).toContain("too old");
    });
  });
});
