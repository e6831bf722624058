import type { Facts } from "../layers/fact.ts";
import type { Model } from "../layers/model.ts";
import { pages } from "../layers/pages.ts";
import type { Provider } from "../layers/provider.ts";

/**
 * A record as programs get it: without notes and sources, which are for those who read the data. Each
 * program with a client of the provider would carry them.
 */
export function forPrograms<R extends Provider | Model>(layer: "provider" | "model", record: R): R {
  const facts: Facts = pages[layer].facts;
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => facts[name]?.isForReaders !== true),
  ) as R;
}
