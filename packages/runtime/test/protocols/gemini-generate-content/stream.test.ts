import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import {
  CUT,
  decodeStream,
  expectSameWhereverCut,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { sse } from "../../support/stream-text.ts";

const stop = { finishReason: "STOP" };
/** A piece of the first candidate. */
const chunk = (parts: unknown, more: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
});
/** A piece of the arguments of the call that is open. */
const partial = (jsonPath: unknown, value: object, more: object = { willContinue: true }) =>
  chunk([{ functionCall: { partialArgs: [{ jsonPath, ...value }], ...more } }]);
/** A call whose arguments come in pieces. */
const open = (name: string) => chunk([{ functionCall: { name, id: name, willContinue: true } }]);
const hello = [chunk([{ text: "Hel" }]), chunk([{ text: "lo" }], stop)];
const end = chunk([{ text: "" }], stop);

describe("bytes to values", () => {
  it("S1, S2: cut at any byte it is the same", () => {
    const body = sse(
      chunk([{ text: "é", thought: true }]),
      chunk([{ text: "🧪é" }, { functionCall: { name: "f", args: { a: "é" } } }], stop),
    );
    expect(expectSameWhereverCut(gemini, body).parts.text).toBe("🧪é");
  });

  it("S4, H: data without a space after the colon (python-genai#2584)", () => {
    const body = sse(...hello).replaceAll("data: ", "data:");
    expect(decodeStream(gemini, body).parts.text).toBe("Hello");
  });

  it("S4: an event of several data lines", () => {
    const lines = JSON.stringify(chunk([{ text: "Hi" }], stop), null, 1).split("\n");
    const body = sse(lines.map((line) => `data: ${line}`).join("\n"));
    expect(decodeStream(gemini, body).parts.text).toBe("Hi");
  });

  it("S5, H: [DONE] ends it, [DONE] in a text does not (java-genai#1084)", () => {
    const told = [chunk([{ text: "[DONE]" }]), chunk([{ text: "!" }], stop)];
    const late = chunk([{ text: "too late" }]);
    const { parts } = decodeStream(gemini, sse(...told, "data: [DONE]", late));
    expect(parts.text).toBe("[DONE]!");
  });
});

describe("complete or not", () => {
  const rows: readonly [string, ...unknown[]][] = [
    ["no reason", chunk([{ text: "Hel" }])],
    ...["", "FINISH_REASON_UNSPECIFIED", null, 1].map((finishReason): [string, unknown] => [
      `${JSON.stringify(finishReason)} as the reason`,
      chunk([{ text: "Hel" }], { finishReason }),
    ]),
    [
      "a call whose arguments go on",
      chunk([{ functionCall: { name: "f", id: "f", willContinue: true } }]),
      chunk([
        {
          functionCall: { partialArgs: [{ jsonPath: "$.a", numberValue: 1 }], willContinue: true },
        },
      ]),
    ],
  ];
  it.each(rows)("S7: cut with %s", (_, ...values) => {
    const { failure, parts } = streamOutcome(gemini, sse(...values));
    expect(failure).toEqual(CUT);
    expect(parts.toolCalls).toEqual([]);
  });

  it("S7: what comes after the finish reason is read: usage, the last words", () => {
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 };
    const { parts } = decodeStream(
      gemini,
      sse(...hello, chunk([{ text: "!" }]), { usageMetadata }),
    );
    expect(parts).toMatchObject({ text: "Hello!", usage: { inputTokens: 1, outputTokens: 2 } });
  });
});

describe("pieces", () => {
  it("S10: what is not known is ignored", () => {
    const strange = [
      5,
      'data: "text"',
      null,
      {},
      { candidates: null, promptFeedback: null, usageMetadata: null, error: null },
      { candidates: [null, 5, { content: null }, { content: { parts: 5 } }] },
      chunk([null, 5, {}, { text: 5 }, { text: null }, { newThing: { code: "1" } }]),
      chunk([{ newerThing: { output: "1" } }, { functionCall: {} }, { videoMetadata: {} }]),
      'event: ping\ndata: {"type":"ping"}',
    ];
    expect(decodeStream(gemini, sse(...strange, ...hello))).toMatchObject({
      parts: { text: "Hello", content: [{ type: "text", text: "Hello" }], toolCalls: [] },
      warnings: [],
    });
  });

  it("only the first candidate is the answer", () => {
    const both = (text: string, more: object) => ({
      candidates: [
        { index: 1, content: { parts: [{ text: "other" }] }, finishReason: "MAX_TOKENS" },
        { index: 0, content: { parts: [{ text }] }, ...more },
      ],
    });
    const alone = { candidates: [{ index: 1, content: { parts: [{ text: "other" }] } }] };
    expect(decodeStream(gemini, sse(both("Hel", {}), alone, both("lo", stop)))).toMatchObject({
      rawFinishReason: "STOP",
      parts: { text: "Hello" },
    });
  });

  it("signatures belong to their parts, each to one", () => {
    const body = sse(
      chunk([{ text: "a" }, { text: "b", thoughtSignature: "s1" }]),
      chunk([{ text: "", thoughtSignature: "nothing of its own" }]),
      chunk([{ text: "c" }]),
      chunk([{ text: "", thoughtSignature: "s2" }]),
      chunk([{ functionCall: { name: "f" }, thoughtSignature: "s3" }]),
      chunk([{ text: "", thoughtSignature: "s4" }], stop),
    );
    expect(decodeStream(gemini, body).parts.content).toEqual([
      { type: "text", text: "ab", signature: "s1" },
      { type: "text", text: "c", signature: "s2" },
      { type: "tool-call", id: "call_0", name: "f", arguments: {}, signature: "s3" },
      { type: "text", text: "", signature: "s4" },
    ]);
  });

  it("H: content with a role and no parts is nothing (vercel/ai#5039)", () => {
    expect(decodeStream(gemini, sse(chunk(undefined), ...hello)).parts.text).toBe("Hello");
  });

  it("H: a stream that ends with an empty part is whole (gemini-cli#12674)", () => {
    const { parts, finishReason } = decodeStream(
      gemini,
      sse(chunk([{ text: "Hm.", thought: true }]), end),
    );
    expect(parts).toEqual({
      text: "",
      reasoning: "Hm.",
      content: [{ type: "reasoning", text: "Hm." }],
      toolCalls: [],
    });
    expect(finishReason).toBe("stop");
  });

  it("M8: images among thoughts are told of once", () => {
    const inlineData = { mimeType: "image/png", data: "AAAA" };
    const image = chunk([
      { thought: true, inlineData },
      { thought: true, inlineData },
    ]);
    const { warnings, parts } = decodeStream(gemini, sse(image, image, ...hello));
    expect(warnings.map(({ code }) => code)).toEqual(["provider-notice"]);
    expect(parts.text).toBe("Hello");
  });
});

