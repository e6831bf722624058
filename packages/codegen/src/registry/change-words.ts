import type { ChangeKind } from "../layers/change-kinds.ts";
import type { Model } from "../layers/model.ts";
import type { Price } from "../layers/rates.ts";
import { rateNames, rates } from "../layers/rates.ts";
import { endText } from "./ending.ts";

/** Changes whose text names the value before or after and nothing else. */
type NamedChange = Extract<
  ChangeKind,
  | `${"alias" | "slug"}-${"removed" | "added" | "moved"}`
  | "id-became-alias"
  | "alias-became-id"
  | "model-revived"
  | `auth-env-${"removed" | "added"}`
>;

/** What a language needs to say what differs between two registries. */
export interface ChangeWords {
  /** A record that went, and the model that was to be used in its place. */
  gone(replacement: string | undefined): string;
  readonly added: string;
  /** When a model ends, and what to use instead. */
  ending(model: Model): string;
  readonly named: Readonly<Record<NamedChange, (before: string, after: string) => string>>;
  deprecated(from: string, replacement: string | undefined): string;
  /** Something that a model cannot do any more, or an input that it does not read. */
  without(what: string, isInput: boolean): string;
  with(what: string, isInput: boolean): string;
  readonly rate: Readonly<Record<(typeof rateNames)[number], string>>;
  readonly price: Readonly<Record<Exclude<Price["kind"], "known">, string>>;
  readonly perMillion: string;
  above(tokens: number): string;
  readonly noTiers: string;
  readonly unknown: string;
  readonly none: string;
  readonly flag: Readonly<Record<"true" | "false", string>>;
}

/** As `kei diff` says it. */
export const english: ChangeWords = {
  gone: (replacement) => (replacement ? `gone; its replacement was ${replacement}` : "gone"),
  added: "new",
  ending: endText,
  named: {
    "alias-removed": (before) => `gone; was an alias of ${before}`,
    "slug-removed": (before) => `gone; was the slug of ${before}`,
    "alias-added": (_, after) => `new alias of ${after}`,
    "slug-added": (_, after) => `new slug of ${after}`,
    "id-became-alias": (_, after) => `an alias of ${after} now`,
    "alias-became-id": (before) => `a model of its own now; was an alias of ${before}`,
    "alias-moved": (before, after) => `means ${after} now; was ${before}`,
    "slug-moved": (before, after) => `this slug means ${after} now; was ${before}`,
    "model-revived": (before) => `no longer deprecated (was from ${before})`,
    "auth-env-removed": (before) => `${before} is not read any more`,
    "auth-env-added": (_, after) => `${after} is read as well`,
  },
  deprecated: (from, replacement) =>
    `deprecated from ${from}${replacement === undefined ? "" : `; use ${replacement}`}`,
  without: (what, isInput) => `${isInput ? "does not read" : "without"} ${what} now`,
  with: (what, isInput) => `${isInput ? "reads" : "with"} ${what} now`,
  rate: namesOf("short"),
  price: { free: "free", subscription: "subscription", unknown: "price unknown" },
  perMillion: "per million tokens",
  above: (tokens) => `above ${tokens} tokens`,
  noTiers: "no tiers",
  unknown: "unknown",
  none: "none",
  flag: { true: "true", false: "false" },
};

/** For the Russian pages of a catalogue. */
export const russian: ChangeWords = {
  gone: (replacement) => (replacement ? `убрана; вместо неё была ${replacement}` : "больше нет"),
  added: "новое",
  ending: ({ deprecatedAt, retiresAt, replacedBy }) => {
    const dates = [
      ...(deprecatedAt === undefined ? [] : [`устарела с ${deprecatedAt}`]),
      ...(retiresAt === undefined ? [] : [`отключена с ${retiresAt}`]),
    ];
    const successor = replacedBy === undefined ? "" : `; вместо неё ${replacedBy}`;
    return `${dates.join(", ") || "устарела у провайдера"}${successor}`;
  },
  named: {
    "alias-removed": (before) => `больше нет; был псевдонимом ${before}`,
    "slug-removed": (before) => `больше нет; было коротким именем ${before}`,
    "alias-added": (_, after) => `новый псевдоним ${after}`,
    "slug-added": (_, after) => `новое короткое имя ${after}`,
    "id-became-alias": (_, after) => `теперь псевдоним ${after}`,
    "alias-became-id": (before) => `теперь отдельная модель; был псевдонимом ${before}`,
    "alias-moved": (before, after) => `теперь это ${after}; раньше ${before}`,
    "slug-moved": (before, after) => `теперь короткое имя ${after}; раньше ${before}`,
    "model-revived": (before) => `больше не считается устаревшей (считалась с ${before})`,
    "auth-env-removed": (before) => `${before} больше не читается`,
    "auth-env-added": (_, after) => `читается и ${after}`,
  },
  deprecated: (from, replacement) =>
    `устарела с ${from}${replacement === undefined ? "" : `; вместо неё ${replacement}`}`,
  without: (what, isInput) => (isInput ? `больше не читает: ${what}` : `больше не умеет: ${what}`),
  with: (what, isInput) => (isInput ? `теперь читает: ${what}` : `теперь умеет: ${what}`),
  rate: namesOf("russian"),
  price: { free: "бесплатно", subscription: "по подписке", unknown: "цена неизвестна" },
  perMillion: "за миллион токенов",
  above: (tokens) => `свыше ${tokens} токенов`,
  noTiers: "без ступеней",
  unknown: "неизвестно",
  none: "нет",
  flag: { true: "да", false: "нет" },
};

function namesOf(language: "short" | "russian"): ChangeWords["rate"] {
  return Object.fromEntries(
    rateNames.map((name) => [name, rates[name][language]]),
  ) as ChangeWords["rate"];
}
