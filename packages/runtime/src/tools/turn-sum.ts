import type { UnknownCost, Usage } from "@kei/registry/cost";
import type { CacheSavings, Reply, ReplyCost } from "../chat/reply.ts";
import { writableAmount } from "../platform/writable-json.ts";

/**
 * What all turns together cost, in micro-cents of the currency in which the provider bills; or which
 * turn has no known cost, and why. `JSON.stringify` writes amounts as decimal strings.
 */
export type RunCost =
  | { readonly kind: "known"; readonly total: bigint; readonly currency: string }
  | { readonly kind: "free" | "subscription"; readonly total: 0n }
  | {
      readonly kind: "unknown";
      readonly reason: UnknownCost["reason"] | "usage";
      readonly missing?: string;
      /** The first such turn, from 1. */
      readonly turn: number;
    };

const NOTHING: RunCost = { kind: "free", total: 0n };

/** Sums usage, cost and savings over turns. What one turn does not tell, nobody knows of all. */
export class TurnSum {
  turns = 0;
  usage: Usage | undefined;
  cost: RunCost = writableAmount(NOTHING);
  /** `undefined`: no turn read from a cache or wrote to one. */
  cacheSavings: RunCost | undefined;
  /** What the last turn cost. */
  last = 0n;

  add({ usage, cost, cacheSavings }: Reply<unknown>): void {
    this.turns += 1;
    if (this.turns === 1) this.usage = usage;
    else this.usage = this.usage && usage && addUsage(this.usage, usage);
    this.cost = writableAmount(this.#sum(this.cost, cost));
    // Without usage nobody knows whether there was a cache.
    const saved = cacheSavings ?? (usage === undefined ? cost : undefined);
    if (saved !== undefined) {
      this.cacheSavings = writableAmount(this.#sum(this.cacheSavings ?? NOTHING, saved));
    }
    this.last = "total" in cost ? cost.total : 0n;
  }

  #sum(sum: RunCost, cost: ReplyCost | CacheSavings): RunCost {
    if (sum.kind === "unknown") return sum;
    if (cost.kind === "unknown") return { ...cost, turn: this.turns };
    const { kind, total } = cost;
    if (kind === "known") return { kind, total: sum.total + total, currency: cost.currency };
    return sum.kind === "known" ? sum : { kind, total };
  }
}

function addUsage(one: Usage, other: Usage): Usage {
  const sum: Record<string, unknown> = addCounts(one, other);
  if (one.fees !== undefined || other.fees !== undefined) {
    sum["fees"] = addCounts(one.fees ?? {}, other.fees ?? {});
  }
  return sum as unknown as Usage;
}

function addCounts(one: object, other: object): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, count] of [...Object.entries(one), ...Object.entries(other)]) {
    if (typeof count === "number") sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
