import { describe, expect, it } from "vitest";
import { calls, delta, failure, readStream, sse } from "./support.ts";

const hello = [delta({ role: "assistant", content: "Hel" }), delta({ content: "lo" })];
const end = delta({}, "stop");
const usage = {
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

/** Name and arguments of the calls, in order. */
function called(...chunks: readonly unknown[]) {
  const { parts } = readStream(sse(...chunks, delta({}, "tool_calls"), "data: [DONE]"));
  return parts.toolCalls.map(({ id, name, arguments: args }) => [id, name, args]);
}

describe("bytes to values", () => {
  it("S3: comments and pings are nothing", () => {
    const body = sse(
      ": keep-alive",
      ": keepalive 10/100",
      ": OPENROUTER PROCESSING",
      hello[0],
      ":",
      "event: ping",
      "data:",
      "data: ",
      hello[1],
      end,
      "data: [DONE]",
    );
    expect(readStream(body)).toMatchObject({ parts: { text: "Hello" }, finishReason: "stop" });
  });

  it("S5: [DONE] ends a stream only as a whole event", () => {
    const inContent = sse(delta({ content: "data: [DONE]" }), delta({ content: "[DONE]" }), end);
    expect(readStream(inContent).parts.text).toBe("data: [DONE][DONE]");
    // What follows the end is not read, whatever it is.
    expect(readStream(sse(...hello, end, "data: [DONE]", "data: {nonsense")).parts.text).toBe(
      "Hello",
    );
    for (const almost of ["data: [DONE]!", "data: [DO\ndata: NE]"]) {
      expect(failure(() => readStream(sse(...hello, almost, end))).code).toBe("protocol");
    }
  });

  it.each([["\n\n"], ["\n"], ["\r"], ["\r\n"], [""], ["\n: comment"]])(
    "S6: the last event counts with %j after it",
    (tail) => {
      const body = `${sse(...hello)}data: ${JSON.stringify(delta({ content: "!" }, "stop"))}${tail}`;
      expect(readStream(body)).toMatchObject({ complete: true, parts: { text: "Hello!" } });
    },
  );

  it("S11: what is not JSON is an error without its text", () => {
    const { code, message } = failure(() => readStream(sse(hello[0], "data: {secret", hello[1])));
    expect(code).toBe("protocol");
    expect(message).not.toContain("secret");
  });
});

describe("S7, B: complete or not", () => {
  const cases: readonly [string, string, boolean][] = [
    ["terminal reason and terminator", sse(...hello, end, usage, "data: [DONE]"), true],
    ["no terminator, as from gateways (Reasonix#8756)", sse(...hello, end), true],
    ["finish_reason null and [DONE] (vllm-mlx#628)", sse(...hello, "data: [DONE]"), true],
    [
      "finish_reason null and [DONE] (unity-gateway#215)",
      sse(...hello, usage, "data: [DONE]"),
      true,
    ],
    ["no reason at all but [DONE] (opencode#43882)", sse(hello[0], "data: [DONE]"), true],
    ["unknown reason (opencode-copilot-chat#170)", sse(...hello, delta({}, "new_reason")), true],
    ["cut before the terminal event (litellm#32159)", sse(...hello), false],
    ["cut after the first one (sub2api#6298)", sse(hello[0]), false],
    ["empty reasons only (ollama#4357)", sse(delta({ content: "a" }, "")), false],
    ["usage but no reason (TensorRT-LLM#18289)", sse(...hello, usage), false],
    ["nothing (zeroclaw#8663)", "", false],
    ["comments only (agent-afk#635)", ": keep-alive\n\n", false],
  ];
  it.each(cases)("S7: %s", (_, body, complete) => {
    expect(readStream(body).complete).toBe(complete);
  });

  it("S7: cut inside the terminal event it is truncated (sudocode#576)", () => {
    const body = sse(...hello, end);
    for (let cut = body.length - 3; cut > body.lastIndexOf("data:") + 6; cut -= 7) {
      expect(failure(() => readStream(body.slice(0, cut))).code).toBe("truncated");
    }
  });

  it("B: cut inside a tool call it gives no half call (dreb#230)", () => {
    const { complete, parts } = readStream(
      sse(calls({ index: 0, id: "a", function: { name: "f", arguments: '{"x":' } })),
    );
    expect(complete).toBe(false);
    expect(parts.toolCalls).toEqual([]);
  });

  it("B: an unknown reason is other, with the provider's word kept", () => {
    expect(readStream(sse(...hello, delta({}, "insufficient_system_resource")))).toMatchObject({
      finishReason: "other",
      rawFinishReason: "insufficient_system_resource",
    });
  });
});

describe("S9, A: errors inside of a stream", () => {
  const cases: readonly [string, string, object][] = [
    [
      "overloaded (vercel#10653)",
      sse({ error: { type: "overloaded_error", message: "Overloaded" } }),
      { code: "overloaded", status: 529, message: "Overloaded" },
    ],
    [
      "Groq's event: error (vercel#7317)",
      'event: error\ndata: {"error":{"message":"no","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}\n\n',
      { code: "bad-request", status: 400 },
    ],
    [
      "Groq's status_code",
      sse({ error: { message: "no", type: "internal", status_code: 503 } }),
      { code: "overloaded", status: 503 },
    ],
    [
      "an event named error, whatever it holds",
      'event: error\ndata: {"message":"broken"}\n\n',
      { code: "server", status: 500, message: "broken" },
    ],
    [
      "LiteLLM, then [DONE] (litellm#40578)",
      sse(
        { error: { message: "limit", type: "throttling_error", param: null, code: "429" } },
        "data: [DONE]",
      ),
      { code: "rate-limit", status: 429 },
    ],
    [
      "LiteLLM with a code alone (litellm#32237)",
      sse({ error: { message: "gone", type: "None", param: "None", code: "503" } }),
      { code: "overloaded", status: 503 },
    ],
    [
      "vLLM's object: error (litellm#32086)",
      sse({ object: "error", message: "bad", type: "BadRequestError", param: null, code: 400 }),
      { code: "bad-request", status: 400, message: "bad" },
    ],
    [
      "xAI's {code, error} (vercel's xai-chat-language-model)",
      sse({ code: "The service is currently unavailable", error: "Timed out" }),
      { code: "server", status: 500, message: "Timed out" },
    ],
    [
      "a text (mlx_lm, Ollama)",
      sse({ error: "model runner has stopped" }),
      { code: "server", status: 500, message: "model runner has stopped" },
    ],
    [
      "a list (Gemini's compatible layer)",
      sse([{ error: { code: 429, message: "quota", status: "RESOURCE_EXHAUSTED" } }]),
      { code: "rate-limit", status: 429 },
    ],
    [
      "OpenRouter, in the choice",
      sse({
        choices: [{ delta: {}, finish_reason: "error", error: { code: 502, message: "up" } }],
      }),
      { code: "server", status: 502, message: "up" },
    ],
    [
      "OpenRouter, at the top",
      sse({
        error: { code: 429, message: "slow" },
        choices: [{ delta: { content: "" }, finish_reason: "error" }],
      }),
      { code: "rate-limit", status: 429 },
    ],
    [
      "OpenAI without quota (litellm#6629)",
      sse({ error: { type: "insufficient_quota", code: "insufficient_quota", message: "pay" } }),
      { code: "quota", status: 402 },
    ],
    [
      "a conversation that is too long (opencode#20384)",
      sse({ error: { message: "the request exceeds the available context size" } }),
      { code: "context-length", status: 400 },
    ],
    ["LM Studio, no more than a word", sse({ error: {} }), { code: "server", status: 500 }],
  ];
  it.each(cases)("S9: %s", (_, body, want) => {
    expect(failure(() => readStream(body))).toMatchObject(want);
    expect(failure(() => readStream(sse(...hello) + body))).toMatchObject(want);
  });

  it("S9: a null or empty error is none (OpenRouter, gateways)", () => {
    const chunks = hello.map((chunk, i) => ({ ...(chunk as object), error: i === 0 ? null : "" }));
    expect(readStream(sse(...chunks, end)).parts.text).toBe("Hello");
  });

  it("S9: a filter before any content is an error, after content a reason", () => {
    expect(failure(() => readStream(sse(delta({}, "content_filter")))).code).toBe(
      "content-blocked",
    );
    expect(readStream(sse(...hello, delta({}, "content_filter")))).toMatchObject({
      finishReason: "content-filter",
      parts: { text: "Hello" },
    });
  });
});

describe("values", () => {
  it("S10: unknown values and types are ignored", () => {
    const strange = [
      'event: new.thing\ndata: {"x":1}',
      { object: "chat.completion.keepalive" },
      { choices: null },
      { choices: "x" },
      { choices: [null, 1, "x", { index: 0 }, { index: 0, delta: null }] },
      {
        choices: [{ index: 0, delta: { content: 5, tool_calls: {}, refusal: [], reasoning: {} } }],
      },
      { choices: [{ index: 0, delta: { audio: {}, obfuscation: "x" } }], usage: "many" },
      null,
      7,
      [],
    ];
    expect(readStream(sse(hello[0], ...strange, hello[1], end))).toMatchObject({
      parts: { text: "Hello", toolCalls: [] },
      finishReason: "stop",
    });
  });

  it("S15: keys of Object.prototype are data like any other", () => {
    const { parts } = readStream(
      sse(
        calls({ index: 0, id: "__proto__", function: { name: "constructor", arguments: "{" } }),
        calls({ index: 0, function: { arguments: '"__proto__":{"polluted":1}}' } }),
        delta({}, "toString"),
      ),
    );
    expect(parts.toolCalls[0]).toMatchObject({ id: "__proto__", name: "constructor" });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each([-1, 1e9, Number.MAX_SAFE_INTEGER, 1.5])("S15: index %d makes no list", (index) => {
    expect(called(calls({ index, id: "a", function: { name: "f", arguments: "{}" } }))).toEqual([
      ["a", "f", {}],
    ]);
  });

  it("only the first choice counts", () => {
    const other = { choices: [{ index: 1, delta: { content: "no" }, finish_reason: "length" }] };
    const { parts, finishReason } = readStream(sse(hello[0], other, hello[1], end));
    expect([parts.text, finishReason]).toEqual(["Hello", "stop"]);
  });

  it("the model is the last one named", () => {
    expect(readStream(sse(...hello, end, { model: "", choices: [] })).model).toBe("m");
  });

  it("messages instead of deltas are read, but not repeated after deltas", () => {
    const message = (content: string) => ({ choices: [{ index: 0, message: { content } }] });
    expect(readStream(sse(message("Hel"), message("lo"), end)).parts.text).toBe("Hello");
    expect(readStream(sse(...hello, message("Hello"), end)).parts.text).toBe("Hello");
  });

  it("a refusal that ends by itself ends by refusal", () => {
    const body = sse(delta({ refusal: "I " }), delta({ refusal: "won't." }), end);
    expect(readStream(body)).toMatchObject({
      finishReason: "refusal",
      rawFinishReason: "stop",
      parts: { text: "", refusal: "I won't." },
    });
  });
});

describe("S16, G: tool calls", () => {
  const a = { id: "a", type: "function", function: { name: "f", arguments: '{"x":' } };
  const b = { id: "b", type: "function", function: { name: "g", arguments: '{"y":' } };
  const rest = (text: string) => ({ function: { arguments: text } });

  it("S16: by index", () => {
    expect(
      called(
        calls({ index: 0, ...a }, { index: 1, ...b }),
        calls({ index: 1, ...rest("2}") }),
        calls({ index: 0, ...rest("1}") }),
      ),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ]);
  });

  it("S16: the first index may be 1 (pipecat#4987)", () => {
    expect(called(calls({ index: 1, ...a }), calls({ index: 1, ...rest("1}") }))).toEqual([
      ["a", "f", { x: 1 }],
    ]);
  });

  it("S16: indexes may have gaps (vercel#15879)", () => {
    expect(
      called(
        calls({ index: 0, ...a }),
        calls({ index: 3, ...b }),
        calls({ index: 3, ...rest("2}") }),
        calls({ index: 0, ...rest("1}") }),
      ),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ]);
  });

  it("S16: without index the id tells calls apart (ollama#7881)", () => {
    expect(
      called(calls(a), calls(rest("1}")), calls(b), calls({ id: "b", ...rest("2}") })),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ]);
  });

  it("S16: without index and id every name is a call", () => {
    const call = (x: number) => calls({ function: { name: "f", arguments: `{"x":${x}}` } });
    expect(called(call(1), call(2))).toEqual([
      ["call_0", "f", { x: 1 }],
      ["call_1", "f", { x: 2 }],
    ]);
  });

  it("S16: index 0 for every call, ids tell them apart (ollama#15457)", () => {
    expect(
      called(
        calls({ index: 0, ...a, function: { name: "f", arguments: '{"x":1}' } }),
        calls({ index: 0, ...b, function: { name: "f", arguments: '{"x":2}' } }),
      ),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "f", { x: 2 }],
    ]);
  });

  it("S16: a reused index goes on with the call that had it last (vercel#14277)", () => {
    expect(
      called(
        calls({ index: 0, ...a }),
        calls({ index: 0, ...rest("1}") }),
        calls({ index: 0, ...b }),
        calls({ index: 0, ...rest("2") }),
        calls({ index: 0, id: "b", ...rest("}") }),
      ),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "g", { y: 2 }],
    ]);
  });

  it("S16: calls that share an index, or have none, are found again by their ids", () => {
    for (const index of [0, undefined]) {
      expect(
        called(
          calls({ index, ...a }),
          calls({ index, ...b }),
          calls({ index, id: "a", ...rest("1}") }),
          calls({ index, id: "b", ...rest("2}") }),
        ),
      ).toEqual([
        ["a", "f", { x: 1 }],
        ["b", "g", { y: 2 }],
      ]);
    }
  });

  it("S16: a reused index without ids: another name is another call", () => {
    expect(
      called(
        calls({ index: 0, id: "", function: { name: "f", arguments: "{}" } }),
        calls({ index: 0, id: "", function: { name: "g", arguments: "{}" } }),
      ),
    ).toEqual([
      ["call_0", "f", {}],
      ["call_1", "g", {}],
    ]);
  });

  it("S16: an empty name later does not overwrite (lmstudio#649)", () => {
    expect(
      called(
        calls({ index: 0, ...a }),
        calls({ index: 0, function: { name: "", arguments: "1" } }),
        calls({ index: 0, function: { name: "", arguments: "}" } }),
      ),
    ).toEqual([["a", "f", { x: 1 }]]);
  });

  it("S16: an empty id is none (lmstudio#830)", () => {
    expect(
      called(calls({ index: 0, ...a, id: "" }), calls({ index: 0, id: "", ...rest("1}") })),
    ).toEqual([["call_0", "f", { x: 1 }]]);
  });

  it("S16: an id may come late", () => {
    expect(
      called(calls({ index: 0, ...a, id: null }), calls({ index: 0, ...a, ...rest("1}") })),
    ).toEqual([["a", "f", { x: 1 }]]);
    // From then on another one is another call.
    expect(
      called(
        calls({ index: 0, ...a, id: null }),
        calls({ index: 0, id: "a", ...rest("1}") }),
        calls({ index: 0, id: "b", function: { name: "f", arguments: "{}" } }),
      ),
    ).toEqual([
      ["a", "f", { x: 1 }],
      ["b", "f", {}],
    ]);
  });

  it("S16: an empty list is no call (lmstudio#1318)", () => {
    expect(readStream(sse(delta({ content: "a", tool_calls: [] }), end))).toMatchObject({
      finishReason: "stop",
      parts: { text: "a", toolCalls: [] },
    });
  });

  it("S16: null arguments are none, parsed ones are taken as they are", () => {
    expect(called(calls({ index: 0, id: "a", function: { name: "f", arguments: null } }))).toEqual([
      ["a", "f", {}],
    ]);
    expect(
      called(calls({ index: 0, id: "a", function: { name: "f", arguments: { x: 1 } } })),
    ).toEqual([["a", "f", { x: 1 }]]);
  });

  it("S16: no call is told as complete before the end", () => {
    const whole = calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } });
    const types = readStream(sse(whole, hello[0], delta({}, "tool_calls"))).events.map(
      (e) => e.type,
    );
    expect(types).toEqual(["tool-call-delta", "text", "tool-call", "finish"]);
    expect(readStream(sse(whole)).events.map((e) => e.type)).toEqual(["tool-call-delta"]);
  });

  it("the legacy function_call is a call", () => {
    expect(
      called(
        delta({ function_call: { name: "f", arguments: "" } }),
        delta({ function_call: { arguments: '{"x":1}' } }),
      ),
    ).toEqual([["call_0", "f", { x: 1 }]]);
  });

  it("G: a failed tool generation is an error (lmstudio#1066)", () => {
    const body = `${sse(hello[0])}event: error\ndata: {"error":{"message":"Failed to parse tool call"}}\n\n`;
    expect(failure(() => readStream(body))).toMatchObject({
      code: "server",
      message: "Failed to parse tool call",
    });
  });
});

