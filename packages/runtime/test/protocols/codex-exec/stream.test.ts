import { describe, expect, it } from "vitest";
import { codexExec } from "../../../src/protocols/codex-exec/protocol.ts";
import {
  CUT,
  decodeStream,
  expectSameWhereverCut,
  isProgress,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { ndjson } from "../../support/stream-text.ts";
import { hasWire, recordings } from "../../support/wire.ts";

const started = [{ type: "thread.started", thread_id: "thread-1" }, { type: "turn.started" }];
const item = (type: string, more: object) => ({
  type: "item.completed",
  item: { id: "item_0", type, ...more },
});
const message = (text: unknown) => item("agent_message", { text });
const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 5 };
const completed = { type: "turn.completed", usage };
const failed = (text: unknown) => ({ type: "turn.failed", error: { message: text } });

describe("bytes to values", () => {
  it("S1, S2: cut at any byte it is the same", () => {
    const body = ndjson(
      ...started,
      item("reasoning", { text: "é" }),
      message("🧪é\u2028\n"),
      completed,
    );
    expect(expectSameWhereverCut(codexExec, body).parts.text).toBe("🧪é\u2028\n");
  });

  it("C13: a line past every measure is left out", () => {
    const long = item("command_execution", { aggregated_output: "x".repeat(17 << 20) });
    const body = ndjson(...started, long, message("after"), completed);
    const piece = 1 << 20;
    const cuts = Array.from({ length: Math.floor(body.length / piece) }, (_, i) => (i + 1) * piece);
    const decoded = decodeStream(codexExec, body, cuts);
    expect(decoded.parts.text).toBe("after");
    expect(decodeStream(codexExec, body)).toEqual(decoded);
    // When it is cut, nothing of it is taken for a line.
    const cut = body.slice(0, 17 << 20);
    expect(streamOutcome(codexExec, cut, cuts.slice(0, 16)).failure).toEqual(CUT);
  });
});

describe("complete or not", () => {
  it("C4: the answer is given when the turn is complete", () => {
    const said = [...started, message("first"), message("second")];
    expect(streamOutcome(codexExec, ndjson(...said))).toMatchObject({
      failure: CUT,
      terminated: false,
      events: [],
    });
    const whole = streamOutcome(codexExec, ndjson(...said, completed));
    expect(whole.terminated).toBe(true);
    expect(whole.events.filter(({ type }) => type === "text")).toEqual([
      { type: "text", text: "second" },
    ]);
  });

  it("C10: a turn is not whole before the end of turn.completed", () => {
    const body = ndjson(...started, message("x"), completed).trimEnd();
    for (let cut = 0; cut < body.length; cut += 1) {
      const { terminated, finishReason, failure } = streamOutcome(codexExec, body.slice(0, cut));
      expect([terminated, finishReason, failure?.code]).toEqual([false, undefined, "truncated"]);
    }
    expect(streamOutcome(codexExec, body).terminated).toBe(true);
  });

  it("C8: of a turn that fails after its message the message is kept", () => {
    const body = ndjson(...started, message("Half an ans"), failed("Incomplete response returned"));
    const { failure, parts, events } = streamOutcome(codexExec, body);
    expect(failure).toMatchObject({ code: "truncated", retryable: false });
    expect(parts.text).toBe("Half an ans");
    expect(events).toEqual([{ type: "text", text: "Half an ans" }]);
  });

  it("C18: nothing has begun before turn.started", () => {
    const before = [started[0], item("error", { message: "careful" })];
    const outcome = (...events: unknown[]) => streamOutcome(codexExec, ndjson(...events));
    expect(outcome(...before).begun).toBe(false);
    expect(outcome(...before, { type: "turn.started" }).begun).toBe(true);
    expect(outcome(...before, failed("Quota exceeded")).failure?.retryable).toBeUndefined();
    expect(outcome(...started, failed("overloaded")).failure?.retryable).toBe(false);
  });
});

describe("pieces", () => {
  it("C1: events and items that are not known are passed over", () => {
    const body = ndjson(
      { type: "item.plan.delta", delta: "x" },
      ...started,
      { type: "turn.paused" },
      item("hologram", { text: "x" }),
      message("yes"),
      completed,
    );
    expect(decodeStream(codexExec, body).parts.text).toBe("yes");
  });

  const items = [null, 1, [], {}, { type: 1 }, { type: "error" }, { type: "reasoning", text: 1 }];
  const odd = [
    ...[null, 1, "x", [], [{}], {}, { type: 3 }, { type: "error" }, { type: "item.completed" }],
    ...items.map((item) => ({ type: "item.completed", item })),
  ];
  it.each(odd.map((value) => [value]))("C1: what is wrong in form is passed over: %j", (value) => {
    const body = ndjson(value, ...started, message("yes"), completed);
    expect(decodeStream(codexExec, body).parts.text).toBe("yes");
  });

  it.each([
    [false, { type: "error", message: "Reconnecting... 1/5" }],
    [true, { type: "item.started", item: { id: "1" } }],
    [true, { type: "item.updated", item: { id: "1" } }],
    [true, message("x")],
  ])("T2: items are progress, notices of a reconnect are not: %s, %j", (want, next) => {
    expect(isProgress(codexExec, ndjson(...started), ndjson(next))).toBe(want);
  });
});

it("S15: a stream of junk breaks nothing", () => {
  const values = [
    ...started,
    item("reasoning", { text: "Hm." }),
    item("error", { message: "careful" }),
    { type: "error", message: "Reconnecting... 1/5" },
    { type: "item.updated", item: { id: "1" } },
    message("yes"),
    { msg: { type: "agent_message" } },
    failed('{"error":{"message":"No."}}'),
  ];
  expect(expectJunkBreaksNoStream(codexExec, values)).toBeGreaterThan(200);
  expect(expectJunkBreaksNoStream(codexExec, [...started, completed])).toBeGreaterThan(50);
});

describe.skipIf(!hasWire)("recordings, event by event", () => {
  const runs = recordings("codex-exec-jsonl").map(({ name, response }) => {
    const lines = response.body.split("\n").filter((line) => line !== "");
    return [name, lines.map((line) => JSON.parse(line)), response.body] as const;
  });
  it.each(runs)("C18: %s", (_, values, body) => {
    const has = (type: string) => values.some((value) => value.type === type);
    const { begun, terminated, events } = streamOutcome(codexExec, body);
    expect(begun).toBe(has("turn.started"));
    expect(terminated).toBe(has("turn.completed"));
    // Each thought is told as it comes.
    const thoughts = values.filter((value) => value.item?.type === "reasoning");
    expect(events.filter(({ type }) => type === "reasoning")).toHaveLength(
      thoughts.filter(({ type }) => type === "item.completed").length,
    );
  });
});
