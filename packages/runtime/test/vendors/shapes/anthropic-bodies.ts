import { HTML_TYPE, page, whole } from "../answers.ts";
import { fails, type Right, type Shape, unreadable } from "../shape.ts";

const BASE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "m",
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 2 },
};

function answer(content: unknown, reason: string | null = "end_turn", more: object = {}): object {
  return { ...BASE, content, stop_reason: reason, ...more };
}

function called(input: unknown): object {
  return answer(
    [
      {
        type: "tool_use",
        id: "toolu_1",
        name: "get_weather",
        ...(input !== undefined && { input }),
      },
    ],
    "tool_use",
  );
}

function call(args: unknown): Right {
  return { text: "", calls: [["get_weather", args]], reason: "tool-calls", usage: [9, 2] };
}

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
const TEXT = { type: "text", text: "Hello" };

function error(type: string, message: string): object {
  return { type: "error", error: { type, message }, request_id: "req_1" };
}

export const anthropicBodies: readonly Shape[] = [
  whole(
    "blocks and fields that nobody knows",
    answer([{ type: "new_block", x: 1 }, TEXT], "end_turn", { container: null, x_new: {} }),
    HELLO,
    "right",
  ),
  whole(
    "content as one text",
    answer("Hello"),
    fails("protocol"),
    unreadable("content.flatMap is not a function"),
  ),
  whole(
    "content `null`",
    answer(null),
    fails("protocol"),
    unreadable("Cannot read properties of null (reading 'flatMap')"),
  ),
  whole(
    "thinking that is encrypted, then a text",
    answer([{ type: "redacted_thinking", data: "c2VjcmV0" }, TEXT]),
    HELLO,
    "right",
  ),
  whole("a refusal without a text", answer([], "refusal"), fails("content-blocked", "refused"), {
    text: "",
    reason: "refusal",
    usage: [9, 2],
  }),
  whole(
    "a full context",
    answer([TEXT], "model_context_window_exceeded"),
    { ...HELLO, reason: "length" },
    "right",
  ),
  whole("an input that is a text", called('{"city":"Oslo"}'), call({ city: "Oslo" }), {
    text: "",
    calls: [["get_weather", '{"city":"Oslo"}']],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("an input that is `null`", called(null), call({}), {
    text: "",
    calls: [["get_weather", "null"]],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("no input", called(undefined), call({}), {
    text: "",
    calls: [["get_weather", undefined]],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("an input that is a list", called([1, 2]), call("[1,2]"), "right"),
  whole(
    "a call, and the reason `end_turn`",
    answer([{ type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }]),
    call({}),
    { text: "", calls: [["get_weather", {}]], reason: "stop", usage: [9, 2] },
  ),
  whole(
    "an error with status 200",
    error("overloaded_error", "Overloaded"),
    fails("overloaded", "Overloaded"),
    unreadable("Cannot read properties of undefined (reading 'flatMap')"),
  ),
  whole(
    "an empty object",
    {},
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading 'flatMap')"),
  ),
  whole(
    "a page with status 200",
    page("Sign in to the network"),
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading 'flatMap')"),
    { headers: HTML_TYPE },
  ),
  whole(
    "529: overloaded",
    error("overloaded_error", "Overloaded"),
    fails("overloaded", "Overloaded"),
    "right",
    { status: 529 },
  ),
  whole(
    "400: the prompt is too long",
    error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    fails("context-length", "prompt is too long"),
    "right",
    { status: 400 },
  ),
  whole(
    "400: no money left",
    error("invalid_request_error", "Your credit balance is too low to access the Anthropic API"),
    fails("quota", "credit balance"),
    "right",
    { status: 400 },
  ),
  whole(
    "413 as a page",
    page("413 Request Entity Too Large"),
    fails("bad-request", "413 Request Entity Too Large"),
    "right",
    { status: 413, headers: HTML_TYPE },
  ),
  whole(
    "503 with the words beside no `error`",
    { message: "no healthy upstream" },
    fails("overloaded", "no healthy upstream"),
    "right",
    { status: 503 },
  ),
  whole("502 as a page", page("502 Bad Gateway"), fails("server", "502 Bad Gateway"), "right", {
    status: 502,
    headers: HTML_TYPE,
  }),
  whole(
    "two texts with a thought between",
    answer([
      { type: "text", text: "Hel" },
      { type: "thinking", thinking: "Hm", signature: "c2ln" },
      { type: "text", text: "lo" },
    ]),
    HELLO,
    "right",
  ),
  whole("no content", answer([]), { text: "", reason: "stop", usage: [9, 2] }, "right"),
  whole(
    "a chat completion of OpenAI's",
    {
      id: "c1",
      choices: [
        { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" },
      ],
    },
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading 'flatMap')"),
  ),
  whole(
    "no usage",
    answer([TEXT], "end_turn", { usage: undefined }),
    { text: "Hello", reason: "stop" },
    "right",
  ),
  whole("an input that is a number", called(5), call("5"), "right"),
  whole(
    "an error in OpenAI's envelope",
    {
      error: { message: "model not found", type: "invalid_request_error", code: "model_not_found" },
    },
    fails("not-found", "model not found"),
    "right",
    { status: 404 },
  ),
  whole(
    "an error in a field `detail`",
    { detail: "Invalid model name" },
    fails("bad-request", "Invalid model name"),
    "right",
    { status: 400 },
  ),
  whole("an empty body with status 500", "", fails("server"), "right", { status: 500 }),
];
