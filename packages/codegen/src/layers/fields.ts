import * as z from "zod";
import type { Code } from "../diagnostics/catalog.ts";
import {
  KEBAB,
  KEBAB_ID,
  MODEL_ID,
  MODEL_REF,
  NAME,
  PROVIDER_ID,
  RESERVED,
  VERSIONED,
} from "./patterns.ts";
import { type Vocabulary, wordsOf } from "./vocabulary.ts";

/**
 * Building blocks of the records as written. Each carries the description that the emitted JSON Schema
 * shows in editors, and says everything in keywords that draft-07 has, so that zod, ajv and the
 * editors give one verdict.
 */

/** What to say of a text that does not match its pattern. */
export interface WrongFormat {
  readonly code: Code;
  /** After `endpoint is "x", `. */
  readonly what: string;
  readonly hint: string;
}

/** What fields with a pattern say of what does not match it. */
export const formats = new WeakMap<z.ZodType, (text: string) => WrongFormat>();

/** Text of a pattern. */
export function matching(
  description: string,
  pattern: RegExp,
  wrong: WrongFormat | ((text: string) => WrongFormat),
  {
    max,
    ...more
  }: { readonly max?: number; readonly examples?: string[]; readonly default?: string } = {},
) {
  // What is too long is not looked at: some patterns would take long to say that it does not match.
  const string = max === undefined ? z.string() : z.string().max(max, { abort: true });
  const field = string.regex(pattern).meta({ description, ...more });
  formats.set(field, typeof wrong === "function" ? wrong : () => wrong);
  return field;
}

const wrongId = (text: string): WrongFormat => {
  if (RESERVED.includes(text)) {
    return { code: "reserved-id", what: "a reserved name", hint: "choose another" };
  }
  if (KEBAB.test(text) && VERSIONED.test(text)) {
    return {
      code: "versioned-id",
      what: "which carries a version",
      hint: "versions belong to models: leave it out",
    };
  }
  return {
    code: "invalid-id",
    what: "which is not an id",
    hint: `providers and profiles: kebab-case, such as "${kebab(text)}"; models: letters, digits and ~ @ . _ : / + -`,
  };
};

/** Kebab-case, no name of a prototype. */
export const kebabId = (description: string) =>
  matching(description, KEBAB_ID, wrongId, { max: 64 });

/** Kebab-case without a version, no name of a prototype, no sub-path and no device. */
export const providerId = (description: string) =>
  matching(description, PROVIDER_ID, wrongId, { max: 64 });

/** Model ids go over the wire as they are: letters, digits and the marks that vendors use. */
export const modelId = (description: string) =>
  matching(description, MODEL_ID, wrongId, { max: 200 });

/** `provider/model`. */
export const modelRef = (description: string) =>
  matching(description, MODEL_REF, {
    code: "invalid-ref",
    what: "which is not of the form provider/model",
    hint: 'such as "anthropic/claude-sonnet-4-6"',
  });

export const text = (description: string) => z.string().min(1).meta({ description });

/** Text that may be empty: `""` means that there is none. */
export const optionalText = (description: string) => z.string().meta({ description }).optional();

export const whole = (min: number, max: number, description: string, usual?: number) =>
  z
    .int()
    .min(min)
    .max(max)
    .meta({ description, ...(usual === undefined ? {} : { default: usual }) });

/** A number of tokens. */
export const tokenCount = (description: string) => whole(1, 1_000_000_000, description);

const CALENDAR = z.regexes.date.source.replace(/^\^|\$$/g, "");

/** An ISO date of the calendar, quoted, or `""` for none. Native TOML dates are not taken. */
export const date = (description: string) =>
  matching(
    description,
    new RegExp(`^(?:${CALENDAR})?$`),
    {
      code: "invalid-date",
      what: "which is not a date of the calendar",
      hint: 'write YYYY-MM-DD, or "" for none',
    },
    { default: "", examples: ["2026-07-02"] },
  ).optional();

/** An ISO date of the calendar, quoted. */
export const plainDate = (description: string) =>
  matching(
    description,
    new RegExp(`^${CALENDAR}$`),
    {
      code: "invalid-date",
      what: "which is not a date of the calendar",
      hint: "write YYYY-MM-DD, in quotes",
    },
    { examples: ["2026-07-02"] },
  );

/** An ISO date of the calendar, or a year and a month of it. */
export const dateOrMonth = (description: string) =>
  matching(
    description,
    new RegExp(`^(?:${CALENDAR}|\\d{4}-(?:0[1-9]|1[0-2]))$`),
    {
      code: "invalid-date",
      what: "which is neither a date of the calendar nor a month",
      hint: "write YYYY-MM-DD or YYYY-MM, in quotes",
    },
    { examples: ["2026-07-02", "2026-07"] },
  ).optional();

