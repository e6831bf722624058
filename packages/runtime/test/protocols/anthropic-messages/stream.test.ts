import { describe, expect, it } from "vitest";
import { anthropicMessages as anthropic } from "../../../src/protocols/anthropic-messages/protocol.ts";
import {
  CUT,
  decodeStream,
  expectSameWhereverCut,
  failureOf,
  isProgress,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { namedSse, sse } from "../../support/stream-text.ts";

const start = {
  type: "message_start",
  message: { model: "claude-x", content: [], usage: { input_tokens: 10, output_tokens: 1 } },
};
const block = (index: unknown, content_block: object) => ({
  type: "content_block_start",
  index,
  content_block,
});
const delta = (index: unknown, value: object) => ({
  type: "content_block_delta",
  index,
  delta: value,
});
const blockStop = (index: number) => ({ type: "content_block_stop", index });
const input = (index: unknown, partial_json: string) =>
  delta(index, { type: "input_json_delta", partial_json });
const text = (value: string) => [
  block(0, { type: "text", text: "" }),
  delta(0, { type: "text_delta", text: value }),
];
const end = (stop_reason: string | null, usage: object = { output_tokens: 5 }) => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage,
});
const stop = { type: "message_stop" };
const hi = [start, ...text("Hi"), end("end_turn"), stop];

describe("bytes to values", () => {
  it("S1, S2: cut at any byte it is the same", () => {
    const body = namedSse(
      start,
      block(0, { type: "thinking", thinking: "é", signature: "c2ln" }),
      block(1, { type: "text", text: "🧪é" }),
      block(2, { type: "tool_use", id: "a", name: "one", input: {} }),
      input(2, '{"a":"é'),
      input(2, '"}'),
      end("tool_use"),
      stop,
    );
    expect(expectSameWhereverCut(anthropic, body).parts).toMatchObject({
      text: "🧪é",
      toolCalls: [{ id: "a", name: "one", arguments: { a: "é" } }],
    });
  });

  it("S3: pings, comments and empty data are nothing", () => {
    const noise = 'event: ping\ndata: {"type": "ping"}\n\n: keep-alive\n\ndata:\n\nevent: ping\n\n';
    const events = hi.map((value) => namedSse(value));
    expect(decodeStream(anthropic, events.join(noise))).toEqual(
      decodeStream(anthropic, events.join("")),
    );
    for (const [index] of events.entries()) {
      expect(isProgress(anthropic, events.slice(0, index).join(""), noise)).toBe(false);
    }
  });
});

describe("complete or not", () => {
  it.each([
    ["no reason", [start, ...text("Hi")]],
    ["a reason of null", [start, ...text("Hi"), end(null)]],
    ["half a call", [start, block(0, { type: "tool_use", id: "a", name: "one" }), input(0, "{")]],
  ])("S7, S16: cut with %s", (_, values) => {
    const { failure, parts } = streamOutcome(anthropic, namedSse(...values));
    expect(failure).toEqual(CUT);
    expect(parts.toolCalls).toEqual([]);
  });

  it("S7: cut within the event that has the reason", () => {
    const body = namedSse(start, ...text("Hi"), end("end_turn"));
    const from = body.lastIndexOf("data: ") + "data: ".length + 1;
    for (let cut = from; cut < body.trimEnd().length; cut += 1) {
      const failure = failureOf(() => decodeStream(anthropic, body.slice(0, cut)));
      expect(failure.code, `cut at ${cut}`).toBe("truncated");
    }
  });

  it("T9: the stream is over at message_stop, and nothing after it is read", () => {
    for (const [index] of hi.entries()) {
      const { terminated } = streamOutcome(anthropic, namedSse(...hi.slice(0, index + 1)));
      expect(terminated).toBe(index === hi.length - 1);
    }
    const late = [...text("more"), { type: "error", error: {} }];
    expect(decodeStream(anthropic, namedSse(...hi, ...late)).parts.text).toBe("Hi");
  });

  it("S7: a reason without message_stop is the end of an answer that ends there", () => {
    const { terminated, failure, parts } = streamOutcome(
      anthropic,
      namedSse(start, ...text("Hi"), end("end_turn")),
    );
    expect([terminated, failure, parts.text]).toEqual([false, undefined, "Hi"]);
  });
});

