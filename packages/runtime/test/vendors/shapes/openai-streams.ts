import { cutInCharacter, GZIP, gzip, JSON_TYPE, page, sse, stream } from "../answers.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

const BASE = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m" };

function chunk(delta: unknown, reason: string | null = null, more: object = {}): string {
  return sse({ ...BASE, choices: [{ index: 0, delta, finish_reason: reason }], ...more });
}

const OPEN = chunk({ role: "assistant", content: "" });
const HEL = chunk({ content: "Hel" });
const LO = chunk({ content: "lo" });
const STOP = chunk({}, "stop");
const CALLED = chunk({}, "tool_calls");
const DONE = "data: [DONE]\n\n";
const TOKENS = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const USAGE = sse({ ...BASE, choices: [], usage: TOKENS });
const WHOLE = [OPEN, HEL, LO, STOP, USAGE, DONE];

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
const UNCOUNTED: Right = { text: "Hello", reason: "stop" };

function calls(...args: readonly [string, unknown][]): Right {
  return { text: "", calls: args, reason: "tool-calls" };
}

/** A piece of a call. */
function piece(call: object): string {
  return chunk({ tool_calls: [call] });
}

const BEGIN = { index: 0, id: "a", type: "function" };
const OSLO = { city: "Oslo" };
const ARGS = '{"city":"Oslo"}';

