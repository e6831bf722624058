import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { Usage } from "../../src/chat/reply.ts";
import type { Recording } from "../support/wire.ts";
import type { Expectation } from "./expectation.ts";

interface Line {
  type?: string;
  thread_id?: string;
  /** Of the format before 0.40. */
  msg?: unknown;
  item?: { type: string; text?: string };
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
  // What there is to quote is the thread.
  const thread = lines.find(({ type }) => type === "thread.started")?.thread_id;
  const requestId = thread === undefined ? {} : { requestId: thread };
  if (response.status === 0) {
    return readCodexTurn(lines) ?? { kind: "error", code: "truncated", ...requestId };
  }
  const failure = tags.map((tag) => FAILURES[tag]).find((known) => known !== undefined);
  if (failure === undefined) throw new Error(`no failure is known of ${tags}`);
  const [code, status] = failure;
  return { kind: "error", code, ...(status === undefined ? {} : { status }), ...requestId };
}

/** The lines of a turn that did not fail; `undefined` when it did not end either. */
export function readCodexTurn(values: readonly unknown[]): Expectation | undefined {
  const lines = values as Line[];
  // Of versions before 0.40, which nobody should use.
  if (lines.some(({ msg }) => msg !== undefined)) return { kind: "error", code: "config" };
  const completed = lines.find(({ type }) => type === "turn.completed");
  if (completed === undefined) return undefined;
  const items = lines.filter(({ type }) => type === "item.completed").map(({ item }) => item);
  const texts = items.filter((item) => item?.type === "agent_message").map((item) => item?.text);
  const thoughts = items.filter((item) => item?.type === "reasoning").map((item) => item?.text);
  const usage = usageOf(completed.usage);
  return {
    kind: "reply",
    text: texts.at(-1) ?? "",
    toolCalls: [],
    ...(thoughts.length === 0 ? {} : { reasoning: thoughts.join("\n\n") }),
    finishReason: "stop",
    ...(usage === undefined ? {} : { usage }),
  };
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
    ...(written === undefined ? {} : { cacheWrite5mTokens: written }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
