import type * as z from "zod";
import { grouped } from "../text/numbers.ts";
import {
  capabilityChanges,
  deprecationChanges,
  effortChanges,
  members,
  priceChanges,
  refusalChanges,
  retirementChanges,
  windowChanges,
} from "./compare.ts";
import { type Condition, requires } from "./conditions.ts";
import { dialect, dialectText, writtenDialect } from "./dialect.ts";
import {
  day,
  derived,
  derivedOptional,
  type FactsOf,
  fact,
  flag,
  integer,
  listOf,
  mapOf,
  optional,
  price,
  refTo,
  setOf,
  snakeCase,
  struct,
  text,
  tokens,
  word,
  words,
} from "./fact.ts";
import * as field from "./fields.ts";
import { layer } from "./layer.ts";
import {
  type Capability,
  cacheTtls,
  capabilities,
  efforts,
  factGroups,
  impliedBy,
  inputModalities,
  modelStatuses,
  outputModalities,
  protocols,
  thinkingModes,
} from "./vocabulary.ts";
import { priceConditions, writtenPrice } from "./written-price.ts";

/** What a model can do under a condition, as written. */
const writtenCondition = field.table("What it can do, and what a request has to be for that.", {
  capabilities: field.wordList("What it can do then.", capabilities),
  effort: field.wordList("The effort is one of these.", efforts).optional(),
  thinking: field.wordList("The thinking is one of these.", thinkingModes).optional(),
  protocol: field.wordList("The protocol is one of these.", protocols).optional(),
  service_tier: field
    .list("The tier of service is one of these.", field.name("Name of a tier."))
    .optional(),
  without: field.wordList("None of these is used.", capabilities).optional(),
});

/** A model has one answer to a word: it can, it refuses, or it depends. */
const answeredOnce: Condition = {
  keywords: {},
  check({ capabilities: able, refuses, when }) {
    const conditional = Array.isArray(when)
      ? when.flatMap((each) => list((each as { capabilities?: unknown } | null)?.capabilities))
      : [];
    const answers = [
      ["refuses", list(refuses), list(able)],
      ["when", conditional, [...list(able), ...list(refuses)]],
    ] as const;
    const refused = list(refuses);
    for (const [key, words] of [
      ["capabilities", list(able)],
      ["when", conditional],
    ] as const) {
      const word = words.find((each) => refusedBy(each, refused) !== undefined);
      if (word === undefined || refused.includes(word)) continue;
      return {
        code: "word-twice",
        key,
        message: `${key} answers "${String(word)}", but refuses says that there is no "${refusedBy(word, refused)}", without which it cannot be`,
        hint: "correct one of the two",
      };
    }
    for (const [key, words, others] of answers) {
      const twice = words.find((word) => others.includes(word));
      if (twice === undefined) continue;
      return {
        code: "word-twice",
        key,
        message: `${key} answers "${String(twice)}", which is answered already`,
        hint: "a word stands in capabilities, in refuses or in when",
      };
    }
    return undefined;
  },
};

/** The word that a model refuses and that another one implies. */
function refusedBy(word: unknown, refused: readonly unknown[]): string | undefined {
  if (typeof word !== "string" || !Object.hasOwn(capabilities.words, word)) return undefined;
  return impliedBy(word as Capability).find((each) => refused.includes(each));
}

