import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import { type Decoded, decodeBody, decodeBothWays } from "../../support/decode-answer.ts";
import { ndjson } from "../../support/stream-text.ts";

/** What comes of an answer as a body, and as the only line of a stream. */
function read(message: object, more: object = {}): Decoded {
  const answer = { model: "m", message, done: true, ...more };
  return decodeBothWays(ollama, answer, ndjson(answer));
}

const hello = { role: "assistant", content: "Hello" };

describe("reasons to end", () => {
  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["load", "other"],
    ["unload", "other"],
    ["something new", "other"],
  ])("S20: the reason %s is %s", (rawFinishReason, finishReason) => {
    const decoded = read(hello, { done_reason: rawFinishReason });
    expect(decoded).toMatchObject({ finishReason, rawFinishReason });
  });

  it.each([undefined, null, "", 5])("B: done with a reason of %j is whole", (reason) => {
    const { parts, finishReason, rawFinishReason } = read(hello, { done_reason: reason });
    expect([parts.text, finishReason, rawFinishReason]).toEqual(["Hello", "stop", undefined]);
  });
});

describe("usage", () => {
  it.each([
    ["both", { prompt_eval_count: 3, eval_count: 2 }, { inputTokens: 3, outputTokens: 2 }],
    ["zeros", { prompt_eval_count: 0, eval_count: 0 }, { inputTokens: 0, outputTokens: 0 }],
    ["no prompt, which was cached", { eval_count: 2 }, undefined],
    ["no output", { prompt_eval_count: 3 }, undefined],
    ["texts", { prompt_eval_count: "3", eval_count: "2" }, undefined],
  ])("S17: %s", (_, counts, want) => {
    expect(read(hello, counts).parts.usage).toEqual(want);
  });
});

describe("calls", () => {
  const called = (name: string, args: unknown) => ({
    tool_calls: [{ function: { index: 0, name, arguments: args } }],
  });

  it.each([
    ["an object", { a: 1 }, { arguments: { a: 1 } }],
    ["nothing", undefined, { arguments: {} }],
    ["null", null, { arguments: {} }],
    ["JSON as text", '{"a":1}', { arguments: { a: 1 } }],
    ["no JSON", "{", { arguments: undefined, invalidArguments: "{" }],
  ])("arguments are %s", (_, args, want) => {
    expect(read(called("f", args)).parts.toolCalls).toEqual([{ id: "call_0", name: "f", ...want }]);
  });

  it("S15: names of the prototype are values like others", () => {
    const args = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}');
    expect(read(called("__proto__", args)).parts.toolCalls).toEqual([
      { id: "call_0", name: "__proto__", arguments: args },
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it("S12: a line that came whole is the answer", () => {
  const line = { model: "m", message: { content: "Hi" }, done: false };
  expect(decodeBody(ollama, line).parts.text).toBe("Hi");
});
