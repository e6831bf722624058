import type { Model } from "../layers/model.ts";
import { type Price, type Rates, rateNames } from "../layers/rates.ts";
import { money } from "../text/numbers.ts";
import { escapeControls, quote } from "../text/quote.ts";
import { type ChangeWords, english } from "./change-words.ts";
import type { Change } from "./diff.ts";
import { isEnding } from "./ending.ts";
import type { Registry } from "./model.ts";

/**
 * Says changes between two registries in words; prices in the currencies of their providers.
 *
 * @param words in English by default
 */
export function createDescriber(
  before: Registry,
  after: Registry,
  words: ChangeWords = english,
): (change: Change) => string {
  const then = sideOf(before);
  const now = sideOf(after);
  return (change) => escapeControls(describe(change, then, now, words));
}

/** What a description needs of one of the registries. */
interface Side {
  readonly currencies: ReadonlyMap<string, string>;
  readonly models: ReadonlyMap<string, Model>;
}

function sideOf({ providers, models }: Registry): Side {
  return {
    currencies: new Map(providers.map(({ id, billing }) => [id, billing.currency])),
    models: new Map(models.map((model) => [model.ref, model])),
  };
}

function describe(change: Change, then: Side, now: Side, words: ChangeWords): string {
  const { kind, subject, field, before, after } = change;
  switch (kind) {
    case "provider-removed":
    case "profile-removed":
    case "model-removed":
      return words.gone(then.models.get(subject)?.replacedBy);
    case "provider-added":
    case "profile-added":
      return words.added;
    case "model-added": {
      const model = now.models.get(subject);
      if (model === undefined) return words.added;
      const ending = isEnding(model) ? `, ${words.ending(model)}` : "";
      return `${words.added}${ending}: ${quote(model.displayName)}, ${priceOf(model.price, currencyOf(subject, now), words)}`;
    }
    case "alias-removed":
    case "slug-removed":
    case "alias-added":
    case "slug-added":
    case "id-became-alias":
    case "alias-became-id":
    case "alias-moved":
    case "slug-moved":
    case "model-revived":
    case "auth-env-removed":
    case "auth-env-added":
      return words.named[kind](String(before), String(after));
    case "model-deprecated":
      return words.deprecated(String(after), now.models.get(subject)?.replacedBy);
    case "price-changed":
    case "price-kind-changed":
    case "price-became-known":
    case "price-became-unknown":
      return describePrice(
        { price: before as Price, currency: currencyOf(subject, then) },
        { price: after as Price, currency: currencyOf(subject, now) },
        words,
      );
    case "capability-removed":
      return words.without(String(before), field === "input");
    case "capability-added":
      return words.with(String(after), field === "input");
    default:
      return `${field}: ${show(before, words)} → ${show(after, words)}`;
  }
}

/** A price, and the currency that it is in. */
interface Amount {
  readonly price: Price;
  readonly currency: string;
}

/** Only the rates that differ, where there are rates on both sides. */
function describePrice(before: Amount, after: Amount, words: ChangeWords): string {
  if (before.price.kind !== "known" || after.price.kind !== "known") {
    return `${priceOf(before.price, before.currency, words)} → ${priceOf(after.price, after.currency, words)}`;
  }
  const was = before.price;
  const is = after.price;
  const parts = rateNames
    .filter((name) => was[name] !== is[name])
    .map(
      (name) =>
        `${words.rate[name]} ${rate(was[name], before.currency, words)} → ${rate(is[name], after.currency, words)}`,
    );
  const tiers = [tiersOf(was, before.currency, words), tiersOf(is, after.currency, words)] as const;
  if (tiers[0] !== tiers[1]) parts.push(`${tiers[0]} → ${tiers[1]}`);
  return `${parts.join(", ")} ${words.perMillion}`;
}

function priceOf(price: Price, currency: string, words: ChangeWords): string {
  if (price.kind !== "known") return words.price[price.kind];
  const tiers = (price.tiers ?? []).length === 0 ? "" : `, ${tiersOf(price, currency, words)}`;
  return `${ratesOf(price, currency, words)} ${words.perMillion}${tiers}`;
}

function ratesOf(price: Rates, currency: string, words: ChangeWords): string {
  return rateNames
    .filter((name) => price[name] !== undefined)
    .map((name) => `${words.rate[name]} ${rate(price[name], currency, words)}`)
    .join(", ");
}

function tiersOf(
  price: Extract<Price, { kind: "known" }>,
  currency: string,
  words: ChangeWords,
): string {
  const tiers = (price.tiers ?? []).map(
    (tier) => `${words.above(tier.aboveInputTokens)} ${ratesOf(tier, currency, words)}`,
  );
  return tiers.length === 0 ? words.noTiers : tiers.join(", ");
}

function rate(microCents: number | undefined, currency: string, words: ChangeWords): string {
  return microCents === undefined ? words.unknown : money(microCents, currency);
}

function currencyOf(ref: string, { currencies }: Side): string {
  return currencies.get(ref.slice(0, ref.indexOf("/"))) ?? "USD";
}

/** A value as a person reads it. */
function show(value: unknown, words: ChangeWords): string {
  if (value === undefined) return words.none;
  if (typeof value === "boolean") return words.flag[`${value}`];
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? words.none : value.join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key} ${String(item)}`)
      .join(", ");
  }
  return String(value);
}
