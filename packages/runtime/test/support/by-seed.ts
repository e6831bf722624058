import { isSoak } from "./soak.ts";

/**
 * How a property is tried: always the same cases, so that it holds or not whoever runs it. The tests try
 * one of fifty, `pnpm soak` all.
 */
export function bySeed(seed: number, runs: number): { seed: number; numRuns: number } {
  return { seed, numRuns: isSoak ? runs : Math.ceil(runs / 50) };
}
