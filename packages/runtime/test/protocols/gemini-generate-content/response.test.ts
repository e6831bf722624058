import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import {
  type Decoded,
  decodeBody,
  decodeBothWays,
  decodeStream,
} from "../../support/decode-answer.ts";
import { sse } from "../../support/stream-text.ts";

const stop = { finishReason: "STOP" };
/** An answer with one candidate. */
const answer = (parts: unknown, more: object = stop, rest: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
  ...rest,
});
const hello = [{ text: "Hello" }];

/** What comes of an answer as a body, and as the only event of a stream. */
function read(value: unknown): Decoded {
  return decodeBothWays(gemini, value, sse(value));
}

describe("reasons to end", () => {
  it.each([
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["SAFETY", "content-filter"],
    ["RECITATION", "content-filter"],
    ["LANGUAGE", "content-filter"],
    ["BLOCKLIST", "content-filter"],
    ["PROHIBITED_CONTENT", "content-filter"],
    ["SPII", "content-filter"],
    ["IMAGE_SAFETY", "content-filter"],
    ["IMAGE_PROHIBITED_CONTENT", "content-filter"],
    ["IMAGE_RECITATION", "content-filter"],
    ["MODEL_ARMOR", "content-filter"],
    ["OTHER", "other"],
    ["MALFORMED_FUNCTION_CALL", "other"],
    ["UNEXPECTED_TOOL_CALL", "other"],
    ["TOO_MANY_TOOL_CALLS", "other"],
    ["NO_IMAGE", "other"],
    ["SOMETHING_NEW", "other"],
    ["__proto__", "other"],
  ])("S20: %s after a text is %s", (rawFinishReason, finishReason) => {
    const decoded = read(answer([{ text: "Hi" }], { finishReason: rawFinishReason }));
    expect(decoded).toMatchObject({ finishReason, rawFinishReason });
  });

  it.each(["STOP", "MAX_TOKENS"])("S20: %s with no text is an answer without one", (reason) => {
    expect(read(answer(undefined, { finishReason: reason })).parts.text).toBe("");
  });

  it("S20: a block after a part of the answer ends it as filtered", () => {
    const body = sse(answer([{ text: "Hi" }], {}), { promptFeedback: { blockReason: "SAFETY" } });
    expect(decodeStream(gemini, body)).toMatchObject({
      finishReason: "content-filter",
      rawFinishReason: "SAFETY",
    });
  });

  it("S20: ratings alone block nothing", () => {
    const ratings = { promptFeedback: { safetyRatings: [] } };
    const body = sse(ratings, answer([{ text: "Hi" }], stop, ratings));
    expect(decodeStream(gemini, body).parts.text).toBe("Hi");
  });

  it("H: STOP with calls is tool-calls (python-genai#2868)", () => {
    expect(read(answer([{ functionCall: { name: "now" } }]))).toMatchObject({
      finishReason: "tool-calls",
      rawFinishReason: "STOP",
      parts: { toolCalls: [{ id: "call_0", name: "now", arguments: {} }] },
    });
  });
});

