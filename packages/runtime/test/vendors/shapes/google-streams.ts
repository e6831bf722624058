import { cutInCharacter, JSON_TYPE, sse, stream } from "../answers.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

const TOKENS = { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11 };

function chunk(parts: readonly object[] | undefined, reason?: string, more: object = {}): string {
  const content = parts === undefined ? undefined : { role: "model", parts };
  return sse({
    candidates: [{ index: 0, content, finishReason: reason }],
    modelVersion: "m",
    ...more,
  });
}

const HEL = chunk([{ text: "Hel" }]);
const LO = chunk([{ text: "lo" }], "STOP", { usageMetadata: TOKENS });
const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
const DIED = { error: { code: 503, message: "The model is overloaded", status: "UNAVAILABLE" } };

export const googleStreams: readonly Shape[] = [
  stream(
    "lines that end with CRLF",
    [HEL, LO].map((each) => each.replaceAll("\n", "\r\n")),
    HELLO,
    "right",
  ),
  stream(
    "lines that end with CR",
    [HEL, LO].map((each) => each.replaceAll("\n", "\r")),
    HELLO,
    "right",
  ),
  stream("a byte order mark", ["\uFEFF", HEL, LO], HELLO, "right"),
  stream(
    "a cut in the middle of a character",
    [...cutInCharacter(chunk([{ text: "Grüße 𐍈" }], "STOP"))],
    { text: "Grüße 𐍈", reason: "stop" },
    "right",
  ),
  stream(
    "`data:` without a space",
    [HEL, LO].map((each) => each.replace("data: ", "data:")),
    HELLO,
    "right",
  ),
  stream(
    "an event over several lines of `data:`",
    [HEL, LO.replace('"modelVersion"', '\ndata: "modelVersion"')],
    HELLO,
    throws("Expected double-quoted property name in JSON", "Hel"),
  ),
  stream("comments between the events", [HEL, ": ka\n\n", LO], HELLO, "right"),
  stream("a comment in front of an event's `data:`", [HEL, `: ka\n${LO}`], HELLO, { text: "Hel" }),
  stream("an event with an `id:`", [HEL, `id: 2\n${LO}`], HELLO, { text: "Hel" }),
  stream(
    "the last event without the empty line after it (js-genai#1342)",
    [HEL, LO.trimEnd()],
    HELLO,
    throws("Incomplete JSON segment at the end", "Hel"),
  ),
  stream(
    "`[DONE]` at the end",
    [HEL, LO, "data: [DONE]\n\n"],
    HELLO,
    throws("Unexpected token 'D', \"[DONE]\" is not valid JSON", "Hello"),
  ),
  stream("a cut: no reason", [HEL], fails("truncated", "", "Hel"), { text: "Hel" }),
  stream("a connection that breaks", [HEL], fails("network", "", "Hel"), "right", { end: "break" }),
  stream("a reason with every event", [chunk([{ text: "Hel" }], "STOP"), LO], HELLO, "right"),
  stream(
    "usage after the reason",
    [HEL, chunk([{ text: "lo" }], "STOP"), sse({ usageMetadata: TOKENS })],
    HELLO,
    "right",
  ),
  stream(
    "a reason without content",
    [HEL, chunk([{ text: "lo" }]), chunk(undefined, "STOP", { usageMetadata: TOKENS })],
    HELLO,
    "right",
  ),
  stream(
    "a thought, then a text",
    [chunk([{ text: "Hm", thought: true }]), HEL, LO],
    HELLO,
    "right",
  ),
  stream(
    "a call",
    [
      chunk([{ functionCall: { name: "get_weather", args: { city: "Oslo" } } }], "STOP", {
        usageMetadata: TOKENS,
      }),
    ],
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "tool-calls", usage: [9, 2] },
    "right",
  ),
  stream(
    "a call without arguments",
    [chunk([{ functionCall: { name: "get_time" } }], "STOP", { usageMetadata: TOKENS })],
    { text: "", calls: [["get_time", {}]], reason: "tool-calls", usage: [9, 2] },
    { text: "", calls: [["get_time", undefined]], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "a text, then `SAFETY`",
    [HEL, chunk(undefined, "SAFETY", { usageMetadata: TOKENS })],
    { text: "Hel", reason: "content-filter", usage: [9, 2] },
    "right",
  ),
  stream(
    "`SAFETY` after thoughts alone",
    [chunk([{ text: "Hm", thought: true }]), chunk(undefined, "SAFETY")],
    fails("content-blocked", "SAFETY"),
    { text: "", reason: "content-filter" },
  ),
  stream(
    "`MALFORMED_FUNCTION_CALL`, and nothing else",
    [chunk(undefined, "MALFORMED_FUNCTION_CALL", { usageMetadata: TOKENS })],
    fails("protocol", "MALFORMED_FUNCTION_CALL"),
    { text: "", reason: "other", usage: [9, 2] },
  ),
  stream(
    "a prompt that a filter kept back",
    [sse({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } })],
    fails("content-blocked", "PROHIBITED_CONTENT"),
    { text: "" },
  ),
  stream(
    "an error between the pieces",
    [HEL, sse(DIED)],
    fails("overloaded", "The model is overloaded", "Hel"),
    "right",
  ),
  stream(
    "an error between the pieces, not as an event (js-genai#461)",
    [HEL + JSON.stringify(DIED, null, 1)],
    fails("overloaded", "The model is overloaded", "Hel"),
    throws("Incomplete JSON segment at the end", "Hel"),
  ),
  stream(
    "an error without a number",
    [HEL, sse({ error: { message: "The model is overloaded", status: "UNAVAILABLE" } })],
    fails("overloaded", "The model is overloaded", "Hel"),
    { text: "Hel" },
  ),
  stream(
    "an error that is a text",
    [HEL, sse({ error: "The model is overloaded" })],
    fails("overloaded", "The model is overloaded", "Hel"),
    { text: "Hel" },
  ),
  stream(
    "an event named `error`",
    [HEL, sse(DIED, "error")],
    fails("overloaded", "The model is overloaded", "Hel"),
    { text: "Hel" },
  ),
  stream(
    "an error as a JSON body with status 200",
    [JSON.stringify(DIED)],
    fails("overloaded", "The model is overloaded"),
    "right",
    { headers: JSON_TYPE },
  ),
  stream(
    "one JSON body in place of the stream",
    [
      JSON.stringify({
        candidates: [
          { content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" },
        ],
        usageMetadata: TOKENS,
      }),
    ],
    HELLO,
    throws("Incomplete JSON segment at the end"),
    { headers: JSON_TYPE },
  ),
  stream(
    "a CRLF whose halves come apart",
    [HEL, LO].flatMap((each) => [each.replaceAll("\n", "\r\n").slice(0, -1), "\n"]),
    HELLO,
    "right",
  ),
  stream(
    "`parts: null`, and content without parts",
    [
      sse({ candidates: [{ content: { parts: null } }] }),
      sse({ candidates: [{ content: { role: "model" } }] }),
      HEL,
      LO,
    ],
    HELLO,
    "right",
  ),
  stream(
    "no candidates in an event",
    [sse({ candidates: [], usageMetadata: { promptTokenCount: 9 } }), HEL, LO],
    HELLO,
    "right",
  ),
  stream(
    "an event that is no JSON",
    [HEL, "data: {oops}\n\n", LO],
    fails("protocol", "", "Hel"),
    "right",
  ),
  stream(
    "code that ran at Google, then a text",
    [
      chunk([{ executableCode: { language: "PYTHON", code: "1" } }]),
      chunk([{ codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } }], "STOP"),
      HEL,
      LO,
    ],
    HELLO,
    "right",
  ),
  stream(
    "a reason that nobody knows",
    [HEL, chunk([{ text: "lo" }], "NEW_REASON", { usageMetadata: TOKENS })],
    { ...HELLO, reason: "other" },
    "right",
  ),
  stream(
    "a call in every event",
    [
      chunk([{ functionCall: { name: "get_weather", args: { city: "Oslo" } } }]),
      chunk([{ functionCall: { name: "get_time", args: {} } }], "STOP", { usageMetadata: TOKENS }),
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
    "right",
  ),
  stream(
    "an array of answers in place of events",
    [
      `[${JSON.stringify({ candidates: [{ content: { parts: [{ text: "Hel" }] } }] })},\n`,
      `${JSON.stringify({ candidates: [{ content: { parts: [{ text: "lo" }] }, finishReason: "STOP" }], usageMetadata: TOKENS })}]`,
    ],
    HELLO,
    throws("Incomplete JSON segment at the end"),
    { headers: JSON_TYPE },
  ),
  stream("an empty stream", [], fails("truncated"), { text: "" }),
  stream(
    "thoughts alone, then `MAX_TOKENS`",
    [chunk([{ text: "Hm", thought: true }], "MAX_TOKENS", { usageMetadata: TOKENS })],
    { text: "", reason: "length", usage: [9, 2] },
    "right",
  ),
  stream(
    "one call whose arguments come again in full",
    [
      chunk([{ functionCall: { id: "a", name: "get_weather", args: { city: "Oslo" } } }]),
      chunk([{ functionCall: { id: "a", name: "get_weather", args: { city: "Oslo" } } }], "STOP", {
        usageMetadata: TOKENS,
      }),
    ],
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "tool-calls", usage: [9, 2] },
    {
      text: "",
      calls: [
        ["get_weather", { city: "Oslo" }],
        ["get_weather", { city: "Oslo" }],
      ],
      reason: "tool-calls",
      usage: [9, 2],
    },
  ),
  stream(
    "a text and a call in one part",
    [
      chunk([{ text: "Hello", functionCall: { name: "get_time", args: {} } }], "STOP", {
        usageMetadata: TOKENS,
      }),
    ],
    { text: "Hello", calls: [["get_time", {}]], reason: "tool-calls", usage: [9, 2] },
    "right",
  ),
  stream(
    "the answer inside of `response`",
    [
      sse({
        response: {
          candidates: [
            { content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" },
          ],
          usageMetadata: TOKENS,
        },
      }),
    ],
    fails("truncated"),
    { text: "" },
  ),
];
