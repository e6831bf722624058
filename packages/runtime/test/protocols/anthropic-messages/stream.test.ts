import { describe, expect, it } from "vitest";
import { ReplyBuilder } from "../../../src/answer/reply-builder.ts";
import {
  type Failure,
  FailureError,
  isRetryableCode,
  type KeiErrorCode,
} from "../../../src/chat/errors.ts";
import type { FinishReason } from "../../../src/chat/reply.ts";
import type { StreamEvent } from "../../../src/chat/stream-event.ts";
import { anthropicMessages } from "../../../src/protocols/anthropic-messages/protocol.ts";
import type { PreparedRequest } from "../../../src/protocols/prepared-request.ts";
import type { StreamDecoder } from "../../../src/protocols/protocol.ts";
import { soak } from "../../support/soak.ts";
import { createFramer, feed, hasWire, type Recording, recordings } from "../../support/wire.ts";

/** What is read from recordings, whose shape the plain readers take for granted. */
// biome-ignore lint/suspicious/noExplicitAny: narrowing every step would be a second protocol
type Json = Record<string, any>;

const all = recordings("anthropic_messages");
const errors = all.filter(({ response }) => response.status !== 200);
const streams = all.filter(({ response }) => response.body.startsWith("event: "));
const bodies = all.filter(
  (recording) => !errors.includes(recording) && !streams.includes(recording),
);
const blocked = "anthropic/vercel-refusal-stream";
const answered = streams.filter(({ name }) => name !== blocked);

/** What the plain readers below make of an answer. */
interface Answer {
  readonly model: string;
  readonly content: Json[];
  readonly stopReason: string;
  readonly usage: Json;
}

/** The values of a recorded stream, read line by line. */
function eventsOf(body: string): Json[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith("data:") && !line.includes("[DONE]"))
    .map((line) => JSON.parse(line.slice("data:".length)));
}

/** Puts a stream together into the body that would have come without one. */
function assemble(events: readonly Json[]): Json {
  const message: Json = structuredClone(
    events.find(({ type }) => type === "message_start")?.message,
  );
  const blocks: Json[] = [];
  const inputs: string[] = [];
  for (const event of events) {
    const { type, index, delta = {} } = event;
    if (type === "content_block_start") blocks[index] = structuredClone(event.content_block);
    const block = blocks[index] ?? {};
    if (delta.type === "text_delta") block.text += delta.text;
    if (delta.type === "thinking_delta") block.thinking += delta.thinking;
    if (delta.type === "signature_delta") block.signature += delta.signature;
    if (delta.type === "input_json_delta")
      inputs[index] = (inputs[index] ?? "") + delta.partial_json;
    if (type !== "message_delta") continue;
    message.stop_reason = delta.stop_reason;
    for (const [key, value] of Object.entries(event.usage)) {
      if (value !== null) message.usage[key] = value;
    }
  }
  for (const [index, block] of blocks.entries()) if (inputs[index]) block["input"] = inputs[index];
  message.content = blocks;
  return message;
}

/** What is in a body, without the code that is tested. */
function plainAnswer(body: Json): Answer {
  const content = body.content.flatMap((block: Json): Json | never[] => {
    if (block.type === "text") return block.text === "" ? [] : { type: "text", text: block.text };
    if (block.type === "thinking") {
      return { type: "reasoning", text: block.thinking, signature: block.signature };
    }
    if (block.type !== "tool_use") return [];
    const call = { type: "tool-call", id: block.id, name: block.name };
    if (typeof block.input === "object") return { ...call, arguments: block.input };
    try {
      return { ...call, arguments: JSON.parse(block.input) };
    } catch {
      return { ...call, arguments: undefined, invalidArguments: block.input };
    }
  });
  const { usage } = body;
  const written = usage.cache_creation_input_tokens;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens;
  return {
    model: body.model,
    content,
    stopReason: body.stop_reason,
    usage: {
      inputTokens: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (written ?? 0),
      outputTokens: usage.output_tokens,
      reasoningTokens: usage.output_tokens_details?.thinking_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? undefined,
      cacheWrite5mTokens: written == null ? undefined : written - (hour ?? 0),
      cacheWrite1hTokens: hour,
    },
  };
}

