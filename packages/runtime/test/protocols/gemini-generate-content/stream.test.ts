import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import { decodeBody, decodeStream, failureOf } from "../../support/decode-answer.ts";

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (parts: unknown, more: object = {}, rest: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
  ...rest,
});
const stop = { finishReason: "STOP" };
const hello = event(chunk([{ text: "Hel" }])) + event(chunk([{ text: "lo" }], stop));

describe("Gemini's streams", () => {
  it("S2: a character cut between two pieces is whole", () => {
    const body = new TextEncoder().encode(event(chunk([{ text: "🧪é" }], stop)));
    for (let cut = 1; cut < body.length; cut++) {
      expect(decodeStream(gemini, body, [cut]).parts.text).toBe("🧪é");
    }
  });

  it("S4, H: data without a space after the colon (python-genai#2584)", () => {
    expect(decodeStream(gemini, hello.replaceAll("data: ", "data:")).parts.text).toBe("Hello");
  });

  it("S4: an event of several data lines", () => {
    const pretty = JSON.stringify(chunk([{ text: "Hi" }], stop), null, 1).replaceAll(
      "\n",
      "\ndata: ",
    );
    expect(decodeStream(gemini, `data: ${pretty}\n\n`).parts.text).toBe("Hi");
  });

  it("S5, H: [DONE] ends it, [DONE] in a text does not (java-genai#1084)", () => {
    const body = event(chunk([{ text: "[DONE]" }])) + event(chunk([{ text: "!" }], stop));
    const late = event(chunk([{ text: "too late" }]));
    expect(decodeStream(gemini, `${body}data: [DONE]\n\n${late}`).parts.text).toBe("[DONE]!");
  });

  it("S7: without a finish reason it was cut", () => {
    const failure = failureOf(() => decodeStream(gemini, event(chunk([{ text: "Hel" }]))));
    expect(failure.code).toBe("truncated");
  });

  it.each(["", "FINISH_REASON_UNSPECIFIED", null, 1])("S7: %j is no finish reason", (reason) => {
    const body = event(chunk([{ text: "Hel" }], { finishReason: reason }));
    expect(failureOf(() => decodeStream(gemini, body)).code).toBe("truncated");
  });

  it("S7: what comes after the finish reason is read: usage, the last words", () => {
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 };
    const { parts } = decodeStream(gemini, hello + event({ usageMetadata }));
    expect(parts.usage).toEqual({ inputTokens: 1, outputTokens: 2 });
  });

  it("S10: what is not known is ignored", () => {
    const strange = [
      event(5),
      event("text"),
      event(null),
      event({}),
      event({ candidates: null, promptFeedback: null, usageMetadata: null, error: null }),
      event({ candidates: [null, 5, { content: null }, { content: { parts: 5 } }] }),
      event(chunk([null, 5, {}, { text: 5 }, { text: null }, { executableCode: { code: "1" } }])),
      event(
        chunk([
          { codeExecutionResult: { output: "1" } },
          { functionCall: {} },
          { videoMetadata: {} },
        ]),
      ),
      `event: ping\n${event({ type: "ping" })}`,
    ].join("");
    const { parts, warnings } = decodeStream(gemini, strange + hello);
    expect(parts).toEqual({
      text: "Hello",
      content: [{ type: "text", text: "Hello" }],
      toolCalls: [],
    });
    expect(warnings).toEqual([]);
  });

  it("S15: names of the prototype are values like others", () => {
    const args = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}');
    const body = event(chunk([{ functionCall: { name: "__proto__", args } }], stop));
    expect(decodeStream(gemini, body).parts.toolCalls[0]).toEqual({
      id: "call_0",
      name: "__proto__",
      arguments: args,
    });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("only the first candidate is the answer", () => {
    const both = (text: string, more: object) => ({
      candidates: [
        { index: 1, content: { parts: [{ text: "other" }] }, finishReason: "MAX_TOKENS" },
        { index: 0, content: { parts: [{ text }] }, ...more },
      ],
    });
    const alone = { candidates: [{ index: 1, content: { parts: [{ text: "other" }] } }] };
    const decoded = decodeStream(
      gemini,
      event(both("Hel", {})) + event(alone) + event(both("lo", stop)),
    );
    expect(decoded.parts.text).toBe("Hello");
    expect(decoded.rawFinishReason).toBe("STOP");
  });

  it("signatures belong to their parts, each to one", () => {
    const body =
      event(chunk([{ text: "a" }, { text: "b", thoughtSignature: "s1" }])) +
      event(chunk([{ text: "", thoughtSignature: "nothing of its own" }])) +
      event(chunk([{ text: "c" }])) +
      event(chunk([{ text: "", thoughtSignature: "s2" }])) +
      event(chunk([{ functionCall: { name: "f" }, thoughtSignature: "s3" }])) +
      event(chunk([{ text: "", thoughtSignature: "s4" }], stop));
    expect(decodeStream(gemini, body).parts.content).toEqual([
      { type: "text", text: "ab", signature: "s1" },
      { type: "text", text: "c", signature: "s2" },
      { type: "tool-call", id: "call_0", name: "f", arguments: {}, signature: "s3" },
      { type: "text", text: "", signature: "s4" },
    ]);
  });
});

