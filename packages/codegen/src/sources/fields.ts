import type { Model } from "../layers/model.ts";
import { type RateName, rateNames, rates } from "../layers/rates.ts";
import {
  capabilities,
  type Effort,
  efforts,
  type FactGroup,
  inputModalities,
  wordsOf,
} from "../layers/vocabulary.ts";
import { isLiveOn } from "../registry/ending.ts";
import { grouped, money } from "../text/numbers.ts";
import { escapeControls } from "../text/quote.ts";
import { ownPrice, type PartialPrice, statedPrice } from "./price-in-force.ts";
import { cacheWriteOf } from "./provider-names.ts";
import type { Answers, PartialRates, PartialTier, Statement } from "./statement.ts";

/** Stands for what is not stated. */
export const NONE = "–";

/**
 * Something that can be disagreed about: how a registry states it, how data sets do, and when the two
 * say the same. `undefined` is not stated.
 */
export interface Field<V = unknown> {
  /** The key that states it, without its unit; that of a word is `capabilities.tools`. */
  readonly name: string;
  readonly group: FactGroup;
  /** @param on - ISO date */
  ours(model: Model, on: string): V | undefined;
  theirs(statement: Statement, provider: string, on: string): V | undefined;
  /** Whether they say the same, as far as both say something. */
  agree(a: V, b: V): boolean;
  /** For people. */
  show(value: V): string;
}

const field = <V>(of: Field<V>): Field => of;

/** The rates that everybody states: shown and disputed together. */
const HEADLINE = ["input", "output", "cacheRead"] as const;

const prices = field<PartialRates>({
  name: "prices",
  group: "prices",
  ours: (model, on) => pick(ownPrice(model.price, on)),
  theirs: (statement, provider, on) => pick(priceOf(statement, provider, on)),
  agree: (a, b) => HEADLINE.every((rate) => a[rate] === b[rate] || isSilent(a, b, rate)),
  show: showRates,
});

/** Of a cache price one may say nothing; of the others that is a price that is not known. */
function isSilent(a: PartialRates, b: PartialRates, rate: RateName): boolean {
  return rate === "cacheRead" && b[rate] === undefined && a[rate] !== undefined;
}

