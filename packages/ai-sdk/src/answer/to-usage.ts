import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import type { Usage } from "@kei/runtime/core";
import { toJson } from "./to-json.ts";

/** Counts in the AI SDK's words. What was not told is `undefined`, as are differences with it. */
export function toUsage(usage: Usage | undefined): LanguageModelV4Usage {
  if (usage === undefined) {
    return {
      inputTokens: {
        total: undefined,
        noCache: undefined,
        cacheRead: undefined,
        cacheWrite: undefined,
      },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    };
  }
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = usage;
  const written = [
    usage.cacheWriteTokens,
    usage.cacheWrite5mTokens,
    usage.cacheWrite30mTokens,
    usage.cacheWrite1hTokens,
    usage.cacheWrite12hTokens,
  ].filter((count) => count !== undefined);
  const cacheWrite = written.length === 0 ? undefined : written.reduce((sum, count) => sum + count);
  const isTold = cacheReadTokens !== undefined || cacheWrite !== undefined;
  return {
    inputTokens: {
      total: inputTokens,
      noCache: isTold ? inputTokens - (cacheReadTokens ?? 0) - (cacheWrite ?? 0) : undefined,
      cacheRead: cacheReadTokens,
      cacheWrite,
    },
    outputTokens: {
      total: outputTokens,
      text: reasoningTokens === undefined ? undefined : outputTokens - reasoningTokens,
      reasoning: reasoningTokens,
    },
    raw: toJson(usage),
  };
}