describe("finish reasons of Gemini", () => {
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
  ])("S20: %s after a text is %s", (raw, want) => {
    const decoded = decodeStream(gemini, event(chunk([{ text: "Hi" }], { finishReason: raw })));
    expect([decoded.finishReason, decoded.rawFinishReason]).toEqual([want, raw]);
  });

  it.each([
    ["SAFETY", "content-blocked", false],
    ["PROHIBITED_CONTENT", "content-blocked", false],
    ["MALFORMED_FUNCTION_CALL", "protocol", true],
    ["UNEXPECTED_TOOL_CALL", "protocol", true],
    ["OTHER", "protocol", true],
    ["SOMETHING_NEW", "protocol", true],
  ])("S20: %s with nothing before it is %s", (raw, code, retryable) => {
    const blocked = { candidates: [{ finishReason: raw, index: 0 }], responseId: "r-1" };
    for (const failure of [
      failureOf(() => decodeStream(gemini, event(blocked))),
      failureOf(() => decodeBody(gemini, JSON.stringify(blocked))),
    ]) {
      expect(failure).toMatchObject({ code, retryable, requestId: "r-1" });
      expect(failure.message).toContain(raw);
    }
  });

  it("S20: STOP and MAX_TOKENS with no text are answers without one", () => {
    for (const finishReason of ["STOP", "MAX_TOKENS"]) {
      const body = JSON.stringify({ candidates: [{ content: { role: "model" }, finishReason }] });
      expect(decodeBody(gemini, body).parts.text).toBe("");
    }
  });

  it.each(["SAFETY", "OTHER", "JAILBREAK", "SOMETHING_NEW"])(
    "S20: a prompt blocked for %s is an error that says so",
    (blockReason) => {
      const body = { promptFeedback: { blockReason, safetyRatings: [] }, modelVersion: "m" };
      for (const failure of [
        failureOf(() => decodeStream(gemini, event(body))),
        failureOf(() => decodeBody(gemini, JSON.stringify({ ...body, candidates: [] }))),
      ]) {
        expect(failure).toMatchObject({ code: "content-blocked", retryable: false });
        expect(failure.message).toContain(blockReason);
      }
    },
  );

  it("S20: a block after a part of the answer ends it as filtered", () => {
    const body =
      event(chunk([{ text: "Hi" }])) + event({ promptFeedback: { blockReason: "SAFETY" } });
    const decoded = decodeStream(gemini, body);
    expect([decoded.finishReason, decoded.rawFinishReason]).toEqual(["content-filter", "SAFETY"]);
  });

  it("S20: ratings alone block nothing", () => {
    const rated = event(chunk([{ text: "Hi" }], stop, { promptFeedback: { safetyRatings: [] } }));
    expect(
      decodeStream(gemini, event({ promptFeedback: { safetyRatings: [] } }) + rated).parts.text,
    ).toBe("Hi");
  });

  it("H: a candidate without content, whole or streamed, is an error and no crash (pydantic-ai#631)", () => {
    const body = {
      candidates: [
        {
          finishReason: "MALFORMED_FUNCTION_CALL",
          finishMessage: "Malformed function call: print(x)",
        },
      ],
      usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
    };
    for (const failure of [
      failureOf(() => decodeBody(gemini, JSON.stringify(body))),
      failureOf(() => decodeStream(gemini, event(body))),
    ]) {
      expect(failure).toMatchObject({ code: "protocol", retryable: true });
      expect(failure.message).toBe(
        "the model failed (MALFORMED_FUNCTION_CALL): Malformed function call: print(x)",
      );
    }
  });

  it("H: content with a role and no parts is nothing (vercel/ai#5039)", () => {
    const body = event(chunk(undefined)) + hello;
    expect(decodeStream(gemini, body).parts.text).toBe("Hello");
    const empty = { candidates: [{ content: {}, finishReason: "MALFORMED_FUNCTION_CALL" }] };
    expect(failureOf(() => decodeStream(gemini, event(empty))).code).toBe("protocol");
  });

  it("H: a stream that ends with an empty part is whole (gemini-cli#12674)", () => {
    const { parts, finishReason } = decodeStream(
      gemini,
      event(chunk([{ text: "Hm.", thought: true }])) + event(chunk([{ text: "" }], stop)),
    );
    expect(parts).toEqual({
      text: "",
      reasoning: "Hm.",
      content: [{ type: "reasoning", text: "Hm." }],
      toolCalls: [],
    });
    expect(finishReason).toBe("stop");
  });

  it("H: STOP with calls is tool-calls (python-genai#2868)", () => {
    const body = event(chunk([{ functionCall: { name: "now" } }], stop));
    const { finishReason, rawFinishReason, parts } = decodeStream(gemini, body);
    expect([finishReason, rawFinishReason]).toEqual(["tool-calls", "STOP"]);
    expect(parts.toolCalls).toEqual([{ id: "call_0", name: "now", arguments: {} }]);
  });
});

