import { createHash } from "node:crypto";
import type { Fact, Facts, Shape } from "../layers/fact.ts";
import type { Model } from "../layers/model.ts";
import { pages, publishedPages } from "../layers/pages.ts";
import type { Provider } from "../layers/provider.ts";
import {
  type Price,
  type PriceRow,
  type PriceTier,
  type RateName,
  type Rates,
  rateNames,
} from "../layers/rates.ts";
import { wordsOf } from "../layers/vocabulary.ts";
import { lists, type Registry } from "./model.ts";

/**
 * Hash over what the files mean: their comments, their order and their spelling do not count,
 * every published fact does. It changes when a reader of `registry.json` would see something else.
 */
export function contentHash(registry: Registry): string {
  const hash = createHash("sha256");
  for (const line of publishedLines(registry)) hash.update(line);
  return `sha256-${hash.digest("hex")}`;
}

const published = new WeakMap<Registry, readonly string[]>();

/**
 * The lists as JSON, a line a record: a pull request shows which ones changed. In lines, because
 * the whole text of a large registry is not needed where it is only hashed.
 */
export function publishedLines(registry: Registry): readonly string[] {
  let lines = published.get(registry);
  if (lines === undefined) {
    const last = publishedPages.length - 1;
    lines = publishedPages.flatMap(({ layer, facts }, page) => {
      const records = registry[lists[layer]];
      return [
        `"${lists[layer]}":[\n`,
        ...records.map((record, index) => {
          const end = index < records.length - 1 ? ",\n" : "\n";
          return `${JSON.stringify(publishRecord(facts, record))}${end}`;
        }),
        // An empty list has a line of its own, as the others have.
        ...(records.length === 0 ? ["\n"] : []),
        page < last ? "],\n" : "]",
      ];
    });
    published.set(registry, lines);
  }
  return lines;
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
    case "list":
      return shape.item.kind === "struct"
        ? (value as readonly unknown[]).map((item) => publishValue(shape.item, item))
        : value;
    case "map":
      return publishMap(shape, value as Values);
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

/** Words of a vocabulary are keys, and every key is there. */
function publishMap(
  { keys, value: shape }: Extract<Shape, { kind: "map" }>,
  value: Values,
): Values {
  const names = keys === undefined ? Object.keys(value) : wordsOf(keys);
  return Object.fromEntries(
    names.map((name) => [
      name,
      value[name] === undefined ? null : publishValue(shape, value[name]),
    ]),
  );
}

/** A price as JSON has it: with every key. */
export function publishPrice(price: Price) {
  const { kind, tierPercent = {}, regionPercent = {}, fees = {}, rows = [], since } = price;
  return {
    kind,
    ...publishRates(kind === "known" ? price : undefined),
    tiers: kind === "known" ? (price.tiers ?? []).map(publishTier) : [],
    tierPercent,
    regionPercent,
    fees,
    rows: rows.map(publishRow),
    since: since ?? null,
  };
}

function publishTier(tier: PriceTier) {
  return { aboveInputTokens: tier.aboveInputTokens, ...publishRates(tier) };
}

export function publishRow(row: PriceRow) {
  return {
    from: row.from ?? null,
    to: row.to ?? null,
    utcHours: row.utcHours ?? null,
    utcDays: row.utcDays ?? null,
    exceptDates: row.exceptDates ?? null,
    serviceTier: row.serviceTier ?? null,
    region: row.region ?? null,
    ...publishRates(row),
    tiers: (row.tiers ?? []).map(publishTier),
  };
}

function publishRates(rates: Rates | undefined) {
  const values: Partial<Record<RateName, number | null>> = {};
  for (const name of rateNames) values[name] = rates?.[name] ?? null;
  return values;
}

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
