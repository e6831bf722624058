import type { Field, Value } from "../../sources/compare.ts";
import { money } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";

/** Stands for what is not stated. */
const NONE = "–";

/**
 * A value that two sides disagree about, for people: prices in dollars per million tokens, tiers as
 * `>200,000: input / output / cache read`.
 */
export function showValue(field: Field, value: Value): string {
  switch (typeof value) {
    case "undefined":
      return NONE;
    case "string":
      return escapeControls(value);
    case "boolean":
      return value ? "deprecated" : "live";
    case "number":
      return field === "contextWindow" || field === "maxOutputTokens"
        ? count(value)
        : money(value, "USD");
    default:
      return value.length === 0
        ? "none"
        : value
            .map(
              (tier) =>
                `>${count(tier.aboveInputTokens)}: ${[tier.input, tier.output, tier.cacheRead].map((rate) => (rate === undefined ? NONE : money(rate, "USD"))).join(" / ")}`,
            )
            .join(", ");
  }
}

function count(tokens: number): string {
  return String(tokens).replace(/\B(?=(\d{3})+$)/g, ",");
}
