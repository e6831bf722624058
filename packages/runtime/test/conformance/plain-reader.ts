import type { Recording } from "../support/wire.ts";
import { readCodexRun } from "./codex-reader.ts";
import { readErrorRecording, requestIdOf } from "./error-reader.ts";
import type { Expectation } from "./expectation.ts";
import { readValues, type Values } from "./read-values.ts";
import { sseValues } from "./sse-values.ts";

/**
 * What a recorded exchange means, read in the plainest way: the whole body at once, by what the
 * providers document. Shares no code with the runtime.
 *
 * @throws Error when the recording is of no kind that is known here
 */
export function plainRead(recording: Recording): Expectation {
  const { protocol, response } = recording;
  if (protocol.startsWith("codex")) return readCodexRun(recording);
  if (response.status !== 200) return readErrorRecording(recording, response.status);
  const read = valuesOf(response.body);
  if (read === undefined) return { kind: "error", code: "protocol" };
  const error = read.values.find(isError);
  if (error !== undefined) return readErrorRecording(recording, statusOf(error));
  const expectation = readValues(protocol, read);
  if (expectation === undefined) {
    return { kind: "error", code: read.stream ? "truncated" : "protocol" };
  }
  return withRequestId(expectation, recording);
}

/** What a header says counts more than what the body does. */
export function withRequestId<T extends Expectation>(expectation: T, recording: Recording): T {
  const requestId = requestIdOf(recording);
  return requestId === undefined ? expectation : { ...expectation, requestId };
}

function valuesOf(body: string): Values | undefined {
  if (/^(data|event|id|retry)?:/.test(body)) return { ...sseValues(body), stream: true };
  if (!/^\s*[[{]/.test(body)) return undefined;
  if (/^\{.*\}\n\{/.test(body)) return { values: linesOf(body), stream: true, done: false };
  const value: unknown = JSON.parse(body);
  return { values: Array.isArray(value) ? value : [value], stream: false, done: false };
}

function linesOf(body: string): unknown[] {
  return body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function isError(value: unknown): value is FoundError {
  return typeof value === "object" && value !== null && "error" in value && value.error !== null;
}

/** The status that an error stands for: it says it itself, or its code does. */
function statusOf({ error }: FoundError): number {
  return error.status_code ?? (error.code === "rate_limit_exceeded" ? 429 : 400);
}

interface FoundError {
  readonly error: { readonly status_code?: number; readonly code?: unknown };
}
