import type { ReplyCost } from "@kei/runtime/core";

/** A result of the AI SDK, or a step of one. */
export interface CostSource {
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
  /** Of a result of several steps: all of them count. */
  readonly steps?: readonly CostSource[] | undefined;
}

/**
 * What several answers cost. `estimated`: of models of a profile that did not answer, nobody told it.
 * `currencies`: the steps are billed in several. `provider`: something was not asked by Kei.
 */
export type SumOfCosts =
  | { readonly kind: "known" | "estimated"; readonly total: bigint; readonly currency: string }
  | { readonly kind: "free" | "subscription"; readonly total: 0n }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      readonly missing?: string;
    };

/**
 * What a result cost, all of its steps together, in micro-cents: 100,000,000 are one unit of the currency.
 * What is not known of one step is not known of all.
 *
 * @example
 * const { total } = costOf(await generateText({ model: kei("openai/gpt-5.2"), prompt }));
 */
export function costOf({ steps, providerMetadata }: CostSource): SumOfCosts {
  if (steps !== undefined && steps.length > 0) return steps.map(costOf).reduce(added);
  const { cost, route } = (providerMetadata?.["kei"] ?? {}) as {
    readonly cost?: Written;
    readonly route?: { readonly cost: Written };
  };
  // A route has what was paid for models that did not answer as well.
  const own = route?.cost ?? cost;
  if (own === undefined) return { kind: "unknown", reason: "provider" };
  const { kind, total, currency, reason, missing } = own;
  if (kind === "free" || kind === "subscription") return { kind, total: 0n };
  if (total !== undefined && currency !== undefined) {
    return { kind: kind === "estimated" ? kind : "known", total: BigInt(total), currency };
  }
  return {
    kind: "unknown",
    reason: reason ?? "usage",
    ...(missing !== undefined && { missing }),
  };
}

/** A cost in JSON. */
interface Written {
  readonly kind: ReplyCost["kind"] | "estimated" | "none";
  readonly total?: string;
  readonly currency?: string;
  readonly reason?: string;
  readonly missing?: string;
}

function added(sum: SumOfCosts, cost: SumOfCosts): SumOfCosts {
  if (sum.kind === "unknown") return sum;
  if (cost.kind === "unknown" || !("currency" in sum)) return cost;
  if (!("currency" in cost)) return sum;
  if (sum.currency !== cost.currency) return { kind: "unknown", reason: "currencies" };
  const kind = sum.kind === "estimated" ? sum.kind : cost.kind;
  return { ...sum, kind, total: sum.total + cost.total };
}
