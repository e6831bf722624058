import type { Model } from "./gen/contract.gen.js";

/**
 * Orders models by price: cheapest output first, then cheapest input, then by id. What costs
 * nothing per token comes first, what is unknown last.
 */
export function byOutputPrice(a: Model, b: Model): number {
  return (
    compare(rung(a, "output"), rung(b, "output")) ||
    compare(rung(a, "input"), rung(b, "input")) ||
    (a.id < b.id ? -1 : 1)
  );
}

function rung(model: Model, side: "input" | "output"): number {
  if (model.price.kind === "known") return model.price[side];
  return model.price.kind === "unknown" ? Number.POSITIVE_INFINITY : 0;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
