import type { ResolutionSource, ResolutionStep, UnknownCost } from "@kei/registry";
import { KeiError } from "../chat/errors.ts";
import type { Reply, ToolCall } from "../chat/reply.ts";
import { writableAmount } from "../platform/writable-json.ts";

/** The way that a call took over the models of its profile. */
export interface Route {
  /** Id of the profile. */
  readonly profile: string;
  /** The model that answered, as `provider/model`; absent on errors. */
  readonly answered?: string;
  /** Who was asked or passed over, in order. */
  readonly steps: readonly RouteStep[];
  /** Of all steps together. */
  readonly cost: RouteCost;
  /** Every model that was considered for the profile, and why some are not among the steps. */
  readonly considered: readonly ResolutionStep[];
}

/** A model of a route, and what came of it. */
export interface RouteStep {
  /** `provider/model`. */
  readonly ref: string;
  /** Which layer named it. */
  readonly source: ResolutionSource;
  /** `left-out`: it was not asked, or cannot do what was asked. */
  readonly outcome: "answered" | "failed" | "left-out";
  /** Why it was left; absent of the one that answered. */
  readonly reason?: string;
  /** What it failed with; absent when it answered or was not asked. */
  readonly error?: KeiError;
  /** Requests that were sent to it; of the one that answered 1, though it may have wanted a new key first. */
  readonly requests: number;
  /** In milliseconds; of a stream up to its end. */
  readonly elapsedMs: number;
  readonly cost: RouteCost;
}

/** What a step or a route cost, in micro-cents. `JSON.stringify` writes amounts as decimal strings. */
export type RouteCost =
  /** `estimated`: nobody told it; reckoned from the request, and from what came of the answer. */
  | { readonly kind: "known" | "estimated"; readonly total: bigint; readonly currency: string }
  /** `none`: no request was sent, or the provider refused it with an error status. */
  | { readonly kind: "none" | "free" | "subscription"; readonly total: 0n }
  | {
      readonly kind: "unknown";
      /** `currencies`: the steps are billed in several. */
      readonly reason: UnknownCost["reason"] | "usage" | "currencies";
      readonly missing?: string;
    };

/** Of what nothing was sent for, or what was refused. */
export const NO_COST: RouteCost = writableAmount({ kind: "none", total: 0n });

/** A reply, and how it came to be. */
export interface RoutedReply<Output = undefined, Call extends ToolCall = ToolCall>
  extends Reply<Output, Call> {
  readonly route: Route;
}

/** A routed call that failed: the failure that decided, and the whole route before it. */
export class RouteError extends KeiError {
  readonly route: Route;

  constructor(failure: ConstructorParameters<typeof KeiError>[0], route: Route) {
    super(failure);
    this.route = route;
  }
}

/** The sum of the costs of steps. What one of them does not tell, nobody knows of all. */
export function sumOfCosts(costs: readonly RouteCost[]): RouteCost {
  let sum = NO_COST;
  for (const cost of costs) {
    sum = added(sum, cost);
    if (sum.kind === "unknown") return sum;
  }
  return writableAmount(sum);
}

function added(sum: RouteCost, cost: RouteCost): RouteCost {
  if (sum.kind === "unknown" || cost.kind === "unknown") return cost;
  if (!("currency" in cost)) return sum.kind === "none" ? cost : sum;
  const { kind, currency } = cost;
  if ("currency" in sum && sum.currency !== currency) {
    return { kind: "unknown", reason: "currencies" };
  }
  const total = sum.total + cost.total;
  return { kind: sum.kind === "estimated" ? "estimated" : kind, total, currency };
}
