import { record, text } from "../platform/records.ts";

/** What an error body says, of any provider or gateway. */
export interface ErrorBody {
  readonly message?: string;
  /** The class that the provider puts it into: `type`, or Google's `status`. */
  readonly type?: string;
  /** Its code; numbers as text. */
  readonly code?: string;
  readonly requestId?: string;
  /** Google's list of typed details. */
  readonly details?: readonly unknown[];
}

/**
 * Reads every envelope that providers, gateways and local servers are known to use: `{error: {…}}`,
 * `{error: "text"}`, `{type: "error", error: {…}}`, `[{error: {…}}]`, `{detail: …}` and flat
 * `{message, type, code}`. Never throws; what it does not know is absent.
 */
export function extractError(body: unknown): ErrorBody {
  const outer = record(Array.isArray(body) ? body[0] : body);
  if (outer === undefined) return {};
  const error = outer["error"];
  const inner = record(error);
  const source = inner ?? outer;
  const message = text(error) || text(source["message"]) || detailText(outer["detail"]);
  const type = text(source["type"]) || text(source["status"]);
  const code = typeof source["code"] === "number" ? `${source["code"]}` : text(source["code"]);
  const requestId = text(outer["request_id"]) || text(source["request_id"]);
  const details = source["details"];
  return {
    ...(message && { message }),
    ...(type && { type }),
    ...(code && { code }),
    ...(requestId && { requestId }),
    ...(Array.isArray(details) && { details }),
  };
}

/** The words of a page, without its markup, scripts and styles. */
export function wordsOf(page: string): string {
  return page
    .replace(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** FastAPI's: a text, or a list of findings. */
function detailText(detail: unknown): string {
  if (!Array.isArray(detail)) return text(detail);
  return detail.flatMap((finding) => text(record(finding)?.["msg"]) || []).join("; ");
}