export const openaiStreams: readonly Shape[] = [
  stream(
    "comments and empty deltas between the pieces",
    [": OPENROUTER PROCESSING\n\n", OPEN, HEL, ": ka\n\n", chunk({}), LO, STOP, USAGE, DONE],
    HELLO,
    "right",
  ),
  stream(
    "lines that end with CRLF",
    WHOLE.map((each) => each.replaceAll("\n", "\r\n")),
    HELLO,
    "right",
  ),
  stream(
    "lines that end with CR",
    WHOLE.map((each) => each.replaceAll("\n", "\r")),
    HELLO,
    "right",
  ),
  stream("a byte order mark", ["\uFEFF", ...WHOLE], HELLO, "right"),
  stream(
    "`data:` without a space",
    WHOLE.map((each) => each.replace("data: ", "data:")),
    HELLO,
    "right",
  ),
  stream(
    "an event over several lines of `data:`",
    [OPEN, HEL, LO.replace('"choices"', '\ndata: "choices"'), STOP, USAGE, DONE],
    HELLO,
    "right",
  ),
  stream(
    "a cut in the middle of a character",
    [OPEN, ...cutInCharacter(chunk({ content: "Grüße 👋" })), STOP, DONE],
    { text: "Grüße 👋", reason: "stop" },
    "right",
  ),
  stream("all of it in one piece, gzip", [gzip(WHOLE.join(""))], HELLO, "right", { headers: GZIP }),
  stream("no `[DONE]` after the reason", [OPEN, HEL, LO, STOP], UNCOUNTED, "right"),
  stream(
    "the last event without the empty line after it",
    [OPEN, HEL, LO, STOP.trimEnd()],
    UNCOUNTED,
    throws("missing finish_reason for choice 0", "Hello"),
  ),
  stream(
    "a cut: neither a reason nor `[DONE]`",
    [OPEN, HEL],
    fails("truncated", "", "Hel"),
    "right",
  ),
  stream(
    "a cut in the middle of an event",
    [OPEN, HEL, LO.slice(0, -30)],
    fails("truncated", "", "Hel"),
    "right",
  ),
  stream("a connection that breaks", [OPEN, HEL], fails("network", "", "Hel"), "right", {
    end: "break",
  }),
  stream(
    "`[DONE]` after a text, and no reason",
    [OPEN, HEL, LO, DONE],
    UNCOUNTED,
    throws("missing finish_reason for choice 0", "Hello"),
  ),
  stream(
    "a connection that stays open after `[DONE]`",
    WHOLE,
    HELLO,
    { text: "Hello", reason: "stop", usage: [9, 2], waits: true },
    { end: "open" },
  ),
  stream(
    "`[DONE]` inside of a text",
    [OPEN, chunk({ content: "[DONE]" }), STOP, DONE],
    { text: "[DONE]", reason: "stop" },
    "right",
  ),
  stream(
    "a line `DONE` after the reason",
    [OPEN, HEL, LO, STOP, "data: DONE\n\n"],
    UNCOUNTED,
    throws("Unexpected token 'D', \"DONE\" is not valid JSON", "Hello"),
  ),
  stream(
    "a reason with the first piece of text",
    [chunk({ role: "assistant", content: "Hel" }, "stop"), LO, STOP, DONE],
    UNCOUNTED,
    "right",
  ),
  stream(
    "usage in a last event that has no id",
    [OPEN, HEL, LO, STOP, sse({ choices: [], usage: TOKENS }), DONE],
    HELLO,
    { text: "Hello", reason: "stop" },
  ),
  stream(
    "zeros after the usage",
    [
      OPEN,
      HEL,
      LO,
      chunk({}, "stop", { usage: TOKENS }),
      sse({
        ...BASE,
        choices: [],
        usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      }),
      DONE,
    ],
    HELLO,
    { text: "Hello", reason: "stop", usage: [0, 0] },
  ),
  stream(
    "`usage: null` after the usage",
    [
      OPEN,
      HEL,
      chunk({ content: "lo" }, null, { usage: TOKENS }),
      chunk({}, "stop", { usage: null }),
      DONE,
    ],
    HELLO,
    { text: "Hello", reason: "stop" },
  ),
  stream(
    "usage in the choice",
    [
      OPEN,
      HEL,
      LO,
      sse({ ...BASE, choices: [{ index: 0, delta: {}, finish_reason: "stop", usage: TOKENS }] }),
      DONE,
    ],
    HELLO,
    { text: "Hello", reason: "stop" },
  ),
  stream(
    "an event without choices first",
    [sse({ ...BASE, choices: [], prompt_filter_results: [{ prompt_index: 0 }] }), ...WHOLE],
    HELLO,
    "right",
  ),
  stream(
    "a choice without a delta",
    [
      OPEN,
      HEL,
      LO,
      sse({ ...BASE, choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] }),
      STOP,
      DONE,
    ],
    UNCOUNTED,
    "right",
  ),
  stream(
    "a lone choice with index 1",
    [OPEN, HEL, LO, STOP].map((each) => each.replace('"index":0', '"index":1')).concat(DONE),
    UNCOUNTED,
    throws("Cannot read properties of undefined (reading 'message')", "Hello"),
  ),
  stream(
    "deltas without a role",
    [HEL, LO, STOP, DONE],
    UNCOUNTED,
    throws("missing role for choice 0"),
  ),
  stream(
    "an error between the pieces",
    [OPEN, HEL, sse({ error: { message: "The engine died", type: "server_error" } })],
    fails("server", "The engine died", "Hel"),
    "right",
  ),
  stream(
    "an error that is a text",
    [OPEN, HEL, sse({ error: "The engine died" })],
    fails("server", "The engine died", "Hel"),
    "right",
  ),
  stream(
    "an error without the key `error`",
    [
      OPEN,
      HEL,
      sse({ code: "Throttling.RateQuota", message: "Requests rate limit exceeded" }),
      DONE,
    ],
    fails("rate-limit", "Requests rate limit exceeded", "Hel"),
    throws("chunk.choices is not iterable", "Hel"),
  ),
  stream(
    "an error as the first event, by its name",
    [sse({ message: "Too many requests", code: 429 }, "error")],
    fails("rate-limit", "Too many requests"),
    throws("chunk.choices is not iterable"),
  ),
  stream(
    "an error behind half an event",
    [
      OPEN,
      HEL,
      LO.slice(0, -30),
      `\n${sse({ error: { message: "stream_read_error", type: "upstream_error" } })}`,
    ],
    fails("server", "stream_read_error", "Hel"),
    throws("Bad control character in string literal in JSON", "Hel"),
  ),
  stream(
    "an error as a JSON body with status 200",
    [JSON.stringify({ error: { message: "The engine died", type: "server_error" } })],
    fails("server", "The engine died"),
    throws("request ended without sending any chunks"),
    { headers: JSON_TYPE },
  ),
  stream(
    "one JSON body in place of the stream",
    [
      JSON.stringify({
        ...BASE,
        object: "chat.completion",
        choices: [
          { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" },
        ],
        usage: TOKENS,
      }),
    ],
    HELLO,
    throws("request ended without sending any chunks"),
    { headers: JSON_TYPE },
  ),
  stream(
    "an event `ping` with JSON in it",
    [OPEN, HEL, sse({ type: "ping" }, "ping"), LO, STOP, DONE],
    UNCOUNTED,
    throws("chunk.choices is not iterable", "Hel"),
  ),
  stream(
    "an empty `data:`",
    [OPEN, HEL, "data:\n\n", LO, STOP, DONE],
    UNCOUNTED,
    throws("Unexpected end of JSON input", "Hel"),
  ),
  stream(
    "events without the empty line between them",
    [OPEN, HEL.trimEnd(), `\n${LO}`, STOP, DONE],
    UNCOUNTED,
    throws("Unexpected non-whitespace character after JSON"),
  ),
  stream(
    "a reason that says that the answer failed",
    [OPEN, HEL, chunk({}, "insufficient_system_resource"), DONE],
    fails("overloaded", "insufficient_system_resource", "Hel"),
    { text: "Hel", reason: "other" },
  ),
  stream("an empty stream but for `[DONE]`", [DONE], fails("protocol"), "right"),
  stream(
    "a refusal in pieces",
    [OPEN, chunk({ refusal: "I " }), chunk({ refusal: "can't" }), STOP, DONE],
    { text: "", refusal: "I can't", reason: "refusal" },
    "right",
  ),
  stream(
    "arguments in pieces",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: "" } }),
      piece({ index: 0, function: { arguments: '{"city":' } }),
      piece({ index: 0, function: { arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "a call in one piece, and entries that say nothing",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }),
      chunk({ tool_calls: [] }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "calls without an index",
    [
      OPEN,
      piece({ id: "a", type: "function", function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", reason: "tool-calls" },
  ),
  stream(
    "two calls that both have index 0",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }),
      piece({ ...BEGIN, id: "b", function: { name: "get_time", arguments: "{}" } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO], ["get_time", {}]),
    { text: "", calls: [["get_time", '{"city":"Oslo"}{}']], reason: "tool-calls" },
  ),
  stream(
    "a call without an id",
    [
      OPEN,
      piece({ index: 0, type: "function", function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "a call without a type",
    [
      OPEN,
      piece({ index: 0, id: "a", function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    throws("tool call snapshot missing `type`"),
  ),
  stream(
    "a name in pieces",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_", arguments: "" } }),
      piece({ index: 0, function: { name: "weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["weather", { city: "Oslo" }]], reason: "tool-calls" },
  ),
  stream(
    "a name with every piece",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ index: 0, id: "a", function: { name: "get_weather", arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "arguments twice: in pieces, then whole",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: "" } }),
      piece({ index: 0, function: { arguments: ARGS } }),
      piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", '{"city":"Oslo"}{"city":"Oslo"}']], reason: "tool-calls" },
  ),
  stream(
    "an empty object before the pieces",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: "{}" } }),
      piece({ index: 0, function: { arguments: '{"city":' } }),
      piece({ index: 0, function: { arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", '{}{"city":"Oslo"}']], reason: "tool-calls" },
  ),
  stream(
    "arguments that are an object",
    [OPEN, piece({ ...BEGIN, function: { name: "get_weather", arguments: OSLO } }), CALLED, DONE],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", "[object Object]"]], reason: "tool-calls" },
  ),
  stream(
    "a call, and the reason `stop`",
    [OPEN, piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }), STOP, DONE],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "stop" },
  ),
  stream(
    "half a call, and `[DONE]`",
    [OPEN, piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }), DONE],
    fails("truncated"),
    "right",
  ),
  stream(
    "the reason `tool_calls` without a call or a text",
    [OPEN, CALLED, DONE],
    fails("protocol", "no call came"),
    { text: "", reason: "tool-calls" },
  ),
  stream(
    "thoughts alone, and `[DONE]`",
    [OPEN, chunk({ reasoning_content: "Hm" }), DONE],
    fails("truncated"),
    "right",
  ),
  stream(
    "a CRLF whose halves come apart",
    WHOLE.flatMap((each) => [each.replaceAll("\n", "\r\n").slice(0, -1), "\n"]),
    HELLO,
    "right",
  ),
  stream(
    "bytes that are no UTF-8",
    [OPEN, Buffer.from(chunk({ content: "a\u00ff" }), "latin1"), STOP, DONE],
    { text: "a\uFFFD", reason: "stop" },
    "right",
  ),
  stream(
    "a text of a million characters in one event",
    [OPEN, chunk({ content: "a".repeat(1_000_000) }), STOP, DONE],
    { text: "a".repeat(1_000_000), reason: "stop" },
    "right",
  ),
  stream(
    "an empty reason in every event",
    [
      sse({
        ...BASE,
        choices: [{ index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: "" }],
      }),
      STOP,
      DONE,
    ],
    UNCOUNTED,
    "right",
  ),
  stream(
    "usage in every event",
    [
      chunk({ role: "assistant", content: "Hel" }, null, {
        usage: { ...TOKENS, completion_tokens: 1 },
      }),
      chunk({ content: "lo" }, "stop", { usage: TOKENS }),
      DONE,
    ],
    HELLO,
    "right",
  ),
  stream(
    "tokens of -1",
    [
      OPEN,
      HEL,
      LO,
      chunk({}, "stop", { usage: { prompt_tokens: -1, completion_tokens: -1, total_tokens: -1 } }),
      DONE,
    ],
    UNCOUNTED,
    { text: "Hello", reason: "stop", usage: [-1, -1] },
  ),
  stream(
    "`choices: null` with the usage",
    [OPEN, HEL, LO, STOP, sse({ ...BASE, choices: null, usage: TOKENS }), DONE],
    HELLO,
    throws("chunk.choices is not iterable", "Hello"),
  ),
  stream(
    "the usage and no `choices`",
    [OPEN, HEL, LO, STOP, sse({ ...BASE, usage: TOKENS }), DONE],
    HELLO,
    throws("chunk.choices is not iterable", "Hello"),
  ),
  stream(
    "the whole message in the last event",
    [
      OPEN,
      HEL,
      LO,
      sse({
        ...BASE,
        choices: [
          {
            index: 0,
            delta: {},
            message: { role: "assistant", content: "Hello" },
            finish_reason: "stop",
          },
        ],
      }),
      DONE,
    ],
    UNCOUNTED,
    "right",
  ),
  stream(
    "messages in place of deltas",
    [
      sse({
        ...BASE,
        choices: [
          { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" },
        ],
      }),
      DONE,
    ],
    UNCOUNTED,
    "right",
  ),
  stream(
    "content as a list of parts",
    [
      OPEN,
      chunk({ content: [{ type: "text", text: "Hel" }] }),
      chunk({ content: [{ type: "text", text: "lo" }] }),
      STOP,
      DONE,
    ],
    UNCOUNTED,
    { text: "[object Object][object Object]", reason: "stop" },
  ),
  stream(
    "a reason that is an object",
    [
      OPEN,
      HEL,
      LO,
      sse({
        ...BASE,
        choices: [{ index: 0, delta: {}, finish_reason: { type: "stop", matched: null } }],
      }),
      DONE,
    ],
    UNCOUNTED,
    { text: "Hello", reason: "other" },
  ),
  stream(
    "two choices in turn",
    [
      OPEN,
      HEL,
      sse({
        ...BASE,
        choices: [{ index: 1, delta: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
      }),
      LO,
      STOP,
      DONE,
    ],
    UNCOUNTED,
    "right",
  ),
  stream(
    "an error inside of the choice",
    [
      OPEN,
      HEL,
      sse({
        ...BASE,
        choices: [
          {
            index: 0,
            delta: { content: "" },
            finish_reason: "error",
            error: { code: 502, message: "Network connection lost" },
          },
        ],
      }),
      DONE,
    ],
    fails("server", "Network connection lost", "Hel"),
    { text: "Hel", reason: "other" },
  ),
  stream(
    "`error: null` beside the text",
    [OPEN, HEL, chunk({ content: "lo" }, null, { error: null }), STOP, DONE],
    UNCOUNTED,
    "right",
  ),
  stream(
    "an error after the reason",
    [OPEN, HEL, LO, STOP, sse({ error: { message: "The engine died", type: "server_error" } })],
    fails("server", "The engine died", "Hello"),
    "right",
  ),
  stream(
    "a page after half of the text",
    [OPEN, HEL, page("502 Bad Gateway")],
    fails("truncated", "", "Hel"),
    "right",
  ),
  stream(
    "a list of errors",
    [
      OPEN,
      HEL,
      sse([
        {
          error: {
            code: 429,
            message: "Resource has been exhausted",
            status: "RESOURCE_EXHAUSTED",
          },
        },
      ]),
    ],
    fails("rate-limit", "Resource has been exhausted", "Hel"),
    throws("chunk.choices is not iterable", "Hel"),
  ),
  stream(
    "a text that is only thought, and the reason `stop`",
    [OPEN, chunk({ reasoning_content: "Hm" }), STOP, DONE],
    { text: "", reason: "stop" },
    "right",
  ),
  stream(
    "an index that is a text",
    [
      OPEN,
      piece({ ...BEGIN, index: "0", function: { name: "get_weather", arguments: "" } }),
      piece({ index: "0", function: { arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "a lone call with index 1",
    [
      OPEN,
      piece({ ...BEGIN, index: 1, function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    throws("Cannot read properties of undefined (reading 'type')"),
  ),
  stream(
    "an index that moves while the id stays",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ index: 1, id: "a", function: { arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    throws("tool call snapshot missing `type`"),
  ),
  stream(
    "arguments that grow: every piece has all so far",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city"' } }),
      piece({ index: 0, function: { arguments: '{"city":"Os' } }),
      piece({ index: 0, function: { arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    {
      text: "",
      calls: [["get_weather", '{"city"{"city":"Os{"city":"Oslo"}']],
      reason: "tool-calls",
    },
  ),
  stream(
    "two calls whose pieces come in turn",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ ...BEGIN, index: 1, id: "b", function: { name: "get_time", arguments: "{" } }),
      piece({ index: 0, function: { arguments: '"Oslo"}' } }),
      piece({ index: 1, function: { arguments: "}" } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO], ["get_time", {}]),
    "right",
  ),
  stream(
    "two calls in one list, without an index",
    [
      OPEN,
      chunk({
        tool_calls: [
          { id: "a", type: "function", function: { name: "get_weather", arguments: ARGS } },
          { id: "b", type: "function", function: { name: "get_time", arguments: "{}" } },
        ],
      }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO], ["get_time", {}]),
    { text: "", reason: "tool-calls" },
  ),
  stream(
    "an empty id and `null` as the name in later pieces",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ index: 0, id: "", function: { name: null, arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "arguments `null`",
    [OPEN, piece({ ...BEGIN, function: { name: "get_time", arguments: null } }), CALLED, DONE],
    calls(["get_time", {}]),
    { text: "", calls: [["get_time", ""]], reason: "tool-calls" },
  ),
  stream(
    "a call that ends too early, at the limit of tokens",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":"Os' } }),
      chunk({}, "length"),
      DONE,
    ],
    { text: "", calls: [["get_weather", '{"city":"Os']], reason: "length" },
    "right",
  ),
  stream(
    "a text before the calls",
    [
      OPEN,
      HEL,
      LO,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }),
      CALLED,
      DONE,
    ],
    { ...calls(["get_weather", OSLO]), text: "Hello" },
    "right",
  ),
  stream(
    "calls as one object, not a list",
    [
      OPEN,
      chunk({ tool_calls: { ...BEGIN, function: { name: "get_weather", arguments: ARGS } } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    throws("tool_calls is not iterable"),
  ),
];
