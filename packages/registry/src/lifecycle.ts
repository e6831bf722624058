import type { Model } from "./gen/contract.gen.js";
import { dayOf, type Moment } from "./moment.ts";

/** How far a model is, on a day. */
export type Lifecycle =
  /** It may be chosen. */
  | { readonly state: "live" }
  /** It answers, and its end is announced: `daysLeft` days from that day, on `retiresAt`. */
  | { readonly state: "retiring"; readonly retiresAt: string; readonly daysLeft: number }
  /** It is not to be chosen any more. `since`: absent where the day is not known. */
  | {
      readonly state: "deprecated";
      readonly since?: string;
      readonly retiresAt?: string;
      readonly daysLeft?: number;
    }
  /** It does not answer any more. */
  | { readonly state: "retired"; readonly since: string };

type Dates = Pick<Model, "deprecatedAt" | "retiresAt" | "status">;

const DAY_MS = 86_400_000;

/**
 * Where a model is in its life: a date that has not come does not count yet.
 *
 * @param at - a date alone is a day in UTC. @default today
 * @throws RangeError for what is no date.
 */
export function lifecycleOf(
  { deprecatedAt, retiresAt, status }: Dates,
  at: Moment = new Date(),
): Lifecycle {
  const day = dayOf(at);
  if (retiresAt !== undefined && retiresAt <= day) return { state: "retired", since: retiresAt };
  const left = retiresAt === undefined ? undefined : { retiresAt, daysLeft: days(day, retiresAt) };
  if (deprecatedAt !== undefined && deprecatedAt <= day) {
    return { state: "deprecated", since: deprecatedAt, ...left };
  }
  // A day that is stated and has not come says more than the word.
  if (status === "deprecated" && deprecatedAt === undefined)
    return { state: "deprecated", ...left };
  return left === undefined ? { state: "live" } : { state: "retiring", ...left };
}

/** Whether a model may be chosen on a day: it is neither deprecated nor retired. */
export function isLive(model: Dates, at?: Moment): boolean {
  const { state } = lifecycleOf(model, at);
  return state === "live" || state === "retiring";
}

function days(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
