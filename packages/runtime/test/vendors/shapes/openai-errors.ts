import { bytes, GZIP, gzip, HTML_TYPE, JSON_TYPE, page, TEXT_TYPE, whole } from "../answers.ts";
import { fails, type Shape, throws } from "../shape.ts";

export const openaiErrors: readonly Shape[] = [
  whole(
    "429: the quota is used up",
    {
      error: {
        message: "You exceeded your current quota",
        type: "insufficient_quota",
        code: "insufficient_quota",
      },
    },
    fails("quota", "You exceeded your current quota"),
    "right",
    { status: 429 },
  ),
  whole(
    "429 in plain text",
    "Slow down, please",
    fails("rate-limit", "Slow down, please"),
    "right",
    { status: 429, headers: TEXT_TYPE },
  ),
  whole(
    "413 as a page",
    page("413 Request Entity Too Large"),
    fails("bad-request", "413 Request Entity Too Large"),
    "right",
    { status: 413, headers: HTML_TYPE },
  ),
  whole(
    "503 with the words beside no `error`",
    { message: "no healthy upstream" },
    fails("overloaded", "no healthy upstream"),
    throws("503 status code (no body)"),
    { status: 503 },
  ),
  whole(
    "400 with a list of details",
    { detail: [{ loc: ["body", "model"], msg: "field required", type: "value_error" }] },
    fails("bad-request", "field required"),
    throws("400 status code (no body)"),
    { status: 400 },
  ),
  whole(
    "400 as a list",
    [{ error: { code: 400, message: "Please use a valid role", status: "INVALID_ARGUMENT" } }],
    fails("bad-request", "Please use a valid role"),
    throws("400 status code (no body)"),
    { status: 400 },
  ),
  whole(
    "502 with the provider's own error inside",
    {
      error: {
        message: "Provider returned error",
        code: 502,
        metadata: { raw: '{"error":{"message":"The engine died"}}' },
      },
    },
    fails("server", "The engine died"),
    throws("502 Provider returned error"),
    { status: 502 },
  ),
  whole(
    "404 with a text as the error",
    { error: "Model not loaded" },
    fails("server", "Model not loaded"),
    "right",
    { status: 404 },
  ),
  whole(
    "401: a wrong key",
    {
      error: {
        message: "Incorrect API key provided",
        type: "invalid_request_error",
        code: "invalid_api_key",
      },
    },
    fails("auth", "Incorrect API key provided"),
    "right",
    { status: 401 },
  ),
  whole(
    "400: too long, by its code",
    {
      error: {
        message: "Input tokens exceed the configured limit",
        type: "invalid_request_error",
        code: "context_length_exceeded",
      },
    },
    fails("context-length", "Input tokens exceed"),
    "right",
    { status: 400 },
  ),
  whole("500 without a body", "", fails("server"), "right", { status: 500 }),
  whole(
    "429 as JSON that says it is text",
    { error: { message: "Slow down, please", type: "rate_limit_error" } },
    fails("rate-limit", "Slow down, please"),
    "right",
    { status: 429, headers: TEXT_TYPE },
  ),
  whole(
    "429 in text that says it is JSON",
    "Slow down, please",
    fails("rate-limit", "Slow down, please"),
    "right",
    { status: 429 },
  ),
  whole(
    "403 by a firewall",
    page("Attention Required! | Cloudflare"),
    fails("auth", "Attention Required!"),
    "right",
    { status: 403, headers: HTML_TYPE },
  ),
  bytes(
    "an error in gzip",
    [gzip(JSON.stringify({ error: { message: "Slow down, please" } }))],
    fails("rate-limit", "Slow down, please"),
    "right",
    { status: 429, headers: { ...JSON_TYPE, ...GZIP } },
  ),
  bytes(
    "an error whose body breaks off",
    ['{"error":{"message":"Slow'],
    fails("rate-limit"),
    "right",
    { status: 429, headers: JSON_TYPE, end: "break" },
  ),
];
