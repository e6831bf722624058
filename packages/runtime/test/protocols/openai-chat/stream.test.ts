import { describe, expect, it } from "vitest";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import {
  CUT,
  decodeStream,
  expectSameWhereverCut,
  failureOf,
  streamOutcome,
} from "../../support/decode-answer.ts";
import { expectJunkBreaksNoStream } from "../../support/spoiled.ts";
import { sse } from "../../support/stream-text.ts";

/** A chunk with one delta. */
const delta = (fields: unknown, finish_reason: string | null = null) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  model: "m",
  choices: [{ index: 0, delta: fields, finish_reason }],
});
/** A chunk with pieces of calls. */
const calls = (...tool_calls: readonly unknown[]) => delta({ tool_calls });
const hello = [delta({ role: "assistant", content: "Hel" }), delta({ content: "lo" })];
const end = delta({}, "stop");
const done = "data: [DONE]";
const usage = {
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

describe("bytes to values", () => {
  it("S1, S2: cut at any byte it is the same", () => {
    const body = sse(
      delta({ role: "assistant", reasoning_content: "é" }),
      ": keep-alive",
      delta({ content: "🧪é" }),
      calls({ index: 0, id: "a", function: { name: "f", arguments: '{"a":"é' } }),
      calls({ index: 0, function: { arguments: '"}' } }),
      delta({}, "tool_calls"),
      usage,
      done,
    );
    expect(expectSameWhereverCut(openaiChat, body).parts).toMatchObject({
      text: "🧪é",
      toolCalls: [{ id: "a", name: "f", arguments: { a: "é" } }],
    });
  });

  const quiet: readonly [string, string][] = [
    [
      "S3: comments and pings are nothing",
      sse(
        ...[": keep-alive", ": keepalive 10/100", ": OPENROUTER PROCESSING", hello[0], ":"],
        ...["event: ping", "data:", "data: ", hello[1], end, done],
      ),
    ],
    ["S5: what follows the end is not read", sse(...hello, end, done, "data: {nonsense")],
    [
      "F: a comment put into data is nothing (llm-gateway#2053)",
      sse("data: : OPENROUTER PROCESSING", ...hello, end),
    ],
    [
      "F: keep-alives between events change nothing (docker-agent#2349)",
      sse(": keep-alive", hello[0], ": keep-alive", ": keep-alive", hello[1], end),
    ],
    [
      "F: a blank line after a comment is no event (llmgateway#2334)",
      `:\n\n\n\n${sse(...hello, end)}`,
    ],
    [
      "S22: mlx_lm gives every delta a role",
      sse(
        delta({ role: "assistant", content: "Hel", reasoning: "", tool_calls: [] }),
        ": keepalive 5/10",
        delta({ role: "assistant", content: "lo", reasoning: "", tool_calls: [] }),
        delta({ role: "assistant", content: "", reasoning: "", tool_calls: [] }, "stop"),
        done,
      ),
    ],
    ["F: empty data is no event (wave-agent#1326)", sse("data:", ...hello, "data: ", end)],
    ["F: comments before the first event (continue#13144)", `: a\n: b\n\n${sse(...hello, end)}`],
  ];
  it.each(quiet)("%s", (_, body) => {
    const { parts, events, finishReason } = decodeStream(openaiChat, body);
    expect([parts.text, finishReason]).toEqual(["Hello", "stop"]);
    expect(events.map(({ type }) => type)).toEqual(["text", "text", "finish"]);
  });

  it("F: comments right before [DONE], no blank line (OmniRoute#7031)", () => {
    const body = `${sse(...hello)}: keep-alive\n: keep-alive\ndata: [DONE]\n\n`;
    expect(decodeStream(openaiChat, body).parts.text).toBe("Hello");
  });

  it("S5: [DONE] ends a stream only as a whole event", () => {
    const body = sse(delta({ content: "data: [DONE]" }), delta({ content: "[DONE]" }), end);
    expect(decodeStream(openaiChat, body).parts.text).toBe("data: [DONE][DONE]");
    for (const almost of ["data: [DONE]!", "data: [DO\ndata: NE]"]) {
      const failure = failureOf(() => decodeStream(openaiChat, sse(...hello, almost, end)));
      expect(failure.code).toBe("protocol");
    }
  });

  it.each([["\n\n"], ["\n"], ["\r"], ["\r\n"], [""], ["\n: comment"]])(
    "S6: the last event counts with %j after it",
    (tail) => {
      const last = JSON.stringify(delta({ content: "!" }, "stop"));
      const { parts } = decodeStream(openaiChat, `${sse(...hello)}data: ${last}${tail}`);
      expect(parts.text).toBe("Hello!");
    },
  );

  it("S11: what is not JSON is an error without its text", () => {
    const body = sse(hello[0], "data: {secret", hello[1]);
    const { code, message } = failureOf(() => decodeStream(openaiChat, body));
    expect(code).toBe("protocol");
    expect(message).not.toContain("secret");
  });
});

describe("complete or not", () => {
  const rows: readonly [string, string, boolean][] = [
    ["terminal reason and terminator", sse(...hello, end, usage, done), true],
    ["no terminator, as from gateways (Reasonix#8756)", sse(...hello, end), true],
    ["finish_reason null and [DONE] (vllm-mlx#628)", sse(...hello, done), true],
    ["finish_reason null and [DONE] (unity-gateway#215)", sse(...hello, usage, done), true],
    ["no reason at all but [DONE] (opencode#43882)", sse(hello[0], done), true],
    ["unknown reason (opencode-copilot-chat#170)", sse(...hello, delta({}, "new_reason")), true],
    ["cut before the terminal event (litellm#32159)", sse(...hello), false],
    ["cut after the first one (sub2api#6298)", sse(hello[0]), false],
    ["S22: closed by mlx_lm, which fails", sse(delta({ role: "assistant", content: "H" })), false],
    ["empty reasons only (ollama#4357)", sse(delta({ content: "a" }, "")), false],
    ["usage but no reason (TensorRT-LLM#18289)", sse(...hello, usage), false],
    ["nothing (zeroclaw#8663)", "", false],
    ["comments only (agent-afk#635)", ": keep-alive\n\n", false],
    ["a text that is no stream", "method=POST", false],
    [
      "B: half a call (dreb#230)",
      sse(calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x":' } })),
      false,
    ],
  ];
  it.each(rows)("S7, B: %s", (_, body, complete) => {
    const { failure, parts } = streamOutcome(openaiChat, body);
    expect(failure).toEqual(complete ? undefined : CUT);
    expect(parts.toolCalls).toEqual([]);
  });

  it("S7: cut inside the terminal event it is truncated (sudocode#576)", () => {
    const body = sse(...hello, end);
    for (let cut = body.length - 3; cut > body.lastIndexOf("data:") + 6; cut -= 7) {
      const failure = failureOf(() => decodeStream(openaiChat, body.slice(0, cut)));
      expect(failure.code).toBe("truncated");
    }
  });
});

describe("pieces", () => {
  const strange = [
    'event: new.thing\ndata: {"x":1}',
    { object: "chat.completion.keepalive" },
    { choices: null },
    { choices: "x" },
    { choices: [null, 1, "x", { index: 0 }, { index: 0, delta: null }] },
    { choices: [{ index: 0, delta: { content: 5, tool_calls: {}, refusal: [], reasoning: {} } }] },
    { choices: [{ index: 0, delta: { audio: {}, obfuscation: "x" } }], usage: "many" },
    null,
    7,
    [],
  ];
  const other = { choices: [{ index: 1, delta: { content: "no" }, finish_reason: "length" }] };
  const message = (content: string) => ({ choices: [{ index: 0, message: { content } }] });
  const rows: readonly [string, readonly unknown[]][] = [
    ["S10: unknown values and types are ignored", [hello[0], ...strange, hello[1], end]],
    ["only the first choice counts", [hello[0], other, hello[1], end]],
    ["the model is the last one named", [...hello, end, { model: "", choices: [] }]],
    ["messages instead of deltas are read", [message("Hel"), message("lo"), end]],
    ["messages are not repeated after deltas", [...hello, message("Hello"), end]],
    [
      "G: content in the chunk with the reason counts (vllm#35705)",
      [hello[0], delta({ content: "lo" }, "stop")],
    ],
  ];
  it.each(rows)("%s", (_, values) => {
    expect(decodeStream(openaiChat, sse(...values))).toMatchObject({
      model: "m",
      finishReason: "stop",
      parts: { text: "Hello", toolCalls: [] },
    });
  });

  it("a refusal in pieces is one", () => {
    const body = sse(delta({ refusal: "I " }), delta({ refusal: "won't." }), end);
    expect(decodeStream(openaiChat, body)).toMatchObject({
      finishReason: "refusal",
      parts: { text: "", refusal: "I won't." },
    });
  });
});

describe("usage", () => {
  const { choices: _, ...alone } = usage;
  const at = (chunk: object, output: number) => ({
    ...chunk,
    usage: { prompt_tokens: 3, completion_tokens: output, total_tokens: 3 + output },
  });
  const zeros = { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } };
  const inChoice = [{ index: 0, delta: {}, finish_reason: "stop", usage: usage.usage }];
  const half = { choices: [], usage: { prompt_tokens: 3, completion_tokens: null } };
  const tokens = { inputTokens: 3, outputTokens: 2 };
  const rows: readonly [string, readonly unknown[], object | undefined][] = [
    ["in a chunk with empty choices (openai-node#364)", [...hello, end, usage, done], tokens],
    ["in a chunk without choices (cline#8384)", [...hello, end, alone], tokens],
    [
      "in mlx_lm's chunk that calls itself a chat.completion",
      [...hello, end, { object: "chat.completion", ...usage }, done],
      tokens,
    ],
    ["in the last delta (OpenRouter)", [...hello, at(end, 2)], tokens],
    [
      "cumulative in every chunk, the last one counts (DeepSeek)",
      [...hello.map((chunk, i) => at(chunk, i + 1)), { ...end, usage: null }],
      tokens,
    ],
    ["absent when unknown, not 0", [...hello, end], undefined],
    ["absent when half is unknown", [...hello, end, half], undefined],
    ["kept when half comes later", [...hello, end, usage, half], tokens],
    ["kept when zeros come later", [...hello, end, usage, zeros, done], tokens],
    ["after zeros", [zeros, ...hello, end, usage, done], tokens],
    ["in the choice of the end", [...hello, { ...end, choices: inChoice }, done], tokens],
  ];
  it.each(rows)("S17, U1, U2: %s", (_, values, want) => {
    expect(decodeStream(openaiChat, sse(...values)).parts.usage).toEqual(want);
  });
});

describe("calls", () => {
  const a = { id: "a", type: "function", function: { name: "f", arguments: '{"x":' } };
  const b = { id: "b", type: "function", function: { name: "g", arguments: '{"y":' } };
  const rest = (text: string) => ({ function: { arguments: text } });
  const named = (name: string, args: unknown = "{}") => ({ function: { name, arguments: args } });
  const both = [
    ["a", "f", { x: 1 }],
    ["b", "g", { y: 2 }],
  ];
  const first = [["a", "f", { x: 1 }]];

  /** Pieces of calls, a list for each chunk; then id, name and arguments of the calls. */
  const rows: readonly [string, readonly (readonly unknown[])[], readonly unknown[]][] = [
    [
      "by index",
      [
        [
          { index: 0, ...a },
          { index: 1, ...b },
        ],
        [{ index: 1, ...rest("2}") }],
        [{ index: 0, ...rest("1}") }],
      ],
      both,
    ],
    [
      "the first index may be 1 (pipecat#4987)",
      [[{ index: 1, ...a }], [{ index: 1, ...rest("1}") }]],
      first,
    ],
    [
      "indexes may have gaps (vercel#15879)",
      [
        [{ index: 0, ...a }],
        [{ index: 3, ...b }],
        [{ index: 3, ...rest("2}") }],
        [{ index: 0, ...rest("1}") }],
      ],
      both,
    ],
    [
      "without index the id tells calls apart (ollama#7881)",
      [[a], [rest("1}")], [b], [{ id: "b", ...rest("2}") }]],
      both,
    ],
    [
      "without index and id every name is a call",
      [[named("f", '{"x":1}')], [named("f", '{"x":2}')]],
      [
        ["call_0", "f", { x: 1 }],
        ["call_1", "f", { x: 2 }],
      ],
    ],
    [
      "index 0 for every call, ids tell them apart (ollama#15457)",
      [
        [{ index: 0, id: "a", ...named("f", '{"x":1}') }],
        [{ index: 0, id: "b", ...named("f", '{"x":2}') }],
      ],
      [
        ["a", "f", { x: 1 }],
        ["b", "f", { x: 2 }],
      ],
    ],
    [
      "a reused index goes on with the call that had it last (vercel#14277)",
      [
        [{ index: 0, ...a }],
        [{ index: 0, ...rest("1}") }],
        [{ index: 0, ...b }],
        [{ index: 0, ...rest("2") }],
        [{ index: 0, id: "b", ...rest("}") }],
      ],
      both,
    ],
    ...[0, undefined].map((index): [string, object[][], unknown[]] => [
      `calls that share an index, ${index}, are found again by their ids`,
      [
        [{ index, ...a }],
        [{ index, ...b }],
        [{ index, id: "a", ...rest("1}") }],
        [{ index, id: "b", ...rest("2}") }],
      ],
      both,
    ]),
    [
      "a reused index without ids: another name is another call",
      [[{ index: 0, id: "", ...named("f") }], [{ index: 0, id: "", ...named("g") }]],
      [
        ["call_0", "f", {}],
        ["call_1", "g", {}],
      ],
    ],
    [
      "an empty name later does not overwrite (lmstudio#649)",
      [[{ index: 0, ...a }], [{ index: 0, ...named("", "1") }], [{ index: 0, ...named("", "}") }]],
      first,
    ],
    [
      "an empty id is none (lmstudio#830)",
      [[{ index: 0, ...a, id: "" }], [{ index: 0, id: "", ...rest("1}") }]],
      [["call_0", "f", { x: 1 }]],
    ],
    [
      "an id may come late",
      [[{ index: 0, ...a, id: null }], [{ index: 0, ...a, ...rest("1}") }]],
      first,
    ],
    [
      "from a late id on another one is another call",
      [
        [{ index: 0, ...a, id: null }],
        [{ index: 0, id: "a", ...rest("1}") }],
        [{ index: 0, id: "b", ...named("f") }],
      ],
      [...first, ["b", "f", {}]],
    ],
    ...[-1, 1e9, Number.MAX_SAFE_INTEGER, 1.5].map((index): [string, object[][], unknown[]] => [
      `S15: index ${index} makes no list`,
      [[{ index, id: "a", ...named("f") }]],
      [["a", "f", {}]],
    ]),
  ];
  it.each(rows)("S16: %s", (_, chunks, want) => {
    const pieces = chunks.map((tool_calls) => calls(...tool_calls));
    const { parts } = decodeStream(openaiChat, sse(...pieces, delta({}, "tool_calls"), done));
    expect(parts.toolCalls.map(({ id, name, arguments: args }) => [id, name, args])).toEqual(want);
  });

  it("S16: no call is told as complete before the end", () => {
    const whole = calls({ index: 0, id: "a", ...named("f") });
    const types = (...values: unknown[]) =>
      streamOutcome(openaiChat, sse(...values)).events.map(({ type }) => type);
    expect(types(whole, hello[0], delta({}, "tool_calls"))).toEqual([
      "tool-call-delta",
      "text",
      "tool-call",
      "finish",
    ]);
    expect(types(whole)).toEqual(["tool-call-delta"]);
  });

  it("the legacy function_call may come in pieces", () => {
    const body = sse(
      delta({ function_call: { name: "f", arguments: "" } }),
      delta({ function_call: { arguments: '{"x":1}' } }),
      end,
    );
    expect(decodeStream(openaiChat, body).parts.toolCalls).toEqual([
      { id: "call_0", name: "f", arguments: { x: 1 } },
    ]);
  });

  it("S15: keys of Object.prototype are data like any other", () => {
    const body = sse(
      calls({ index: 0, id: "__proto__", ...named("constructor", "{") }),
      calls({ index: 0, ...rest('"__proto__":{"polluted":1}}') }),
      delta({}, "toString"),
    );
    const { parts } = decodeStream(openaiChat, body);
    expect(parts.toolCalls[0]).toMatchObject({ id: "__proto__", name: "constructor" });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

it("S15: a stream of junk breaks nothing", () => {
  const values = [
    delta({ role: "assistant", reasoning_content: "hm", reasoning_details: [{ text: "hm" }] }),
    delta({ content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }),
    delta({ content: "Hi", refusal: "No." }),
    calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
    delta({ function_call: { name: "f", arguments: "{}" } }),
    { choices: [{ index: 0, message: { content: "Hi" }, finish_reason: "content_filter" }] },
    { choices: [], usage: { ...usage.usage, prompt_tokens_details: { cached_tokens: 1 } } },
    { error: { message: "no", type: "internal", status_code: 503 } },
  ];
  expect(expectJunkBreaksNoStream(openaiChat, values)).toBeGreaterThan(500);
});
