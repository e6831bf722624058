import { describe, expect, it } from "vitest";
import { openaiResponses } from "../../../src/protocols/openai-responses/protocol.ts";
import { decodeBody, decodeBothWays, failureOf } from "../../support/decode-answer.ts";
import { expectJunkBreaksNoBody } from "../../support/spoiled.ts";
import { namedSse } from "../../support/stream-text.ts";

const text = (words: string, id = "msg_1") => ({
  id,
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", annotations: [], text: words }],
});
const response = (output: readonly unknown[], more: object = {}) => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-5.5-2026-04-24",
  output,
  ...more,
});

/** The shortest stream of a response: its last event has all that there is. */
const ended = (value: { status?: unknown }) =>
  namedSse({ type: `response.${String(value.status)}`, response: value });

/** What an answer is, whole and as the last event of a stream. */
const read = (value: ReturnType<typeof response>) =>
  decodeBothWays(openaiResponses, value, ended(value));

describe("answers", () => {
  it("a text", () => {
    expect(read(response([text("Hi")]))).toMatchObject({
      parts: { text: "Hi", content: [{ type: "text", text: "Hi" }], toolCalls: [] },
      finishReason: "stop",
      rawFinishReason: "completed",
      model: "gpt-5.5-2026-04-24",
    });
  });

  it("thoughts: the summary, or what is in the open, a blank line between paragraphs", () => {
    const summary = ["One.", "Two."].map((words) => ({ type: "summary_text", text: words }));
    const content = [{ type: "reasoning_text", text: "Open." }];
    const reasoning = { id: "r", type: "reasoning", summary, content };
    expect(read(response([reasoning, text("Hi")])).parts.reasoning).toBe("One.\n\nTwo.");
    const open = { ...reasoning, summary: [] };
    expect(read(response([open, text("Hi")])).parts.reasoning).toBe("Open.");
    const hidden = { id: "r", type: "reasoning", summary: [] };
    const { parts } = read(response([hidden, text("Hi")]));
    expect(parts).not.toHaveProperty("reasoning");
    expect(parts.content).toMatchObject([{ type: "reasoning", text: "" }, { type: "text" }]);
  });

  it("calls, by their call_id; other items as they are", () => {
    const call = {
      id: "fc_1",
      type: "function_call",
      call_id: "call_1",
      name: "f",
      arguments: "{}",
    };
    const other = { id: "x", type: "something_new", a: 1 };
    expect(read(response([call, { ...call, id: "fc_2", call_id: "call_2" }, other]))).toMatchObject(
      {
        parts: {
          toolCalls: [
            { id: "call_1", name: "f", arguments: {} },
            { id: "call_2", name: "f", arguments: {} },
          ],
          content: [{}, {}, { type: "opaque", value: other }],
        },
        finishReason: "tool-calls",
      },
    );
  });

  it.each([
    ["max_output_tokens", "length"],
    ["content_filter", "content-filter"],
    ["max_messages", "other"],
    ["steered", "other"],
    ["something_new", "other"],
  ])("O5: incomplete by %s", (reason, finishReason) => {
    const cut = { status: "incomplete", incomplete_details: { reason } };
    expect(read(response([text("Hal")], cut))).toMatchObject({
      parts: { text: "Hal" },
      finishReason,
      rawFinishReason: reason,
    });
  });

  it("O5: a refusal ends with that", () => {
    const refusal = { ...text(""), content: [{ type: "refusal", refusal: "No." }] };
    expect(read(response([refusal]))).toMatchObject({
      parts: { refusal: "No.", text: "" },
      finishReason: "refusal",
    });
  });

  it("S20, Y11: a filter that let nothing but thoughts through is an error", () => {
    const hidden = { id: "r", type: "reasoning", summary: [] };
    const cut = { status: "incomplete", incomplete_details: { reason: "content_filter" } };
    expect(failureOf(() => decodeBody(openaiResponses, response([hidden], cut)))).toMatchObject({
      code: "content-blocked",
    });
  });

  it.each([
    ["queued", "protocol"],
    ["in_progress", "protocol"],
    ["cancelled", "server"],
    ["failed", "server"],
  ])("O5: %s is no answer", (status, code) => {
    const failure = failureOf(() => decodeBody(openaiResponses, response([], { status })));
    expect(failure.code).toBe(code);
  });

  it("S19: without any output it is none, and may be tried again", () => {
    expect(failureOf(() => decodeBody(openaiResponses, response([])))).toMatchObject({
      code: "protocol",
      retryable: true,
    });
  });

  it("N11: content as a text is read, and what is none is no empty answer", () => {
    expect(read(response([{ ...text(""), content: "Hi" }])).parts.text).toBe("Hi");
    const sound = { ...text(""), content: [{ type: "output_audio", data: "x" }] };
    const { parts } = decodeBody(openaiResponses, response([sound]));
    expect(parts.content).toEqual([]);
  });

  it.each([
    { object: "response.compaction", output: [] },
    { object: "response.input_tokens", input_tokens: 9 },
    { choices: [] },
    {},
  ])("S19: %j is no response", (value) => {
    expect(failureOf(() => decodeBody(openaiResponses, value)).code).toBe("protocol");
  });

  it("S15: junk breaks nothing", () => {
    const full = response([
      { id: "r", type: "reasoning", summary: [{ text: "a" }], content: [{ text: "b" }] },
      text("Hi"),
      { id: "f", type: "function_call", call_id: "c", name: "f", arguments: '{"a":1}' },
      { id: "w", type: "web_search_call", action: { type: "search" } },
    ]);
    expect(expectJunkBreaksNoBody(openaiResponses, full)).toBeGreaterThan(400);
  });
});