describe("pieces", () => {
  it("tells what comes as it comes", () => {
    const body = namedSse(
      start,
      block(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm." }),
      delta(0, { type: "signature_delta", signature: "c2ln" }),
      blockStop(0),
      block(1, { type: "redacted_thinking", data: "ZW5j" }),
      blockStop(1),
      block(2, { type: "text", text: "" }),
      delta(2, { type: "text_delta", text: "Let me " }),
      delta(2, { type: "text_delta", text: "look." }),
      blockStop(2),
      block(3, { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }),
      input(3, ""),
      input(3, '{"city":'),
      input(3, '"Paris"}'),
      blockStop(3),
      end("tool_use"),
      stop,
    );
    const call = { type: "tool-call", id: "toolu_1", name: "get_weather" };
    const { events, parts } = decodeStream(anthropic, body);
    expect(events).toEqual([
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Let me " },
      { type: "text", text: "look." },
      { type: "tool-call-delta", index: 0, name: "get_weather", argumentsText: "" },
      { type: "tool-call-delta", index: 0, argumentsText: '{"city":' },
      { type: "tool-call-delta", index: 0, argumentsText: '"Paris"}' },
      { ...call, arguments: { city: "Paris" } },
      { type: "usage", usage: { inputTokens: 10, outputTokens: 5 } },
      { type: "finish", finishReason: "tool-calls", rawFinishReason: "tool_use" },
    ]);
    expect(parts.content).toEqual([
      { type: "reasoning", text: "Hm.", signature: "c2ln" },
      { type: "reasoning", text: "", redactedData: "ZW5j" },
      { type: "text", text: "Let me look." },
      { ...call, arguments: { city: "Paris" } },
    ]);
  });

  it("signs each block of thinking by itself, also when none of it is shown", () => {
    const hidden = (index: number, signature: string) => [
      block(index, { type: "thinking", thinking: "", signature: "" }),
      delta(index, { type: "signature_delta", signature }),
    ];
    const body = namedSse(
      start,
      block(0, { type: "redacted_thinking", data: "ZW5j" }),
      ...hidden(1, "YQ=="),
      block(2, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      input(2, '{"query":"x"}'),
      block(3, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
      ...hidden(4, "Yg=="),
      block(5, { type: "text", text: "Yes." }),
      end("end_turn"),
      stop,
    );
    expect(decodeStream(anthropic, body)).toMatchObject({
      finishReason: "stop",
      parts: {
        content: [
          { type: "reasoning", text: "", redactedData: "ZW5j" },
          { type: "reasoning", text: "", signature: "YQ==" },
          {
            type: "opaque",
            value: {
              type: "server_tool_use",
              id: "srvtoolu_1",
              name: "web_search",
              input: { query: "x" },
            },
          },
          {
            type: "opaque",
            value: { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
          },
          { type: "reasoning", text: "", signature: "Yg==" },
          { type: "text", text: "Yes." },
        ],
        toolCalls: [],
      },
    });
  });

  it.each([
    [false, { type: "ping" }],
    [false, delta(0, { type: "text_delta", text: "" })],
    [false, input(1, "")],
    [false, block(2, { type: "thinking", thinking: "", signature: "" })],
    [true, input(1, "{")],
    [true, delta(2, { type: "signature_delta", signature: "YQ==" })],
  ])("T2: what says nothing is no progress, arguments and signatures are: %s, %j", (want, next) => {
    const before = [start, ...text("Hi"), block(1, { type: "tool_use", id: "a" })];
    expect(isProgress(anthropic, namedSse(...before), sse(next))).toBe(want);
  });

  it("S10: unknown events, blocks and deltas are left alone", () => {
    const body = namedSse(
      start,
      { type: "message_thought_about", error: null },
      block(0, { type: "hologram", text: "?" }),
      delta(0, { type: "hologram_delta", text: "?" }),
      input(7, "{}"),
      ...text("Hi"),
      delta(0, { type: "citations_delta", citation: { cited_text: "?" } }),
      'data: "text"',
      [],
      null,
      end("end_turn"),
    );
    expect(streamOutcome(anthropic, body)).toMatchObject({
      failure: undefined,
      terminated: false,
      parts: {
        content: [
          { type: "opaque", value: { type: "hologram", text: "??" } },
          { type: "text", text: "Hi" },
        ],
      },
    });
  });

  it("S15: keys that objects have by themselves are keys like others", () => {
    const said =
      '{"type":"message_delta","delta":{"__proto__":{"stop_reason":"end_turn"}},"usage":{"__proto__":{"input_tokens":1,"output_tokens":2},"constructor":3}}';
    const { failure, parts } = streamOutcome(anthropic, sse(`data: ${said}`));
    expect(failure).toEqual(CUT);
    expect(parts.usage).toBeUndefined();
    expect(({} as { stop_reason?: unknown }).stop_reason).toBeUndefined();
  });
});

describe("calls", () => {
  it.each([
    ["from 1, with a gap", [1, 5]],
    ["reused", [0, 0]],
    ["missing", [undefined, undefined]],
    ["text", ["__proto__", "constructor"]],
  ])("S16: an index that is %s", (_, [first, second]) => {
    const body = namedSse(
      start,
      block(first, { type: "tool_use", id: "a", name: "one", input: {} }),
      input(first, '{"n":1}'),
      block(second, { type: "tool_use", id: "b", name: "two", input: {} }),
      input(second, '{"n":2}'),
      end("tool_use"),
    );
    expect(decodeStream(anthropic, body).parts.toolCalls).toEqual([
      { id: "a", name: "one", arguments: { n: 1 } },
      { id: "b", name: "two", arguments: { n: 2 } },
    ]);
  });

  it("S16: a call does not take the input of a server's tool that has its index", () => {
    const body = namedSse(
      start,
      block(0, { type: "tool_use", id: "a", name: "one", input: {} }),
      input(0, '{"n":1}'),
      block(0, { type: "server_tool_use", id: "b", name: "web_search", input: {} }),
      input(0, '{"query":"x"}'),
      end("tool_use"),
    );
    expect(decodeStream(anthropic, body).parts.toolCalls).toEqual([
      { id: "a", name: "one", arguments: { n: 1 } },
    ]);
  });
});

describe("usage", () => {
  const whole = { input_tokens: 10, output_tokens: 5 };
  const zeros = { input_tokens: 0, output_tokens: 0 };
  const began = (usage: object) => ({ ...start, message: { ...start.message, usage } });
  it.each<[string, object[]]>([
    ["zeros come first", [began(zeros), end("end_turn", whole)]],
    ["zeros come later", [began(whole), end("end_turn", zeros)]],
    [
      "the words are another vendor's",
      [began({}), end("end_turn", { prompt_tokens: 10, completion_tokens: 5 })],
    ],
  ])("U1, U2: where %s", (_, [first, last]) => {
    const { usage } = decodeStream(anthropic, namedSse(first, ...text("Hi"), last, stop)).parts;
    expect(usage).toEqual({ inputTokens: 10, outputTokens: 5 });
  });
});

it("S15: a stream of junk breaks nothing", () => {
  const usage = {
    input_tokens: 1,
    output_tokens: 2,
    cache_creation: { ephemeral_1h_input_tokens: 3 },
    output_tokens_details: { thinking_tokens: 4 },
    server_tool_use: { web_search_requests: 1 },
    iterations: [{ type: "compaction", input_tokens: 5, cache_creation: {} }],
  };
  const values = [
    { ...start, message: { ...start.message, usage } },
    ...text("Hi"),
    block(1, { type: "thinking", thinking: "Hm.", signature: "c2ln" }),
    block(2, { type: "redacted_thinking", data: "ZW5j" }),
    block(3, { type: "tool_use", id: "a", name: "one", input: {} }),
    input(3, "{}"),
    block(4, { type: "fallback", to: { model: "claude-y" } }),
    { ...end("refusal", usage), stop_details: { explanation: "Blocked." } },
    { type: "error", error: { type: "api_error", message: "Words.", details: {} } },
    stop,
  ];
  expect(expectJunkBreaksNoStream(anthropic, values)).toBeGreaterThan(500);
});
