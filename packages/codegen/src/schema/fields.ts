import * as z from "zod";

/**
 * Building blocks of the three record schemas. Each carries the description that the emitted JSON
 * Schema shows in editors, and says everything in keywords that draft-07 has, so that zod, ajv and
 * the editors give one verdict.
 */

/** Ids of providers and profiles: kebab-case, 64 characters at most. */
export const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A version in a provider's id: a part after the first that is a number, as in `openai-v2`. */
export const VERSIONED = /-v?\d+(\.\d+)*(-|$)/;

/** `provider/model`; the model's id may contain slashes itself. */
export const MODEL_REF = /^[a-z0-9-]+\/[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$/;

/** Names that JavaScript objects have by birth. Spelled out: the schemas must not depend on Node. */
export const PROTOTYPE_NAMES = [
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "toLocaleString",
  "toString",
  "valueOf",
] as const;

/** Sub-paths of the packages, which a provider of the same name could not be imported beside. */
export const SUB_PATHS = ["codegen", "index", "load", "node", "schema", "types", "zod3"] as const;

/** Names that Windows has no files of. Each provider gets a file of its own name. */
export const DEVICE_NAMES = [
  "aux",
  "con",
  "nul",
  "prn",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [`com${n}`, `lpt${n}`]),
] as const;

const except = (names: readonly string[]) => `(?!(?:${names.join("|")})$)`;
const kebabPrototypeNames = PROTOTYPE_NAMES.filter((name) => KEBAB.test(name));

/** Kebab-case, no name of a prototype. */
export const kebabId = (description: string) =>
  z
    .string()
    .max(64)
    .regex(new RegExp(`^${except(kebabPrototypeNames)}[a-z0-9]+(-[a-z0-9]+)*$`))
    .meta({ description });

/** Kebab-case without a version, no name of a prototype, no sub-path and no device. */
export const providerId = (description: string) =>
  z
    .string()
    .max(64)
    .regex(
      new RegExp(
        `^${except([...kebabPrototypeNames, ...SUB_PATHS, ...DEVICE_NAMES])}(?!.*-v?\\d+(?:\\.\\d+)*(?:-|$))[a-z0-9]+(-[a-z0-9]+)*$`,
      ),
    )
    .meta({ description });

/** Model ids go over the wire as they are: letters, digits and the marks that vendors use. */
export const modelId = (description: string) =>
  z
    .string()
    .max(200)
    .regex(new RegExp(`^${except(PROTOTYPE_NAMES)}[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]*$`))
    .meta({ description });

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
