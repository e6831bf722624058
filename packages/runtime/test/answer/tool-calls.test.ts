import { describe, expect, it } from "vitest";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import { type Decoded, decodeBody, decodeStream, failureOf } from "../support/decode-answer.ts";
import { namedSse, sse } from "../support/stream-text.ts";

type Wanted = readonly (readonly [id: string, name: string, args: unknown])[];

const delta = (fields: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});

/** A stream of Chat Completions with one list of pieces to a chunk. */
function streamed(...lists: readonly (readonly object[])[]): Decoded {
  const chunks = lists.map((tool_calls) => delta({ tool_calls }));
  return decodeStream(openaiChat, sse(...chunks, delta({}, "tool_calls"), "data: [DONE]"));
}

/** Index, id, name and arguments of a piece, as rows of faults are written. */
function piece(index: unknown, id: unknown, name: unknown, args: unknown): object {
  return { index, id, type: "function", function: { name, arguments: args } };
}

function body(message: object, finish_reason = "tool_calls"): Decoded {
  return decodeBody(openaiChat, { choices: [{ index: 0, message, finish_reason }] });
}

const told = ({ parts }: Decoded) =>
  parts.toolCalls.map(({ id, name, arguments: args, invalidArguments }) => [
    id,
    name,
    args ?? `invalid: ${invalidArguments}`,
  ]);
const oslo = { city: "Oslo" };
const whole = '{"city":"Oslo"}';

describe("pieces of one call", () => {
  const get: Wanted = [["a", "get", oslo]];
  const rows: readonly [string, readonly (readonly object[])[], Wanted][] = [
    [
      "Y1: an empty object holds the place of what comes (openai-agents-js#712)",
      [
        [piece(0, "a", "get", {})],
        [piece(0, null, null, '{"city":')],
        [piece(0, null, null, '"Oslo"}')],
      ],
      get,
    ],
    ["Y1: so does its text", [[piece(0, "a", "get", "{}")], [piece(0, "", "", whole)]], get],
    [
      "Y1: and after the arguments it takes nothing away",
      [[piece(0, "a", "get", whole)], [piece(0, "a", "", "{}")]],
      get,
    ],
    [
      "Y1: parsed, then in pieces, equal",
      [[piece(0, "a", "get", oslo)], [piece(0, "", "", whole)]],
      get,
    ],
    [
      "Y2: the whole twice under one id",
      [[piece(0, "a", "get", whole)], [piece(0, "a", "get", whole)]],
      get,
    ],
    [
      "Y2: in pieces, then the whole",
      [
        [piece(0, "a", "get", '{"city":')],
        [piece(0, "", "", '"Oslo"}')],
        [piece(0, "a", "get", whole)],
      ],
      get,
    ],
    [
      "Y2: two that differ are nobody's arguments",
      [[piece(0, "a", "get", whole)], [piece(0, "a", "get", '{"city":"Rome"}')]],
      [["a", "get", 'invalid: {"city":"Oslo"}{"city":"Rome"}']],
    ],
    [
      "Y3: the id changes on the way",
      [[piece(0, "a", "get", "")], [piece(0, "b", null, whole)]],
      get,
    ],
    [
      "Y3: with every piece",
      [[piece(0, "a", "get", "")], [piece(0, "b", "", '{"city":')], [piece(0, "c", "", '"Oslo"}')]],
      get,
    ],
    [
      "Y3: with the name again",
      [[piece(0, "a", "get", '{"city":')], [piece(0, "b", "get", '"Oslo"}')]],
      get,
    ],
    ["Y3: without an index", [[piece(null, "a", "get", "")], [piece(null, "b", null, whole)]], get],
    [
      "Y4: the name comes in pieces",
      [[piece(0, "a", "g", "")], [piece(0, null, "et", "")], [piece(0, null, null, whole)]],
      get,
    ],
    ["Y4: and grows", [[piece(0, "a", "g", "")], [piece(0, "a", "get", whole)]], get],
    [
      "Y4: the name comes last",
      [
        [piece(0, "a", null, '{"city":')],
        [piece(0, null, null, '"Oslo"}')],
        [piece(0, null, "get", "")],
      ],
      get,
    ],
    [
      "Y12: an index that is a text",
      [[piece("0", "a", "get", '{"city":')], [piece("0", null, null, '"Oslo"}')]],
      get,
    ],
    [
      "Y12: the index moves with every piece",
      [[piece(0, "a", "get", '{"city":')], [piece(1, "a", null, '"Oslo"}')]],
      get,
    ],
    [
      "Y12: one index twice in a chunk (openai-python#3201)",
      [
        [piece(0, "a", "get", ""), piece(0, null, null, '{"city":')],
        [piece(0, null, null, '"Oslo"}')],
      ],
      get,
    ],
    [
      "Y13: all that there is so far with every piece (vercel/ai#12052)",
      [[piece(0, "a", "get", '{"ci')], [piece(0, "", "", '{"city":"O')], [piece(0, "", "", whole)]],
      get,
    ],
    [
      "Y13: arguments that repeat themselves are none of that",
      [[piece(0, "a", "get", '{"a":')], [piece(0, "", "", '{"a":1}}')]],
      [["a", "get", { a: { a: 1 } }]],
    ],
  ];
  it.each(rows)("%s", (_, lists, want) => {
    expect(told(streamed(...lists))).toEqual(want);
  });
});

