import type { Model } from "../layers/model.ts";
import { byCodeUnits } from "./model.ts";

/** As `byOutputPrice` of `@kei/registry`: what costs nothing per token first, unknown last. */
export function byOutputPrice(a: Model, b: Model): number {
  return (
    compare(rung(a, "output"), rung(b, "output")) ||
    compare(rung(a, "input"), rung(b, "input")) ||
    byCodeUnits(a.id, b.id)
  );
}

/** Where a model stands by one of its prices. */
export function rung({ price }: Model, side: "input" | "output"): number {
  if (price.kind === "known") return price[side];
  return price.kind === "unknown" ? Number.POSITIVE_INFINITY : 0;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
