import { cutInCharacter, JSON_TYPE, sse, stream } from "../answers.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

/** An event with its name, which is its type. */
function event(value: { readonly type: string; readonly [key: string]: unknown }): string {
  return sse(value, value.type);
}

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "m",
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 1 },
};
const START = event({ type: "message_start", message: MESSAGE });
const STOP = event({ type: "message_stop" });

function begin(block: object, index = 0): string {
  return event({ type: "content_block_start", index, content_block: block });
}

function delta(value: unknown, index = 0): string {
  return event({ type: "content_block_delta", index, delta: value });
}

function close(index = 0): string {
  return event({ type: "content_block_stop", index });
}

function end(reason: string | null, more: object = { usage: { output_tokens: 2 } }): string {
  return event({
    type: "message_delta",
    delta: { stop_reason: reason, stop_sequence: null },
    ...more,
  });
}

const TEXT = begin({ type: "text", text: "" });
const HEL = delta({ type: "text_delta", text: "Hel" });
const LO = delta({ type: "text_delta", text: "lo" });
const HELLO_EVENTS = [TEXT, HEL, LO, close()];
const WHOLE = [START, ...HELLO_EVENTS, end("end_turn"), STOP];
const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };

const CALL = { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} };

/** A stream with a call of these events. */
function called(...events: readonly string[]): string[] {
  return [START, ...events, close(), end("tool_use"), STOP];
}

function json(partial: unknown): string {
  return delta({ type: "input_json_delta", partial_json: partial });
}

function call(args: unknown): Right {
  return { text: "", calls: [["get_weather", args]], reason: "tool-calls", usage: [9, 2] };
}

const OSLO = call({ city: "Oslo" });

