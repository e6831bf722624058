import { createHash } from "node:crypto";
import type { Fact, Facts, Shape } from "../layers/fact.ts";
import { allPages } from "../layers/pages.ts";
import { type Price, type PriceTier, type Rates, rateNames } from "../layers/price.ts";
import { lists, type Registry } from "./model.ts";

/**
 * Hash over what the three files mean: their comments, their order and their spelling do not count,
 * every published fact does. It changes when a reader of `registry.json` would see something else.
 */
export function contentHash(registry: Registry): string {
  return `sha256-${createHash("sha256").update(publishedFacts(registry)).digest("hex")}`;
}

const published = new WeakMap<Registry, string>();

/** The three lists as JSON, a line a record: a pull request shows which ones changed. */
export function publishedFacts(registry: Registry): string {
  let text = published.get(registry);
  if (text === undefined) {
    text = allPages
      .map(({ layer, facts }) => {
        const lines = registry[lists[layer]].map((record) =>
          JSON.stringify(publishRecord(facts, record)),
        );
        return `"${lists[layer]}":[\n${lines.join(",\n")}\n]`;
      })
      .join(",\n");
    published.set(registry, text);
  }
  return text;
}

type Values = Readonly<Record<string, unknown>>;

/** A record with every key, `null` where a fact is absent. */
function publishRecord(facts: Facts, record: object): Values {
  const values: Record<string, unknown> = {};
  for (const name in facts)
    values[name] = publishFact(facts[name] as Fact, (record as Values)[name]);
  return values;
}

function publishFact({ shape, emptyIsAbsent }: Fact, value: unknown): unknown {
  if (value === undefined) return emptyIsAbsent === true ? [] : null;
  return publishValue(shape, value);
}

function publishValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "struct":
      return publishRecord(shape.facts, value as object);
    case "variants": {
      const facts = Object.values(shape.cases).map((each) => each.facts);
      return {
        [shape.tag]: (value as Values)[shape.tag],
        ...publishRecord(Object.assign({}, ...facts) as Facts, value as object),
      };
    }
    case "price":
      return publishPrice(value as Price);
    default:
      return value;
  }
}

/** A price as JSON has it: with every key. */
export function publishPrice(price: Price) {
  return {
    kind: price.kind,
    ...publishRates(price.kind === "known" ? price : undefined),
    tiers: price.kind === "known" ? (price.tiers ?? []).map(publishTier) : [],
  };
}

function publishTier(tier: PriceTier) {
  return { aboveInputTokens: tier.aboveInputTokens, ...publishRates(tier) };
}

function publishRates(rates: Rates | undefined) {
  return Object.fromEntries(rateNames.map((name) => [name, rates?.[name] ?? null]));
}
