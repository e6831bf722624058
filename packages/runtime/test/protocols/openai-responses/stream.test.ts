import { describe, expect, it } from "vitest";
import { openaiResponses } from "../../../src/protocols/openai-responses/protocol.ts";
import {
  CUT,
  decodeBody,
  decodeStream,
  expectSameWhereverCut,
  isProgress,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { namedSse, sse } from "../../support/stream-text.ts";
import { PASSED_OVER, READ, UNTYPED } from "./event-kinds.ts";

const message = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", annotations: [], text: "Hello" }],
};
const reasoning = {
  id: "rs_1",
  type: "reasoning",
  summary: [
    { type: "summary_text", text: "One." },
    { type: "summary_text", text: "Two." },
  ],
  encrypted_content: "gAAA",
};
const call = {
  id: "fc_1",
  type: "function_call",
  status: "completed",
  call_id: "call_1",
  name: "f",
  arguments: '{"a":1}',
};
const usage = { input_tokens: 9, output_tokens: 2, total_tokens: 11 };
const response = (output: readonly unknown[], more: object = {}) => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "m",
  output,
  usage,
  ...more,
});
const created = {
  type: "response.created",
  response: { ...response([]), status: "in_progress", usage: null },
};
const completed = (...output: readonly unknown[]) => ({
  type: "response.completed",
  response: response(output),
});
const added = (output_index: number, item: object) => ({
  type: "response.output_item.added",
  output_index,
  item,
});
const done = (output_index: number, item: object) => ({
  type: "response.output_item.done",
  output_index,
  item,
});
const delta = (type: string, output_index: number, words: string, more: object = {}) => ({
  type: `response.${type}.delta`,
  output_index,
  delta: words,
  ...more,
});

const hello = [
  added(0, { ...message, status: "in_progress", content: [] }),
  delta("output_text", 0, "Hel", { item_id: "msg_1", content_index: 0 }),
  delta("output_text", 0, "lo", { item_id: "msg_1", content_index: 0 }),
  done(0, message),
];
const thought = [
  added(0, { ...reasoning, summary: [], encrypted_content: "half" }),
  delta("reasoning_summary_text", 0, "On", { summary_index: 0 }),
  delta("reasoning_summary_text", 0, "e.", { summary_index: 0 }),
  delta("reasoning_summary_text", 0, "Two.", { summary_index: 1 }),
  done(0, reasoning),
];
const called = (index: number) => [
  added(index, { ...call, arguments: "", status: "in_progress" }),
  delta("function_call_arguments", index, '{"a"', { item_id: "fc_1" }),
  delta("function_call_arguments", index, ":1}", { item_id: "fc_1" }),
  { type: "response.function_call_arguments.done", output_index: index, arguments: call.arguments },
  done(index, call),
];

describe("a stream and the whole answer are the same", () => {
  it.each([
    ["a text", hello, [message]],
    ["thoughts and a call", [...thought, ...called(1)], [reasoning, call]],
    [
      "opaque items",
      [done(0, { id: "w", type: "web_search_call" }), done(1, message)],
      [{ id: "w", type: "web_search_call" }, message],
    ],
  ])("%s", (_, events, items) => {
    const stream = namedSse(created, ...events, completed(...items));
    const { events: __, ...streamed } = decodeStream(openaiResponses, stream);
    const { events: ___, ...whole } = decodeBody(openaiResponses, response(items));
    expect(streamed).toEqual(whole);
  });

  it("S1, S2: wherever it is cut", () => {
    const body = namedSse(created, ...thought, ...called(1), completed(reasoning, call));
    expect(expectSameWhereverCut(openaiResponses, body).parts).toMatchObject({
      reasoning: "One.\n\nTwo.",
      toolCalls: [{ id: "call_1", name: "f", arguments: { a: 1 } }],
    });
  });
});

