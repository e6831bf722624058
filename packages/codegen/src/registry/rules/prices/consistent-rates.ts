import { type RateName, rates as rateTable } from "../../../layers/rates.ts";
import { money } from "../../../text/numbers.ts";
import type { Rule } from "../rule.ts";
import { type PricedRecord, pricedRecords, rateSets, soundRates } from "./priced-records.ts";

/** What reading from a cache is dearer than, by its rate: nobody would cache anything. */
const UNCACHED: readonly (readonly [read: RateName, uncached: RateName])[] = [
  ["cacheRead", "input"],
  ["cacheReadAudio", "inputAudio"],
  ["cacheReadImage", "inputImage"],
];

/** Lifetimes of caches, the shortest first. */
const LIFETIMES: readonly RateName[] = [
  "cacheWrite5m",
  "cacheWrite30m",
  "cacheWrite1h",
  "cacheWrite12h",
];

/** The rates of a price stand to each other as rates do: what costs a provider more is not cheaper. */
export const consistentRates: Rule = ({ registry, report }) => {
  for (const priced of pricedRecords(registry)) {
    // A price where nothing is billed is reported as such.
    if (!priced.isBilled) continue;
    const { record, ref, currency } = priced;
    for (const set of rateSets(priced)) {
      const rates = soundRates(set.rates, currency);
      const at = (name: RateName) => ({ record, path: [...set.path, rateTable[name].key] });
      const shown = (name: RateName) =>
        `${rateTable[name].key} is ${money(rates[name] ?? 0, currency)}`;
      for (const [read, uncached] of UNCACHED) {
        if (!isLess(rates[uncached], rates[read])) continue;
        report("cache-read-dear", at(read), {
          message: `${shown(read)} for "${ref}", and ${shown(uncached)}`,
          hint: "input from a cache is cheaper than input from none: were the two swapped?",
        });
      }
      const lifetimes = LIFETIMES.filter((name) => rates[name] !== undefined);
      lifetimes.forEach((name, index) => {
        const shorter = lifetimes[index - 1];
        if (shorter === undefined || !isLess(rates[name], rates[shorter])) return;
        report("cache-write-order", at(name), {
          message: `${shown(name)} for "${ref}", and ${shown(shorter)}`,
          hint: "a cache that lasts longer is not cheaper to write: were the two swapped?",
        });
      });
      if (isLess(rates.output, rates.input) && rates.output !== 0) {
        report("output-below-input", at("output"), {
          message: `${shown("output")} for "${ref}", and ${shown("input")}`,
          hint: "output is not cheaper than input: were the two swapped?",
        });
      }
      const free = rates.input === 0 ? "input" : rates.output === 0 ? "output" : undefined;
      const paid = free === "input" ? "output" : "input";
      if (free === undefined || !rates[paid] || (free === "output" && !answers(priced))) continue;
      report("half-free", at(free), {
        message: `${free} of "${ref}" costs nothing, but ${shown(paid)}`,
        hint: "0 is a price: leave both out when they are unknown",
      });
    }
  }
};

function isLess(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a < b;
}

/** Whether a model writes: an embedding has no output that could cost anything. */
function answers({ model }: PricedRecord): boolean {
  return (model?.capabilities ?? []).length > 0;
}
