import type * as z from "zod";
import { grouped } from "../text/numbers.ts";
import { capabilityChanges, deprecationChanges, priceChanges } from "./compare.ts";
import {
  day,
  derived,
  type FactsOf,
  fact,
  optional,
  price,
  refTo,
  setOf,
  text,
  tokens,
  words,
} from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import { priceConditions, writtenPrice } from "./price.ts";
import { capabilities, inputModalities } from "./vocabulary.ts";

/** A model of a provider. */
export const model = layer({
  layer: "model",
  name: "Model",
  title: "LLM models",
  doc: "A model of a provider.",
  written: {
    provider_ref: field.text("Id of the provider that serves the model."),
    id: field.modelId(
      "Id that goes over the wire. Unique within the provider, together with all aliases.",
    ),
    slug: field.matching(
      "Short name, unique in the registry. It stays when a model is retired.",
      /^[a-z0-9][a-z0-9_.-]*$/,
      {
        code: "invalid-slug",
        what: "which is not a slug",
        hint: "lower-case letters, digits, dots, dashes and underscores",
      },
      { max: 200 },
    ),
    display_name: field.text("Name for people."),
    aliases: field
      .list(
        "Other ids of the same model at the same provider, such as dated ones.",
        field.modelId("Another id of the same model."),
      )
      .optional(),
    context_window: field.tokenCount("Tokens that fit into one request and its answer."),
    max_output_tokens: field.tokenCount("Most tokens of one answer.").optional(),
    capabilities: field
      .wordList(
        "What the model can do. Absent: nothing is known; present: what is not listed is not known to be offered.",
        capabilities,
      )
      .optional(),
    input: field.wordList("Kinds of content that the model reads.", inputModalities).optional(),
    ...writtenPrice,
    verified_at: field.date('Date on which the price was last found right. `""`: never.'),
    deprecated_at: field.date(
      'First day on which the model is not to be chosen any more. `""`: live.',
    ),
    replaced_by: field.modelRef("Model to use instead, as `provider/model`.").optional(),
    source_url: field.url("Page on which a person can check the facts."),
    notes: field.optionalText("Anything a reader should know."),
  },
  facts: {
    ref: derived(text, {
      doc: '`provider/id`, the key of the model everywhere: `"anthropic/claude-sonnet-4-6"`.',
      change: "name",
      parameter: "Ref",
    }),
    provider: fact(refTo("provider"), {
      doc: "Id of the provider.",
      label: "provider",
      key: "provider_ref",
      change: "name",
    }),
    id: fact(text, { doc: "The id that goes over the wire.", label: "id", change: "name" }),
    slug: fact(text, {
      doc: 'Short name, unique in the registry: `"sonnet"`.',
      label: "slug",
      change: "name",
    }),
    displayName: fact(text, {
      doc: 'For people: `"Claude Sonnet 4.6"`.',
      label: "name",
      change: "text-changed",
    }),
    aliases: fact(setOf(text), { label: "aliases", change: "name" }),
    contextWindow: fact(tokens, {
      doc: "Tokens of input and output together, unless the provider counts otherwise.",
      label: "context window",
      show: tokenText,
      change: (before: number, after: number) => [
        { kind: after > before ? "context-window-grown" : "context-window-shrunk", before, after },
      ],
    }),
    maxOutputTokens: optional(tokens, {
      doc: "Most tokens of one answer; absent: unknown.",
      label: "most output",
      show: tokenText,
      change: "output-limit-changed",
    }),
    capabilities: optional(words(capabilities), {
      doc: "What it can do; absent: nothing is known. What is not listed is not known to be offered.",
      label: "capabilities",
      change: capabilityChanges,
    }),
    input: optional(words(inputModalities), {
      doc: "Kinds of content it reads; absent: unknown.",
      label: "input",
      change: capabilityChanges,
    }),
    price: derived(price, { doc: "What it costs.", change: priceChanges }),
    verifiedAt: optional(day, {
      doc: "ISO date on which the price was last found right; absent: never verified.",
      label: "verified",
      show: (on: string, today) => `verified ${age(on, today)} (${on})`,
      none: "never verified",
      absent: "",
      change: "verification-changed",
    }),
    deprecatedAt: optional(day, {
      doc: "ISO date, the first on which the model is not to be chosen any more; absent: live.",
      label: "deprecated",
      show: (on: string) => `since ${on}`,
      none: "no",
      absent: "",
      change: deprecationChanges,
    }),
    replacedBy: optional(refTo("model"), {
      doc: "Ref of the model to use instead.",
      label: "replaced by",
      inverse: "replaces",
      parameter: "Ref",
      change: "replacement-changed",
    }),
    sourceUrl: optional(text, { label: "source", change: "text-changed" }),
    notes: optional(text, { label: "notes", absent: "", change: "text-changed" }),
  },
  conditions: priceConditions,
});

function tokenText(count: number): string {
  return `${grouped(count)} tokens`;
}

const DAY = 86_400_000;

function age(date: string, today: string): string {
  const days = Math.round((Date.parse(today) - Date.parse(date)) / DAY);
  return days === 0 ? "today" : `${days} day${days === 1 ? "" : "s"} ago`;
}

export type WrittenModel = z.infer<typeof model.record>;
export interface Model extends FactsOf<typeof model.facts> {}
