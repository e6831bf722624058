import { cutInCharacter, GZIP, gzip, JSON_TYPE, sse, stream } from "../answers.ts";
import { BASE, chunk, DONE, HEL, LO, OPEN, STOP } from "../openai-chunks.ts";
import { type Right, type Shape, throws } from "../shape.ts";

const TOKENS = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };

const USAGE = sse({ ...BASE, choices: [], usage: TOKENS });

const WHOLE = [OPEN, HEL, LO, STOP, USAGE, DONE];

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };

const UNCOUNTED: Right = { text: "Hello", reason: "stop" };

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
    [OPEN, ...cutInCharacter(chunk({ content: "Grüße 𐍈" })), STOP, DONE],
    { text: "Grüße 𐍈", reason: "stop" },
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
    "`[DONE]` after a text, and no reason (openai-node#1292)",
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
    "a refusal in pieces",
    [OPEN, chunk({ refusal: "I " }), chunk({ refusal: "can't" }), STOP, DONE],
    { text: "", refusal: "I can't", reason: "refusal" },
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
    "a text of 100,000 characters in one event",
    [OPEN, chunk({ content: "a".repeat(100_000) }), STOP, DONE],
    { text: "a".repeat(100_000), reason: "stop" },
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
    "the usage and no `choices` (freellmapi#156)",
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
    "`error: null` beside the text",
    [OPEN, HEL, chunk({ content: "lo" }, null, { error: null }), STOP, DONE],
    UNCOUNTED,
    "right",
  ),
  stream(
    "a text that is only thought, and the reason `stop`",
    [OPEN, chunk({ reasoning_content: "Hm" }), STOP, DONE],
    { text: "", reason: "stop" },
    "right",
  ),
  stream(
    "a gateway's warning as an event (langwatch#7421)",
    [OPEN, HEL, LO, STOP, sse({ warning: "provider_did_not_report_usage_on_stream" }), DONE],
    UNCOUNTED,
    throws("chunk.choices is not iterable", "Hello"),
  ),
  stream(
    "a message of status beside the text",
    [OPEN, HEL, chunk({ content: "lo" }, null, { message: "ok", code: 0 }), STOP, DONE],
    UNCOUNTED,
    "right",
  ),
];
