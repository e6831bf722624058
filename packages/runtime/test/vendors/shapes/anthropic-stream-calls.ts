import { stream } from "../answers.ts";
import {
  begin,
  close,
  delta,
  end,
  HEL,
  HELLO,
  LO,
  START,
  STOP,
  TEXT,
} from "../anthropic-events.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

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

export const anthropicStreamCalls: readonly Shape[] = [
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
    "the reason `tool_use` without a call or a text",
    [START, end("tool_use"), STOP],
    fails("protocol", "no call came"),
    { text: "", reason: "tool-calls", usage: [9, 2] },
  ),
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
  stream(
    "a text inside of the block of a call (sglang#24293)",
    [
      START,
      begin(CALL),
      json('{"city":'),
      delta({ type: "text_delta", text: "Hello" }),
      json('"Oslo"}'),
      close(),
      end("tool_use"),
      STOP,
    ],
    { ...OSLO, text: "Hello" },
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "tool-calls", usage: [9, 2] },
  ),
  stream(
    "the second block begun before the first one ends",
    [
      START,
      TEXT,
      HEL,
      begin(CALL, 1),
      LO,
      delta({ type: "input_json_delta", partial_json: '{"city":"Oslo"}' }, 1),
      close(),
      close(1),
      end("tool_use"),
      STOP,
    ],
    { ...OSLO, text: "Hello" },
    "right",
  ),
  stream(
    "an input whose pieces come after its block's end",
    [START, begin(CALL), close(), json('{"city":"Oslo"}'), end("tool_use"), STOP],
    OSLO,
    "right",
  ),
];
