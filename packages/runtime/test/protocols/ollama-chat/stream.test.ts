import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import { decodeBody, decodeStream, failureOf } from "../../support/decode-answer.ts";

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const piece = (message: object) => line({ model: "m", message, done: false });
const end = (more: object = {}) =>
  line({ model: "m", message: { role: "assistant", content: "" }, done: true, ...more });
const hello = piece({ content: "Hel" }) + piece({ content: "lo" });
const whole = hello + end({ done_reason: "stop", prompt_eval_count: 3, eval_count: 2 });

describe("Ollama's streams", () => {
  it("S2: a character cut between two pieces is whole", () => {
    const body = new TextEncoder().encode(piece({ content: "🧪é" }) + end());
    for (let cut = 1; cut < body.length; cut++) {
      expect(decodeStream(ollama, body, [cut]).parts.text).toBe("🧪é");
    }
  });

  it("S18: a line may hold U+2028, and end as \\r\\n", () => {
    const body = piece({ content: "a\u2028b" }).replace("\\u2028", "\u2028") + end();
    expect(body).toContain("\u2028");
    expect(decodeStream(ollama, body).parts.text).toBe("a\u2028b");
    expect(decodeStream(ollama, whole.replaceAll("\n", "\r\n")).parts.text).toBe("Hello");
    expect(decodeStream(ollama, whole.replaceAll("\n", "\n\n")).parts.text).toBe("Hello");
  });

  it("S5: [DONE] in a text is text", () => {
    expect(decodeStream(ollama, piece({ content: "[DONE]" }) + end()).parts.text).toBe("[DONE]");
  });

  it("S7, B: without done it was cut; half a last line as well", () => {
    expect(failureOf(() => decodeStream(ollama, hello)).code).toBe("truncated");
    expect(failureOf(() => decodeStream(ollama, `${hello}{"message":`)).code).toBe("truncated");
    expect(
      failureOf(() => decodeStream(ollama, whole.replace('"done":true', '"done":1'))).code,
    ).toBe("truncated");
  });

  it.each([undefined, null, "", 5])("B: done with a reason of %j is whole", (reason) => {
    const body = hello + end({ done_reason: reason });
    const { parts, finishReason, rawFinishReason } = decodeStream(ollama, body);
    expect([parts.text, finishReason, rawFinishReason]).toEqual(["Hello", "stop", undefined]);
  });

  it("S10: what is not known is ignored", () => {
    const strange = [
      line(5),
      line(null),
      line([]),
      line({}),
      line({ status: "loading model" }),
      line({ message: null, error: null, model: 5 }),
      line({ message: { content: null, thinking: null, tool_calls: null } }),
      line({
        message: { content: 5, thinking: {}, tool_calls: [null, 5, {}, { function: null }] },
      }),
    ].join("");
    const { parts } = decodeStream(ollama, strange + whole);
    expect(parts).toEqual({
      text: "Hello",
      content: [{ type: "text", text: "Hello" }],
      toolCalls: [],
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  it("S11: a line that is no JSON is an error without its words", () => {
    const failure = failureOf(() => decodeStream(ollama, `${hello}{secret words}\n${whole}`));
    expect(failure.code).toBe("protocol");
    expect(failure.message).not.toContain("secret");
  });

  it("S21: a piece with thinking and text loses neither", () => {
    const body =
      piece({ thinking: "Hm.", content: "Yes" }) + piece({ thinking: "", content: "." }) + end();
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

  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["load", "other"],
    ["unload", "other"],
    ["something new", "other"],
  ])("S20: the reason %s is %s", (raw, want) => {
    const { finishReason, rawFinishReason } = decodeStream(
      ollama,
      hello + end({ done_reason: raw }),
    );
    expect([finishReason, rawFinishReason]).toEqual([want, raw]);
  });

  it.each([
    ["both", { prompt_eval_count: 3, eval_count: 2 }, { inputTokens: 3, outputTokens: 2 }],
    ["zeros", { prompt_eval_count: 0, eval_count: 0 }, { inputTokens: 0, outputTokens: 0 }],
    ["no prompt, which was cached", { eval_count: 2 }, undefined],
    ["no output", { prompt_eval_count: 3 }, undefined],
    ["texts", { prompt_eval_count: "3", eval_count: "2" }, undefined],
  ])("S17: usage with %s", (_, counts, want) => {
    expect(decodeStream(ollama, hello + end(counts)).parts.usage).toEqual(want);
  });

  it("I: a stream of SSE is an error, not an empty answer (rig#825)", () => {
    const body = whole.replace(/^/gm, "data: ").replaceAll("\n", "\n\n");
    expect(failureOf(() => decodeStream(ollama, body)).code).toBe("protocol");
    expect(ollama.framing).toBe("ndjson");
  });

  it("I: a line cut at any byte waits for its rest (rig#1758, cody#3481, ollama-python#393)", () => {
    const call = { function: { name: "f", arguments: { text: "a\nb\u2028é" } } };
    const bytes = new TextEncoder().encode(
      piece({ thinking: "é" }) +
        piece({ content: '{"a":1}\n' }) +
        piece({ content: "", tool_calls: [call] }) +
        end(),
    );
    const want = decodeStream(ollama, bytes);
    expect(want.parts.toolCalls).toEqual([
      { id: "call_0", name: "f", arguments: { text: "a\nb\u2028é" } },
    ]);
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
    for (const cut of cuts) expect(decodeStream(ollama, bytes, [cut])).toEqual(want);
    expect(decodeStream(ollama, bytes, cuts)).toEqual(want);
  });
});

describe("calls in Ollama's answers", () => {
  const call = (name: string, args: unknown, more: object = {}) => ({
    ...more,
    function: { index: 0, name, arguments: args },
  });

  it("S16: calls without ids, with the same index and name, on one line or several, are several", () => {
    const body =
      piece({ content: "", tool_calls: [call("f", { a: 1 }), call("f", { a: 2 })] }) +
      piece({ content: "", tool_calls: [call("f", { a: 3 }, { id: "call_x" })] }) +
      piece({ content: "", tool_calls: [] }) +
      end({ done_reason: "stop" });
    const { parts, finishReason } = decodeStream(ollama, body);
    expect(parts.toolCalls).toEqual([
      { id: "call_0", name: "f", arguments: { a: 1 } },
      { id: "call_1", name: "f", arguments: { a: 2 } },
      { id: "call_x", name: "f", arguments: { a: 3 } },
    ]);
    expect(finishReason).toBe("tool-calls");
  });

  it.each([
    ["an object", { a: 1 }, { arguments: { a: 1 } }],
    ["nothing", undefined, { arguments: {} }],
    ["null", null, { arguments: {} }],
    ["JSON as text", '{"a":1}', { arguments: { a: 1 } }],
    ["no JSON", "{", { arguments: undefined, invalidArguments: "{" }],
  ])("arguments are %s", (_, args, want) => {
    const body = piece({ tool_calls: [call("f", args)] }) + end();
    expect(decodeStream(ollama, body).parts.toolCalls).toEqual([
      { id: "call_0", name: "f", ...want },
    ]);
  });
});

describe("what Ollama's errors mean", () => {
  it.each([
    [404, "model 'x' not found", "not-found"],
    [404, 'model "x" not found, try pulling it first', "not-found"],
    [400, "registry.ollama.ai/library/gemma:2b does not support tools", "bad-request"],
    [400, '"llama3.1:8b" does not support thinking', "bad-request"],
    [400, "the input length exceeds the context length", "context-length"],
    [500, "the prompt is too long; it exceeds the context window", "context-length"],
    [503, "server busy, please try again.  maximum pending requests exceeded", "overloaded"],
    [401, "unauthorized", "auth"],
  ])("E2: %d %j is %s", (status, error, code) => {
    expect(ollama.readError(status, { error })).toEqual({
      code,
      message: error,
      retryable: code === "overloaded",
    });
  });

  it.each([
    [500, "library libfoo.so not found"],
    [500, "model requires more system memory (8.0 GiB) than is available (4.0 GiB)"],
    [400, "model is required"],
  ])("E2: %d %j is left to the status", (status, error) => {
    expect(ollama.readError(status, { error })).toEqual({ message: error });
  });

  it.each([
    [undefined],
    [null],
    ["404 page not found"],
    [{}],
    [{ error: 5 }],
    [{ error: "" }],
    [[]],
  ])("E1: %j says nothing", (body) => {
    expect(ollama.readError(404, body)).toEqual({});
  });

  it("E1: the envelope of its OpenAI layer is read, too", () => {
    expect(
      ollama.readError(404, { error: { message: "model 'x' not found", type: "api_error" } }),
    ).toMatchObject({
      code: "not-found",
      message: "model 'x' not found",
    });
  });

  it.each([
    ["model 'x' not found", "not-found", 404],
    ["the input length exceeds the context length", "context-length", 400],
    ["x does not support tools", "bad-request", 400],
    ["llama runner process has terminated: exit status 2", "server", 500],
  ])("A, S9, S18: the error line %j in a 200 is %s", (error, code, status) => {
    for (const before of ["", hello]) {
      expect(failureOf(() => decodeStream(ollama, before + line({ error })))).toEqual({
        code,
        status,
        message: error,
      });
    }
    expect(failureOf(() => decodeBody(ollama, line({ error })))).toEqual({
      code,
      status,
      message: error,
    });
  });

  it("A: an error beside a message is an error all the same", () => {
    const both = line({ message: { content: "Hi" }, done: true, error: "failed" });
    expect(failureOf(() => decodeStream(ollama, both)).code).toBe("server");
  });

  it("S10: an error of any shape is one", () => {
    expect(failureOf(() => decodeStream(ollama, line({ error: true })))).toEqual({
      code: "server",
      status: 500,
      message: "the server answered with an error",
    });
  });
});

describe("whole bodies of Ollama", () => {
  it.each(["null", "5", "[]", '"text"'])("S19: %s is no answer", (body) => {
    expect(failureOf(() => decodeBody(ollama, body)).code).toBe("protocol");
  });

  it("S12: a line that came whole is the answer", () => {
    const { parts } = decodeBody(ollama, piece({ content: "Hi" }));
    expect(parts.text).toBe("Hi");
  });
});
