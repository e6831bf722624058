import type { Usage } from "../../src/reply.ts";
import { codeOfError } from "./error-reader.ts";
import type { Expectation } from "./expectation.ts";

interface Line {
  type?: string;
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
  error?: { message: string };
}

/**
 * A turn of `codex exec --json`: the lines that it printed, and its exit code. `undefined` when it
 * exited well, but the turn did not end.
 */
export function readCodexTurn(values: readonly unknown[], exitCode: number): Expectation | undefined {
  const lines = values as Line[];
  if (lines.some(({ msg }) => msg !== undefined)) return { kind: "error", code: "unsupported" };
  const failed = lines.find(({ type }) => type === "turn.failed");
  if (failed !== undefined) return failureOf(failed.error?.message ?? "");
  const completed = lines.find(({ type }) => type === "turn.completed");
  if (completed === undefined) return exitCode === 0 ? undefined : { kind: "error", code: "server" };
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

/** The message may be an error body of the API, as text; else it is for people, and says no class. */
function failureOf(message: string): Expectation {
  if (!message.startsWith("{")) return { kind: "error", code: "server" };
  const { status } = JSON.parse(message) as { status: number };
  return { kind: "error", code: codeOfError(message, status), status };
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