const FINISH: Record<string, FinishReason> = {
  end_turn: "stop",
  max_tokens: "length",
  tool_use: "tool-calls",
};

function expectAnswer(builder: ReplyBuilder, want: Answer): void {
  const joined = (type: string): string =>
    want.content
      .filter((part) => part["type"] === type)
      .map((part) => part["text"])
      .join("");
  builder.complete();
  const parts = builder.parts();
  expect(parts.content).toEqual(want.content);
  expect(parts.text).toBe(joined("text"));
  expect(parts.reasoning ?? "").toBe(joined("reasoning"));
  expect(parts.toolCalls).toEqual(
    want.content.filter(({ type }) => type === "tool-call").map(({ type: _, ...call }) => call),
  );
  expect(builder.rawFinishReason).toBe(want.stopReason);
  expect(builder.finishReason).toBe(FINISH[want.stopReason]);
  expect(builder.usage).toEqual(want.usage);
}

/** Feeds a stream, whole or cut. */
function decode(body: string | Uint8Array, cuts: readonly number[] = []): ReplyBuilder {
  const builder = new ReplyBuilder();
  feed(body, "sse", anthropicMessages.createDecoder(builder), cuts);
  return builder;
}

/** Pushes values as if they had come as events, whose name is their type. */
function push(builder: ReplyBuilder, values: readonly unknown[]): StreamDecoder {
  const decoder = anthropicMessages.createDecoder(builder);
  for (const value of values) decoder.push(value, (value as Json | null)?.type);
  return decoder;
}

function failure(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error("nothing was thrown");
}

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

describe.skipIf(!hasWire)("recordings", () => {
  it("are there", () => {
    expect([bodies.length, streams.length, errors.length]).toEqual([16, 17, 5]);
  });

  it.each(bodies)("body $name", ({ response }) => {
    const body = JSON.parse(response.body);
    const builder = new ReplyBuilder();
    anthropicMessages.readReply(body, builder);
    const want = plainAnswer(body);
    expect(builder.model).toBe(want.model);
    expectAnswer(builder, want);
  });

  it.each(answered)("stream $name", ({ name, response }) => {
    const builder = decode(response.body);
    const want = plainAnswer(assemble(eventsOf(response.body)));
    expect(builder.model).toBe(name.endsWith("fallback-stream") ? "claude-opus-4-8" : want.model);
    expectAnswer(builder, want);
  });

  it("a refusal before any answer is blocked content, with the provider's words", () => {
    const { response } = streams.find(({ name }) => name === blocked) as Recording;
    expect(failure(() => decode(response.body))).toEqual({
      code: "content-blocked",
      message:
        "This request triggered restrictions on violative cyber content and was blocked under Anthropic's Usage Policy.",
    });
  });

  it.each(bodies)("content of $name goes back as it came", ({ response }) => {
    const body = JSON.parse(response.body);
    const builder = new ReplyBuilder();
    anthropicMessages.readReply(body, builder);
    builder.complete();
    const messages = [{ role: "assistant", content: builder.parts().content }];
    const request = { modelId: "claude-x", messages } as unknown as PreparedRequest;
    expect(anthropicMessages.body(request, false).messages).toEqual([
      {
        role: "assistant",
        content: body.content.map(({ caller: _, citations: __, ...sent }: Json) => sent),
      },
    ]);
  });

  it.each([
    ["error-400-rig-validation-error-carries-identity", "bad-request"],
    ["error-400-ruby-llm-5-handles-context-length-exceeded-errors", "context-length"],
    ["error-401-dd-trace-py-opic-v1-messages-beta-true-post-7a2e5960", "auth"],
    ["error-401-ruby-llm--haiku-4-5-raises-appropriate-auth-error", "auth"],
    ["error-404-rig-nt-model-error-preserves-status-and-body", "not-found"],
  ])("E1: %s is of code %s", (name, code) => {
    const { response } = errors.find((error) => error.name === `anthropic/${name}`) as Recording;
    const body = JSON.parse(response.body);
    expect(anthropicMessages.readError(response.status, body)).toEqual({
      code,
      status: response.status,
      message: body.error.message,
      requestId: body.request_id,
    });
  });
});

