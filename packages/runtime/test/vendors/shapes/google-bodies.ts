import { HTML_TYPE, page, whole } from "../answers.ts";
import { fails, type Right, type Shape } from "../shape.ts";

const TOKENS = { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11 };

function answer(parts: readonly object[] | undefined, reason: string | undefined = "STOP"): object {
  const content = parts === undefined ? undefined : { role: "model", parts };
  return {
    candidates: [{ index: 0, content, finishReason: reason }],
    usageMetadata: TOKENS,
    modelVersion: "m",
  };
}

const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
const DIED = { error: { code: 503, message: "The model is overloaded", status: "UNAVAILABLE" } };

export const googleBodies: readonly Shape[] = [
  whole(
    "parts and fields that nobody knows",
    { ...answer([{ newPart: { x: 1 } }, { text: "Hello" }]), xNew: {} },
    HELLO,
    "right",
  ),
  whole("an answer in a list", [answer([{ text: "Hello" }])], HELLO, { text: "" }),
  whole(
    "a prompt that a filter kept back",
    {
      promptFeedback: { blockReason: "SAFETY" },
      usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
    },
    fails("content-blocked", "SAFETY"),
    { text: "", usage: [9, undefined] },
  ),
  whole(
    "`SAFETY` without content",
    answer(undefined, "SAFETY"),
    fails("content-blocked", "SAFETY"),
    { text: "", reason: "content-filter", usage: [9, 2] },
  ),
  whole(
    "`MALFORMED_FUNCTION_CALL` without content",
    answer(undefined, "MALFORMED_FUNCTION_CALL"),
    fails("protocol", "MALFORMED_FUNCTION_CALL"),
    { text: "", reason: "other", usage: [9, 2] },
  ),
  whole("usage and no candidate", { usageMetadata: TOKENS }, fails("protocol"), {
    text: "",
    usage: [9, 2],
  }),
  whole(
    "arguments that are a text",
    answer([{ functionCall: { name: "get_weather", args: '{"city":"Oslo"}' } }]),
    { text: "", calls: [["get_weather", { city: "Oslo" }]], reason: "tool-calls", usage: [9, 2] },
    { text: "", calls: [["get_weather", '{"city":"Oslo"}']], reason: "tool-calls", usage: [9, 2] },
  ),
  whole("an error with status 200", DIED, fails("overloaded", "The model is overloaded"), {
    text: "",
  }),
  whole("a page with status 200", page("Sign in to the network"), fails("protocol"), "right", {
    headers: HTML_TYPE,
  }),
  whole(
    "429: the quota of the day",
    {
      error: {
        code: 429,
        message: "You exceeded your current quota",
        status: "RESOURCE_EXHAUSTED",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
          },
        ],
      },
    },
    fails("quota", "You exceeded your current quota"),
    "right",
    { status: 429 },
  ),
  whole(
    "400: the key is not valid",
    {
      error: {
        code: 400,
        message: "API key not valid. Please pass a valid API key.",
        status: "INVALID_ARGUMENT",
        details: [{ reason: "API_KEY_INVALID" }],
      },
    },
    fails("auth", "API key not valid"),
    "right",
    { status: 400 },
  ),
  whole("an error in a list", [DIED], fails("overloaded", "The model is overloaded"), "right", {
    status: 503,
  }),
  whole(
    "503 as a page",
    page("503 Service Unavailable"),
    fails("overloaded", "503 Service Unavailable"),
    "right",
    { status: 503, headers: HTML_TYPE },
  ),
  whole("502 as JSON that is cut", '{"error":{"code":502,"mess', fails("server"), "right", {
    status: 502,
  }),
  whole(
    "content without parts, and `MAX_TOKENS`",
    {
      candidates: [{ content: { role: "model" }, finishReason: "MAX_TOKENS" }],
      usageMetadata: TOKENS,
    },
    { text: "", reason: "length", usage: [9, 2] },
    "right",
  ),
  whole(
    "a thought and a text",
    answer([{ text: "Hm", thought: true }, { text: "Hello" }]),
    HELLO,
    "right",
  ),
  whole(
    "`RECITATION` without content",
    answer(undefined, "RECITATION"),
    fails("content-blocked", "RECITATION"),
    { text: "", reason: "other", usage: [9, 2] },
  ),
  whole(
    "arguments `null`",
    answer([{ functionCall: { name: "get_time", args: null } }]),
    { text: "", calls: [["get_time", {}]], reason: "tool-calls", usage: [9, 2] },
    { text: "", calls: [["get_time", "null"]], reason: "tool-calls", usage: [9, 2] },
  ),
  whole(
    "an error that is a text",
    { error: "The model is overloaded" },
    fails("overloaded", "The model is overloaded"),
    "right",
    { status: 503 },
  ),
  whole(
    "no usage",
    { candidates: [{ content: { parts: [{ text: "Hello" }] }, finishReason: "STOP" }] },
    { text: "Hello", reason: "stop" },
    "right",
  ),
];
