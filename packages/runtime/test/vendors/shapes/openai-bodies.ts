import { bytes, GZIP, gzip, HTML_TYPE, JSON_TYPE, page, whole } from "../answers.ts";
import { fails, type Right, type Shape, unreadable } from "../shape.ts";

const TOKENS = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };

const BASE = { id: "c1", object: "chat.completion", created: 1, model: "m", usage: TOKENS };

function answer(message: object, reason: string | null = "stop", more: object = {}): object {
  return {
    ...BASE,
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: reason }],
    ...more,
  };
}

/** An answer with one call. */
function called(call: object): object {
  return answer(
    { content: null, tool_calls: [{ id: "a", type: "function", ...call }] },
    "tool_calls",
  );
}

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };

const PLAIN = JSON.stringify(answer({ content: "Hello" }));

const ARGS = '{"city":"Oslo"}';

function calls(...args: readonly [string, unknown][]): Right {
  return { text: "", calls: args, reason: "tool-calls", usage: [9, 2] };
}

const OSLO = calls(["get_weather", { city: "Oslo" }]);

function args(value: unknown): object {
  return called({ function: { name: "get_weather", arguments: value } });
}

export const openaiBodies: readonly Shape[] = [
  whole(
    "fields that nobody knows",
    {
      ...answer({ content: "Hello", annotations: [], audio: null, provider_specific_fields: {} }),
      service_tier: null,
      x_new: { a: 1 },
    },
    HELLO,
    "right",
  ),
  whole("a byte order mark before the body", `\uFEFF${PLAIN}`, HELLO, "right"),
  whole(
    "a key twice in an object: the last one counts",
    PLAIN.replace('"content"', '"content":"Hi","content"'),
    HELLO,
    "right",
  ),
  bytes("a body in gzip", [gzip(PLAIN)], HELLO, "right", { headers: { ...JSON_TYPE, ...GZIP } }),
  bytes("a body in gzip that is cut", [gzip(PLAIN, 20)], fails("truncated"), "right", {
    headers: { ...JSON_TYPE, ...GZIP },
  }),
  bytes("a body that breaks off", [PLAIN.slice(0, 90)], fails("network"), "right", {
    headers: JSON_TYPE,
    end: "break",
  }),
  whole("JSON that is cut", PLAIN.slice(0, -40), fails("truncated"), "right"),
  whole(
    "JSON with NaN in it",
    PLAIN.replace('"created":1', '"created":NaN'),
    fails("protocol"),
    "right",
  ),
  whole(
    "a number past every measure in the usage",
    PLAIN.replace('"completion_tokens":2', '"completion_tokens":1e400'),
    { text: "Hello", reason: "stop" },
    { text: "Hello", reason: "stop", usage: [9, Number.POSITIVE_INFINITY] },
  ),
  whole(
    "content as a list of parts",
    answer({
      content: [
        { type: "text", text: "Hel" },
        { type: "text", text: "lo" },
      ],
    }),
    HELLO,
    { text: "[object Object],[object Object]", reason: "stop", usage: [9, 2] },
  ),
  whole("content as one part", answer({ content: { type: "text", text: "Hello" } }), HELLO, {
    text: "[object Object]",
    reason: "stop",
    usage: [9, 2],
  }),
  whole(
    "the text of a completion in place of a message",
    { ...BASE, choices: [{ index: 0, text: "Hello", finish_reason: "stop" }] },
    HELLO,
    unreadable("Cannot read properties of undefined (reading 'content')"),
  ),
  whole(
    "no text, and the reason `content_filter`",
    answer({ content: null }, "content_filter"),
    fails("content-blocked", "content_filter"),
    { text: "", reason: "content-filter", usage: [9, 2] },
  ),
  whole(
    "a refusal",
    answer({ content: null, refusal: "I can't" }),
    { text: "", refusal: "I can't", reason: "refusal", usage: [9, 2] },
    "right",
  ),
  whole(
    "a reason that says that the answer failed",
    answer({ content: "Hel" }, "insufficient_system_resource"),
    fails("overloaded", "insufficient_system_resource", "Hel"),
    { text: "Hel", reason: "other", usage: [9, 2] },
  ),
  whole(
    "an error with status 200",
    { error: { message: "The engine died", type: "server_error" } },
    fails("server", "The engine died"),
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "an error with status 200, by its words alone",
    { code: "Throttling.RateQuota", message: "Requests rate limit exceeded" },
    fails("rate-limit", "Requests rate limit exceeded"),
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "an error with status 200 in `base_resp`",
    { base_resp: { status_code: 1002, status_msg: "rate limit" } },
    fails("rate-limit", "rate limit"),
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "no choices",
    { ...BASE, choices: [] },
    fails("protocol", "no choices"),
    unreadable("Cannot read properties of undefined (reading 'message')"),
  ),
  whole("an empty body", "", fails("truncated"), "right"),
  whole(
    "a page with status 200",
    page("Sign in to the network"),
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading '0')"),
    { headers: HTML_TYPE },
  ),
  whole(
    "a stream where none was asked for",
    `data: ${PLAIN}\n\ndata: [DONE]\n\n`,
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading '0')"),
    { headers: { "content-type": "text/event-stream" } },
  ),
  whole('arguments `""`', args(""), calls(["get_weather", {}]), {
    text: "",
    calls: [["get_weather", ""]],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("arguments `null`", args(null), calls(["get_weather", {}]), {
    text: "",
    calls: [["get_weather", "null"]],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("arguments that are an object", args({ city: "Oslo" }), OSLO, {
    text: "",
    calls: [["get_weather", "[object Object]"]],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("arguments encoded twice", args(JSON.stringify(ARGS)), OSLO, {
    text: "",
    calls: [["get_weather", '{"city":"Oslo"}']],
    reason: "tool-calls",
    usage: [9, 2],
  }),
  whole("arguments that are a list", args("[1,2]"), calls(["get_weather", "[1,2]"]), "right"),
  whole(
    "arguments that are no JSON",
    args("{city: Oslo}"),
    calls(["get_weather", "{city: Oslo}"]),
    "right",
  ),
  whole(
    "a call without an id",
    answer(
      {
        content: null,
        tool_calls: [{ type: "function", function: { name: "get_weather", arguments: ARGS } }],
      },
      "tool_calls",
    ),
    OSLO,
    {
      text: "",
      calls: [["get_weather", { city: "Oslo" }]],
      ids: "missing",
      reason: "tool-calls",
      usage: [9, 2],
    },
  ),
  whole(
    "two calls with one id",
    answer(
      {
        content: null,
        tool_calls: [
          { id: "a", type: "function", function: { name: "get_weather", arguments: ARGS } },
          { id: "a", type: "function", function: { name: "get_time", arguments: "{}" } },
        ],
      },
      "tool_calls",
    ),
    calls(["get_weather", { city: "Oslo" }], ["get_time", {}]),
    {
      text: "",
      calls: [
        ["get_weather", { city: "Oslo" }],
        ["get_time", {}],
      ],
      ids: "same",
      reason: "tool-calls",
      usage: [9, 2],
    },
  ),
  whole(
    "a call with its name at its top",
    called({ name: "get_weather", arguments: ARGS }),
    OSLO,
    unreadable("Cannot read properties of undefined (reading 'name')"),
  ),
  whole(
    "a call, and the reason `stop`",
    {
      ...args(ARGS),
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: null,
            tool_calls: [
              { id: "a", type: "function", function: { name: "get_weather", arguments: ARGS } },
            ],
          },
          finish_reason: "stop",
        },
      ],
    },
    OSLO,
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "stop", usage: [9, 2] },
  ),
  whole(
    "blank lines before the body, to keep the connection",
    `\n\n   \n${PLAIN}\n\n`,
    HELLO,
    "right",
  ),
  whole("words after the body", `${PLAIN} ok`, fails("protocol"), "right"),
  whole(
    "the body `null`",
    "null",
    fails("protocol"),
    unreadable("Cannot read properties of null (reading 'choices')"),
  ),
  whole(
    "the body as JSON inside of JSON",
    JSON.stringify(PLAIN),
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "the answer in a list",
    [answer({ content: "Hello" })],
    HELLO,
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "no usage",
    answer({ content: "Hello" }, "stop", { usage: null }),
    { text: "Hello", reason: "stop" },
    "right",
  ),
  whole(
    "the counts under Anthropic's names",
    answer({ content: "Hello" }, "stop", { usage: { input_tokens: 9, output_tokens: 2 } }),
    HELLO,
    { text: "Hello", reason: "stop" },
  ),
  whole(
    "the second choice before the first",
    {
      ...BASE,
      choices: [
        { index: 1, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" },
        { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" },
      ],
    },
    HELLO,
    { text: "Hi", reason: "stop", usage: [9, 2] },
  ),
  whole(
    "thoughts beside the text",
    answer({ content: "Hello", reasoning_content: "Hm" }),
    HELLO,
    "right",
  ),
  whole(
    "content with thoughts in its list",
    answer({
      content: [
        { type: "thinking", thinking: [{ type: "text", text: "Hm" }] },
        { type: "text", text: "Hello" },
      ],
    }),
    HELLO,
    { text: "[object Object],[object Object]", reason: "stop", usage: [9, 2] },
  ),
  whole(
    "a reason that nobody knows",
    answer({ content: "Hello" }, "new_reason"),
    { ...HELLO, reason: "other" },
    "right",
  ),
  whole(
    "an error inside of the choice",
    {
      ...BASE,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "" },
          finish_reason: "error",
          error: { code: 502, message: "Network connection lost" },
        },
      ],
    },
    fails("server", "Network connection lost"),
    { text: "", reason: "other", usage: [9, 2] },
  ),
  whole(
    "`success: false` with status 200",
    { result: null, success: false, errors: [{ code: 5007, message: "No such model" }] },
    fails("not-found", "No such model"),
    unreadable("Cannot read properties of undefined (reading '0')"),
  ),
  whole(
    "calls without a function",
    answer({ content: null, tool_calls: [{ id: "a", type: "function" }] }, "tool_calls"),
    fails("protocol"),
    unreadable("Cannot read properties of undefined (reading 'name')"),
  ),
  whole(
    "an entry `null` among the calls",
    answer(
      {
        content: null,
        tool_calls: [
          null,
          { id: "a", type: "function", function: { name: "get_weather", arguments: ARGS } },
        ],
      },
      "tool_calls",
    ),
    OSLO,
    unreadable("Cannot read properties of null (reading 'type')"),
  ),
  whole(
    "arguments in a fence",
    args('```json\n{"city":"Oslo"}\n```'),
    calls(["get_weather", '```json\n{"city":"Oslo"}\n```']),
    "right",
  ),
  whole(
    "the name `__proto__`, and such keys in the arguments",
    called({ function: { name: "__proto__", arguments: '{"__proto__":1,"constructor":2}' } }),
    calls(["__proto__", JSON.parse('{"__proto__":1,"constructor":2}')]),
    "right",
  ),
];