describe("usage", () => {
  it.each([
    ["nothing", {}, undefined],
    ["a traffic type", { trafficType: "ON_DEMAND" }, undefined],
    ["no prompt", { candidatesTokenCount: 5, totalTokenCount: 9 }, undefined],
    ["a prompt alone", { promptTokenCount: 5 }, undefined],
    ["a total below the prompt", { promptTokenCount: 5, totalTokenCount: 4 }, undefined],
    ["wrong types", { promptTokenCount: "5", candidatesTokenCount: "1" }, undefined],
    [
      "null",
      { promptTokenCount: 5, candidatesTokenCount: null, totalTokenCount: 5 },
      { inputTokens: 5, outputTokens: 0 },
    ],
    ["a total", { promptTokenCount: 5, totalTokenCount: 9 }, { inputTokens: 5, outputTokens: 4 }],
    [
      "zeros",
      { promptTokenCount: 0, candidatesTokenCount: 0 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    [
      "all",
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 60,
        toolUsePromptTokenCount: 11,
        candidatesTokenCount: 7,
        thoughtsTokenCount: 20,
        totalTokenCount: 138,
      },
      { inputTokens: 111, outputTokens: 27, reasoningTokens: 20, cacheReadTokens: 60 },
    ],
    [
      "sound and pictures",
      {
        promptTokenCount: 100,
        cachedContentTokenCount: 60,
        candidatesTokenCount: 40,
        promptTokensDetails: [
          { modality: "TEXT", tokenCount: 50 },
          { modality: "AUDIO", tokenCount: 50 },
        ],
        cacheTokensDetails: [
          { modality: "AUDIO", tokenCount: 20 },
          { modality: "TEXT", tokenCount: 40 },
        ],
        candidatesTokensDetails: [
          { modality: "IMAGE", tokenCount: 30 },
          { modality: "AUDIO", tokenCount: 5 },
        ],
      },
      {
        inputTokens: 100,
        outputTokens: 40,
        cacheReadTokens: 60,
        cacheReadAudioTokens: 20,
        audioInputTokens: 30,
        audioOutputTokens: 5,
        imageOutputTokens: 30,
      },
    ],
    [
      "text alone, and details that are none",
      {
        promptTokenCount: 3,
        candidatesTokenCount: 1,
        promptTokensDetails: [{ modality: "TEXT", tokenCount: 3 }, null, { modality: "AUDIO" }],
        candidatesTokensDetails: "TEXT",
      },
      { inputTokens: 3, outputTokens: 1 },
    ],
  ])("S17: %s", (_, usageMetadata, want) => {
    expect(read(answer(hello, stop, { usageMetadata })).parts.usage).toEqual(want);
    const late = sse(answer(hello), { usageMetadata });
    expect(decodeStream(gemini, late).parts.usage).toEqual(want);
  });

  it("S17: what comes later without counts takes nothing away", () => {
    const body = sse(
      answer(hello),
      { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } },
      { usageMetadata: { trafficType: "ON_DEMAND" } },
    );
    expect(decodeStream(gemini, body).parts.usage).toEqual({ inputTokens: 1, outputTokens: 2 });
  });
});

describe("calls", () => {
  it.each([
    ["an object", { a: 1 }, { arguments: { a: 1 } }],
    ["nothing", undefined, { arguments: {} }],
    ["null", null, { arguments: {} }],
    ["JSON as text", '{"a":1}', { arguments: { a: 1 } }],
    ["no JSON", "{", { arguments: undefined, invalidArguments: "{" }],
  ])("arguments are %s", (_, args, want) => {
    const { toolCalls } = read(answer([{ functionCall: { name: "f", args } }])).parts;
    expect(toolCalls).toEqual([{ id: "call_0", name: "f", ...want }]);
  });

  it.each(["", "Hello"])("Y8: a call is beside the text %j of its part", (text) => {
    const functionCall = { name: "f", args: { a: 1 } };
    const { parts, finishReason } = read(
      answer([{ text, functionCall, thoughtSignature: "c2ln" }]),
    );
    expect(finishReason).toBe("tool-calls");
    expect(parts.text).toBe(text);
    expect(parts.content.at(-1)).toMatchObject({
      name: "f",
      arguments: { a: 1 },
      signature: "c2ln",
    });
  });

  it("S15: names of the prototype are values like others", () => {
    const args = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}');
    const { toolCalls } = read(answer([{ functionCall: { name: "__proto__", args } }])).parts;
    expect(toolCalls).toEqual([{ id: "call_0", name: "__proto__", arguments: args }]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it("S12: an array of chunks, as without alt=sse, is one answer", () => {
  const chunks = [answer([{ text: "Hel" }], {}), answer([{ text: "lo" }])];
  expect(read(chunks).parts.text).toBe("Hello");
});

it("S12: a body without a reason to end is whole", () => {
  expect(decodeBody(gemini, answer(hello, {}))).toMatchObject({
    finishReason: "stop",
    rawFinishReason: undefined,
  });
});
