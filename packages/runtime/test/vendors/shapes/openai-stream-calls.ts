import { stream } from "../answers.ts";
import { BEGIN, chunk, DONE, HEL, LO, OPEN, piece, STOP } from "../openai-chunks.ts";
import { fails, type Right, type Shape, throws } from "../shape.ts";

const CALLED = chunk({}, "tool_calls");

function calls(...args: readonly [string, unknown][]): Right {
  return { text: "", calls: args, reason: "tool-calls" };
}

const OSLO = { city: "Oslo" };

const ARGS = '{"city":"Oslo"}';

export const openaiStreamCalls: readonly Shape[] = [
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
    "calls without an index (ollama#7881)",
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
    "arguments twice: in pieces, then whole (opencodex#361)",
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
    "the reason `tool_calls` without a call or a text",
    [OPEN, CALLED, DONE],
    fails("protocol", "no call came"),
    { text: "", reason: "tool-calls" },
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
    "an index that moves while the id stays (LocalAI#9722)",
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
  stream(
    "a call whose name comes last",
    [
      OPEN,
      piece({ ...BEGIN, function: { arguments: ARGS } }),
      piece({ index: 0, function: { name: "get_weather" } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "a new id with each piece of a call",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ index: 0, id: "b", function: { arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    "right",
  ),
  stream(
    "a call whose pieces go on without an index",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: '{"city":' } }),
      piece({ function: { arguments: '"Oslo"}' } }),
      CALLED,
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", '{"city":']], reason: "tool-calls" },
  ),
  stream(
    "the calls again with the reason",
    [
      OPEN,
      piece({ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }),
      chunk(
        { tool_calls: [{ ...BEGIN, function: { name: "get_weather", arguments: ARGS } }] },
        "tool_calls",
      ),
      DONE,
    ],
    calls(["get_weather", OSLO]),
    { text: "", calls: [["get_weather", '{"city":"Oslo"}{"city":"Oslo"}']], reason: "tool-calls" },
  ),
];
