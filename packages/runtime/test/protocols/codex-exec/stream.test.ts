import { describe, expect, it } from "vitest";
import { ReplyBuilder } from "../../../src/answer/reply-builder.ts";
import type { Failure } from "../../../src/chat/errors.ts";
import { FailureError } from "../../../src/chat/errors.ts";
import type { StreamEvent } from "../../../src/chat/stream-event.ts";
import { codexExec } from "../../../src/protocols/codex-exec/protocol.ts";
import { feed, hasWire, type Recording, recordings } from "../../support/wire.ts";

interface Read {
  readonly events: readonly StreamEvent[];
  readonly builder: ReplyBuilder;
  readonly failure: Failure | undefined;
  readonly terminated: boolean;
  readonly begun: boolean;
}

function read(body: string | Uint8Array, cuts: readonly number[] = []): Read {
  const events: StreamEvent[] = [];
  const builder = new ReplyBuilder((event) => events.push(event));
  const decoder = codexExec.createDecoder(builder);
  let failure: Failure | undefined;
  try {
    feed(body, "ndjson", decoder, cuts);
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    failure = thrown.failure;
  }
  return {
    events,
    builder,
    failure,
    terminated: decoder.terminated,
    begun: decoder.begun === true,
  };
}

/** What a test compares of two readings. */
const seen = ({ events, builder, failure, terminated }: Read) => ({
  events,
  parts: builder.parts(),
  usage: builder.usage,
  requestId: builder.requestId,
  failure,
  terminated,
});

const lines = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const started = [
  { type: "thread.started", thread_id: "thread-1" },
  { type: "turn.started" },
] as const;
const message = (text: unknown) => ({
  type: "item.completed",
  item: { id: "item_0", type: "agent_message", text },
});
const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 5 };
const completed = { type: "turn.completed", usage };
const failed = (text: unknown) => ({ type: "turn.failed", error: { message: text } });

/** What failed in the recordings, by tag: looked up by hand. */
const FAILURES: Readonly<Record<string, Partial<Failure>>> = {
  e429limit: { code: "quota", status: 429 },
  quota: { code: "quota", status: 429 },
  ctxlen: { code: "context-length" },
  e400model: { code: "not-found", status: 400 },
  e500: { code: "server", status: 500 },
  e500_retry2: { code: "server", status: 500 },
  e503empty: { code: "overloaded", status: 503 },
  failed: { code: "rate-limit", status: 429 },
  upstream_refused: { code: "network" },
};

const all = recordings("codex-exec-jsonl");
const legacy = recordings("codex-exec-jsonl-legacy");

/** What a recording says, by the plainest means. */
function plainly({ response }: Recording) {
  // biome-ignore lint/suspicious/noExplicitAny: recordings are what they are
  const events: any[] = response.body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const items = events.filter(({ type }) => type === "item.completed").map(({ item }) => item);
  const of = (type: string) => items.filter((item) => item.type === type);
  const end = events.find(({ type }) => type === "turn.completed");
  return {
    isWhole: end !== undefined,
    isFailed: events.some(({ type }) => type === "turn.failed"),
    hasBegun: events.some(({ type }) => type === "turn.started"),
    text: of("agent_message").at(-1)?.text ?? "",
    reasoning: of("reasoning").map(({ text }) => text),
    threadId: events.find(({ type }) => type === "thread.started")?.thread_id,
    notices: events.flatMap(({ type, item, message: said }, index) => {
      if (type === "item.completed" && item.type === "error") return [item.message];
      const next = events[index + 1]?.type;
      const isPassed = type === "error" && next !== "error" && next !== "turn.failed";
      return isPassed ? [said] : [];
    }),
    usage: end?.usage,
  };
}

