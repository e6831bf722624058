import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import {
  CUT,
  decodeStream,
  expectSameWhereverCut,
  failureOf,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { ndjson } from "../../support/stream-text.ts";

const piece = (message: object) => ({ model: "m", message, done: false });
const end = (more: object = {}) => ({
  model: "m",
  message: { role: "assistant", content: "" },
  done: true,
  ...more,
});
const call = (args: unknown, more: object = {}) => ({
  ...more,
  function: { index: 0, name: "f", arguments: args },
});
const hello = [piece({ content: "Hel" }), piece({ content: "lo" })];
const whole = ndjson(...hello, end({ done_reason: "stop", prompt_eval_count: 3, eval_count: 2 }));

describe("bytes to values", () => {
  it("S1, S2, I: cut at any byte it is the same (rig#1758, cody#3481, ollama-python#393)", () => {
    const call = { function: { name: "f", arguments: { text: "a\nb\u2028é" } } };
    const body = ndjson(
      piece({ thinking: "é" }),
      piece({ content: '{"a":1}\n🧪é' }),
      piece({ content: "", tool_calls: [call] }),
      end(),
    );
    expect(expectSameWhereverCut(ollama, body).parts).toMatchObject({
      text: '{"a":1}\n🧪é',
      toolCalls: [{ id: "call_0", name: "f", arguments: { text: "a\nb\u2028é" } }],
    });
  });

  it("S18: a line may hold U+2028, and end as \\r\\n", () => {
    const body = ndjson(piece({ content: "a\u2028b" }), end());
    expect(body).toContain("\u2028");
    expect(decodeStream(ollama, body).parts.text).toBe("a\u2028b");
    expect(decodeStream(ollama, whole.replaceAll("\n", "\r\n")).parts.text).toBe("Hello");
    expect(decodeStream(ollama, whole.replaceAll("\n", "\n\n")).parts.text).toBe("Hello");
  });

  it("S5: [DONE] in a text is text", () => {
    const body = ndjson(piece({ content: "[DONE]" }), end());
    expect(decodeStream(ollama, body).parts.text).toBe("[DONE]");
  });

  it("S11: a line that is no JSON is an error without its words", () => {
    const body = `${ndjson(...hello)}{secret words}\n${whole}`;
    const failure = failureOf(() => decodeStream(ollama, body));
    expect(failure.code).toBe("protocol");
    expect(failure.message).not.toContain("secret");
  });

  it("I: a stream of SSE is an error, not an empty answer (rig#825)", () => {
    const body = whole.replace(/^/gm, "data: ").replaceAll("\n", "\n\n");
    expect(failureOf(() => decodeStream(ollama, body)).code).toBe("protocol");
    expect(ollama.framing).toBe("ndjson");
  });
});

describe("complete or not", () => {
  it.each([
    ["no done", ndjson(...hello)],
    ["done that is no boolean", ndjson(...hello, end({ done: 1 }))],
  ])("S7, B: cut with %s", (_, body) => {
    expect(streamOutcome(ollama, body)).toMatchObject({ failure: CUT, terminated: false });
  });

  it.each([
    ["false", false],
    ["absent", undefined],
  ])("S7: a reason is enough where done is %s (ollama-vscode#60)", (_, done) => {
    const counts = { prompt_eval_count: 3, eval_count: 2 };
    const body = ndjson(...hello, end({ done, done_reason: "stop", ...counts }));
    expect(streamOutcome(ollama, body)).toEqual({
      ...streamOutcome(ollama, whole),
      terminated: false,
    });
  });

  it("S7, B: cut within a line", () => {
    const body = `${ndjson(...hello)}{"message":`;
    expect(failureOf(() => decodeStream(ollama, body)).code).toBe("truncated");
  });

  it("T9: the stream is over at done, and nothing after it is read", () => {
    const late = ndjson(piece({ content: "late" }), { error: "late" });
    expect(streamOutcome(ollama, whole).terminated).toBe(true);
    expect(decodeStream(ollama, `${whole}${late}no JSON`)).toEqual(decodeStream(ollama, whole));
  });
});

describe("pieces", () => {
  it("S10: what is not known is ignored", () => {
    const strange = ndjson(
      5,
      null,
      [],
      {},
      { status: "loading model" },
      { message: null, error: null, model: 5 },
      { message: { content: null, thinking: null, tool_calls: null } },
      { message: { content: 5, thinking: {}, tool_calls: [null, 5, {}, { function: null }] } },
    );
    expect(decodeStream(ollama, strange + whole).parts).toEqual({
      text: "Hello",
      content: [{ type: "text", text: "Hello" }],
      toolCalls: [],
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  it("S21: a piece with thinking and text loses neither", () => {
    const body = ndjson(
      piece({ thinking: "Hm.", content: "Yes" }),
      piece({ thinking: "", content: "." }),
      end(),
    );
    expect(decodeStream(ollama, body).parts).toEqual({
      text: "Yes.",
      reasoning: "Hm.",
      content: [
        { type: "reasoning", text: "Hm." },
        { type: "text", text: "Yes." },
      ],
      toolCalls: [],
    });
  });
});

describe("calls", () => {
  it("S16: calls without ids, with the same index and name, on one line or several, are several", () => {
    const body = ndjson(
      piece({ content: "", tool_calls: [call({ a: 1 }), call({ a: 2 })] }),
      piece({ content: "", tool_calls: [call({ a: 3 }, { id: "call_x" })] }),
      piece({ content: "", tool_calls: [] }),
      end({ done_reason: "stop" }),
    );
    expect(decodeStream(ollama, body)).toMatchObject({
      finishReason: "tool-calls",
      parts: {
        toolCalls: [
          { id: "call_0", name: "f", arguments: { a: 1 } },
          { id: "call_1", name: "f", arguments: { a: 2 } },
          { id: "call_x", name: "f", arguments: { a: 3 } },
        ],
      },
    });
  });
});

it("S15: a stream of junk breaks nothing", () => {
  const values = [
    piece({ role: "assistant", thinking: "Hm.", content: "Hi" }),
    piece({ content: "", tool_calls: [call({ a: 1 }, { id: "call_x" })] }),
    end({ done_reason: "stop", prompt_eval_count: 3, eval_count: 2 }),
    { error: "no GPU" },
  ];
  expect(expectJunkBreaksNoStream(ollama, values)).toBeGreaterThan(200);
});
