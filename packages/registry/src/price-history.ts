/**
 * The prices of all times, of models whose price has changed: for `cost` and `costAt`, which else know
 * today's. Apart, because a program that asks for no past does not need it.
 *
 * @example
 * import { cost } from "@kei/registry";
 * import { history } from "@kei/registry/price-history";
 * cost("openai/gpt-5.6-luna", usage, { at: "2026-07-15", history });
 */
export type { PriceHistory, PriceRow } from "./gen/contract.gen.js";
export { history } from "./gen/price-history.gen.js";