describe("usage", () => {
  const usageOf = (usage: object, output: readonly unknown[] = [text("Hi")]) =>
    read(response(output, { usage })).parts.usage;

  it("O6: with and without details", () => {
    expect(usageOf({ input_tokens: 9, output_tokens: 2, total_tokens: 11 })).toEqual({
      inputTokens: 9,
      outputTokens: 2,
    });
    expect(
      usageOf({
        input_tokens: 100,
        input_tokens_details: {
          cached_tokens: 40,
          cache_write_tokens: 30,
          cache_write_tokens_details: { ttl_30m_tokens: 20, ttl_12h_tokens: 5 },
        },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 8 },
        total_tokens: 120,
      }),
    ).toEqual({
      inputTokens: 100,
      outputTokens: 20,
      reasoningTokens: 8,
      cacheReadTokens: 40,
      cacheWriteTokens: 5,
      cacheWrite30mTokens: 20,
      cacheWrite12hTokens: 5,
    });
  });

  it("O6: details that exceed their whole make no negative count", () => {
    const usage = usageOf({
      input_tokens: 100,
      input_tokens_details: {
        cached_tokens: 0,
        cache_write_tokens: 10,
        cache_write_tokens_details: { ttl_30m_tokens: 8, ttl_12h_tokens: 8 },
      },
      output_tokens: 1,
      total_tokens: 101,
    });
    expect(usage).toMatchObject({ cacheWrite30mTokens: 8, cacheWrite12hTokens: 2 });
    expect(usage?.cacheWriteTokens).toBeUndefined();
  });

  it("O6: searches and code that is run are counted, pages that are opened are not", () => {
    const used = (type: string, more: object = {}) => ({ id: type, type, ...more });
    expect(
      usageOf({ input_tokens: 9, output_tokens: 2 }, [
        used("web_search_call", { action: { type: "search" } }),
        used("web_search_call", { id: "2", action: { type: "open_page" } }),
        used("file_search_call"),
        used("code_interpreter_call"),
        text("Hi"),
      ])?.fees,
    ).toEqual({ webSearch: 1, fileSearch: 1, codeInterpreter: 1 });
  });
});
