import { JSON_TYPE, page, sse, stream } from "../answers.ts";
import { BASE, BEGIN, chunk, DONE, HEL, LO, OPEN, piece, STOP } from "../openai-chunks.ts";
import { fails, type Shape, throws } from "../shape.ts";

export const openaiStreamErrors: readonly Shape[] = [
  stream(
    "a cut: neither a reason nor `[DONE]` (opencode#39968)",
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
    "an error behind half an event (sub2api#1471)",
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
    "a reason that says that the answer failed",
    [OPEN, HEL, chunk({}, "insufficient_system_resource"), DONE],
    fails("overloaded", "insufficient_system_resource", "Hel"),
    { text: "Hel", reason: "other" },
  ),
  stream("an empty stream but for `[DONE]`", [DONE], fails("protocol"), "right"),
  stream(
    "half a call, and `[DONE]`",
    [OPEN, piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }), DONE],
    fails("truncated"),
    "right",
  ),
  stream(
    "thoughts alone, and `[DONE]`",
    [OPEN, chunk({ reasoning_content: "Hm" }), DONE],
    fails("truncated"),
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
    "an error in fields of its own beside `choices: null` (hermes-agent#65738)",
    [
      sse({
        ...BASE,
        choices: null,
        error_type: "BadRequestError",
        error_message: "This model's maximum context length is 8192 tokens",
        error_code: 400,
      }),
      DONE,
    ],
    fails("context-length", "maximum context length"),
    throws("chunk.choices is not iterable"),
  ),
  stream(
    "the same after half of the text",
    [
      OPEN,
      HEL,
      sse({
        ...BASE,
        choices: null,
        error_type: "InternalServerError",
        error_message: "The engine died",
      }),
      DONE,
    ],
    fails("server", "The engine died", "Hel"),
    throws("chunk.choices is not iterable", "Hel"),
  ),
  stream(
    "the reason `error`, with the error beside the choices (hermes-agent#12504)",
    [
      OPEN,
      HEL,
      sse({
        ...BASE,
        choices: [{ index: 0, delta: {}, finish_reason: "error" }],
        error: { message: "The agent died", type: "RuntimeError" },
      }),
      DONE,
    ],
    fails("server", "The agent died", "Hel"),
    "right",
  ),
  stream(
    "words at the end that are no event (DocChat#252)",
    [OPEN, HEL, "Stream ended with error."],
    fails("truncated", "", "Hel"),
    "right",
  ),
];
