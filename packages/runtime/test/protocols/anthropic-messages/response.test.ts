import { describe, expect, it } from "vitest";
import { anthropicMessages as anthropic } from "../../../src/protocols/anthropic-messages/protocol.ts";
import {
  decodeBody,
  decodeBothWays,
  decodeStream,
  failureBothWays,
} from "../../support/decode-answer.ts";
import { namedSse } from "../../support/stream-text.ts";

const text = { type: "text", text: "Hi" };

/** A message, and the same as a stream whose blocks come whole. */
function written(
  content: readonly object[],
  end: object,
): readonly [body: unknown, stream: string] {
  const blocks = content.map((content_block, index) => ({
    type: "content_block_start",
    index,
    content_block,
  }));
  const start = { type: "message_start", message: { model: "claude-x" } };
  const stop = { type: "message_stop" };
  return [
    { model: "claude-x", content, ...end },
    namedSse(start, ...blocks, { type: "message_delta", delta: end }, stop),
  ];
}

describe("reasons to end", () => {
  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "refusal"],
    ["pause_turn", "paused"],
    ["a_new_reason", "other"],
    ["constructor", "other"],
  ])("S20: stop_reason %s is %s", (rawFinishReason, finishReason) => {
    const answer = written([text], { stop_reason: rawFinishReason });
    expect(decodeBothWays(anthropic, ...answer)).toMatchObject({ finishReason, rawFinishReason });
  });

  const refusal = (explanation?: string) => ({
    stop_reason: "refusal",
    stop_details: { explanation },
  });

  it("S20: a refusal after some text keeps the text, and says why", () => {
    const answer = written([text], refusal("Blocked."));
    expect(decodeBothWays(anthropic, ...answer)).toMatchObject({
      finishReason: "refusal",
      parts: { text: "Hi" },
      warnings: [{ code: "provider-notice", message: "Blocked." }],
    });
  });

  it.each([
    ["Blocked.", "Blocked."],
    [undefined, "the model refused to answer"],
  ])("S20: a refusal for %j before any answer is blocked content", (explanation, message) => {
    expect(failureBothWays(anthropic, ...written([], refusal(explanation)))).toEqual({
      code: "content-blocked",
      message,
    });
  });
});

describe("usage", () => {
  /** Name, usage of a message or of a stream's beginning, usage of a stream's end. */
  const rows: readonly [string, object, object, object | undefined][] = [
    [
      "of both",
      { input_tokens: 10, output_tokens: 1 },
      { output_tokens: 5 },
      { inputTokens: 10, outputTokens: 5 },
    ],
    [
      "with the input corrected",
      { input_tokens: 43, output_tokens: 1 },
      { input_tokens: 61, output_tokens: 2 },
      { inputTokens: 61, outputTokens: 2 },
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
      { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0 },
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
      { inputTokens: 1169, outputTokens: 1, cacheWrite5mTokens: 1165 },
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
      { inputTokens: 352, outputTokens: 9, cacheWrite5mTokens: 150, cacheWrite1hTokens: 200 },
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
      { output_tokens: 101, output_tokens_details: { thinking_tokens: 22 } },
      { inputTokens: 2, outputTokens: 101, reasoningTokens: 22 },
    ],
  ];
  it.each(rows)("S17: %s", (_, first, second, want) => {
    const start = { type: "message_start", message: { usage: first } };
    const end = { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: second };
    const { usage } = decodeStream(anthropic, namedSse(start, end)).parts;
    // Unknown is absent.
    expect(usage).toStrictEqual(want);
    if (Object.keys(second).length > 0) return;
    expect(decodeBody(anthropic, { content: [text], usage: first }).parts.usage).toEqual(want);
  });
});

describe("calls", () => {
  it("S16: arguments may come whole, or not at all", () => {
    const [body, stream] = written(
      [
        { type: "tool_use", id: "a", name: "one", input: { n: 1 } },
        { type: "tool_use", id: "b", name: "two", input: {} },
      ],
      { stop_reason: "tool_use" },
    );
    expect(decodeBothWays(anthropic, body, stream).parts.toolCalls).toEqual([
      { id: "a", name: "one", arguments: { n: 1 } },
      { id: "b", name: "two", arguments: {} },
    ]);
  });

  it("S15: names of the prototype are values like others", () => {
    const input = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}');
    const call = { type: "tool_use", id: "a", name: "__proto__", input };
    const answer = written([call], { stop_reason: "tool_use" });
    expect(decodeBothWays(anthropic, ...answer).parts.toolCalls).toEqual([
      { id: "a", name: "__proto__", arguments: input },
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
