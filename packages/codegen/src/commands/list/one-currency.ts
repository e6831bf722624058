import type { Model } from "../../layers/model.ts";
import { byCodeUnits } from "../../registry/model.ts";
import { plural } from "../../text/numbers.ts";

/** Models whose prices can be compared. */
export interface Comparable {
  readonly models: readonly Model[];
  /** What to say of those that are left out; absent: none is. */
  readonly remark?: string;
}

/**
 * Those of the models that have prices in one currency, or none that differs by currency: no rate of
 * exchange is known. It is the one that is asked for; else the one that all have; else US dollars, or
 * what most of them have.
 *
 * @param asked Currencies that an amount may be in; absent: it does not say.
 */
export function inOneCurrency(
  models: readonly Model[],
  currencyOf: (model: Model) => string,
  asked: readonly string[] | undefined,
): Comparable {
  const counts = new Map<string, number>();
  for (const model of models) {
    if (model.price.kind !== "known") continue;
    counts.set(currencyOf(model), (counts.get(currencyOf(model)) ?? 0) + 1);
  }
  const currencies = [...counts.keys()].sort(
    (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || byCodeUnits(a, b),
  );
  const currency =
    asked === undefined
      ? (currencies.find((each) => each === "USD") ?? currencies[0])
      : (asked.find((each) => counts.has(each)) ?? asked[0]);
  const others = currencies.filter((each) => each !== currency);
  if (currency === undefined || others.length === 0) return { models };
  const kept = models.filter(
    (model) => model.price.kind !== "known" || currencyOf(model) === currency,
  );
  return {
    models: kept,
    remark: `prices are compared in ${currency}: ${plural(models.length - kept.length, "model")} billed in ${others.join(", ")} left out`,
  };
}
