import type { Cost, CostOptions, Model, Usage } from "@kei/registry";
import type { LogEntry } from "./parse-log.ts";

export type CostOf = (ref: string, usage: Usage, options: CostOptions) => Cost;

/** Entries that cost the same on every model, counted. */
interface Group {
  readonly entry: LogEntry;
  count: bigint;
}

/**
 * What all requests of a log cost on a model, each by `cost` itself. One that has no known cost there
 * leaves the sum unknown.
 */
export function createLogPricer(
  entries: readonly LogEntry[],
  costOf: CostOf,
  fallbackAt: string,
): (model: Pick<Model, "ref">) => Cost {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.usage, entry.at, entry.serviceTier]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entry, count: 1n });
    else group.count++;
  }
  return ({ ref }) => sum(ref, [...groups.values()], costOf, fallbackAt);
}

function sum(ref: string, groups: readonly Group[], costOf: CostOf, fallbackAt: string): Cost {
  let total: Cost | undefined;
  for (const { entry, count } of groups) {
    const { usage, at = fallbackAt, serviceTier } = entry;
    const cost = costOf(ref, usage, { at, serviceTier });
    if (cost.kind === "unknown") return cost;
    if (cost.kind !== "known") total ??= cost;
    else {
      const before = total?.kind === "known" ? total : undefined;
      const parts = {
        input: (before?.parts.input ?? 0n) + cost.parts.input * count,
        output: (before?.parts.output ?? 0n) + cost.parts.output * count,
      };
      total = { ...cost, total: (before?.total ?? 0n) + cost.total * count, parts };
    }
  }
  return total ?? { kind: "unknown", reason: "price" };
}
