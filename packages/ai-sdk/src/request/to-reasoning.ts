import type { LanguageModelV4CallOptions, SharedV4Warning } from "@ai-sdk/provider";
import type { Model } from "@kei/registry/contract";
import type { Reasoning, ReasoningEffort } from "@kei/runtime/core";

/** From little to much. */
const EFFORTS: readonly ReasoningEffort[] = ["minimal", "low", "medium", "high", "xhigh", "max"];

/** Tokens in the place of efforts, for models that know budgets alone. */
const BUDGETS: Readonly<Record<string, number>> = {
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};

/**
 * How much a model is to think, as far as the AI SDK has words for it: where the model is known to take
 * others, the nearest of them, or a budget. What was asked for and what was sent is said.
 */
export function toReasoning(
  asked: LanguageModelV4CallOptions["reasoning"],
  facts: Model | undefined,
  warn: (warning: SharedV4Warning) => void,
): Reasoning | undefined {
  if (asked === undefined || asked === "provider-default") return undefined;
  if (asked === "none") return { effort: "none" };
  const { efforts, capabilities, id } = facts ?? {};
  if (efforts !== undefined && efforts.length > 0) {
    const effort = nearest(asked, efforts);
    if (effort !== asked) told(warn, `${id} takes no effort ${asked}: ${effort} was asked for`);
    return { effort };
  }
  const knowsBudgets = capabilities?.includes("reasoning-budget") === true;
  if (!knowsBudgets || capabilities?.includes("reasoning-effort")) return { effort: asked };
  const { reasoningBudgetMinTokens: least = 1, reasoningBudgetMaxTokens: most } = facts ?? {};
  const budgetTokens = Math.max(least, Math.min(BUDGETS[asked] ?? least, most ?? Infinity));
  told(warn, `${id} takes no effort: a budget of ${budgetTokens} tokens was asked for`);
  return { budgetTokens };
}

function told(warn: (warning: SharedV4Warning) => void, details: string): void {
  warn({ type: "compatibility", feature: "reasoning", details });
}

/** Of two that are as near the lesser. */
function nearest(asked: ReasoningEffort, efforts: readonly string[]): ReasoningEffort {
  const at = EFFORTS.indexOf(asked);
  const [first = asked] = EFFORTS.filter((effort) => efforts.includes(effort)).sort(
    (a, b) => Math.abs(EFFORTS.indexOf(a) - at) - Math.abs(EFFORTS.indexOf(b) - at),
  );
  return first;
}
