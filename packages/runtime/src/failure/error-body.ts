import { count, fields, isRecord, record, text, type UnknownRecord } from "../platform/records.ts";

/** What an error body says, of any provider or gateway. */
export interface ErrorBody {
  readonly message?: string;
  /** The class that the provider puts it into: `type`, or Google's `status`. */
  readonly type?: string;
  /** Its code; numbers as text. */
  readonly code?: string;
  /** The HTTP status that it states apart from its code. */
  readonly status?: number;
  readonly requestId?: string;
  /** Google's list of typed details. */
  readonly details?: readonly unknown[];
  /** How long it asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Most characters of JSON in a text that are parsed. */
const MAX_JSON = 65_536;

/** How deep errors are wrapped into each other, at most. */
const MAX_DEPTH = 4;

/** Where words stand, by how much they say. */
const WORDS = [
  "message",
  "msg",
  "Message",
  "error_msg",
  "error_message",
  "errorMessage",
  "status_msg",
] as const;

/**
 * Reads every envelope that providers, gateways and local servers are known to use: `{error: {…}}`,
 * `{error: "text"}`, `{type: "error", error: {…}}`, `{type: "error", message: {…}}`, `[{error: {…}}]`,
 * `{errors: […]}`, `{detail: …}`, `{base_resp: {…}}`, `{error: {metadata: {raw: "…"}}}` and flat
 * `{message, type, code}`, one inside another, also as JSON in a text. Never throws; what it does not
 * know is absent.
 */
export function extractError(body: unknown): ErrorBody {
  return read(body, 0);
}

function read(body: unknown, depth: number): ErrorBody {
  const outer = record(Array.isArray(body) ? body[0] : body);
  if (outer === undefined || depth > MAX_DEPTH) return {};
  const inner = readInner(outer, depth + 1);
  const own = WORDS.map((key) => text(outer[key])).find(Boolean) || detailText(outer["detail"]);
  const short = text(outer["error"]);
  const said =
    inner.message ??
    (short && own && short !== own ? join(short, own) : short || own || text(outer["title"]));
  const parsed = said.startsWith("{") ? readText(said, depth + 1) : {};
  const raw = readRaw(fields(outer["metadata"]), depth + 1);
  const message = raw.message && !said.includes(raw.message) ? join(said, raw.message) : said;
  const told = statusOf(outer);
  const type = inner.type ?? raw.type ?? parsed.type ?? typeOf(outer);
  const code = inner.code ?? raw.code ?? parsed.code ?? codeOf(outer);
  const status = inner.status ?? told ?? raw.status ?? parsed.status;
  const requestId = text(outer["request_id"]) || inner.requestId;
  const details = inner.details ?? outer["details"];
  const retryAfterMs = inner.retryAfterMs ?? waitOf(outer);
  return {
    ...(message && { message }),
    ...(type && { type }),
    ...(code && { code }),
    ...(status !== undefined && { status }),
    ...(requestId && { requestId }),
    ...(Array.isArray(details) && { details }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** The error that is wrapped into another. */
function readInner(outer: UnknownRecord, depth: number): ErrorBody {
  for (const key of ["error", "errors", "detail", "message", "base_resp"]) {
    const value = outer[key];
    // FastAPI's list of findings is a text.
    if (isRecord(value) || (key === "errors" && Array.isArray(value))) return read(value, depth);
  }
  return {};
}

/** OpenRouter's: what the provider behind it answered, and why a filter of its own did not let it through. */
function readRaw({ raw, reasons }: UnknownRecord, depth: number): ErrorBody {
  if (raw === undefined) return Array.isArray(reasons) ? { type: "moderation" } : {};
  return typeof raw === "string" ? readText(raw, depth) : read(raw, depth);
}

function readText(said: string, depth: number): ErrorBody {
  if (said.length > MAX_JSON) return { message: said };
  try {
    const inner = read(JSON.parse(said), depth);
    return inner.message === undefined ? { ...inner, message: said } : inner;
  } catch {
    return { message: said };
  }
}

function join(words: string, more: string): string {
  return words === "" ? more : `${words}: ${more}`;
}

/** That it is an error is no class of it. Of Amazon's types the name comes last. */
function typeOf(outer: UnknownRecord): string | undefined {
  const names = [outer["type"], outer["status"], outer["__type"], outer["error_type"]];
  const type = names.map(text).find(Boolean) ?? "";
  return type === "error" ? undefined : type.slice(type.lastIndexOf("#") + 1);
}

function codeOf(outer: UnknownRecord): string | undefined {
  // Anthropic's finer code.
  const code =
    text(fields(outer["details"])["error_code"]) ||
    (outer["code"] ?? outer["error_code"] ?? outer["status_code"]);
  if (typeof code !== "number") return text(code);
  // Of a code that is a status, `statusOf` tells.
  return outer["code"] === undefined && isStatus(code) ? undefined : `${code}`;
}

function statusOf(outer: UnknownRecord): number | undefined {
  for (const key of ["status_code", "statusCode", "http_code", "error_code", "status"]) {
    const told = outer[key];
    // An object may say that it has no value at all.
    const status = typeof told === "object" ? Number.NaN : Number(told);
    if (isStatus(status)) return status;
  }
  return undefined;
}

/** The HTTP status that an error says it has: apart from its code, or as one. */
export function toldStatus({ status, code }: ErrorBody): number | undefined {
  const told = status ?? Number(code);
  return isStatus(told) ? told : undefined;
}

function isStatus(status: number): boolean {
  return status >= 400 && status < 600;
}

function waitOf(outer: UnknownRecord): number | undefined {
  const seconds =
    outer["resets_in_seconds"] ?? outer["retry_after"] ?? outer["retry_after_seconds"];
  const wait = typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : undefined;
  return wait ?? count(outer["retry_after_ms"]);
}

/** FastAPI's: a text, or a list of findings. */
function detailText(detail: unknown): string {
  if (!Array.isArray(detail)) return text(detail);
  return detail.flatMap((finding) => text(record(finding)?.["msg"]) || []).join("; ");
}