describe("S17: usage", () => {
  const tokens = { inputTokens: 3, outputTokens: 2 };

  it("S17: in a chunk with empty choices (openai-node#364)", () => {
    expect(readStream(sse(...hello, end, usage, "data: [DONE]")).parts.usage).toEqual(tokens);
  });

  it("S17: in a chunk without choices (cline#8384)", () => {
    const { choices: _, ...alone } = usage;
    expect(readStream(sse(...hello, end, alone)).parts.usage).toEqual(tokens);
  });

  it("S17: in mlx_lm's chunk that calls itself a chat.completion", () => {
    const chunk = { object: "chat.completion", ...usage };
    expect(readStream(sse(...hello, end, chunk, "data: [DONE]")).parts.usage).toEqual(tokens);
  });

  it("S17: in the last delta (OpenRouter)", () => {
    const last = { ...(end as object), usage: usage.usage };
    expect(readStream(sse(...hello, last)).parts.usage).toEqual(tokens);
  });

  it("S17: cumulative in every chunk, the last one counts (DeepSeek)", () => {
    const at = (chunk: unknown, n: number) => ({
      ...(chunk as object),
      usage: { prompt_tokens: 3, completion_tokens: n, total_tokens: 3 + n },
    });
    const body = sse(at(hello[0], 1), at(hello[1], 2), { ...(end as object), usage: null });
    expect(readStream(body).parts.usage).toEqual(tokens);
  });

  it("S17: absent when unknown, not 0", () => {
    expect(readStream(sse(...hello, end)).parts.usage).toBeUndefined();
    const half = { choices: [], usage: { prompt_tokens: 3, completion_tokens: null } };
    expect(readStream(sse(...hello, end, half)).parts.usage).toBeUndefined();
    expect(readStream(sse(...hello, end, usage, half)).parts.usage).toEqual(tokens);
  });
});

