import type { Cost, Estimate } from "@kei/registry";

/** What somebody does with a model, as the address says it. */
export interface WorkloadState {
  readonly requestsPerDay: number;
  readonly inputTokens: number;
  /** Whole percent of the input that is read from a cache. */
  readonly cachedPercent: number;
  readonly outputTokens: number;
  /** In the vendor's words; absent: the standard one. */
  readonly serviceTier?: string;
  /** `2026-11-30T12:00`, in UTC: which of the prices by the hour hold. */
  readonly at: string;
  readonly per: Per;
}

/** For how long costs are shown. */
export const pers = ["request", "day", "month"] as const;
export type Per = (typeof pers)[number];

/** Days of a month: an average would be one of no month. */
const DAYS_OF_MONTH = 30;

const NUMBERS = {
  req: ["requestsPerDay", 1_000, 1_000_000_000],
  in: ["inputTokens", 10_000, 100_000_000],
  cached: ["cachedPercent", 0, 100],
  out: ["outputTokens", 1_000, 100_000_000],
} as const;

/** What an address says; what is missing or senseless in it is as by default. */
export function readWorkload(params: URLSearchParams, asOf: string): WorkloadState {
  const numbers = Object.entries(NUMBERS).map(([name, [key, usual, most]]) => {
    const text = params.get(name) ?? "";
    const value = Number(text);
    return [key, /^\d{1,10}$/.test(text) && value <= most ? value : usual] as const;
  });
  const at = params.get("at") ?? "";
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) && !Number.isNaN(Date.parse(`${at}Z`));
  const serviceTier = params.get("tier") || undefined;
  return {
    ...(Object.fromEntries(numbers) as unknown as Pick<
      WorkloadState,
      "requestsPerDay" | "inputTokens" | "cachedPercent" | "outputTokens"
    >),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    at: isTime ? at : `${asOf}T12:00`,
    per: pers.find((each) => each === params.get("per")) ?? "month",
  };
}

/** Names of the parameters that are numbers, with what they are called here. */
export const workloadNumbers = Object.entries(NUMBERS).map(
  ([name, [key, usual, most]]) => ({ name, key, usual, most }) as const,
);

type EstimateOf = (
  ref: string,
  workload: { requests: number; inputTokens: number; outputTokens: number; cachedShare: number },
  options: { at: string; serviceTier?: string | undefined },
) => Estimate;

/** What a workload costs on a model, by `estimate` itself. */
export function priceWorkload(estimate: EstimateOf, ref: string, state: WorkloadState): Cost {
  const { requestsPerDay, inputTokens, cachedPercent, outputTokens, serviceTier, at, per } = state;
  const requests =
    per === "request" ? 1 : per === "day" ? requestsPerDay : requestsPerDay * DAYS_OF_MONTH;
  const workload = { requests, inputTokens, outputTokens, cachedShare: cachedPercent / 100 };
  return estimate(ref, workload, { at: `${at}Z`, serviceTier }).total;
}