function pick(price: PartialPrice | undefined): PartialRates | undefined {
  if (price === undefined) return undefined;
  const found = HEADLINE.flatMap((rate) => {
    const amount = price.rates[rate];
    return amount === undefined ? [] : [[rate, amount] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** A data set's price, with a name for the lifetime of what is written to the cache. */
export function priceOf(
  { facts }: Statement,
  provider: string,
  on: string,
): PartialPrice | undefined {
  const price = statedPrice(facts.prices, on);
  if (price === undefined) return undefined;
  const name = cacheWriteOf(provider);
  const named = <R extends PartialRates>({ cacheWrite, ...others }: R) =>
    cacheWrite === undefined ? others : { ...others, [name]: cacheWrite };
  return {
    rates: named(price.rates),
    tiers: price.tiers.map((tier) => named(tier) as PartialTier),
  };
}

/** What the field is called that a rate is disputed in. */
export function rateField(name: RateName): string {
  return (HEADLINE as readonly RateName[]).includes(name)
    ? prices.name
    : rates[name].key.replace(/_per_mtok_micro$/, "");
}

const otherRates = rateNames
  .filter((name) => rateField(name) !== prices.name)
  .map((name) =>
    field<number>({
      name: rateField(name),
      group: "prices",
      ours: (model, on) => ownPrice(model.price, on)?.rates[name],
      theirs: (statement, provider, on) => priceOf(statement, provider, on)?.rates[name],
      agree: Object.is,
      show: (amount) => money(amount, "USD"),
    }),
  );

const tiers = field<readonly PartialTier[]>({
  name: "price_tiers",
  group: "prices",
  ours: (model, on) => ownPrice(model.price, on)?.tiers,
  theirs: (statement, provider, on) => priceOf(statement, provider, on)?.tiers,
  agree: (a, b) =>
    a.length === b.length &&
    a.every((tier, i) => {
      const other = b[i] as PartialTier;
      return (
        // One writes "at 200,000" as above 199,999, the other as above 200,000.
        Math.abs(tier.aboveInputTokens - other.aboveInputTokens) <= 1 &&
        rateNames.every(
          (rate) =>
            tier[rate] === undefined || other[rate] === undefined || tier[rate] === other[rate],
        )
      );
    }),
  show: (all) =>
    all.length === 0
      ? "none"
      : all.map((tier) => `>${grouped(tier.aboveInputTokens)}: ${showRates(tier)}`).join(", "),
});

const tierPercent = field<Readonly<Record<string, number>>>({
  name: "service_tier_percent",
  group: "prices",
  ours: (model) => model.price.tierPercent,
  theirs: ({ facts }, _provider, on) => percentsOf(facts.prices, statedPrice(facts.prices, on)),
  agree: agreeOnOurs,
  show: (all) =>
    Object.entries(all)
      .map(([name, percent]) => `${escapeControls(name)} ${percent} %`)
      .join(", "),
});

/** Tiers of service that cost a whole percentage of the standard price, the same of every rate. */
function percentsOf(
  all: Statement["facts"]["prices"],
  standard: PartialPrice | undefined,
): Readonly<Record<string, number>> | undefined {
  const found = (all ?? []).flatMap(({ serviceTier, rates: own }) => {
    if (serviceTier === undefined || standard === undefined) return [];
    const percents = new Set(
      rateNames.flatMap((rate) => {
        const [amount, base] = [own[rate], standard.rates[rate]];
        return amount === undefined || !base ? [] : [(amount * 100) / base];
      }),
    );
    const [percent] = percents;
    return percents.size === 1 && Number.isInteger(percent)
      ? [[serviceTier, percent as number] as const]
      : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

const fees = field<Readonly<Record<string, number>>>({
  name: "fees",
  group: "prices",
  ours: (model) => model.price.fees,
  theirs: ({ facts }) => facts.fees,
  agree: agreeOnOurs,
  show: (all) =>
    Object.entries(all)
      .map(([name, amount]) => `${name} ${money(amount, "USD")}`)
      .join(", "),
});

/** Ours may have more than a data set knows of. */
function agreeOnOurs(
  ours: Readonly<Record<string, number>>,
  theirs: Readonly<Record<string, number>>,
): boolean {
  return Object.entries(theirs).every(([name, value]) => ours[name] === value);
}

type Limit = "contextWindow" | "maxInputTokens" | "maxOutputTokens";

const limit = (name: string, fact: Limit) =>
  field<number>({
    name,
    group: "limits",
    ours: (model) => model[fact],
    theirs: ({ facts }) => facts[fact],
    agree: Object.is,
    show: grouped,
  });

const kinds = wordsOf(inputModalities).map((kind) =>
  field<boolean>({
    name: `input.${kind}`,
    group: "abilities",
    ours: ({ input }) => input?.includes(kind),
    theirs: ({ facts }) => facts.input?.[kind],
    agree: Object.is,
    show: yesOrNo,
  }),
);

const output = field<readonly string[]>({
  name: "output",
  group: "abilities",
  ours: (model) => model.output,
  theirs: ({ facts }) => facts.output,
  agree: (a, b) => [...a].sort().join() === [...b].sort().join(),
  show: (all) => all.map(escapeControls).join(", "),
});

type Answer = boolean | "under a condition";

const words = wordsOf(capabilities).map((word) =>
  field<Answer>({
    name: `capabilities.${word}`,
    group: "abilities",
    ours(model) {
      if (model.when?.some((each) => each.capabilities.includes(word)) === true) {
        return "under a condition";
      }
      if (model.capabilities?.includes(word) === true) return true;
      return model.refuses?.includes(word) === true ? false : undefined;
    },
    theirs: ({ facts }) => facts.capabilities?.[word],
    // Who says yes or no to what depends on the request is right for some of them.
    agree: (a, b) => a === b || a === "under a condition" || b === "under a condition",
    show: (answer) => (answer === "under a condition" ? answer : yesOrNo(answer)),
  }),
);

const taken = field<Answers<Effort>>({
  name: "efforts",
  group: "abilities",
  ours: ({ efforts: own }) =>
    own && Object.fromEntries(wordsOf(efforts).map((word) => [word, own.includes(word)])),
  theirs: ({ facts }) => facts.efforts,
  agree: (a, b) =>
    wordsOf(efforts).every(
      (word) => a[word] === undefined || b[word] === undefined || a[word] === b[word],
    ),
  show: (answers) =>
    wordsOf(efforts)
      .filter((word) => answers[word] === true)
      .join(", ") || "none of them",
});

const budget = (name: string, fact: "reasoningBudgetMinTokens" | "reasoningBudgetMaxTokens") =>
  field<number>({
    name,
    group: "abilities",
    ours: (model) => model[fact],
    theirs: ({ facts }) => facts[fact],
    agree: Object.is,
    show: grouped,
  });

const status = field<"live" | "deprecated">({
  name: "status",
  group: "lifecycle",
  ours: (model, on) => (isLiveOn(model, on) ? "live" : "deprecated"),
  theirs: ({ facts }) =>
    facts.status === undefined ? undefined : facts.status === "deprecated" ? "deprecated" : "live",
  agree: Object.is,
  show: (word) => word,
});

const day = (name: string, fact: "retiresAt" | "releasedAt" | "knowledgeUntil") =>
  field<string>({
    name,
    group: "lifecycle",
    ours: (model) => model[fact],
    theirs: ({ facts }) => facts[fact],
    // A month and a day of it say the same.
    agree: (a, b) => a.startsWith(b) || b.startsWith(a),
    show: (text) => text,
  });

const openWeights = field<boolean>({
  name: "open_weights",
  group: "lifecycle",
  ours: (model) => model.openWeights,
  theirs: ({ facts }) => facts.openWeights,
  agree: Object.is,
  show: yesOrNo,
});

/** What can be disagreed about of a model that both sides have, in the order in which it is shown. */
export const fields: readonly Field[] = [
  prices,
  ...otherRates,
  tiers,
  tierPercent,
  fees,
  limit("context_window", "contextWindow"),
  limit("max_input_tokens", "maxInputTokens"),
  limit("max_output_tokens", "maxOutputTokens"),
  ...kinds,
  output,
  ...words,
  taken,
  budget("reasoning_budget_min_tokens", "reasoningBudgetMinTokens"),
  budget("reasoning_budget_max_tokens", "reasoningBudgetMaxTokens"),
  status,
  day("retires_at", "retiresAt"),
  day("released_at", "releasedAt"),
  day("knowledge_until", "knowledgeUntil"),
  openWeights,
];

/** The field of a name. */
export function findField<V>(name: string): Field<V> {
  return fields.find((each) => each.name === name) as Field<V>;
}

/** `$3.00 / $15.00 / $0.30`: input, output, reading from the cache. */
function showRates(of: PartialRates): string {
  return HEADLINE.map((rate) => {
    const amount = of[rate];
    return amount === undefined ? NONE : money(amount, "USD");
  }).join(" / ");
}

function yesOrNo(answer: boolean): string {
  return answer ? "yes" : "no";
}