describe("S21: reasoning", () => {
  const cases: readonly [string, object][] = [
    ["reasoning_content (DeepSeek, xAI, LM Studio, llama.cpp)", { reasoning_content: "hm" }],
    ["reasoning (mlx_lm, OpenRouter, Groq, Ollama)", { reasoning: "hm" }],
    ["both at once, once", { reasoning: "hm", reasoning_content: "hm" }],
    ["one of them null", { reasoning: "hm", reasoning_content: null }],
    ["one of them empty", { reasoning: "", reasoning_content: "hm" }],
    [
      "with the details of the same text (OpenRouter)",
      { reasoning: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] },
    ],
    [
      "details alone",
      { reasoning: null, reasoning_details: [{ type: "reasoning.summary", summary: "hm" }] },
    ],
    [
      "Mistral's content",
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] },
    ],
  ];
  it.each(cases)("S21: %s", (_, fields) => {
    const { parts } = readStream(sse(delta(fields), delta({ content: "Yes" }), end));
    expect(parts).toMatchObject({ reasoning: "hm", text: "Yes" });
  });

  it("S21: a delta with reasoning and content keeps both", () => {
    const { parts } = readStream(sse(delta({ content: "Yes", reasoning: "hm" }), end));
    expect(parts.content).toEqual([
      { type: "reasoning", text: "hm" },
      { type: "text", text: "Yes" },
    ]);
  });

  it("S21: encrypted reasoning is no text", () => {
    const fields = {
      content: "Yes",
      reasoning_details: [{ type: "reasoning.encrypted", data: "x" }],
    };
    expect(readStream(sse(delta(fields), end)).parts).not.toHaveProperty("reasoning");
  });

  it("G: an answer of reasoning alone is one (Reasonix#6618, lmstudio#378)", () => {
    expect(readStream(sse(delta({ reasoning_content: "hm" }), end))).toMatchObject({
      complete: true,
      finishReason: "stop",
      parts: { text: "", reasoning: "hm" },
    });
  });
});

