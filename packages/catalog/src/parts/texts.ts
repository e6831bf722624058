import {
  type Cost,
  formatMoney,
  lifecycleOf,
  type Model,
  type Price,
  type Rates,
  type UnknownCost,
} from "@kei/registry";
import type { Words } from "../words/en.ts";

/** `200k`, `1M`, `1.05M`: what fits into a column. The exact number belongs into a title. */
export function shortTokens(count: number): string {
  for (const [size, unit] of [
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (count >= size) return `${Number((count / size).toPrecision(3))}${unit}`;
  }
  return String(count);
}

/** A count with commas, in every locale, as amounts have them. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A rate of a price. What is free, covered or unknown is said in words, and never 0. */
export function rateText(price: Price, rate: keyof Rates, currency: string, words: Words): string {
  if (price.kind !== "known") return words.priceKind[price.kind];
  const amount = price[rate];
  return amount === undefined ? words.priceKind.unknown : formatMoney(amount, currency);
}

export function costText(cost: Cost, words: Words): string {
  return cost.kind === "known"
    ? formatMoney(cost.total, cost.currency)
    : words.priceKind[cost.kind];
}

/** Why nobody knows a cost. */
export function unknownText({ reason, missing }: UnknownCost, words: Words): string {
  return missing === undefined
    ? words.unknownCost[reason]
    : `${words.unknownCost[reason]}: ${missing}`;
}

/** How far a model is, on a day. */
export function lifecycleText(model: Model, asOf: string, words: Words): string {
  const life = lifecycleOf(model, asOf);
  switch (life.state) {
    case "live":
      return model.status === undefined ? words.live : words.status[model.status];
    case "retiring":
      return words.retiresIn(life.daysLeft);
    case "deprecated":
      return life.daysLeft === undefined
        ? words.deprecated
        : words.deprecatedRetiresIn(life.daysLeft);
    case "retired":
      return words.retired;
  }
}