describe("calls that are told apart", () => {
  const rows: readonly [string, readonly (readonly object[])[], Wanted][] = [
    [
      "Y14: one index, no ids, one tool (gcli2api#406, plexus#691)",
      [
        [piece(0, "", "get", whole)],
        [piece(0, "", "get", '{"city":"Rome"}')],
        [piece(0, "", "get", '{"city":"Bern"}')],
      ],
      [
        ["call_0", "get", oslo],
        ["call_1", "get", { city: "Rome" }],
        ["call_2", "get", { city: "Bern" }],
      ],
    ],
    [
      "Y14: what such a server says twice is one call",
      [[piece(0, "", "get", whole)], [piece(0, "", "get", whole)], [piece(0, "", "get", whole)]],
      [["call_0", "get", oslo]],
    ],
    [
      "Y14: entries of one list, with one index",
      [[piece(0, "", "f", ""), piece(0, "", "g", "")]],
      [
        ["call_0", "f", {}],
        ["call_1", "g", {}],
      ],
    ],
    [
      "Y14: one id for two indexes is two ids",
      [[piece(0, "a", "f", '{"x":1}')], [piece(1, "a", "f", '{"x":2}')]],
      [
        ["a", "f", { x: 1 }],
        ["call_1", "f", { x: 2 }],
      ],
    ],
  ];
  it.each(rows)("%s", (_, lists, want) => {
    expect(told(streamed(...lists))).toEqual(want);
  });
});

