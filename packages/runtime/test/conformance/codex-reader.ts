import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { Usage } from "../../src/chat/reply.ts";
import type { Recording } from "../support/wire.ts";
import { type Expectation, type ExpectedWarning, joinPieces } from "./expectation.ts";

interface Item {
  type: string;
  text?: string;
  message?: string;
}

interface Line {
  type?: string;
  thread_id?: string;
  /** Of the format before 0.40. */
  msg?: unknown;
  item?: Item;
  /** Of what may go on. */
  message?: string;
  usage?: {
    input_tokens: number;
    cached_input_tokens?: number;
    cache_write_input_tokens?: number;
    output_tokens: number;
    reasoning_output_tokens?: number;
  };
}

/**
 * What the scripted upstream did to codex, by the tag of the recording. Codex itself tells people, in
 * words that change.
 */
const FAILURES: Readonly<Record<string, readonly [KeiErrorCode, status?: number]>> = {
  e400model: ["not-found", 400],
  e429limit: ["quota", 429],
  e500: ["server", 500],
  e500_retry2: ["server", 500],
  e503empty: ["overloaded", 503],
  ctxlen: ["context-length"],
  failed: ["rate-limit"],
  quota: ["quota"],
  upstream_refused: ["network"],
  nogit: ["config"],
  resume_unknown: ["config"],
  slow_sigterm: ["truncated"],
};

/** A run of `codex exec --json`: what it printed, its exit code, and what was done to it. */
export function readCodexRun({ response, tags }: Recording): Expectation {
  const lines: Line[] = response.body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  if (response.status === 0) {
    return readCodexTurn(lines) ?? { kind: "error", code: "truncated", ...threadOf(lines) };
  }
  const failure = tags.map((tag) => FAILURES[tag]).find((known) => known !== undefined);
  if (failure === undefined) throw new Error(`no failure is known of ${tags}`);
  const [code, status] = failure;
  const begun = lines.some(({ type }) => type === "turn.started");
  const isTold = lines.some(({ type }) => type === "turn.failed");
  return {
    kind: "error",
    code,
    ...(status === undefined ? {} : { status }),
    ...threadOf(lines),
    // What was begun is not to be done twice.
    ...(begun ? { retryable: false } : {}),
    // Of a turn that says that it failed, what it had said is kept.
    text: isTold ? (completed(lines, "agent_message").at(-1)?.text ?? "") : "",
  };
}

/** The lines of a turn that did not fail; `undefined` when it did not end either. */
export function readCodexTurn(values: readonly unknown[]): Expectation | undefined {
  const lines = values as Line[];
  // Of versions before 0.40, which nobody should use.
  if (lines.some(({ msg }) => msg !== undefined)) return { kind: "error", code: "config" };
  const end = lines.find(({ type }) => type === "turn.completed");
  if (end === undefined) return undefined;
  const thoughts = completed(lines, "reasoning").map(({ text }) => text);
  const usage = usageOf(end.usage);
  return {
    kind: "reply",
    content: joinPieces([
      { type: "reasoning", text: thoughts.join("\n\n") },
      { type: "text", text: completed(lines, "agent_message").at(-1)?.text ?? "" },
    ]),
    finishReason: "stop",
    ...(usage === undefined ? {} : { usage }),
    ...threadOf(lines),
    warnings: noticesOf(lines),
  };
}

/** What there is to quote. */
function threadOf(lines: readonly Line[]): { requestId?: string } {
  const thread = lines.find(({ type }) => type === "thread.started")?.thread_id;
  return thread === undefined ? {} : { requestId: thread };
}

function completed(lines: readonly Line[], type: string): Item[] {
  return lines.flatMap((line) =>
    line.type === "item.completed" && line.item?.type === type ? [line.item] : [],
  );
}

/** Items of errors, and errors that were got over: the last one before a failure is that failure. */
function noticesOf(lines: readonly Line[]): ExpectedWarning[] {
  return lines.flatMap(({ type, item, message }, index) => {
    const next = lines[index + 1]?.type;
    const isPassed = type === "error" && next !== "error" && next !== "turn.failed";
    const words =
      type === "item.completed" && item?.type === "error"
        ? item.message
        : isPassed
          ? message
          : undefined;
    return words === undefined ? [] : [{ code: "provider-notice" as const, message: words }];
  });
}

/** The input includes what was read from a cache and written to it. */
function usageOf(counts: Line["usage"]): Usage | undefined {
  if (counts === undefined) return undefined;
  const { cached_input_tokens: read, cache_write_input_tokens: written } = counts;
  const { reasoning_output_tokens: reasoning } = counts;
  return {
    inputTokens: counts.input_tokens,
    outputTokens: counts.output_tokens,
    ...(read === undefined ? {} : { cacheReadTokens: read }),
    ...(written === undefined ? {} : { cacheWriteTokens: written }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