describe.skipIf(!hasWire)("recorded streams, cut", () => {
  /** Those that are decoded whole for every offset; the longest would take half a minute. */
  const WHOLE = 8_000;

  it.each(answered)("S1: $name, at every byte offset", ({ name, response }) => {
    const bytes = new TextEncoder().encode(response.body);
    const whole = decode(bytes);
    whole.complete();
    const want = JSON.stringify([whole.parts(), whole.finishReason]);
    const check = (cuts: readonly number[]) => {
      const builder = decode(bytes, cuts);
      builder.complete();
      if (JSON.stringify([builder.parts(), builder.finishReason]) === want) return;
      throw new Error(`cut at ${cuts}, it is not the same`);
    };
    check(Array.from(bytes, (_, i) => i));
    if (bytes.length < WHOLE) {
      const offsets = Array.from({ length: bytes.length + 1 }, (_, i) => i);
      for (const cut of soak(offsets, name)) check([cut]);
      return;
    }
    // A cut changes nothing outside of its event: what the decoder gets is looked at, event by event.
    for (const { from, to, values } of soak(segments(bytes), name)) {
      check([from]);
      const event = bytes.subarray(from, to);
      for (let cut = 0; cut <= event.length; cut++) {
        if (same(valuesOf(event, cut), values)) continue;
        throw new Error(`cut at ${from + cut}, it is not the same`);
      }
    }
  });

  it("S1: a refusal, at every byte offset", () => {
    const { response } = streams.find(({ name }) => name === blocked) as Recording;
    for (let cut = 0; cut <= response.body.length; cut++) {
      expect(failure(() => decode(response.body, [cut])).code).toBe("content-blocked");
    }
  });

  /** A stream's events: where each begins and ends, and what comes of it. */
  function segments(bytes: Uint8Array): { from: number; to: number; values: unknown[] }[] {
    const result = [];
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.findIndex((byte, i) => i >= from && byte === 10 && bytes[i + 1] === 10);
      const to = found === -1 ? bytes.length : found + 2;
      result.push({ from, to, values: valuesOf(bytes.subarray(from, to)) });
      from = to;
    }
    return result;
  }

  /** Equality of JSON; the usual ones would be most of the time of the longest event. */
  function same(a: unknown, b: unknown): boolean {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every((key) => same((a as Json)[key], (b as Json)[key]));
  }

  function valuesOf(bytes: Uint8Array, cut = 0): unknown[] {
    const values: unknown[] = [];
    const decoder = {
      push: (value: unknown, event: unknown) => void values.push([event, value]),
      terminated: false,
    };
    feed(bytes, "sse", decoder, [cut]);
    return values;
  }

  it.each(answered)(
    "S7: $name is complete once its stop_reason is there, not before",
    (recording) => {
      const { body } = recording.response;
      const whole = decode(body);
      whole.complete();
      const line = body.indexOf("data:", body.indexOf("event: message_delta"));
      const reason = body.indexOf("\n", line);
      const ends = { open: body.lastIndexOf("event: message_delta"), reason };
      expect(decode(body.slice(0, ends.open)).finishReason).toBeUndefined();
      // Cut inside of the event.
      const data = body.slice(line, reason).trimEnd().length;
      for (let at = line + "data: ".length + 1; at < line + data; at++) {
        const run = () => decode(body.slice(0, at));
        if (body.slice(line, at).trim() !== "data:") expect(failure(run).code).toBe("truncated");
      }
      // Cut after it, with and without the end of its line.
      for (const at of [line + data, reason, reason + 1]) {
        const builder = new ReplyBuilder();
        const decoder = anthropicMessages.createDecoder(builder);
        feed(body.slice(0, at), "sse", decoder);
        expect(decoder.terminated).toBe(false);
        builder.complete();
        expect(builder.parts()).toEqual(whole.parts());
        expect(builder.finishReason).toBe(whole.finishReason);
      }
    },
  );

  it.each(answered.filter(({ tags }) => tags.includes("tools")))(
    "S16: $name without its end has no call",
    ({ response }) => {
      const builder = decode(response.body.slice(0, response.body.indexOf("event: message_delta")));
      expect(builder.parts().toolCalls).toEqual([]);
      expect(builder.parts().content.map(({ type }) => type)).not.toContain("tool-call");
    },
  );
});

