import type { Cost, Model, PriceHistory } from "@kei/registry";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useSite } from "../state/site-context.ts";
import type { LogEntry } from "./parse-log.ts";
import { createLogPricer } from "./price-log.ts";
import { priceWorkload, type WorkloadState } from "./workload.ts";

/** Longest time, in milliseconds, for which a page may stand still. */
const SLICE_MS = 12;

/**
 * What each model costs, by ref: a workload at once, a log in slices, so that a long one does not stop the
 * page. What is not there yet is not in the map.
 */
export function useCosts(
  models: readonly Model[],
  workload: WorkloadState,
  log: readonly LogEntry[] | undefined,
): ReadonlyMap<string, Cost> {
  const { registry, asOf } = useSite();
  // Typing goes first.
  const key = useDeferredValue(JSON.stringify(workload));
  const entries = useDeferredValue(log);
  const ofWorkload = useMemo(() => {
    const state = JSON.parse(key) as WorkloadState;
    return new Map(models.map(({ ref }) => [ref, priceWorkload(registry.estimate, ref, state)]));
  }, [models, registry, key]);
  const history = useHistory(entries !== undefined);
  const [ofLog, setOfLog] = useState<ReadonlyMap<string, Cost>>(new Map());
  useEffect(() => {
    setOfLog(new Map());
    if (entries === undefined || history === undefined) return;
    const costOf = createLogPricer(
      entries,
      (ref, usage, options) => registry.cost(ref, usage, { ...options, history }),
      `${asOf}T12:00Z`,
    );
    return inSlices(models, costOf, setOfLog);
  }, [entries, history, models, registry, asOf]);
  return entries === undefined ? ofWorkload : ofLog;
}

/** Prices of the past, where they are needed: a log is of the past. */
function useHistory(needed: boolean): PriceHistory | undefined {
  const { loadDetails } = useSite();
  const [history, setHistory] = useState<PriceHistory>();
  useEffect(() => {
    if (needed) void loadDetails().then((loaded) => setHistory(loaded.history));
  }, [needed, loadDetails]);
  return history;
}

/** @returns what ends it */
function inSlices(
  models: readonly Model[],
  costOf: (model: Model) => Cost,
  done: (costs: ReadonlyMap<string, Cost>) => void,
): () => void {
  const costs = new Map<string, Cost>();
  let at = 0;
  let timer: ReturnType<typeof setTimeout>;
  const slice = () => {
    const end = performance.now() + SLICE_MS;
    while (at < models.length && performance.now() < end) {
      const model = models[at++];
      if (model !== undefined) costs.set(model.ref, costOf(model));
    }
    if (at < models.length) timer = setTimeout(slice);
    else done(costs);
  };
  timer = setTimeout(slice);
  return () => clearTimeout(timer);
}