export const anthropicStreams: readonly Shape[] = [
  stream(
    "pings, comments, and events and deltas that nobody knows",
    [
      START,
      event({ type: "ping" }),
      TEXT,
      ": ka\n\n",
      HEL,
      event({ type: "content_block_new", index: 0 }),
      delta({ type: "new_delta", x: 1 }),
      LO,
      close(),
      end("end_turn"),
      STOP,
    ],
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
    "a cut in the middle of a character",
    [
      START,
      TEXT,
      ...cutInCharacter(delta({ type: "text_delta", text: "Grüße 👋" })),
      close(),
      end("end_turn"),
      STOP,
    ],
    { ...HELLO, text: "Grüße 👋" },
    "right",
  ),
  stream(
    "events without their names",
    WHOLE.map((each) => each.replace(/^event: .*\n/, "")),
    HELLO,
    throws("request ended without sending any chunks"),
  ),
  stream(
    "a cut after the text",
    [START, ...HELLO_EVENTS],
    fails("truncated", "", "Hello"),
    "right",
  ),
  stream("a connection that breaks", [START, TEXT, HEL], fails("network", "", "Hel"), "right", {
    end: "break",
  }),
  stream(
    "a reason, and no `message_stop`",
    WHOLE.slice(0, -1),
    HELLO,
    throws("stream ended without producing a Message with role=assistant", "Hello"),
  ),
  stream(
    "`message_stop` after a text, and no reason",
    [START, ...HELLO_EVENTS, STOP],
    { ...HELLO, usage: [9, 1] },
    { text: "Hello", usage: [9, 1] },
  ),
  stream(
    "a connection that stays open after `message_stop`",
    WHOLE,
    HELLO,
    { text: "Hello", reason: "stop", usage: [9, 2], waits: true },
    { end: "open" },
  ),
  stream("`[DONE]` after `message_stop`", [...WHOLE, "data: [DONE]\n\n"], HELLO, "right"),
  stream(
    "a `message_delta` without usage",
    [START, ...HELLO_EVENTS, end("end_turn", {}), STOP],
    { ...HELLO, usage: [9, 1] },
    throws("Cannot read properties of undefined (reading 'output_tokens')", "Hello"),
  ),
  stream(
    "a `message_start` without usage",
    [
      event({ type: "message_start", message: { ...MESSAGE, usage: undefined } }),
      ...HELLO_EVENTS,
      end("end_turn", { usage: { input_tokens: 9, output_tokens: 2 } }),
      STOP,
    ],
    HELLO,
    throws("Cannot set properties of undefined (setting 'output_tokens')", "Hello"),
  ),
  stream(
    "a 0 for the input after its real count",
    [
      START,
      ...HELLO_EVENTS,
      end("end_turn", { usage: { input_tokens: 0, output_tokens: 2 } }),
      STOP,
    ],
    HELLO,
    { text: "Hello", reason: "stop", usage: [0, 2] },
  ),
  stream(
    "the input counted at the end alone",
    [
      event({
        type: "message_start",
        message: { ...MESSAGE, usage: { input_tokens: 0, output_tokens: 0 } },
      }),
      ...HELLO_EVENTS,
      end("end_turn", { usage: { input_tokens: 9, output_tokens: 2 } }),
      STOP,
    ],
    HELLO,
    "right",
  ),
  stream(
    "an error between the pieces",
    [
      START,
      TEXT,
      HEL,
      event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    ],
    fails("overloaded", "Overloaded", "Hel"),
    "right",
  ),
  stream(
    "an error whose event has no name",
    [
      START,
      TEXT,
      HEL,
      sse({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    ],
    fails("overloaded", "Overloaded", "Hel"),
    throws("stream ended without producing a Message with role=assistant", "Hel"),
  ),
  stream(
    "an event `error` that holds a text",
    [START, TEXT, HEL, "event: error\ndata: upstream went away\n\n"],
    fails("server", "upstream went away", "Hel"),
    "right",
  ),
  stream(
    "an error as a JSON body with status 200",
    [JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })],
    fails("overloaded", "Overloaded"),
    throws("request ended without sending any chunks"),
    { headers: JSON_TYPE },
  ),
  stream(
    "one JSON body in place of the stream",
    [
      JSON.stringify({
        ...MESSAGE,
        content: [{ type: "text", text: "Hello" }],
        stop_reason: "end_turn",
        usage: { input_tokens: 9, output_tokens: 2 },
      }),
    ],
    HELLO,
    throws("request ended without sending any chunks"),
    { headers: JSON_TYPE },
  ),
  stream(
    "text whose block never began",
    [START, HEL, LO, close(), end("end_turn"), STOP],
    HELLO,
    throws("Cannot read properties of undefined (reading 'type')"),
  ),
  stream(
    "a text in the beginning of its block",
    [START, begin({ type: "text", text: "Hel" }), LO, close(), end("end_turn"), STOP],
    HELLO,
    "right",
  ),
  stream(
    "thinking with its signature, then a text",
    [
      START,
      begin({ type: "thinking", thinking: "", signature: "" }),
      delta({ type: "thinking_delta", thinking: "Hm" }),
      delta({ type: "signature_delta", signature: "c2ln" }),
      close(),
      begin({ type: "text", text: "" }, 1),
      delta({ type: "text_delta", text: "Hello" }, 1),
      close(1),
      end("end_turn"),
      STOP,
    ],
    HELLO,
    "right",
  ),
  stream(
    "thinking alone, and `end_turn`",
    [
      START,
      begin({ type: "thinking", thinking: "", signature: "" }),
      delta({ type: "thinking_delta", thinking: "Hm" }),
      close(),
      end("end_turn"),
      STOP,
    ],
    { text: "", reason: "stop", usage: [9, 2] },
    "right",
  ),
  stream(
    "a refusal after nothing",
    [START, end("refusal"), STOP],
    fails("content-blocked", "refused"),
    { text: "", reason: "refusal", usage: [9, 2] },
  ),
  stream(
    "an input in pieces",
    called(begin(CALL), json(""), json('{"city":'), json('"Oslo"}')),
    OSLO,
    "right",
  ),
  stream("an input without a piece", called(begin(CALL)), call({}), "right"),
  stream(
    "an input that is whole where its block begins",
    called(begin({ ...CALL, input: { city: "Oslo" } })),
    OSLO,
    "right",
  ),
  stream(
    "an input as a text where its block begins",
    called(begin({ ...CALL, input: '{"city":"Oslo"}' })),
    OSLO,
    { text: "", calls: [["get_weather", '{"city":"Oslo"}']], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "a piece of input that is an object",
    called(begin(CALL), json({ city: "Oslo" })),
    OSLO,
    throws('"[object Object]" is not valid JSON'),
  ),
  stream(
    "an input encoded twice",
    called(begin(CALL), json(JSON.stringify('{"city":"Oslo"}'))),
    OSLO,
    { text: "", calls: [["get_weather", '{"city":"Oslo"}']], reason: "tool-calls", usage: [9, 2] },
  ),
  stream("an input that is a list", called(begin(CALL), json("[1,2]")), call("[1,2]"), "right"),
  stream(
    "an input that is no JSON",
    called(begin(CALL), json("{city: Oslo}")),
    call("{city: Oslo}"),
    throws("Expected property name or '}' in JSON"),
  ),
  stream(
    "an input that ends too early, at the limit of tokens",
    [START, begin(CALL), json('{"city":"Os'), close(), end("max_tokens"), STOP],
    { text: "", calls: [["get_weather", '{"city":"Os']], reason: "length", usage: [9, 2] },
    { text: "", calls: [["get_weather", {}]], reason: "length", usage: [9, 2] },
  ),
  stream(
    "an input that ends too early, and `tool_use`",
    called(begin(CALL), json('{"path":"/home/a')),
    call('{"path":"/home/a'),
    { text: "", calls: [["get_weather", {}]], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "two calls with one id",
    [
      START,
      begin(CALL),
      json('{"city":"Oslo"}'),
      close(),
      begin({ ...CALL, name: "get_time" }, 1),
      close(1),
      end("tool_use"),
      STOP,
    ],
    {
      text: "",
      calls: [
        ["get_weather", { city: "Oslo" }],
        ["get_time", {}],
      ],
      reason: "tool-calls",
      usage: [9, 2],
    },
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
  stream("a block that has no end", [START, TEXT, HEL, LO, end("end_turn"), STOP], HELLO, "right"),
  stream(
    "a CRLF whose halves come apart",
    WHOLE.flatMap((each) => [each.replaceAll("\n", "\r\n").slice(0, -1), "\n"]),
    HELLO,
    "right",
  ),
  stream("a byte order mark", ["\uFEFF", ...WHOLE], HELLO, "right"),
  stream(
    "lines that end with CR",
    WHOLE.map((each) => each.replaceAll("\n", "\r")),
    HELLO,
    "right",
  ),
  stream(
    "an event over several lines of `data:`",
    WHOLE.map((each) => each.replace('"type"', '\ndata: "type"')),
    HELLO,
    "right",
  ),
  stream(
    "no `message_start`",
    WHOLE.slice(1),
    { text: "Hello", reason: "stop" },
    throws("request ended without sending any chunks"),
  ),
  stream(
    "all blocks with index 0",
    [
      START,
      TEXT,
      delta({ type: "text_delta", text: "Hel" }),
      close(),
      TEXT,
      delta({ type: "text_delta", text: "lo" }),
      close(),
      end("end_turn"),
      STOP,
    ],
    HELLO,
    "right",
  ),
  stream(
    "a first block with index 1",
    [
      START,
      begin({ type: "text", text: "" }, 1),
      delta({ type: "text_delta", text: "Hello" }, 1),
      close(1),
      end("end_turn"),
      STOP,
    ],
    HELLO,
    { text: "", reason: "stop", usage: [9, 2] },
  ),
  stream(
    "a call whose block has index 1, and none has index 0",
    [
      START,
      begin(CALL, 1),
      delta({ type: "input_json_delta", partial_json: '{"city":"Oslo"}' }, 1),
      close(1),
      end("tool_use"),
      STOP,
    ],
    OSLO,
    { text: "", calls: [["get_weather", {}]], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "`usage: null` at the end",
    [START, ...HELLO_EVENTS, end("end_turn", { usage: null }), STOP],
    { ...HELLO, usage: [9, 1] },
    throws("Cannot read properties of null (reading 'output_tokens')", "Hello"),
  ),
  stream(
    "a first `message_delta` without a reason",
    [START, ...HELLO_EVENTS, end(null, { usage: { output_tokens: 1 } }), end("end_turn"), STOP],
    HELLO,
    "right",
  ),
  stream(
    "a ping without data",
    [START, "event: ping\ndata:\n\n", ...HELLO_EVENTS, end("end_turn"), STOP],
    HELLO,
    "right",
  ),
  stream(
    "an error in OpenAI's words",
    [START, TEXT, HEL, sse({ error: { message: "The engine died", type: "server_error" } })],
    fails("server", "The engine died", "Hel"),
    throws("stream ended without producing a Message with role=assistant", "Hel"),
  ),
  stream(
    "an error as JSON that is no event",
    [
      START,
      TEXT,
      `${HEL}${JSON.stringify({ type: "error", error: { type: "api_error", message: "The engine died" } })}`,
    ],
    fails("server", "The engine died", "Hel"),
    throws("stream ended without producing a Message with role=assistant", "Hel"),
  ),
  stream(
    "a tool that ran at Anthropic, then a text",
    [
      START,
      begin({ type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }),
      json('{"query":"x"}'),
      close(),
      begin({ type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] }, 1),
      close(1),
      begin({ type: "text", text: "" }, 2),
      delta({ type: "text_delta", text: "Hello" }, 2),
      close(2),
      end("end_turn"),
      STOP,
    ],
    HELLO,
    "right",
  ),
  stream(
    "a second `message_start`, of a gateway that tried again",
    [START, ...WHOLE],
    HELLO,
    throws('Unexpected event order, got message_start before receiving "message_stop"'),
  ),
  stream(
    "an event that is no JSON",
    [
      START,
      TEXT,
      HEL,
      "event: content_block_delta\ndata: {oops}\n\n",
      LO,
      close(),
      end("end_turn"),
      STOP,
    ],
    fails("protocol", "", "Hel"),
    "right",
  ),
  stream(
    "the reason `tool_use` without a call or a text",
    [START, end("tool_use"), STOP],
    fails("protocol", "no call came"),
    { text: "", reason: "tool-calls", usage: [9, 2] },
  ),
  stream("an empty stream", [], fails("truncated"), "right"),
  stream(
    "a call without an id",
    called(begin({ ...CALL, id: undefined }), json('{"city":"Oslo"}')),
    OSLO,
    {
      text: "",
      calls: [["get_weather", { city: "Oslo" }]],
      ids: "missing",
      reason: "tool-calls",
      usage: [9, 2],
    },
  ),
];
