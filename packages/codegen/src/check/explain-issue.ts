import type { Code } from "../diagnostics/catalog.ts";
import type { WrongFormat } from "../layers/fields.ts";
import { priceKeys } from "../layers/rates.ts";
import { quote } from "../text/quote.ts";
import { didYouMean } from "../text/suggest.ts";

/** What is wrong with a value, in the terms of zod, and where. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  /** Of `invalid_type`: what it should be. */
  readonly expected?: string;
  /** Of `invalid_value`. */
  readonly values?: readonly unknown[];
  /** Of `too_small`. */
  readonly minimum?: number | bigint;
  /** Of `too_big`. */
  readonly maximum?: number | bigint;
  /** Of `unrecognized_keys`. */
  readonly keys?: readonly string[];
}

/** A finding about one value, without its place. */
export interface Explanation {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What there is against a value that is there, in the words of the format. */
export function explainIssue(
  issue: Issue,
  key: string,
  value: unknown,
  wrongFormat: (text: string) => WrongFormat | undefined,
): Explanation {
  const isPrice = priceKeys.includes(key);
  const shown = `${key} is ${show(value)}`;
  const badFormat = (): Explanation => {
    const wrong = wrongFormat(typeof value === "string" ? value : "");
    return wrong === undefined
      ? { code: "invalid-value", message: shown, hint: undefined }
      : { code: wrong.code, message: `${shown}, ${wrong.what}`, hint: wrong.hint };
  };
  switch (issue.code) {
    case "invalid_type":
      if (typeof value === "bigint") {
        return {
          code: "out-of-range",
          message: `${shown}, beyond 2^53`,
          hint: "write a smaller number",
        };
      }
      if (isPrice && typeof value === "number") {
        return {
          code: "price-float",
          message: shown,
          hint: "prices are integers in micro-cents: $1.00 is 100_000_000",
        };
      }
      return {
        code: "wrong-type",
        message: `${shown}, but must be ${article(issue.expected ?? "")}`,
        hint: hintOfType(issue.expected, key, value),
      };
    case "invalid_value": {
      const values = (issue.values ?? []).map(String);
      return {
        code: "invalid-value",
        message: `${shown}, which is not one of ${values.join(", ")}`,
        hint: typeof value === "string" ? wordHint(value, values) : undefined,
      };
    }
    case "too_small":
      if (isPrice)
        return { code: "price-negative", message: shown, hint: "leave an unknown price out" };
      return {
        code: "out-of-range",
        message:
          typeof value === "number" ? `${shown}, less than ${issue.minimum}` : `${key} is empty`,
        hint:
          typeof value === "number"
            ? undefined
            : "write something, or leave the key out if it is optional",
      };
    case "too_big":
      return {
        code: "out-of-range",
        message:
          typeof value === "number"
            ? `${shown}, more than ${issue.maximum}`
            : `${key} is longer than ${issue.maximum}`,
        hint: undefined,
      };
    case "invalid_union":
      return typeof value === "string" || Array.isArray(value)
        ? badFormat()
        : {
            code: "wrong-type",
            message: `${shown}, but must be a string or a list`,
            hint: undefined,
          };
    default:
      return badFormat();
  }
}

/** What to write instead of a value of the wrong type, where that is known. */
function hintOfType(expected: string | undefined, key: string, value: unknown): string | undefined {
  if (expected === "string" && value instanceof Date) {
    return `put it in quotes: ${key} = "${isoDate(value)}"`;
  }
  return expected === "int" ? "write a whole number" : undefined;
}

/** A value as a message names it: short, on one line. */
function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" && !Number.isFinite(value)) return tomlName(value);
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (value instanceof Date) return "a date";
  return Array.isArray(value) ? "a list" : "a table";
}

/** What TOML calls a number that none of our keys takes. */
function tomlName(value: number): string {
  return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
}

function article(noun: string): string {
  if (noun === "array") return "a list";
  if (noun === "object" || noun === "record") return "a table";
  return noun === "int" || noun === "number" ? "an integer" : `a ${noun}`;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** What other tools call what we have in another place, or by another word. */
const OTHER_WORDS: Readonly<Record<string, readonly [hint: string, word: string]>> = {
  "api-key": ['write "header" and auth_header = "api-key", or "bearer"', "header"],
  apikey: ['write "bearer", or "header" with auth_header', "header"],
  vision: ['write input = ["text", "image"]', "tools"],
  images: ['write input = ["text", "image"]', "tools"],
  "function-calling": ['write "tools"', "tools"],
  functions: ['write "tools"', "tools"],
  json: ['write "json-output", or "structured-output" where it follows a schema', "json-output"],
  thinking: ['write "reasoning"', "reasoning"],
  streaming: ["leave it out: every model streams", "tools"],
};

/** What to write in place of a word that is none of those that the key takes. */
function wordHint(value: string, values: readonly string[]): string | undefined {
  const name = value.toLowerCase().replaceAll("_", "-");
  const other = Object.hasOwn(OTHER_WORDS, name) ? OTHER_WORDS[name] : undefined;
  return other !== undefined && values.includes(other[1]) ? other[0] : didYouMean(value, values);
}
