import * as z from "zod";
import type { Fact, Facts, Shape } from "../layers/fact.ts";
import { publishedPages } from "../layers/pages.ts";
import { rateNames, rates } from "../layers/rates.ts";
import { weekdays, wordsOf } from "../layers/vocabulary.ts";
import { lists } from "./model.ts";

/**
 * Version of the shape of the published facts, in `registry.json` and in the generated index. It
 * goes up when a reader has to change. New keys do not count: `registry.schema.json`, which allows
 * no others, travels with the data that it describes.
 */
export const SCHEMA_VERSION = 2;

const microCents = z.int().min(0).meta({ description: "Micro-cents per million tokens." });

/** The rates, of which a price that is not known has none. */
const publishedRates = (isKnown: boolean) =>
  Object.fromEntries(
    rateNames.map((name) => [
      name,
      isKnown && rates[name].required ? microCents : microCents.nullable(),
    ]),
  );

const publishedTiers = z.array(
  z.strictObject({ aboveInputTokens: z.int().min(1), ...publishedRates(true) }),
);

const percents = z.record(z.string(), z.int().min(0));

export const publishedRow = z
  .strictObject({
    from: z.string().nullable(),
    to: z.string().nullable(),
    utcHours: z.array(z.string()).readonly().nullable(),
    utcDays: z
      .array(z.enum(wordsOf(weekdays)))
      .readonly()
      .nullable(),
    exceptDates: z.array(z.string()).readonly().nullable(),
    serviceTier: z.string().nullable(),
    region: z.string().nullable(),
    ...publishedRates(true),
    tiers: publishedTiers,
  })
  .meta({
    description:
      "A price that holds when its conditions do; `null` is no condition, and for tier and region the standard one.",
  });

export const publishedPrice = z
  .strictObject({
    kind: z.enum(["known", "free", "subscription", "unknown"]),
    ...publishedRates(false),
    tiers: publishedTiers,
    tierPercent: percents.meta({
      description: "Percent of the standard price by tier of service, below the first size tier.",
    }),
    regionPercent: percents.meta({
      description: "Percent of the standard price by region, below the first size tier.",
    }),
    fees: z.record(z.string(), z.int().min(0)).meta({ description: "Micro-cents for 1,000." }),
    rows: z.array(publishedRow).meta({
      description: "Prices by date and condition: of those that hold the last one counts.",
    }),
    since: z.string().nullable().meta({
      description:
        "Since when these prices are all that hold; earlier ones are in price-history.json. `null`: there are none.",
    }),
  })
  .meta({
    description: "Rates are there when `kind` is `known`; `null` is a rate that is not known.",
  });

/** What a value is in published JSON. */
function shapeSchema(shape: Shape): z.ZodType {
  switch (shape.kind) {
    case "text":
      return z.string();
    case "date":
      return z.iso.date();
    case "boolean":
      return z.boolean();
    case "integer":
      return z.int().min(shape.min);
    case "word":
      return z.enum(wordsOf(shape.vocabulary));
    case "list":
      return z.array(shapeSchema(shape.item));
    case "map": {
      const value = shapeSchema(shape.value);
      return shape.keys === undefined
        ? z.record(z.string(), value)
        : z.strictObject(
            Object.fromEntries(wordsOf(shape.keys).map((word) => [word, value.nullable()])),
          );
    }
    case "struct":
      return recordSchema(shape.facts);
    case "variants": {
      const cases = Object.values(shape.cases).map(({ facts }) => facts);
      const tags = Object.keys(shape.cases) as [string, ...string[]];
      const facts = Object.entries(Object.assign({}, ...cases) as Facts);
      return z.strictObject({
        [shape.tag]: z.enum(tags),
        ...Object.fromEntries(
          facts.map(([name, { doc, shape: inner }]) => [
            name,
            described(shapeSchema(inner).nullable(), doc),
          ]),
        ),
      });
    }
    case "price":
      return publishedPrice;
  }
}

/** A record: every key is always there. */
function recordSchema(facts: Facts): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(facts).map(([name, { doc, ...fact }]) => [
        name,
        described(factSchema(fact), doc),
      ]),
    ),
  );
}

function factSchema({
  shape,
  optional,
  emptyIsAbsent,
}: Pick<Fact, "shape" | "optional" | "emptyIsAbsent">) {
  const schema = shapeSchema(shape);
  return optional && emptyIsAbsent !== true ? schema.nullable() : schema;
}

/** What is absent elsewhere is `null` here. A price says itself what it is. */
function described(schema: z.ZodType, doc: string): z.ZodType {
  if (doc === "" || schema === publishedPrice) return schema;
  return schema.meta({ description: doc.replace(/\babsent:/gi, "`null`:") });
}

/**
 * The shape of `registry.json`, for readers in other languages: every key is always there, `null`
 * where a fact is absent; integers throughout, all below 2^53.
 */
export const publishedRegistry = z.strictObject({
  schemaVersion: z.int().meta({ description: "Goes up when a reader has to change." }),
  contentHash: z.string().meta({ description: "`sha256-` and the hash of the facts in hex." }),
  ...Object.fromEntries(
    publishedPages.map((page) => [lists[page.layer], z.array(recordSchema(page.facts))]),
  ),
});