describe("events", () => {
  const plain = decodeStream(openaiResponses, namedSse(created, ...hello, completed(message)));

  it("S10: each kind is read or passed over, not both", () => {
    expect(new Set([...READ, ...PASSED_OVER]).size).toBe(59);
    expect(READ.length + PASSED_OVER.length).toBe(59);
  });

  it.each([...PASSED_OVER, ...UNTYPED, "response.something.new"])(
    "S10: %s tells nothing of the answer",
    (type) => {
      const other = { type, output_index: 0, item_id: "x", delta: "x", text: "x" };
      const events = [created, ...hello.slice(0, 2), other, ...hello.slice(2)];
      expect(decodeStream(openaiResponses, namedSse(...events, completed(message)))).toEqual(plain);
    },
  );

  it.each(["keepalive", "response.heartbeat", "codex.rate_limits"])(
    "S3, N9: %s is nothing",
    (type) => {
      const events = [created, { type, sequence_number: 1 }, ...hello, completed(message)];
      expect(decodeStream(openaiResponses, namedSse(...events))).toEqual(plain);
    },
  );

  it("OpenRouter has no names of events, and a [DONE] behind the end", () => {
    const body = sse(created, ...hello, completed(message), "data: [DONE]");
    expect(decodeStream(openaiResponses, body)).toEqual(plain);
  });

  it("tell each piece once, and what is signed in none", () => {
    const { events } = decodeStream(
      openaiResponses,
      namedSse(created, ...thought, ...called(1), completed(reasoning, call)),
    );
    expect(events.map(({ type }) => type)).toEqual([
      ...["reasoning", "reasoning", "reasoning"],
      ...["tool-call-delta", "tool-call-delta", "tool-call-delta"],
      ...["tool-call", "usage", "finish"],
    ]);
  });

  it("T2: thinking in silence is progress, and so is a tool of the server's at work", () => {
    const hidden = { ...reasoning, summary: [] };
    expect(isProgress(openaiResponses, namedSse(created), namedSse(done(0, hidden)))).toBe(true);
    const works = { type: "response.web_search_call.searching", output_index: 0, item_id: "w" };
    expect(isProgress(openaiResponses, namedSse(created), namedSse(works))).toBe(true);
    for (const noise of [
      delta("output_text", 0, ""),
      delta("function_call_arguments", 0, ""),
      { type: "response.in_progress", response: {} },
      added(0, message),
    ]) {
      expect(isProgress(openaiResponses, namedSse(created), namedSse(noise))).toBe(false);
    }
  });
});

describe("ends", () => {
  const begun = [created, ...hello];

  it.each(["completed", "incomplete", "failed"])("O5: response.%s is one", (status) => {
    const more = {
      status,
      error: status === "failed" ? { code: "server_error", message: "x" } : null,
      incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null,
    };
    const end = { type: `response.${status}`, response: response([message], more) };
    const outcome = streamOutcome(openaiResponses, namedSse(...begun, end, { type: "error" }));
    expect(outcome).toMatchObject({ terminated: true, parts: { text: "Hello" } });
    expect(outcome.failure?.code).toBe(status === "failed" ? "server" : undefined);
  });

  it("O5, B: without one of them it is cut", () => {
    expect(streamOutcome(openaiResponses, namedSse(...begun)).failure).toEqual(CUT);
  });

  it.each([
    { type: "error", code: "server_error", message: "It broke.", param: null },
    { type: "error", error: { code: "server_error", message: "It broke." } },
    { error: { code: "server_error", message: "It broke." } },
  ])("S9: %j is an error before and after a text", (error) => {
    for (const events of [[created], begun]) {
      const { failure, parts } = streamOutcome(openaiResponses, namedSse(...events, error));
      expect(failure).toMatchObject({ code: "server", message: "It broke." });
      expect(parts.text).toBe(events === begun ? "Hello" : "");
    }
  });
});