/** A day, or a day and a time, in UTC. */
export const moment = (description: string) =>
  matching(
    description,
    new RegExp(`^${CALENDAR}(?:T(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?Z)?$`),
    {
      code: "invalid-date",
      what: "which is neither a date of the calendar nor a time of one",
      hint: 'write "YYYY-MM-DD" or "YYYY-MM-DDThh:mmZ"',
    },
    { examples: ["2026-07-31", "2026-08-16T16:00Z"] },
  ).optional();

const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";

/** From when until when of a day. */
export const hours = (description: string) =>
  matching(
    description,
    new RegExp(`^${CLOCK}-(?:${CLOCK}|24:00)$`),
    {
      code: "invalid-hours",
      what: "which is not a part of a day",
      hint: 'write "hh:mm-hh:mm", such as "16:30-00:30"',
    },
    { examples: ["01:00-04:00"] },
  );

/** A name that a vendor has for something. */
export const name = (description: string) =>
  matching(description, NAME, {
    code: "invalid-name",
    what: "which is not a name",
    hint: "letters, digits, dots, dashes and underscores",
  });

/** Names of a vendor, each with a value. */
export const named = <S extends z.ZodType>(description: string, value: S) =>
  z.record(name("Name."), value).meta({ description });

/** Percent of the standard price, by name. */
export const percents = (description: string) =>
  named(description, whole(0, 10_000, "Percent of the standard price: 50 is half.")).optional();

/** A table of its own. */
export function table<const S extends z.ZodRawShape>(description: string, shape: S) {
  return z.strictObject(shape).meta({ description });
}

/** A table with a key for each word of a vocabulary; none has to be there. */
export function byWord<W extends string, S extends z.ZodType>(
  description: string,
  vocabulary: Vocabulary<W>,
  value: (about: string) => S,
) {
  const shape = Object.fromEntries(
    wordsOf(vocabulary).map((word) => [word, value(vocabulary.words[word]).optional()]),
  ) as { [K in W]: z.ZodOptional<S> };
  return table(description, shape).optional();
}

/** Micro-cents for 1,000 of a thing: `web_search_per_1k_micro`. */
export const fees = (description: string) =>
  z
    .record(
      matching("Name of the thing, then `_per_1k_micro`.", /^[a-z][a-z0-9_]*_per_1k_micro$/, {
        code: "invalid-name",
        what: "which does not name a fee",
        hint: "write what is counted, then _per_1k_micro: web_search_per_1k_micro",
      }),
      whole(0, MAX_PRICE, "Integer, micro-cents for 1,000: $1.00 is 100_000_000."),
    )
    .meta({ description })
    .optional();

export const flag = (description: string) => z.boolean().meta({ description }).optional();

export const url = (description: string) =>
  matching(description, /^https?:\/\/[^\s]+$/, {
    code: "invalid-url",
    what: "which is not a link",
    hint: "begin with https://, and leave blanks out",
  }).optional();

/** One of some words, whose meanings editors show in hover and completion. */
export function oneOf<W extends string>(description: string, vocabulary: Vocabulary<W>) {
  const { words } = vocabulary;
  const names = wordsOf(vocabulary);
  return z.enum(names).meta({
    description: `${description}\n\n${names.map((name) => `- \`${name}\`: ${words[name]}`).join("\n")}`,
    ...enumDocs(names, words),
  });
}

/** A list of words, each at most once. */
export function wordList<W extends string>(description: string, vocabulary: Vocabulary<W>) {
  return list(description, oneOf("One of:", vocabulary));
}

/** A list without duplicates, of at least one item. */
export function list<S extends z.ZodType>(description: string, item: S) {
  return z.array(item).min(1).meta({ description, uniqueItems: true });
}

/** Largest price that is accepted at all: a million dollars per million tokens. */
const MAX_PRICE = 100_000_000_000_000;

/** Micro-cents per million tokens. */
export const price = (description: string) =>
  whole(
    0,
    MAX_PRICE,
    `${description} Integer, micro-cents per million tokens: $1.00 is 100_000_000.`,
  ).optional();

/** What the editors read for the values of an enum: Taplo, JetBrains and VS Code, in this order. */
function enumDocs(names: readonly string[], words: Readonly<Record<string, string>>) {
  const docs = names.map((name) => words[name] as string);
  return {
    "x-taplo": { docs: { enumValues: docs } },
    "x-intellij-enum-metadata": Object.fromEntries(
      names.map((name, i) => [name, { description: docs[i] }]),
    ),
    enumDescriptions: docs,
  };
}

/** What somebody may have meant as an id. */
function kebab(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "my-id"
  );
}