describe("S22, S23, F, G: quirks of servers", () => {
  it("S22: mlx_lm gives every delta a role", () => {
    const body = sse(
      delta({ role: "assistant", content: "Hel", reasoning: "", tool_calls: [] }),
      ": keepalive 5/10",
      delta({ role: "assistant", content: "lo", reasoning: "", tool_calls: [] }),
      delta({ role: "assistant", content: "", reasoning: "", tool_calls: [] }, "stop"),
      "data: [DONE]",
    );
    const { parts, events } = readStream(body);
    expect(parts.text).toBe("Hello");
    expect(events.map(({ type }) => type)).toEqual(["text", "text", "finish"]);
  });

  it("S22: mlx_lm closes the connection when it fails: not complete", () => {
    expect(readStream(sse(delta({ role: "assistant", content: "Hel" }))).complete).toBe(false);
  });

  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["model_length", "length"],
    ["tool_calls", "tool-calls"],
    ["tool_call", "tool-calls"],
    ["function_call", "tool-calls"],
    ["content_filter", "content-filter"],
    ["refusal", "refusal"],
    ["constructor", "other"],
    ["STOP", "other"],
  ])("S23: %s means %s", (raw, finishReason) => {
    expect(readStream(sse(...hello, delta({}, raw)))).toMatchObject({
      finishReason,
      rawFinishReason: raw,
    });
  });

  it("S23: tool_call in the singular is known without calls too (mlx-lm#782)", () => {
    const call = calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } });
    expect(readStream(sse(call, delta({}, "tool_call"))).finishReason).toBe("tool-calls");
  });

  it("S23: with calls it is tool-calls, even when it says stop (python-genai#2868)", () => {
    const call = calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } });
    expect(readStream(sse(call, end))).toMatchObject({
      finishReason: "tool-calls",
      rawFinishReason: "stop",
    });
  });

  it('S23: "" is no reason (ollama#4357)', () => {
    const chunks = ["Hel", "lo"].map((content) => delta({ content }, ""));
    expect(readStream(sse(...chunks, "data: [DONE]"))).toMatchObject({
      finishReason: "stop",
      rawFinishReason: undefined,
      parts: { text: "Hello" },
    });
  });

  it("G: content in the chunk with the reason counts (vllm#35705)", () => {
    expect(readStream(sse(hello[0], delta({ content: "lo" }, "stop"))).parts.text).toBe("Hello");
  });

  it("F: a comment put into data is nothing (llm-gateway#2053)", () => {
    const body = sse("data: : OPENROUTER PROCESSING", ...hello, end);
    expect(readStream(body).parts.text).toBe("Hello");
  });

  it("F: keep-alives between events change nothing (docker-agent#2349)", () => {
    const body = sse(": keep-alive", hello[0], ": keep-alive", ": keep-alive", hello[1], end);
    expect(readStream(body).parts.text).toBe("Hello");
  });

  it("F: a blank line after a comment is no event (llmgateway#2334)", () => {
    expect(readStream(`:\n\n\n\n${sse(...hello, end)}`).events).toHaveLength(3);
  });

  it("F: empty data is no event (wave-agent#1326)", () => {
    expect(readStream(sse("data:", ...hello, "data: ", end)).parts.text).toBe("Hello");
  });

  it("F: comments before the first event (continue#13144)", () => {
    expect(readStream(`: a\n: b\n\n${sse(...hello, end)}`).parts.text).toBe("Hello");
  });

  it("F: comments right before [DONE], no blank line (OmniRoute#7031)", () => {
    const body = `${sse(...hello)}: keep-alive\n: keep-alive\ndata: [DONE]\n\n`;
    expect(readStream(body)).toMatchObject({ complete: true, parts: { text: "Hello" } });
  });
});