describe("streams", () => {
  it("tells what comes as it comes", () => {
    const events: StreamEvent[] = [];
    const builder = new ReplyBuilder((event) => events.push(event));
    push(builder, [
      start,
      block(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm." }),
      delta(0, { type: "signature_delta", signature: "c2ln" }),
      { type: "content_block_stop", index: 0 },
      block(1, { type: "redacted_thinking", data: "ZW5j" }),
      { type: "content_block_stop", index: 1 },
      block(2, { type: "text", text: "" }),
      delta(2, { type: "text_delta", text: "Let me " }),
      delta(2, { type: "text_delta", text: "look." }),
      { type: "content_block_stop", index: 2 },
      block(3, { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }),
      delta(3, { type: "input_json_delta", partial_json: "" }),
      delta(3, { type: "input_json_delta", partial_json: '{"city":' }),
      delta(3, { type: "input_json_delta", partial_json: '"Paris"}' }),
      { type: "content_block_stop", index: 3 },
      end("tool_use"),
      stop,
    ]);
    builder.complete();
    const call = { type: "tool-call", id: "toolu_1", name: "get_weather" };
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
    expect(builder.parts().content).toEqual([
      { type: "reasoning", text: "Hm.", signature: "c2ln" },
      { type: "reasoning", text: "", redactedData: "ZW5j" },
      { type: "text", text: "Let me look." },
      { ...call, arguments: { city: "Paris" } },
    ]);
  });

  it("signs each block of thinking by itself, also when none of it is shown", () => {
    const builder = new ReplyBuilder();
    const hidden = (index: number, signature: string) => [
      block(index, { type: "thinking", thinking: "", signature: "" }),
      delta(index, { type: "signature_delta", signature }),
    ];
    push(builder, [
      start,
      block(0, { type: "redacted_thinking", data: "ZW5j" }),
      ...hidden(1, "YQ=="),
      block(2, { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      delta(2, { type: "input_json_delta", partial_json: '{"query":"x"}' }),
      block(3, { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }),
      ...hidden(4, "Yg=="),
      block(5, { type: "text", text: "Yes." }),
      end("end_turn"),
      stop,
    ]);
    builder.complete();
    expect(builder.parts()).toMatchObject({
      content: [
        { type: "reasoning", text: "", redactedData: "ZW5j" },
        { type: "reasoning", text: "", signature: "YQ==" },
        { type: "reasoning", text: "", signature: "Yg==" },
        { type: "text", text: "Yes." },
      ],
      toolCalls: [],
    });
    expect(builder.finishReason).toBe("stop");
  });

  it("S3: pings, comments and empty data are nothing", () => {
    const sse = (value: Json) => `event: ${value["type"]}\ndata: ${JSON.stringify(value)}\n\n`;
    const noise = 'event: ping\ndata: {"type": "ping"}\n\n: keep-alive\n\ndata:\n\nevent: ping\n\n';
    const values = [start, ...text("Hi"), end("end_turn"), stop];
    const builder = new ReplyBuilder();
    const framer = createFramer("sse", anthropicMessages.createDecoder(builder));
    for (const value of values) {
      framer.feed(new TextEncoder().encode(sse(value)));
      builder.progressed = false;
      framer.feed(new TextEncoder().encode(noise));
      expect(builder.progressed).toBe(false);
    }
    framer.end();
    expect(builder.parts()).toEqual(decode(values.map(sse).join("")).parts());
  });

  it("T2: what says nothing is no progress, arguments and signatures are", () => {
    const builder = new ReplyBuilder();
    const decoder = push(builder, [start, ...text("Hi"), block(1, { type: "tool_use", id: "a" })]);
    const progress = (value: object) => {
      builder.progressed = false;
      decoder.push(value, undefined);
      return builder.progressed;
    };
    expect(progress({ type: "ping" })).toBe(false);
    expect(progress(delta(0, { type: "text_delta", text: "" }))).toBe(false);
    expect(progress(delta(1, { type: "input_json_delta", partial_json: "" }))).toBe(false);
    expect(progress(block(2, { type: "thinking", thinking: "", signature: "" }))).toBe(false);
    expect(progress(delta(1, { type: "input_json_delta", partial_json: "{" }))).toBe(true);
    expect(progress(delta(2, { type: "signature_delta", signature: "YQ==" }))).toBe(true);
  });

  it("S10: unknown events, blocks and deltas are left alone", () => {
    const builder = new ReplyBuilder();
    const decoder = push(builder, [
      start,
      { type: "message_thought_about", error: null },
      block(0, { type: "hologram", text: "?" }),
      delta(0, { type: "hologram_delta", text: "?" }),
      delta(7, { type: "input_json_delta", partial_json: "{}" }),
      ...text("Hi"),
      delta(0, { type: "citations_delta", citation: { cited_text: "?" } }),
      "text",
      [],
      null,
      end("end_turn"),
    ]);
    expect(builder.parts().content).toEqual([{ type: "text", text: "Hi" }]);
    expect(decoder.terminated).toBe(false);
  });

  it.each([
    ["from 1, with a gap", [1, 5]],
    ["reused", [0, 0]],
    ["missing", [undefined, undefined]],
    ["text", ["__proto__", "constructor"]],
  ])("S16: an index that is %s", (_, [first, second]) => {
    const builder = new ReplyBuilder();
    push(builder, [
      start,
      block(first, { type: "tool_use", id: "a", name: "one", input: {} }),
      delta(first, { type: "input_json_delta", partial_json: '{"n":1}' }),
      block(second, { type: "tool_use", id: "b", name: "two", input: {} }),
      delta(second, { type: "input_json_delta", partial_json: '{"n":2}' }),
      end("tool_use"),
    ]);
    builder.complete();
    expect(builder.parts().toolCalls).toEqual([
      { id: "a", name: "one", arguments: { n: 1 } },
      { id: "b", name: "two", arguments: { n: 2 } },
    ]);
  });

  it("S16: a call does not take the input of a server's tool that has its index", () => {
    const builder = new ReplyBuilder();
    push(builder, [
      start,
      block(0, { type: "tool_use", id: "a", name: "one", input: {} }),
      delta(0, { type: "input_json_delta", partial_json: '{"n":1}' }),
      block(0, { type: "server_tool_use", id: "b", name: "web_search", input: {} }),
      delta(0, { type: "input_json_delta", partial_json: '{"query":"x"}' }),
      end("tool_use"),
    ]);
    builder.complete();
    expect(builder.parts().toolCalls).toEqual([{ id: "a", name: "one", arguments: { n: 1 } }]);
  });

  it("S16: arguments may come whole, or not at all", () => {
    const builder = new ReplyBuilder();
    push(builder, [
      start,
      block(0, { type: "tool_use", id: "a", name: "one", input: { n: 1 } }),
      block(1, { type: "tool_use", id: "b", name: "two", input: {} }),
      end("tool_use"),
    ]);
    builder.complete();
    expect(builder.parts().toolCalls.map((call) => call.arguments)).toEqual([{ n: 1 }, {}]);
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool-calls"],
    ["refusal", "refusal"],
    ["pause_turn", "other"],
    ["a_new_reason", "other"],
    ["constructor", "other"],
  ])("S20: stop_reason %s is %s", (reason, want) => {
    const builder = new ReplyBuilder();
    push(builder, [start, ...text("Hi"), end(reason), stop]);
    expect(builder).toMatchObject({ finishReason: want, rawFinishReason: reason });
    const whole = new ReplyBuilder();
    const content = [{ type: "text", text: "Hi" }];
    anthropicMessages.readReply({ content, stop_reason: reason } as never, whole);
    expect(whole).toMatchObject({ finishReason: want, rawFinishReason: reason });
  });

  it("S20: a refusal after some text keeps the text, and says why", () => {
    const builder = new ReplyBuilder();
    const refusal = { stop_reason: "refusal", stop_details: { explanation: "Blocked." } };
    push(builder, [start, ...text("Take"), { type: "message_delta", delta: refusal }, stop]);
    expect(builder.parts().text).toBe("Take");
    expect(builder.finishReason).toBe("refusal");
    expect(builder.warnings).toEqual([{ code: "provider-notice", message: "Blocked." }]);
  });

  it("S20: a refusal of a whole body without content is blocked", () => {
    const body = { content: [], stop_reason: "refusal" } as never;
    expect(failure(() => anthropicMessages.readReply(body, new ReplyBuilder()))).toEqual({
      code: "content-blocked",
      message: "the model refused to answer",
    });
  });

  it("T9: the stream is over at message_stop, and nothing after it is read", () => {
    const builder = new ReplyBuilder();
    const decoder = anthropicMessages.createDecoder(builder);
    const framer = createFramer("sse", decoder);
    const write = (value: object) =>
      framer.feed(new TextEncoder().encode(`data: ${JSON.stringify(value)}\n\n`));
    for (const value of [start, ...text("Hi"), end("end_turn")]) {
      write(value);
      expect(framer.terminated).toBe(false);
    }
    write(stop);
    expect(framer.terminated).toBe(true);
    for (const value of [...text("more"), { type: "error", error: {} }]) write(value);
    expect(builder.parts().text).toBe("Hi");
  });
});

describe("usage", () => {
  const cases: readonly [string, object, object, object | undefined][] = [
    [
      "of both",
      { input_tokens: 10, output_tokens: 1 },
      { output_tokens: 5 },
      {
        inputTokens: 10,
        outputTokens: 5,
      },
    ],
    [
      "with the input corrected",
      { input_tokens: 43, output_tokens: 1 },
      { input_tokens: 61, output_tokens: 2 },
      {
        inputTokens: 61,
        outputTokens: 2,
      },
    ],
    [
      "of the end only",
      {},
      { input_tokens: 3, output_tokens: 4 },
      { inputTokens: 3, outputTokens: 4 },
    ],
    ["without an input", { output_tokens: 1 }, { output_tokens: 5 }, undefined],
    ["without an output", { input_tokens: 10 }, {}, undefined],
    ["of null", { input_tokens: null }, { input_tokens: null, output_tokens: 5 }, undefined],
    ["of text", { input_tokens: "10" }, { output_tokens: 5 }, undefined],
    ["of a fraction", { input_tokens: 1.5 }, { output_tokens: 5 }, undefined],
    ["below 0", { input_tokens: -1 }, { output_tokens: 5 }, undefined],
    [
      "with zeros",
      { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 },
      {},
      {
        inputTokens: 0,
        outputTokens: 0,
        cacheReadTokens: 0,
      },
    ],
    [
      "with nulls that change nothing",
      { input_tokens: 10, cache_read_input_tokens: 7, output_tokens: 1 },
      {
        input_tokens: null,
        cache_read_input_tokens: null,
        cache_creation: null,
        output_tokens: 5,
      },
      { inputTokens: 17, outputTokens: 5, cacheReadTokens: 7 },
    ],
    [
      "with a cache of an unknown time: five minutes",
      { input_tokens: 4, cache_creation_input_tokens: 1165, output_tokens: 1 },
      {},
      {
        inputTokens: 1169,
        outputTokens: 1,
        cacheWrite5mTokens: 1165,
      },
    ],
    [
      "with both caches",
      {
        input_tokens: 4,
        cache_read_input_tokens: 1000,
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
        output_tokens: 1,
      },
      {},
      {
        inputTokens: 1304,
        outputTokens: 1,
        cacheReadTokens: 1000,
        cacheWrite5mTokens: 100,
        cacheWrite1hTokens: 200,
      },
    ],
    [
      "with a cache written later, of which only the sum is told",
      {
        input_tokens: 2,
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
        output_tokens: 1,
      },
      { cache_creation_input_tokens: 350, output_tokens: 9 },
      {
        inputTokens: 352,
        outputTokens: 9,
        cacheWrite5mTokens: 150,
        cacheWrite1hTokens: 200,
      },
    ],
    [
      "with caches that have no sum",
      {
        input_tokens: 2,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
        output_tokens: 1,
      },
      {},
      { inputTokens: 302, outputTokens: 1, cacheWrite5mTokens: 100, cacheWrite1hTokens: 200 },
    ],
    [
      "with a sum that is too small",
      {
        input_tokens: 2,
        cache_creation_input_tokens: 1,
        cache_creation: { ephemeral_1h_input_tokens: 200 },
        output_tokens: 1,
      },
      {},
      { inputTokens: 202, outputTokens: 1, cacheWrite5mTokens: 0, cacheWrite1hTokens: 200 },
    ],
    [
      "with thinking",
      { input_tokens: 2, output_tokens: 1 },
      {
        output_tokens: 101,
        output_tokens_details: { thinking_tokens: 22 },
      },
      { inputTokens: 2, outputTokens: 101, reasoningTokens: 22 },
    ],
  ];
  it.each(cases)("S17: %s", (_, first, second, want) => {
    const builder = new ReplyBuilder();
    push(builder, [{ type: "message_start", message: { usage: first } }, end("end_turn", second)]);
    expect(builder.usage).toEqual(want);
    // Unknown is absent.
    expect(Object.values(builder.usage ?? {})).not.toContain(undefined);
  });
});

describe("errors", () => {
  const types: readonly [string, KeiErrorCode, number, boolean][] = [
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
  const body = (type: string, message = "Words.", details?: object) => ({
    type: "error",
    error: { type, message, ...(details && { details }) },
    request_id: "req_1",
  });

  it.each(types)("E2: %s is %s whatever the status", (type, code, status) => {
    expect(anthropicMessages.readError(418, body(type))).toEqual({
      code,
      status,
      message: "Words.",
      requestId: "req_1",
    });
  });

  it.each(types)("S9: %s as the first event stands for its status", (type, code, status, retry) => {
    expect(isRetryableCode(code)).toBe(retry);
    const want = { code, status, message: "Words.", requestId: "req_1" };
    expect(failure(() => push(new ReplyBuilder(), [body(type)]))).toEqual(want);
    const whole = () => anthropicMessages.readReply(body(type) as never, new ReplyBuilder());
    expect(failure(whole)).toEqual(want);
  });

  it("A: an error after some text is thrown, and the text is not lost", () => {
    const builder = new ReplyBuilder();
    const values = [start, ...text("Hi"), body("overloaded_error", "Overloaded")];
    expect(failure(() => push(builder, values))).toMatchObject({ code: "overloaded", status: 529 });
    expect(builder.parts().text).toBe("Hi");
    expect(builder.finishReason).toBeUndefined();
  });

  it("A: an error that the event's name or a key tells is one, whatever is in it", () => {
    const decoder = () => anthropicMessages.createDecoder(new ReplyBuilder());
    const unknown = { code: "server", message: "the provider sent an error that says nothing" };
    expect(failure(() => decoder().push({}, "error"))).toMatchObject(unknown);
    expect(failure(() => decoder().push(null, "error"))).toMatchObject(unknown);
    expect(failure(() => decoder().push({ type: "error" }, undefined))).toMatchObject({
      code: "server",
    });
    expect(failure(() => decoder().push({ error: "no GPU" }, undefined))).toMatchObject({
      code: "server",
      message: "no GPU",
    });
    expect(failure(() => decoder().push(body("a_new_error"), "error"))).toMatchObject({
      code: "server",
      message: "Words.",
      requestId: "req_1",
    });
  });

  const special: readonly [string, string, string, object | undefined][] = [
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
  it.each(special)("R10: %s %s is of code %s", (type, message, code, details) => {
    expect(anthropicMessages.readError(400, body(type, message, details)).code).toBe(code);
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
    const error = anthropicMessages.readError(401, given);
    expect({ ...error }).toEqual(want);
    expect(Object.hasOwn(error, "code")).toBe(false);
    expect(Object.hasOwn(error, "message")).toBe("message" in want);
  });

  it.each([[undefined], [null], [""], [[]], [{}], [{ content: "Hi" }], [{ content: {} }]])(
    "S19: %j is no answer",
    (given) => {
      const read = () => anthropicMessages.readReply(given as never, new ReplyBuilder());
      expect(failure(read)).toEqual({
        code: "protocol",
        message: "the answer is not an Anthropic message",
      });
    },
  );
});

describe("S15: what the wire must not do", () => {
  const junk = [null, 0, -1.5, true, "", "__proto__", [], [null], {}, { a: 1 }];

  /** Every value that comes of putting junk in the place of one part of a value. */
  function* spoiled(value: unknown): Generator<unknown> {
    yield* junk;
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      for (const bad of spoiled(inner)) {
        yield Array.isArray(value)
          ? value.map((item, i) => (String(i) === key ? bad : item))
          : { ...value, [key]: bad };
      }
      if (!Array.isArray(value)) {
        const { [key]: _, ...rest } = value as Json;
        yield rest;
      }
    }
  }

  const call = { type: "tool_use", id: "a", name: "one", input: { n: 1 } };
  const usage = {
    input_tokens: 1,
    output_tokens: 2,
    cache_creation: { ephemeral_1h_input_tokens: 3 },
    output_tokens_details: { thinking_tokens: 4 },
  };
  const values: unknown[] = [
    { ...start, message: { ...start.message, usage } },
    ...text("Hi"),
    block(1, { type: "thinking", thinking: "Hm.", signature: "c2ln" }),
    block(2, { type: "redacted_thinking", data: "ZW5j" }),
    block(3, { ...call, input: {} }),
    delta(3, { type: "input_json_delta", partial_json: "{}" }),
    block(4, { type: "fallback", to: { model: "claude-y" } }),
    { ...end("refusal", usage), stop_details: { explanation: "Blocked." } },
    { type: "error", error: { type: "api_error", message: "Words.", details: {} } },
    stop,
  ];

  /** Runs it; of all errors only ours may come. */
  function survives(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
    }
  }

  it("a stream of junk breaks nothing", () => {
    let count = 0;
    for (const [i, value] of values.entries()) {
      for (const bad of spoiled(value)) {
        const builder = new ReplyBuilder(() => {});
        survives(() => push(builder, [...values.slice(0, i), bad, ...values.slice(i + 1)]));
        builder.complete();
        builder.parts();
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(500);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("a body of junk breaks nothing", () => {
    const body = {
      model: "claude-x",
      content: [
        { type: "text", text: "Hi" },
        call,
        { type: "thinking", thinking: "", signature: "a" },
      ],
      stop_reason: "refusal",
      stop_details: { explanation: "Blocked." },
      usage,
    };
    for (const bad of spoiled(body)) {
      const builder = new ReplyBuilder(() => {});
      survives(() => anthropicMessages.readReply(bad as never, builder));
      builder.complete();
      builder.parts();
      anthropicMessages.readError(500, bad);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("keys that objects have by themselves are keys like others", () => {
    const builder = new ReplyBuilder();
    const json =
      '{"type":"message_delta","delta":{"__proto__":{"stop_reason":"end_turn"}},"usage":{"__proto__":{"input_tokens":1,"output_tokens":2},"constructor":3}}';
    push(builder, [JSON.parse(json)]);
    expect(builder.finishReason).toBeUndefined();
    expect(builder.usage).toBeUndefined();
    expect(({} as Json)["stop_reason"]).toBeUndefined();
  });
});
