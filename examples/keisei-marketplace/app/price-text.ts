import type { Price } from "@kei/registry";
import { MICRO_CENTS_PER_USD } from "@kei/registry";

const USD = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });

/** A price for people. What is unknown is not free, and a subscription is neither. */
export function priceText(price: Price): string {
  if (price.kind !== "known") return price.kind;
  return `${usd(price.input)} in, ${usd(price.output)} out, per million tokens`;
}

/** An amount in micro-cents. */
export function usd(microCents: number | bigint): string {
  return USD.format(Number(microCents) / Number(MICRO_CENTS_PER_USD));
}