describe("servers that differ", () => {
  const signatures = (body: string) =>
    decodeStream(openaiResponses, body).parts.content.map((part) =>
      "signature" in part ? JSON.parse(part.signature ?? "null") : undefined,
    );

  it("O3: Azure has the encrypted content at the end alone", () => {
    const { encrypted_content: _, ...open } = reasoning;
    const body = namedSse(created, ...thought.slice(0, -1), done(0, open), done(1, call));
    const [first] = signatures(body + namedSse(completed(reasoning, call)));
    expect(first).toEqual({ item: reasoning, pair: "fc_1" });
  });

  it("O3: what came when the item was whole counts more than the end", () => {
    const later = { ...reasoning, encrypted_content: "later" };
    const body = namedSse(created, ...thought, ...called(1), completed(later, call));
    expect(signatures(body)[0]).toEqual({ item: reasoning, pair: "fc_1" });
  });

  it("ids change with every event (Copilot)", () => {
    const events = [
      added(0, { ...message, id: "a", content: [] }),
      delta("output_text", 0, "Hello", { item_id: "b", content_index: 0 }),
      done(0, { ...message, id: "c" }),
    ];
    const body = namedSse(created, ...events, completed({ ...message, id: "d" }));
    const { parts } = decodeStream(openaiResponses, body);
    expect(parts.content).toMatchObject([{ type: "text", text: "Hello" }]);
  });

  it.each([
    ["places of items", { output_index: undefined }],
    ["ids", { item_id: undefined }],
    ["places of parts", { content_index: undefined }],
  ])("%s are left out", (_, gone) => {
    const events = hello.map((event) => ({ ...event, ...gone }));
    const { parts } = decodeStream(
      openaiResponses,
      namedSse(created, ...events, completed(message)),
    );
    expect(parts.content).toMatchObject([{ type: "text", text: "Hello" }]);
  });

  it("one place for all items", () => {
    const second = { ...message, id: "msg_2" };
    const events = [...hello, added(0, { ...second, content: [] }), done(0, second)];
    const body = namedSse(created, ...events, completed(message, second));
    expect(decodeStream(openaiResponses, body).parts.text).toBe("HelloHello");
  });

  it.each([
    ["no deltas", [done(0, message)]],
    ["no items that are done", hello.slice(0, -1)],
    ["nothing but the end", []],
    ["the text, whole", [{ type: "response.output_text.done", output_index: 0, text: "Hello" }]],
  ])("%s", (_, events) => {
    const { parts } = decodeStream(
      openaiResponses,
      namedSse(created, ...events, completed(message)),
    );
    expect(parts.content).toMatchObject([
      { type: "text", text: "Hello", signature: expect.stringContaining("msg_1") },
    ]);
  });

  it("the end repeats no items", () => {
    const { parts } = decodeStream(openaiResponses, namedSse(created, ...hello, completed()));
    expect(parts.text).toBe("Hello");
  });

  it("two items at once", () => {
    const other = { ...message, id: "msg_2" };
    const events = [
      delta("output_text", 0, "Hel", { content_index: 0 }),
      delta("output_text", 1, "Hel", { content_index: 0 }),
      delta("output_text", 0, "lo", { content_index: 0 }),
      done(0, message),
      done(1, other),
    ];
    const body = namedSse(created, ...events, completed(message, other));
    const { parts } = decodeStream(openaiResponses, body);
    expect(parts.content).toMatchObject([{ text: "Hello" }, { text: "Hello" }]);
  });

  it("Y2, Y6: arguments that come twice and differ are nobody's", () => {
    const events = [...called(0).slice(0, 3), done(0, { ...call, arguments: '{"a":2}' })];
    const { parts } = decodeStream(openaiResponses, namedSse(created, ...events, completed()));
    expect(parts.toolCalls).toMatchObject([{ name: "f", arguments: undefined }]);
  });

  it("S15: junk breaks nothing", () => {
    const refusal = { ...message, id: "m2", content: [{ type: "refusal", refusal: "No." }] };
    const values = [
      ...[created, ...thought, ...called(1)],
      ...[added(2, refusal), delta("refusal", 2, "No.", { content_index: 0 }), done(2, refusal)],
      ...[done(3, { id: "w", type: "web_search_call" })],
      completed(reasoning, call, refusal),
    ];
    expect(expectJunkBreaksNoStream(openaiResponses, values)).toBeGreaterThan(1000);
  });
});