describe("shapes of calls", () => {
  const call = { id: "a", function: { name: "get", arguments: whole } };
  it.each([
    ["Y5: an equal function_call beside it", { tool_calls: [call], function_call: call.function }],
    ["Y8: the name at the top", { tool_calls: [{ id: "a", name: "get", arguments: whole }] }],
    ["Y8: no list", { tool_calls: call }],
    [
      "Y8: a custom tool",
      { tool_calls: [{ id: "a", type: "custom", custom: { name: "get", input: whole } }] },
    ],
    ["Y2: twice in the list, in the same words", { tool_calls: [call, call] }],
  ])("%s", (_, message) => {
    expect(told(body(message))).toEqual([["a", "get", oslo]]);
    const stream = sse(delta(message), delta({}, "tool_calls"), "data: [DONE]");
    expect(told(decodeStream(openaiChat, stream))).toEqual([["a", "get", oslo]]);
  });

  it("Y5: another function_call is another call", () => {
    const function_call = { name: "get", arguments: "{}" };
    expect(told(body({ tool_calls: [call], function_call }))).toHaveLength(2);
  });

  it.each([
    ["encoded twice", JSON.stringify(whole), oslo],
    ["null", "null", {}],
    ["null, encoded twice", '"null"', {}],
    ["blank", " \n", {}],
    ["an empty text", '""', {}],
    ["a list", "[1]", "invalid: [1]"],
    ["a parsed list", [1], "invalid: [1]"],
    ["a number", "5", "invalid: 5"],
    ["a parsed number", 5, "invalid: 5"],
    ["a text", '"Oslo"', 'invalid: "Oslo"'],
    [
      "encoded three times",
      JSON.stringify(JSON.stringify(whole)),
      `invalid: ${JSON.stringify(JSON.stringify(whole))}`,
    ],
    ["followed by junk", `${whole}</tool_call>`, `invalid: ${whole}</tool_call>`],
    ["preceded by a brace", `{${whole}`, `invalid: {${whole}`],
    ["NaN", '{"x":NaN}', 'invalid: {"x":NaN}'],
  ])("Y6: arguments that are %s", (_, args, want) => {
    const one = { tool_calls: [{ id: "a", function: { name: "get", arguments: args } }] };
    const answers = [
      body(one),
      decodeStream(openaiChat, sse(delta(one), delta({}, "tool_calls"), "data: [DONE]")),
      decodeBody(geminiGenerateContent, {
        candidates: [
          {
            content: { parts: [{ functionCall: { id: "a", name: "get", args } }] },
            finishReason: "STOP",
          },
        ],
      }),
      decodeBody(ollamaChat, { message: one, done: true }),
      decodeBody(anthropicMessages, {
        content: [{ type: "tool_use", id: "a", name: "get", input: args }],
        stop_reason: "tool_use",
      }),
    ];
    for (const answer of answers) {
      expect(told(answer)).toEqual([["a", "get", want]]);
      const isInvalid = typeof want === "string";
      expect(answer.warnings.map(({ code }) => code)).toEqual(
        isInvalid ? ["invalid-tool-arguments"] : [],
      );
    }
  });

  it("Y15: of several empty entries there is no call", () => {
    const { parts, finishReason } = streamed(
      [{ index: 0 }, piece(1, "", "", "")],
      [piece(2, "a", "get", whole)],
    );
    expect(parts.toolCalls).toHaveLength(1);
    expect(finishReason).toBe("tool-calls");
  });
});

describe("Anthropic's", () => {
  const block = (content_block: object) => ({
    type: "content_block_start",
    index: 0,
    content_block,
  });
  const input = (partial_json: unknown) => ({
    type: "content_block_delta",
    index: 0,
    delta: { type: "input_json_delta", partial_json },
  });
  const end = { type: "message_delta", delta: { stop_reason: "tool_use" } };
  const use = { type: "tool_use", id: "a", name: "get", input: {} };

  it.each([
    ["input as a text where the block begins", [block({ ...use, input: whole })], oslo],
    ["input whole where the block begins", [block({ ...use, input: oslo })], oslo],
    ["and again in pieces", [block({ ...use, input: oslo }), input(whole)], oslo],
    ["input as a list", [block({ ...use, input: [1] })], "invalid: [1]"],
    ["a delta that is an object", [block(use), input(oslo)], oslo],
  ])("Y7: %s", (_, events, want) => {
    expect(told(decodeStream(anthropicMessages, namedSse(...events, end)))).toEqual([
      ["a", "get", want],
    ]);
  });

  it("Y8: input without the beginning of its block is no answer", () => {
    const body = namedSse(input('{"city":'), input('"Oslo"}'), end);
    expect(failureOf(() => decodeStream(anthropicMessages, body))).toMatchObject({
      code: "protocol",
      retryable: true,
    });
  });
});

describe("lost calls", () => {
  it.each([
    ["no name", [[piece(0, "a", "", whole)]]],
    ["an id and no more", [[piece(0, "a", null, null)]]],
  ])("Y9: %s: no answer", (_, lists) => {
    expect(failureOf(() => streamed(...lists)).code).toBe("protocol");
  });

  it("Y9: at the limit of tokens half a call is none", () => {
    const values = [
      delta({ content: "Hi", tool_calls: [piece(0, "a", "", "")] }),
      delta({}, "length"),
    ];
    const { parts, finishReason } = decodeStream(openaiChat, sse(...values));
    expect([parts.toolCalls, parts.content.length, finishReason]).toEqual([[], 1, "length"]);
  });

  it("Y10: a reason that speaks of calls, and none came", () => {
    expect(failureOf(() => body({ content: "" })).code).toBe("protocol");
    const { finishReason, warnings } = body({ content: "Hi" });
    expect([finishReason, warnings.map(({ code }) => code)]).toEqual([
      "other",
      ["missing-tool-call"],
    ]);
  });
});

