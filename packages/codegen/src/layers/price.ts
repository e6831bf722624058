import type * as z from "zod";
import {
  derived,
  type FactsOf,
  fact,
  listOf,
  optional,
  price as priceOf,
  refTo,
  setOf,
  text,
  words,
} from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import { rates } from "./rates.ts";
import { weekdays } from "./vocabulary.ts";
import { priceConditions, writtenPrice } from "./written-price.ts";

/**
 * A price of a model that held for a time, or that holds under a condition. The model's own keys have
 * its standard price of today.
 */
export const price = layer({
  layer: "price",
  name: "PriceRecord",
  title: "Prices by date and condition",
  doc: "A price of a model that held for a time, or that holds under a condition.",
  written: {
    model_ref: field.modelRef("Model whose price it is, as `provider/model`."),
    from: field.moment("When it begins to hold, in UTC: a day, or a day and a time."),
    to: field.moment("When it holds no more, in UTC: a day, or a day and a time."),
    utc_hours: field
      .list(
        "Hours of the day in which it holds, in UTC. They may cross midnight.",
        field.hours("From when until when, such as `01:00-04:00`."),
      )
      .optional(),
    utc_days: field.wordList("Days of the week on which it holds, in UTC.", weekdays).optional(),
    except_dates: field
      .list("Days on which it does not hold, in UTC.", field.plainDate("A day."))
      .optional(),
    service_tier: field
      .name("Tier of service that it is for, in the vendor's words: `priority`.")
      .optional(),
    region: field.name("Region that it is for, in the vendor's words: `eu`.").optional(),
    ...writtenPrice,
    [rates.input.key]: writtenPrice[rates.input.key].unwrap(),
    [rates.output.key]: writtenPrice[rates.output.key].unwrap(),
    source_url: field.url("Page on which a person can check the price."),
  },
  facts: {
    modelRef: fact(refTo("model"), { label: "model", inverse: "prices", change: "name" }),
    from: optional(text, { label: "from", change: "name" }),
    to: optional(text, { label: "to", change: "name" }),
    utcHours: optional(listOf(text), { label: "hours (UTC)", change: "name" }),
    utcDays: optional(words(weekdays), { label: "days (UTC)", change: "name" }),
    exceptDates: optional(setOf(text), { label: "but not on", change: "name" }),
    serviceTier: optional(text, { label: "service tier", change: "name" }),
    region: optional(text, { label: "region", change: "name" }),
    price: derived(priceOf, { doc: "What it costs.", change: "follows" }),
    sourceUrl: optional(text, { label: "source", change: "text-changed" }),
  },
  conditions: priceConditions,
});

export type WrittenPrice = z.infer<typeof price.record>;
export interface PriceRecord extends FactsOf<typeof price.facts> {}
