import { HTML_TYPE, page, TEXT_TYPE, whole } from "../answers.ts";
import { fails, type Right, type Shape, throws, unreadable } from "../shape.ts";

function answer(message: object, more: object = {}): object {
  return {
    model: "m",
    created_at: "2026-01-01T00:00:00Z",
    message: { role: "assistant", content: "", ...message },
    done: true,
    done_reason: "stop",
    prompt_eval_count: 9,
    eval_count: 2,
    ...more,
  };
}

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };

function call(name: string, args: unknown): Right {
  return { text: "", calls: [[name, args]], reason: "tool-calls", usage: [9, 2] };
}

export const ollamaBodies: readonly Shape[] = [
  whole(
    "fields that nobody knows",
    answer({ content: "Hello", x_new: {} }, { context: [1], x_new: 1 }),
    HELLO,
    "right",
  ),
  whole(
    "content `null` beside a call",
    answer({
      content: null,
      tool_calls: [{ function: { name: "get_weather", arguments: { city: "Oslo" } } }],
    }),
    call("get_weather", { city: "Oslo" }),
    "right",
  ),
  whole(
    "arguments that are a text",
    answer({ tool_calls: [{ function: { name: "get_weather", arguments: '{"city":"Oslo"}' } }] }),
    call("get_weather", { city: "Oslo" }),
    { text: "", calls: [["get_weather", '{"city":"Oslo"}']], reason: "tool-calls", usage: [9, 2] },
  ),
  whole(
    "arguments `null`",
    answer({ tool_calls: [{ function: { name: "get_time", arguments: null } }] }),
    call("get_time", {}),
    { text: "", calls: [["get_time", "null"]], reason: "tool-calls", usage: [9, 2] },
  ),
  whole(
    "the limit of tokens",
    answer({ content: "Hello" }, { done_reason: "length" }),
    { ...HELLO, reason: "length" },
    "right",
  ),
  whole(
    "an error with status 200",
    { error: "model runner has unexpectedly stopped" },
    fails("server", "model runner has unexpectedly stopped"),
    unreadable("Cannot read properties of undefined (reading 'tool_calls')"),
  ),
  whole(
    "an empty object",
    {},
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading 'tool_calls')"),
  ),
  whole(
    "404: no such model",
    { error: "model 'm' not found" },
    fails("not-found", "model 'm' not found"),
    "right",
    { status: 404 },
  ),
  whole(
    "400: no tools",
    { error: "registry.ollama.ai/library/m does not support tools" },
    fails("bad-request", "does not support tools"),
    "right",
    { status: 400 },
  ),
  whole(
    "500 with an error that is an object",
    { error: { message: "model requires more system memory", type: "api_error" } },
    fails("server", "model requires more system memory"),
    throws("[object Object]"),
    { status: 500 },
  ),
  whole(
    "503 in plain text",
    "server busy, please try again",
    fails("overloaded", "server busy"),
    "right",
    { status: 503, headers: TEXT_TYPE },
  ),
  whole("502 as a page", page("502 Bad Gateway"), fails("server", "502 Bad Gateway"), "right", {
    status: 502,
    headers: HTML_TYPE,
  }),
  whole("a page with status 200", page("Sign in to the network"), fails("protocol"), "right", {
    headers: HTML_TYPE,
  }),
  whole("content that is an object", answer({ content: { text: "Hello" } }), fails("protocol"), {
    text: "[object Object]",
    reason: "stop",
    usage: [9, 2],
  }),
  whole(
    "no counts",
    answer({ content: "Hello" }, { prompt_eval_count: undefined, eval_count: undefined }),
    { text: "Hello", reason: "stop" },
    "right",
  ),
  whole(
    "JSON that is cut",
    JSON.stringify(answer({ content: "Hello" })).slice(0, -20),
    fails("truncated"),
    "right",
  ),
  whole("500 without a body", "", fails("server"), "right", { status: 500 }),
  whole("an empty body", "", fails("truncated"), "right"),
];
