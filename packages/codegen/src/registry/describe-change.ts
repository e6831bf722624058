import type { Model } from "../layers/model.ts";
import { type Price, type Rates, rateNames, rates } from "../layers/rates.ts";
import { money } from "../text/numbers.ts";
import { escapeControls, quote } from "../text/quote.ts";
import type { Change } from "./diff.ts";
import { endText, isEnding } from "./ending.ts";
import type { Registry } from "./model.ts";

/** Says changes between two registries in words; prices in the currencies of their providers. */
export function createDescriber(before: Registry, after: Registry): (change: Change) => string {
  const then = sideOf(before);
  const now = sideOf(after);
  return (change) => escapeControls(describe(change, then, now));
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

function describe(change: Change, then: Side, now: Side): string {
  const { kind, subject, field, before, after } = change;
  switch (kind) {
    case "provider-removed":
    case "profile-removed":
      return "gone";
    case "model-removed": {
      const replacement = then.models.get(subject)?.replacedBy;
      return replacement === undefined ? "gone" : `gone; its replacement was ${replacement}`;
    }
    case "provider-added":
    case "profile-added":
      return "new";
    case "model-added": {
      const model = now.models.get(subject);
      if (model === undefined) return "new";
      const deprecated = isEnding(model) ? `, ${endText(model)}` : "";
      return `new${deprecated}: ${quote(model.displayName)}, ${priceOf(model.price, currencyOf(subject, now))}`;
    }
    case "alias-removed":
      return `gone; was an alias of ${before}`;
    case "slug-removed":
      return `gone; was the slug of ${before}`;
    case "alias-added":
      return `new alias of ${after}`;
    case "slug-added":
      return `new slug of ${after}`;
    case "id-became-alias":
      return `an alias of ${after} now`;
    case "alias-became-id":
      return `a model of its own now; was an alias of ${before}`;
    case "alias-moved":
      return `means ${after} now; was ${before}`;
    case "slug-moved":
      return `this slug means ${after} now; was ${before}`;
    case "model-deprecated": {
      const replacement = now.models.get(subject)?.replacedBy;
      return `deprecated from ${after}${replacement === undefined ? "" : `; use ${replacement}`}`;
    }
    case "model-revived":
      return `no longer deprecated (was from ${before})`;
    case "price-changed":
    case "price-kind-changed":
    case "price-became-known":
    case "price-became-unknown":
      return describePrice(
        { price: before as Price, currency: currencyOf(subject, then) },
        { price: after as Price, currency: currencyOf(subject, now) },
      );
    case "auth-env-removed":
      return `${before} is not read any more`;
    case "auth-env-added":
      return `${after} is read as well`;
    case "capability-removed":
      return `${field === "input" ? "does not read" : "without"} ${before} now`;
    case "capability-added":
      return `${field === "input" ? "reads" : "with"} ${after} now`;
    default:
      return `${field}: ${show(before)} → ${show(after)}`;
  }
}

/** A price, and the currency that it is in. */
interface Amount {
  readonly price: Price;
  readonly currency: string;
}

/** Only the rates that differ, where there are rates on both sides. */
function describePrice(before: Amount, after: Amount): string {
  if (before.price.kind !== "known" || after.price.kind !== "known") {
    return `${priceOf(before.price, before.currency)} → ${priceOf(after.price, after.currency)}`;
  }
  const was = before.price;
  const is = after.price;
  const parts = rateNames
    .filter((name) => was[name] !== is[name])
    .map(
      (name) =>
        `${rates[name].short} ${rate(was[name], before.currency)} → ${rate(is[name], after.currency)}`,
    );
  const tiers = [tiersOf(was, before.currency), tiersOf(is, after.currency)] as const;
  if (tiers[0] !== tiers[1]) parts.push(`${tiers[0]} → ${tiers[1]}`);
  return `${parts.join(", ")} per million tokens`;
}

function priceOf(price: Price, currency: string): string {
  if (price.kind !== "known") return price.kind === "unknown" ? "price unknown" : price.kind;
  const tiers = (price.tiers ?? []).length === 0 ? "" : `, ${tiersOf(price, currency)}`;
  return `${ratesOf(price, currency)} per million tokens${tiers}`;
}

function ratesOf(price: Rates, currency: string): string {
  return rateNames
    .filter((name) => price[name] !== undefined)
    .map((name) => `${rates[name].short} ${rate(price[name], currency)}`)
    .join(", ");
}

function tiersOf(price: Extract<Price, { kind: "known" }>, currency: string): string {
  const tiers = (price.tiers ?? []).map(
    (tier) => `above ${tier.aboveInputTokens} tokens ${ratesOf(tier, currency)}`,
  );
  return tiers.length === 0 ? "no tiers" : tiers.join(", ");
}

function rate(microCents: number | undefined, currency: string): string {
  return microCents === undefined ? "unknown" : money(microCents, currency);
}

function currencyOf(ref: string, { currencies }: Side): string {
  return currencies.get(ref.slice(0, ref.indexOf("/"))) ?? "USD";
}

/** A value as a person reads it. */
function show(value: unknown): string {
  if (value === undefined) return "none";
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => `${key} ${String(item)}`)
      .join(", ");
  }
  return String(value);
}