describe("usage of Gemini", () => {
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
  ])("S17: %s", (_, usageMetadata, want) => {
    expect(decodeStream(gemini, hello + event({ usageMetadata })).parts.usage).toEqual(want);
  });

  it("S17: what comes later without counts takes nothing away", () => {
    const first = event({ usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } });
    const second = event({ usageMetadata: { trafficType: "ON_DEMAND" } });
    expect(decodeStream(gemini, hello + first + second).parts.usage).toEqual({
      inputTokens: 1,
      outputTokens: 2,
    });
  });
});

describe("calls in Gemini's answers", () => {
  it("parallel calls, of one tool and without ids, are several", () => {
    const call = (city: string) => ({ functionCall: { name: "weather", args: { city } } });
    const body = event(chunk([call("Rome")])) + event(chunk([call("Oslo"), call("Bern")], stop));
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

  it.each([
    ["an object", { a: 1 }, { arguments: { a: 1 } }],
    ["nothing", undefined, { arguments: {} }],
    ["null", null, { arguments: {} }],
    ["JSON as text", '{"a":1}', { arguments: { a: 1 } }],
    ["no JSON", "{", { arguments: undefined, invalidArguments: "{" }],
  ])("arguments are %s", (_, args, want) => {
    const body = event(chunk([{ functionCall: { name: "f", args } }], stop));
    expect(decodeStream(gemini, body).parts.toolCalls).toEqual([
      { id: "call_0", name: "f", ...want },
    ]);
  });

  const partial = (jsonPath: unknown, value: object, more: object = { willContinue: true }) =>
    event(chunk([{ functionCall: { partialArgs: [{ jsonPath, ...value }], ...more } }]));
  const open = (name: string) =>
    event(chunk([{ functionCall: { name, id: name, willContinue: true } }]));
  const end = event(chunk([{ text: "" }], stop));

  it("streamed arguments: every kind of value and of path, calls left open", () => {
    const body =
      open("first") +
      partial("$.text", { stringValue: "ab", willContinue: true }) +
      partial("$.text", { stringValue: "cd" }) +
      partial("$['a key'].list[0].n", { numberValue: 0 }) +
      partial('$["a key"].list[0].yes', { boolValue: false }) +
      partial("$['a key'].list[1]", { nullValue: "NULL_VALUE" }, {}) +
      event(chunk([{ functionCall: {} }])) +
      partial("$.text", { stringValue: "of no call" }) +
      open("second") +
      partial("$.x", { numberValue: 2.5 }) +
      open("third") +
      end;
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
    const body =
      open("f") +
      partial("$.__proto__.polluted", { numberValue: 1 }) +
      partial("$['__proto__']", { numberValue: 1 }) +
      partial("$.constructor.prototype.polluted", { numberValue: 1 }) +
      partial("$.list[4294967294]", { numberValue: 1 }) +
      partial("$.list[0]", { numberValue: 1 }) +
      partial("$.list.length", { numberValue: 1e9 }) +
      partial("$[0]", { numberValue: 1 }) +
      partial("$", { numberValue: 1 }) +
      partial(5, { numberValue: 1 }) +
      event(chunk([{ functionCall: { partialArgs: [null, 5], willContinue: true } }])) +
      end;
    const args = decodeStream(gemini, body).parts.toolCalls[0]?.arguments;
    expect(args).toEqual({ constructor: { prototype: { polluted: 1 } }, list: [1] });
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("S7: a stream cut among streamed arguments has no call", () => {
    expect(
      failureOf(() => decodeStream(gemini, open("f") + partial("$.a", { numberValue: 1 }))).code,
    ).toBe("truncated");
  });
});

describe("data besides text", () => {
  it("is told of once", () => {
    const inlineData = { mimeType: "image/png", data: "AAAA" };
    const image = event(chunk([{ inlineData }, { inlineData }]));
    const { warnings, parts } = decodeStream(gemini, image + image + hello);
    expect(warnings.map(({ code }) => code)).toEqual(["provider-notice"]);
    expect(parts.text).toBe("Hello");
  });
});

describe("whole bodies of Gemini", () => {
  it("S12: an array of chunks, as without alt=sse, is one answer", () => {
    const body = JSON.stringify([chunk([{ text: "Hel" }]), chunk([{ text: "lo" }], stop)]);
    expect(decodeBody(gemini, body).parts.text).toBe("Hello");
    expect(decodeStream(gemini, `data: ${body}\n\n`).parts.text).toBe("Hello");
  });

  it.each(["null", "5", '"text"'])("S19: %s is no answer", (body) => {
    expect(failureOf(() => decodeBody(gemini, body)).code).toBe("protocol");
  });
});
