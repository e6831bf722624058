import * as z from "zod";
import { KEBAB_ID, MODEL_ID, PROVIDER_ID } from "./patterns.ts";

/**
 * Building blocks of the three record schemas. Each carries the description that the emitted JSON
 * Schema shows in editors, and says everything in keywords that draft-07 has, so that zod, ajv and
 * the editors give one verdict.
 */

/** Kebab-case, no name of a prototype. */
export const kebabId = (description: string) =>
  z.string().max(64).regex(KEBAB_ID).meta({ description });

/** Kebab-case without a version, no name of a prototype, no sub-path and no device. */
export const providerId = (description: string) =>
  z.string().max(64).regex(PROVIDER_ID).meta({ description });

/** Model ids go over the wire as they are: letters, digits and the marks that vendors use. */
export const modelId = (description: string) =>
  z.string().max(200).regex(MODEL_ID).meta({ description });

export const text = (description: string) => z.string().min(1).meta({ description });

/** Text that may be empty: `""` means that there is none. */
export const optionalText = (description: string) => z.string().meta({ description }).optional();

/** An ISO date of the calendar, quoted, or `""` for none. Native TOML dates are not taken. */
export const date = (description: string) =>
  z
    .string()
    .regex(new RegExp(`^(?:${z.regexes.date.source.replace(/^\^|\$$/g, "")})?$`))
    .meta({ description, default: "", examples: ["2026-07-02"] })
    .optional();

export const url = (description: string) =>
  z
    .string()
    .regex(/^https?:\/\/[^\s]+$/)
    .meta({ description })
    .optional();

/** One of some values, whose meanings editors show in hover and completion. */
export function oneOf<const T extends Record<string, string>>(description: string, values: T) {
  const names = Object.keys(values) as [keyof T & string, ...(keyof T & string)[]];
  return z.enum(names).meta({
    description: `${description}\n\n${names.map((name) => `- \`${name}\`: ${values[name]}`).join("\n")}`,
    ...enumDocs(names, values),
  });
}

/** A list of `oneOf` values, each at most once. */
export function listOf<const T extends Record<string, string>>(description: string, values: T) {
  return list(description, oneOf("One of:", values));
}

/** A list without duplicates, of at least one item. */
export function list<S extends z.ZodType>(description: string, item: S) {
  return z.array(item).min(1).meta({ description, uniqueItems: true });
}

/** Largest price that is accepted at all: a million dollars per million tokens. */
const MAX_PRICE = 100_000_000_000_000;

/** Micro-cents per million tokens. */
export const price = (description: string) =>
  z
    .int()
    .min(0)
    .max(MAX_PRICE)
    .meta({
      description: `${description} Integer, micro-cents per million tokens: $1.00 is 100_000_000.`,
    })
    .optional();

/** What the editors read for the values of an enum: Taplo, JetBrains and VS Code, in this order. */
function enumDocs(names: readonly string[], values: Record<string, string>) {
  const docs = names.map((name) => values[name] as string);
  return {
    "x-taplo": { docs: { enumValues: docs } },
    "x-intellij-enum-metadata": Object.fromEntries(
      names.map((name, i) => [name, { description: docs[i] }]),
    ),
    enumDescriptions: docs,
  };
}
