import { cutInCharacter, JSON_TYPE, stream } from "../answers.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

const BASE = { model: "m", created_at: "2026-01-01T00:00:00Z" };
const COUNTS = { prompt_eval_count: 9, eval_count: 2 };

function line(message: object, more: object = {}): string {
  return `${JSON.stringify({ ...BASE, message: { role: "assistant", content: "", ...message }, done: false, ...more })}\n`;
}

const HEL = line({ content: "Hel" });
const LO = line({ content: "lo" });
const END = line({}, { done: true, done_reason: "stop", ...COUNTS });
const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
const OSLO: Right = {
  text: "",
  calls: [["get_weather", { city: "Oslo" }]],
  reason: "tool-calls",
  usage: [9, 2],
};
const CALL = { function: { name: "get_weather", arguments: { city: "Oslo" } } };

export const ollamaStreams: readonly Shape[] = [
  stream(
    "lines that end with CRLF",
    [HEL, LO, END].map((each) => each.replace("\n", "\r\n")),
    HELLO,
    "right",
  ),
  stream("a byte order mark", ["\uFEFF", HEL, LO, END], HELLO, "right"),
  stream(
    "a cut in the middle of a character",
    [...cutInCharacter(line({ content: "Grüße 𐍈" })), END],
    { ...HELLO, text: "Grüße 𐍈" },
    "right",
  ),
  stream(
    "U+2028 in a text",
    [line({ content: "a\u2028b" }), END],
    { ...HELLO, text: "a\u2028b" },
    "right",
  ),
  stream("empty lines between the lines", [HEL, "\n", LO, "\n", END], HELLO, "right"),
  stream("the last line without its end", [HEL, LO, END.trimEnd()], HELLO, "right"),
  stream("a cut: no line with `done`", [HEL, LO], fails("truncated", "", "Hello"), "right"),
  stream(
    "a cut in the middle of a line",
    [HEL, LO.slice(0, -20)],
    fails("truncated", "", "Hel"),
    "right",
  ),
  stream(
    "a line that is no JSON",
    [HEL, LO.replace('"lo"', "lo"), END],
    fails("protocol", "", "Hel"),
    { text: "Hel", reason: "stop", usage: [9, 2] },
  ),
  stream("a connection that breaks", [HEL], fails("network", "", "Hel"), "right", { end: "break" }),
  stream("a connection that stays open after `done`", [HEL, LO, END], HELLO, "right", {
    end: "open",
  }),
  stream(
    "a reason, and never `done: true` (ollama-vscode#60)",
    [HEL, LO, line({}, { done_reason: "stop", ...COUNTS })],
    HELLO,
    throws("Did not receive done or success response in stream.", "Hello"),
  ),
  stream(
    "an error between the lines",
    [HEL, `${JSON.stringify({ error: "model runner has unexpectedly stopped" })}\n`],
    fails("server", "model runner has unexpectedly stopped", "Hel"),
    "right",
  ),
  stream(
    "an error that is an object",
    [HEL, `${JSON.stringify({ error: { message: "model runner has unexpectedly stopped" } })}\n`],
    fails("server", "model runner has unexpectedly stopped", "Hel"),
    throws("[object Object]", "Hel"),
  ),
  stream(
    "`error: null` in a line",
    [HEL, line({ content: "lo" }, { error: null }), END],
    HELLO,
    throws("null", "Hel"),
  ),
  stream("thinking, then a text", [line({ thinking: "Hm" }), HEL, LO, END], HELLO, "right"),
  stream(
    "a line without content",
    [HEL, line({ content: undefined, thinking: "Hm" }), LO, END],
    HELLO,
    "right",
  ),
  stream(
    "a last line without a message",
    [HEL, LO, `${JSON.stringify({ ...BASE, done: true, done_reason: "stop", ...COUNTS })}\n`],
    HELLO,
    throws("Cannot read properties of undefined (reading 'content')", "Hello"),
  ),
  stream("a call", [line({ tool_calls: [CALL] }), END], OSLO, "right"),
  stream(
    "arguments that are a text",
    [
      line({ tool_calls: [{ function: { name: "get_weather", arguments: '{"city":"Oslo"}' } }] }),
      END,
    ],
    OSLO,
    { text: "", calls: [["get_weather", '{"city":"Oslo"}']], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "no arguments",
    [line({ tool_calls: [{ function: { name: "get_time" } }] }), END],
    { ...OSLO, calls: [["get_time", {}]] },
    { text: "", calls: [["get_time", undefined]], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "server-sent events in place of lines",
    [HEL, LO, END].map((each) => `data: ${each}\n`),
    fails("protocol"),
    "right",
  ),
  stream(
    "one JSON body in place of the lines",
    [END.replace('"content":""', '"content":"Hello"').trimEnd()],
    HELLO,
    "right",
    { headers: JSON_TYPE },
  ),
  stream(
    "a line about loading before the answer",
    [`${JSON.stringify({ status: "loading model" })}\n`, HEL, LO, END],
    HELLO,
    throws("Cannot read properties of undefined (reading 'content')"),
  ),
  stream(
    "the text in the line with `done`",
    [line({ content: "Hello" }, { done: true, done_reason: "stop", ...COUNTS })],
    HELLO,
    "right",
  ),
  stream("`done` twice", [HEL, LO, END, END], HELLO, "right"),
  stream("no reason", [HEL, LO, line({}, { done: true, ...COUNTS })], HELLO, {
    text: "Hello",
    usage: [9, 2],
  }),
  stream(
    "an error with `done`",
    [HEL, `${JSON.stringify({ error: "model runner has unexpectedly stopped", done: true })}\n`],
    fails("server", "model runner has unexpectedly stopped", "Hel"),
    "right",
  ),
  stream(
    "an input that nobody counted",
    [HEL, LO, line({}, { done: true, done_reason: "stop", eval_count: 2 })],
    { text: "Hello", reason: "stop" },
    { text: "Hello", reason: "stop", usage: [undefined, 2] },
  ),
  stream(
    "two calls of one tool",
    [line({ tool_calls: [CALL] }), line({ tool_calls: [CALL] }), END],
    {
      ...OSLO,
      calls: [
        ["get_weather", { city: "Oslo" }],
        ["get_weather", { city: "Oslo" }],
      ],
    },
    "right",
  ),
  stream("an empty stream", [], fails("truncated"), "right"),
  stream(
    "a page in place of lines",
    ["<html><title>Sign in</title></html>"],
    fails("protocol"),
    "right",
  ),
  stream(
    "an event with `done: true` in a text",
    [line({ content: '{"done":true}' }), END],
    { ...HELLO, text: '{"done":true}' },
    "right",
  ),
];