describe("calls", () => {
  it("parallel calls, of one tool and without ids, are several", () => {
    const call = (city: string) => ({ functionCall: { name: "weather", args: { city } } });
    const body = sse(chunk([call("Rome")]), chunk([call("Oslo"), call("Bern")], stop));
    const { parts, events } = decodeStream(gemini, body);
    expect(parts.toolCalls).toEqual([
      { id: "call_0", name: "weather", arguments: { city: "Rome" } },
      { id: "call_1", name: "weather", arguments: { city: "Oslo" } },
      { id: "call_2", name: "weather", arguments: { city: "Bern" } },
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      ...Array(3).fill("tool-call-delta"),
      ...Array(3).fill("tool-call"),
      "finish",
    ]);
  });

  it("streamed arguments: every kind of value and of path, calls left open", () => {
    const body = sse(
      open("first"),
      partial("$.text", { stringValue: "ab", willContinue: true }),
      partial("$.text", { stringValue: "cd" }),
      partial("$['a key'].list[0].n", { numberValue: 0 }),
      partial('$["a key"].list[0].yes', { boolValue: false }),
      partial("$['a key'].list[1]", { nullValue: "NULL_VALUE" }, {}),
      chunk([{ functionCall: {} }]),
      partial("$.text", { stringValue: "of no call" }),
      open("second"),
      partial("$.x", { numberValue: 2.5 }),
      open("third"),
      end,
    );
    expect(decodeStream(gemini, body).parts.toolCalls).toEqual([
      {
        id: "first",
        name: "first",
        arguments: { text: "abcd", "a key": { list: [{ n: 0, yes: false }, null] } },
      },
      { id: "second", name: "second", arguments: { x: 2.5 } },
      { id: "third", name: "third", arguments: {} },
    ]);
  });

  it("S15: streamed arguments cannot leave their object, nor grow it without measure", () => {
    const body = sse(
      open("f"),
      partial("$.__proto__.polluted", { numberValue: 1 }),
      partial("$['__proto__']", { numberValue: 1 }),
      partial("$.constructor.prototype.polluted", { numberValue: 1 }),
      partial("$.list[4294967294]", { numberValue: 1 }),
      partial("$.list[0]", { numberValue: 1 }),
      partial("$.list.length", { numberValue: 1e9 }),
      partial("$[0]", { numberValue: 1 }),
      partial("$", { numberValue: 1 }),
      partial(5, { numberValue: 1 }),
      chunk([{ functionCall: { partialArgs: [null, 5], willContinue: true } }]),
      end,
    );
    expect(decodeStream(gemini, body).parts.toolCalls).toEqual([
      {
        id: "f",
        name: "f",
        arguments: undefined,
        invalidArguments: '{"constructor":{"prototype":{"polluted":1}},"list":[1]}',
      },
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it("S15: a stream of junk breaks nothing", () => {
  const values = [
    chunk([{ text: "Hm.", thought: true, thoughtSignature: "s1" }]),
    chunk([{ text: "Hi" }, { inlineData: { mimeType: "image/png", data: "AAAA" } }]),
    chunk([{ functionCall: { id: "a", name: "one", args: { n: 1 } }, thoughtSignature: "s2" }]),
    open("two"),
    partial("$.list[0].n", { numberValue: 1 }),
    { promptFeedback: { blockReason: "SAFETY", blockReasonMessage: "Blocked." } },
    { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 } },
    {
      ...chunk([{ text: "" }], { ...stop, finishMessage: "." }),
      modelVersion: "m",
      responseId: "r",
    },
  ];
  expect(expectJunkBreaksNoStream(gemini, values)).toBeGreaterThan(500);
});
