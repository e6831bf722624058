import * as z from "zod";
import { date, list, listOf, modelId, optionalText, price, text, url } from "./fields.ts";
import { MODEL_REF } from "./patterns.ts";
import type { priceKeys } from "./price-keys.ts";
import { capabilities, inputModalities } from "./vocabulary.ts";

/** Prices that a model and each of its tiers may state. */
const prices = {
  cost_input_per_mtok_micro: price("Input tokens. Together with the output price, or not at all."),
  cost_output_per_mtok_micro: price("Output tokens, reasoning included."),
  cache_write_5m_per_mtok_micro: price("Input written to a five-minute cache. 0: unknown."),
  cache_write_1h_per_mtok_micro: price("Input written to a one-hour cache. 0: unknown."),
  cache_read_per_mtok_micro: price("Input read from a cache. 0: unknown."),
} satisfies Record<(typeof priceKeys)[number], unknown>;

const priceTier = z.strictObject({
  above_input_tokens: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: "The tier bills requests with more input tokens than this, as a whole." }),
  ...prices,
  cost_input_per_mtok_micro: prices.cost_input_per_mtok_micro.unwrap(),
  cost_output_per_mtok_micro: prices.cost_output_per_mtok_micro.unwrap(),
});

/** A `[[model]]` record as written. */
export const writtenModel = z.strictObject({
  provider_ref: text("Id of the provider that serves the model."),
  id: modelId("Id that goes over the wire."),
  slug: z
    .string()
    .max(200)
    .regex(/^[a-z0-9][a-z0-9_.-]*$/)
    .meta({ description: "Short name, unique in the registry." }),
  display_name: text("Name for people."),
  aliases: list(
    "Other ids of the same model at the same provider, such as dated ones.",
    modelId("Another id of the same model."),
  ).optional(),
  context_window: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: "Tokens that fit into one request and its answer." }),
  max_output_tokens: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: "Most tokens of one answer." })
    .optional(),
  capabilities: listOf(
    "What the model can do. Absent: nothing is known; present: what is not listed is not known to be offered.",
    capabilities,
  ).optional(),
  input: listOf("Kinds of content that the model reads.", inputModalities).optional(),
  ...prices,
  price_tiers: z
    .array(priceTier)
    .min(1)
    .meta({ description: "Prices of long inputs, ascending by `above_input_tokens`." })
    .optional(),
  verified_at: date('Date on which the price was last found right. `""`: never.'),
  deprecated_at: date('Date from which the model is not to be chosen any more. `""`: live.'),
  replaced_by: z
    .string()
    .regex(MODEL_REF)
    .meta({ description: "Model to use instead, as `provider/model`." })
    .optional(),
  source_url: url("Page on which a person can check the facts."),
  notes: optionalText("Anything a reader should know."),
});

export type WrittenModel = z.infer<typeof writtenModel>;
export type WrittenPriceTier = z.infer<typeof priceTier>;
