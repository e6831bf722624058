import * as z from "zod";
import type { Code } from "../diagnostics/catalog.ts";
import {
  KEBAB,
  KEBAB_ID,
  MODEL_ID,
  MODEL_REF,
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
  const string = max === undefined ? z.string() : z.string().max(max);
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

/** An ISO date of the calendar, quoted, or `""` for none. Native TOML dates are not taken. */
export const date = (description: string) =>
  matching(
    description,
    new RegExp(`^(?:${z.regexes.date.source.replace(/^\^|\$$/g, "")})?$`),
    {
      code: "invalid-date",
      what: "which is not a date of the calendar",
      hint: 'write YYYY-MM-DD, or "" for none',
    },
    { default: "", examples: ["2026-07-02"] },
  ).optional();

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
