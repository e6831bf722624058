import { formatMoney, type Price } from "@kei/registry";

/** A price for people. What is unknown is not free, and a subscription is neither. */
export function priceText(price: Price, currency: string): string {
  if (price.kind !== "known") return price.kind;
  const [input, output] = [price.input, price.output].map((rate) => formatMoney(rate, currency));
  return `${input} in, ${output} out, per million tokens`;
}