/** What a model says of its efforts agrees with the rest. */
const effortsAgree: Condition = {
  keywords: {},
  check({ efforts: all, effort_default, refuses }) {
    if (!Array.isArray(all)) return undefined;
    const refused = list(refuses);
    const contradiction =
      effort_default !== undefined && !all.includes(effort_default)
        ? ([
            "effort_default",
            `effort_default "${String(effort_default)}" is none of its efforts`,
          ] as const)
        : ["reasoning", "reasoning-effort"].some((word) => refused.includes(word))
          ? (["refuses", "refuses says that there is no effort, but efforts lists some"] as const)
          : all.includes("none") && refused.includes("reasoning-off")
            ? ([
                "refuses",
                'refuses says that thinking cannot be off, but efforts lists "none"',
              ] as const)
            : undefined;
    if (contradiction === undefined) return undefined;
    const [key, message] = contradiction;
    return { code: "effort-contradicted", key, message, hint: "correct one of the two" };
  },
};

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

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
    slug: field
      .matching(
        "Short name, unique in the registry. It stays when a model is retired.",
        /^[a-z0-9][a-z0-9_.-]*$/,
        {
          code: "invalid-slug",
          what: "which is not a slug",
          hint: "lower-case letters, digits, dots, dashes and underscores",
        },
        { max: 200 },
      )
      .optional(),
    display_name: field.text("Name for people."),
    aliases: field
      .list(
        "Other ids of the same model at the same provider, such as dated ones.",
        field.modelId("Another id of the same model."),
      )
      .optional(),
    context_window: field.tokenCount("Tokens that fit into one request and its answer.").optional(),
    max_input_tokens: field
      .tokenCount("Most tokens of one request, where that is less than the context window.")
      .optional(),
    max_output_tokens: field.tokenCount("Most tokens of one answer.").optional(),
    protocols: field
      .wordList(
        "Protocols that serve the model, the one to prefer first. Absent: those of the provider.",
        protocols,
      )
      .optional(),
    capabilities: field
      .wordList(
        "What the model can do. Absent: nothing is known; present: what is not listed is not known to be offered.",
        capabilities,
      )
      .optional(),
    refuses: field
      .wordList("What the model is known not to do, or not to take.", capabilities)
      .optional(),
    when: field
      .list(
        "What the model can do under a condition. Items for one word are alternatives; the tests of an item hold together.",
        writtenCondition,
      )
      .optional(),
    input: field.wordList("Kinds of content that the model reads.", inputModalities).optional(),
    output: field
      .wordList('Kinds of content that the model gives. Absent: `["text"]`.', outputModalities)
      .optional(),
    efforts: field
      .wordList("Efforts that the model takes, as they go over the wire.", efforts)
      .optional(),
    effort_default: field.oneOf("Effort of a request that states none.", efforts).optional(),
    reasoning_budget_min_tokens: field
      .whole(0, 1_000_000_000, "Fewest tokens that a thinking budget may have.")
      .optional(),
    reasoning_budget_max_tokens: field
      .tokenCount("Most tokens that a thinking budget may have.")
      .optional(),
    cache_min_tokens: field.tokenCount("Fewest tokens of a prompt that is cached.").optional(),
    cache_ttls: field
      .wordList(
        "How long a request can have its prompt kept in a cache. Absent: those of the provider.",
        cacheTtls,
      )
      .optional(),
    dialect: writtenDialect.optional(),
    ...writtenPrice,
    service_tier_percent: field.percents(
      "Percent of the standard price by tier of service, in the vendor's words, below the first size tier. A tier that is listed is offered.",
    ),
    region_percent: field.percents(
      "Percent of the standard price by region, in the vendor's words, below the first size tier.",
    ),
    fees: field.fees("What is billed by its number: searches, images, pages."),
    status: field.oneOf("How far the model is. Absent: released.", modelStatuses).optional(),
    released_at: field.dateOrMonth("Day, or month, on which the model came."),
    knowledge_until: field.dateOrMonth("Day, or month, up to which the model knows the world."),
    open_weights: field.flag("Whether its weights can be downloaded."),
    verified_at: field.date('Date on which the price was last found right. `""`: never.'),
    deprecated_at: field.date(
      'First day on which the model is not to be chosen any more. `""`: live.',
    ),
    retires_at: field.date(
      'First day on which the model does not answer any more. `""`: not known.',
    ),
    replaced_by: field.modelRef("Model to use instead, as `provider/model`.").optional(),
    source_url: field.url("Page on which a person can check the facts."),
    sources: field.byWord("Sources that the facts come from, by group.", factGroups, (group) =>
      field.list(
        `Ids of sources that agree. ${group}`,
        field.kebabId("Id of a source in sources.toml."),
      ),
    ),
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
    slug: optional(text, {
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
    contextWindow: optional(tokens, {
      doc: "Tokens of input and output together, unless the provider counts otherwise; absent: unknown, or there is none.",
      label: "context window",
      show: tokenText,
      change: windowChanges,
    }),
    maxInputTokens: optional(tokens, {
      doc: "Most tokens of one request, where that is less than the context window.",
      label: "most input",
      isRare: true,
      show: tokenText,
      change: "input-limit-changed",
    }),
    maxOutputTokens: optional(tokens, {
      doc: "Most tokens of one answer; absent: unknown.",
      label: "most output",
      show: tokenText,
      change: "output-limit-changed",
    }),
    protocols: derived(listOf(word(protocols)), {
      doc: "Protocols that serve it, the one to prefer first.",
      label: "protocols",
      change: members({
        added: "model-protocol-added",
        removed: "model-protocol-removed",
        reordered: "model-protocols-reordered",
      }),
    }),
    capabilities: derivedOptional(words(capabilities), {
      doc: "What it can do; absent: nothing is known. What is listed here, in `refuses` or in `when` is known.",
      label: "capabilities",
      change: capabilityChanges,
    }),
    refuses: derivedOptional(words(capabilities), {
      doc: "What it is known not to do, or not to take.",
      label: "refuses",
      change: refusalChanges,
    }),
    when: optional(
      listOf(
        struct("CapabilityCondition", "What a model can do under a condition.", {
          capabilities: fact(words(capabilities), {
            doc: "What it can do when all the tests below hold.",
            change: "follows",
          }),
          effort: optional(words(efforts), {
            doc: "The effort is one of these.",
            change: "follows",
          }),
          thinking: optional(words(thinkingModes), {
            doc: "The thinking is one of these.",
            change: "follows",
          }),
          protocol: optional(words(protocols), {
            doc: "The protocol is one of these.",
            change: "follows",
          }),
          serviceTier: optional(setOf(text), {
            doc: "The tier of service is one of these.",
            change: "follows",
          }),
          without: optional(words(capabilities), {
            doc: "None of these is used.",
            change: "follows",
          }),
        }),
      ),
      {
        doc: "What it can do under a condition. Items for one word are alternatives.",
        label: "under a condition",
        isRare: true,
        show: conditionsText,
        none: "nothing",
        change: "conditions-changed",
      },
    ),
    input: optional(words(inputModalities), {
      doc: "Kinds of content it reads; absent: unknown.",
      label: "input",
      change: capabilityChanges,
    }),
    output: derived(words(outputModalities), {
      doc: "Kinds of content it gives.",
      label: "output",
      change: members({ added: "capability-added", removed: "capability-removed" }),
    }),
    efforts: optional(words(efforts), {
      doc: "Efforts that it takes, as they go over the wire, rising; absent: unknown, or it takes none.",
      label: "efforts",
      change: effortChanges,
    }),
    effortDefault: optional(word(efforts), {
      doc: "Effort of a request that states none; absent: unknown.",
      label: "default effort",
      isRare: true,
      change: "default-effort-changed",
    }),
    reasoningBudgetMinTokens: optional(integer(0), {
      doc: "Fewest tokens that a thinking budget may have; absent: unknown.",
      label: "least thinking budget",
      isRare: true,
      show: tokenText,
      change: "reasoning-budget-changed",
    }),
    reasoningBudgetMaxTokens: optional(tokens, {
      doc: "Most tokens that a thinking budget may have; absent: unknown.",
      label: "most thinking budget",
      isRare: true,
      show: tokenText,
      change: "reasoning-budget-changed",
    }),
    cacheMinTokens: optional(tokens, {
      doc: "Fewest tokens of a prompt that is cached; absent: unknown.",
      label: "least cached prompt",
      isRare: true,
      show: tokenText,
      change: "cache-minimum-changed",
    }),
    cacheTtls: derivedOptional(words(cacheTtls), {
      doc: "How long a request can have its prompt kept in a cache; absent: unknown, or it cannot say.",
      label: "cached for",
      isRare: true,
      change: "cache-lifetimes-changed",
    }),
    dialect: optional(dialect, {
      doc: "What differs from the dialect of its provider.",
      label: "dialect",
      isRare: true,
      show: dialectText,
      none: "that of the provider",
      change: "dialect-changed",
    }),
    price: derived(price, { doc: "What it costs.", change: priceChanges }),
    status: optional(word(modelStatuses), {
      doc: "How far it is; absent: released.",
      label: "status",
      isRare: true,
      none: "released",
      change: "status-changed",
    }),
    releasedAt: optional(text, {
      doc: "ISO date, or month, on which it came; absent: unknown.",
      label: "released",
      change: "release-date-changed",
    }),
    knowledgeUntil: optional(text, {
      doc: "ISO date, or month, up to which it knows the world; absent: unknown.",
      label: "knows the world until",
      change: "knowledge-date-changed",
    }),
    openWeights: optional(flag, {
      doc: "Whether its weights can be downloaded; absent: unknown.",
      label: "open weights",
      isRare: true,
      change: "open-weights-changed",
    }),
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
      show: (on: string, today) => (on <= today ? `since ${on}` : `from ${on} on`),
      none: "no",
      absent: "",
      change: deprecationChanges,
    }),
    retiresAt: optional(day, {
      doc: "ISO date, the first on which it does not answer any more; absent: not known.",
      label: "retires",
      show: (on: string, today) =>
        on <= today ? `retired since ${on}` : `${daysUntil(on, today)} (${on})`,
      none: "not known",
      absent: "",
      change: retirementChanges,
    }),
    replacedBy: optional(refTo("model"), {
      doc: "Ref of the model to use instead.",
      label: "replaced by",
      inverse: "replaces",
      parameter: "Ref",
      change: "replacement-changed",
    }),
    sourceUrl: derivedOptional(text, {
      doc: "Page on which a person can check the facts.",
      label: "source",
      change: "text-changed",
    }),
    sources: optional(mapOf(factGroups, setOf(refTo("source"))), {
      doc: "Ids of the sources that the facts come from, by group; absent: not stated.",
      label: "from",
      show: sourcesText,
      isForReaders: true,
      change: "sources-changed",
    }),
    notes: optional(text, {
      label: "notes",
      absent: "",
      isForReaders: true,
      change: "text-changed",
    }),
  },
  conditions: [
    ...priceConditions,
    requires("effort_default", ["efforts"], "effort-contradicted", "list the efforts as well"),
    answeredOnce,
    effortsAgree,
  ],
});

function tokenText(count: number): string {
  return `${grouped(count)} tokens`;
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** `temperature: effort none`. */
function conditionsText(conditions: readonly Lists[]): string {
  return conditions
    .map(({ capabilities: able = [], ...tests }) => {
      const all = Object.entries(tests).map(
        ([name, list]) => `${snakeCase(name).replaceAll("_", " ")} ${list.join(" or ")}`,
      );
      return `${able.join(", ")}: ${all.join(", ")}`;
    })
    .join("; ");
}

function sourcesText(sources: Lists): string {
  return Object.entries(sources)
    .map(([group, ids]) => `${group} ${ids.join(", ")}`)
    .join("; ");
}

const DAY = 86_400_000;

function age(date: string, today: string): string {
  const days = Math.round((Date.parse(today) - Date.parse(date)) / DAY);
  return days === 0 ? "today" : `${days} day${days === 1 ? "" : "s"} ago`;
}

function daysUntil(date: string, today: string): string {
  const days = Math.round((Date.parse(date) - Date.parse(today)) / DAY);
  return `in ${days} day${days === 1 ? "" : "s"}`;
}

export type WrittenModel = z.infer<typeof model.record>;
export interface Model extends FactsOf<typeof model.facts> {}