describe("hostile calls", () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

  it("Y17: arguments in 5,000 levels", () => {
    const text = body({
      tool_calls: [{ id: "a", function: { name: "f", arguments: deep(5000) } }],
    });
    expect(text.parts.toolCalls[0]).toMatchObject({ invalidArguments: deep(5000) });
    const parsed = JSON.parse(deep(5000));
    const gemini = {
      candidates: [{ content: { parts: [{ functionCall: { name: "f", args: parsed } }] } }],
    };
    for (const read of [
      () => body({ tool_calls: [{ id: "a", function: { name: "f", arguments: parsed } }] }),
      () => decodeBody(geminiGenerateContent, gemini),
      () => {
        const part = `{"functionCall":{"name":"f","args":${deep(5000)}}}`;
        const value = `{"candidates":[{"content":{"parts":[${part}]}}]}`;
        decodeStream(geminiGenerateContent, sse(`data: ${value}`));
      },
      () =>
        decodeBody(ollamaChat, {
          message: { tool_calls: [{ function: { name: "f", arguments: parsed } }] },
          done: true,
        }),
    ]) {
      expect(failureOf(read)).toMatchObject({ code: "protocol" });
    }
  });

  it.each([
    ["a path of brackets", `$${"['".repeat(2000)}`],
    ["a path in 5,000 levels", `$${".a".repeat(5000)}`],
    ["a path that begins amid", "$['a"],
    ["a path of nothing", "$..a"],
  ])("Y16: %s makes the arguments invalid", (_, jsonPath) => {
    const partialArgs = [
      { jsonPath: "$.b", numberValue: 1 },
      { jsonPath, numberValue: 1 },
    ];
    const call = { functionCall: { name: "f", partialArgs, willContinue: false } };
    const stream = sse({ candidates: [{ content: { parts: [call] }, finishReason: "STOP" }] });
    expect(told(decodeStream(geminiGenerateContent, stream))).toEqual([
      ["call_0", "f", 'invalid: {"b":1}'],
    ]);
  });

  it("Y18: text after parsed arguments is told as it is, not the whole again", () => {
    const { events } = streamed(
      [piece(0, "a", "f", oslo)],
      [piece(0, "", "", " ")],
      [piece(0, "", "", " ")],
    );
    const texts = events.flatMap((event) =>
      event.type === "tool-call-delta" ? event.argumentsText : [],
    );
    expect(texts).toEqual([whole, " ", " "]);
  });

  it("S15: more calls than any answer has are a failure, not dropped", () => {
    const lists = Array.from({ length: 1025 }, (_, i) => [piece(i, `${i}`, "f", "{}")]);
    expect(failureOf(() => streamed(...lists)).code).toBe("protocol");
  });
});

describe("thoughts alone", () => {
  const thought = { text: "Hm.", thought: true };
  it.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "SAFETY"])(
    "Y11: Gemini's thought and %s are no answer",
    (finishReason) => {
      const value = { candidates: [{ content: { parts: [thought] }, finishReason }] };
      const code = finishReason === "SAFETY" ? "content-blocked" : "protocol";
      expect(failureOf(() => decodeBody(geminiGenerateContent, value)).code).toBe(code);
      expect(failureOf(() => decodeStream(geminiGenerateContent, sse(value))).code).toBe(code);
    },
  );

  it("Y11: content_filter after reasoning alone", () => {
    expect(failureOf(() => body({ reasoning_content: "Hm." }, "content_filter")).code).toBe(
      "content-blocked",
    );
  });

  it("Y11: Claude's refusal after thinking alone", () => {
    const value = {
      content: [{ type: "thinking", thinking: "Hm.", signature: "s" }],
      stop_reason: "refusal",
    };
    expect(failureOf(() => decodeBody(anthropicMessages, value)).code).toBe("content-blocked");
  });
});