describe.skipIf(!hasWire)("recordings", () => {
  it("are all there", () => {
    expect([all.length, legacy.length]).toEqual([35, 2]);
  });

  it.each(all.map((recording) => [recording.name, recording] as const))("%s", (_, recording) => {
    const want = plainly(recording);
    const got = read(recording.response.body);
    const { text, reasoning } = got.builder.parts();
    expect(got.terminated).toBe(want.isWhole);
    expect(got.begun).toBe(want.hasBegun);
    expect(got.builder.requestId).toBe(want.threadId);
    expect(got.builder.finishReason).toBe(want.isWhole ? "stop" : undefined);
    expect(got.builder.warnings.map((warning) => warning.message)).toEqual(want.notices);
    expect(text).toBe(want.isWhole || want.isFailed ? want.text : "");
    expect(reasoning ?? "").toBe(want.reasoning.join("\n\n"));
    expect(got.events.filter((event) => event.type === "reasoning")).toHaveLength(
      want.reasoning.length,
    );
    if (want.usage !== undefined) {
      expect(got.builder.usage).toEqual({
        inputTokens: want.usage.input_tokens,
        outputTokens: want.usage.output_tokens,
        cacheReadTokens: want.usage.cached_input_tokens,
        ...("cache_write_input_tokens" in want.usage
          ? { cacheWrite5mTokens: want.usage.cache_write_input_tokens }
          : {}),
        ...("reasoning_output_tokens" in want.usage
          ? { reasoningTokens: want.usage.reasoning_output_tokens }
          : {}),
      });
    }
    if (!want.isFailed) expect(got.failure).toBeUndefined();
    else {
      const expected = FAILURES[recording.tags[0] as string];
      expect(expected, "an expectation by hand").toBeDefined();
      expect(got.failure).toMatchObject({ retryable: false, ...expected });
      expect(got.failure?.message).not.toMatch(/[{<]|, url:/);
    }
  });

  it.each([...all, ...legacy].map(({ name, response }) => [name, response.body] as const))(
    "S1: %s cut at every byte",
    (_, body) => {
      const bytes = new TextEncoder().encode(body);
      const whole = seen(read(bytes));
      const single = Array.from({ length: bytes.length }, (__, index) => index);
      expect(seen(read(bytes, single))).toEqual(whole);
      for (const cut of single) expect(seen(read(bytes, [cut]))).toEqual(whole);
    },
  );

  it.each(
    all
      .filter((recording) => plainly(recording).isWhole)
      .map(({ name, response }) => [name, response.body] as const),
  )("C10: %s is not whole before the end of turn.completed", (_, body) => {
    const bytes = new TextEncoder().encode(body.trimEnd());
    for (let length = 0; length < bytes.length; length++) {
      const cut = read(bytes.subarray(0, length));
      expect(cut.terminated).toBe(false);
      expect(cut.builder.finishReason).toBeUndefined();
      expect([undefined, "truncated"]).toContain(cut.failure?.code);
    }
    expect(read(bytes).terminated).toBe(true);
  });

  it.each(legacy.map(({ name, response }) => [name, response.body] as const))(
    "C17: %s is of a codex that is too old",
    (_, body) => {
      expect(read(body).failure).toMatchObject({ code: "config" });
      expect(read(body).failure?.message).toContain("too old");
    },
  );
});

describe("answer", () => {
  it("C1: events and items that are not known are passed over", () => {
    const got = read(
      lines(
        { type: "item.plan.delta", delta: "x" },
        ...started,
        { type: "turn.paused" },
        { type: "item.completed", item: { id: "1", type: "hologram", text: "x" } },
        message("yes"),
        completed,
      ),
    );
    expect(got.failure).toBeUndefined();
    expect(got.builder.parts().text).toBe("yes");
  });

  it("C1: what is wrong in form is passed over", () => {
    const odd = [null, 1, "x", [], [{}], {}, { type: 3 }, { type: "error" }];
    const items = [null, 1, [], {}, { type: 1 }, { type: "error" }, { type: "reasoning", text: 1 }];
    const completions = items.map((item) => ({ type: "item.completed", item }));
    for (const value of [...odd, ...completions, { type: "item.completed" }]) {
      const got = read(`${JSON.stringify(value)}\n${lines(...started, message("yes"), completed)}`);
      expect(got.failure, JSON.stringify(value)).toBeUndefined();
      expect(got.builder.parts().text).toBe("yes");
    }
    expect(read('{"type":"turn.failed"}\n').failure).toMatchObject({ code: "server" });
    expect(read('{"type":"turn.failed","error":7}\n').failure?.message).not.toBe("");
  });

  it("C2: error is fatal only when turn.failed follows", () => {
    const notice = { type: "error", message: "Reconnecting... 1/5 (stream disconnected)" };
    const passed = read(lines(...started, notice, notice, message("yes"), completed));
    expect(passed.failure).toBeUndefined();
    expect(passed.builder.warnings).toEqual([
      { code: "provider-notice", message: "Reconnecting... 1/5 (stream disconnected)" },
    ]);
    const fatal = read(lines(...started, notice, failed("stream disconnected")));
    expect(fatal.failure).toMatchObject({ code: "network" });
    expect(fatal.builder.warnings).toEqual([]);
  });

  it("C2: error is the reason of a turn.failed that gives none", () => {
    const got = read(lines(...started, { type: "error", message: "Quota exceeded." }, failed("")));
    expect(got.failure).toMatchObject({ code: "quota", message: "Quota exceeded." });
  });

  it("C3, L: an item of type error is a warning, also before the turn", () => {
    const item = { id: "0", type: "error", message: "Model metadata not found." };
    const got = read(lines({ type: "item.completed", item }, ...started, message("x"), completed));
    expect(got.events[0]).toEqual({
      type: "warning",
      warning: { code: "provider-notice", message: "Model metadata not found." },
    });
    expect(got.builder.parts().text).toBe("x");
  });

  it("C4: the message that came last is the answer, and is given when the turn is complete", () => {
    const before = read(lines(...started, message("first"), message("second")));
    expect(before.events).toEqual([]);
    const got = read(lines(...started, message("first"), message("second"), completed));
    expect(got.events).toEqual([{ type: "text", text: "second" }]);
  });

  it("C5: a list of things to do that comes last is not the answer", () => {
    const todo = { id: "1", type: "todo_list", items: [{ text: "x", completed: true }] };
    const got = read(
      lines(...started, message("done"), { type: "item.completed", item: todo }, completed),
    );
    expect(got.builder.parts().text).toBe("done");
  });

  it.each([[[]], [[message("")]], [[message(7)]]])("C6: no answer is a failure: %j", (items) => {
    const got = read(lines(...started, ...items, completed));
    expect(got.failure).toEqual({
      code: "protocol",
      message: "codex gave no answer",
      retryable: false,
    });
  });

  const counted = { inputTokens: 5, outputTokens: 2 };
  it.each([
    [{ input_tokens: 5, output_tokens: 2 }, counted],
    [
      { ...usage, cache_write_input_tokens: 3, reasoning_output_tokens: 0 },
      {
        inputTokens: 10,
        outputTokens: 5,
        cacheReadTokens: 4,
        cacheWrite5mTokens: 3,
        reasoningTokens: 0,
      },
    ],
    [
      { input_tokens: 0, output_tokens: 0 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    [{ input_tokens: 5, output_tokens: 2, cached_input_tokens: null }, counted],
    [{ input_tokens: 5 }, undefined],
    [{ input_tokens: -1, output_tokens: 2 }, undefined],
    [{ input_tokens: "5", output_tokens: 2 }, undefined],
    [{ input_tokens: 1.5, output_tokens: 2 }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])("C7: usage %j", (given, want) => {
    const got = read(lines(...started, message("x"), { type: "turn.completed", usage: given }));
    expect(got.builder.usage).toEqual(want);
    expect(got.terminated).toBe(true);
  });

  it("C8: of a turn that fails after its message the message is kept", () => {
    const got = read(
      lines(...started, message("Half an ans"), failed("Incomplete response returned")),
    );
    expect(got.failure).toMatchObject({ code: "truncated", retryable: false });
    expect(got.builder.parts().text).toBe("Half an ans");
    expect(got.events).toEqual([{ type: "text", text: "Half an ans" }]);
  });

  it("C13: a line past every measure is left out", () => {
    const item = { id: "1", type: "command_execution", aggregated_output: "x".repeat(17 << 20) };
    const body = lines(...started, { type: "item.completed", item }, message("after"), completed);
    const piece = 1 << 20;
    const cuts = Array.from({ length: Math.floor(body.length / piece) }, (_, i) => (i + 1) * piece);
    const got = read(body, cuts);
    expect(got.failure).toBeUndefined();
    expect(got.builder.parts().text).toBe("after");
    expect(seen(read(body))).toEqual(seen(got));
    // When it is cut, nothing of it is taken for a line.
    expect(read(body.slice(0, 17 << 20), cuts.slice(0, 16)).failure).toBeUndefined();
  });

  it("C18: nothing has begun before turn.started", () => {
    const before = [
      { type: "thread.started", thread_id: "1" },
      { type: "item.completed", item: { id: "0", type: "error", message: "careful" } },
    ];
    expect(read(lines(...before)).begun).toBe(false);
    expect(read(lines(...before, { type: "turn.started" })).begun).toBe(true);
    expect(read(lines(...before, failed("Quota exceeded"))).failure?.retryable).toBeUndefined();
    expect(read(lines(...started, failed("overloaded"))).failure?.retryable).toBe(false);
  });

  it("T2: items are progress; notices of a reconnect are not", () => {
    const progressed = (...events: object[]) => read(lines(...events)).builder.progressed;
    expect(progressed(...started, { type: "error", message: "Reconnecting... 1/5" })).toBe(false);
    expect(progressed(...started, { type: "item.started", item: { id: "1" } })).toBe(true);
    expect(progressed(...started, { type: "item.updated", item: { id: "1" } })).toBe(true);
    expect(progressed(...started, message("x"))).toBe(true);
  });

  it("readReply takes the events as a list", () => {
    const builder = new ReplyBuilder();
    codexExec.readReply([...started, message("x"), completed], builder);
    expect(builder.parts().text).toBe("x");
    expect(builder.finishReason).toBe("stop");
  });
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
    expect(read(lines(...started, failed(said))).failure).toMatchObject(want);
  });

  it("C9: a message may be the provider's error body", () => {
    const error = { type: "invalid_request_error", message: "Wrong parameter." };
    const body = JSON.stringify({ type: "error", status: 400, error });
    expect(read(lines(...started, failed(body))).failure).toMatchObject({
      code: "bad-request",
      status: 400,
      message: "Wrong parameter.",
    });
    const coded = JSON.stringify({ error: { code: "context_length_exceeded", message: "No." } });
    expect(read(lines(...started, failed(coded))).failure).toMatchObject({
      code: "context-length",
      message: "No.",
    });
    const twice = JSON.stringify({ error: { message: JSON.stringify({ error: "Inside." }) } });
    expect(read(lines(...started, failed(twice))).failure?.message).toBe('{"error":"Inside."}');
  });

  it("E3: pages, addresses and ids stay out of messages", () => {
    const page = `<html><head><style>b{}</style></head><body>Bad <b>gateway</b></body></html>${" x".repeat(9000)}`;
    const said = `unexpected status 502 Bad Gateway: ${page}, url: https://example.org/v1`;
    const { failure } = read(lines(...started, failed(said)));
    expect(failure).toMatchObject({ code: "server", status: 502 });
    expect(failure?.message).toMatch(/^unexpected status 502 Bad Gateway: Bad gateway x/);
    expect(failure?.message.length).toBeLessThanOrEqual(500);
    const told =
      "unexpected status 400 Bad Request: no, url: https://x.org/v1, request id: req_1-a";
    expect(read(lines(...started, failed(told))).failure).toMatchObject({
      message: "unexpected status 400 Bad Request: no",
      requestId: "req_1-a",
    });
  });

  it("E5: keys stay out of messages, whosever they are", () => {
    const said =
      "unexpected status 401 Unauthorized: Incorrect API key provided: sk-canary-0123456789.";
    const { failure } = read(lines(...started, failed(said)));
    expect(failure).toMatchObject({ code: "auth", status: 401 });
    expect(failure?.message).not.toContain("canary");
  });

  it("takes no longer for what is hostile in a message", () => {
    const before = performance.now();
    for (const piece of ["<script", "model ", "<", ", url: ", "unexpected status 50"]) {
      read(lines(...started, failed(piece.repeat(200_000))));
    }
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
