import type { Code } from "../diagnostics/catalog.ts";
import type { WrongFormat } from "../layers/fields.ts";
import { priceKeys } from "../layers/rates.ts";
import { inFull } from "../text/in-full.ts";
import { underscored } from "../text/numbers.ts";
import { quote } from "../text/quote.ts";
import { didYouMean } from "../text/suggest.ts";
import { otherWord } from "./other-words.ts";

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
          hint: priceHint(value),
        };
      }
      return {
        code: "wrong-type",
        message: `${shown}, but must be ${article(issue.expected ?? "")}`,
        hint: hintOfType(issue.expected, key, value),
      };
    case "invalid_value": {
      const values = (issue.values ?? []).map(String);
      const hint = typeof value === "string" ? wordHint(value, values) : undefined;
      // Who is told what to write does not need all that could be written.
      const isListed = hint === undefined || values.length <= SHORT_LIST;
      return {
        code: "invalid-value",
        message: `${shown}, which is not one of ${isListed ? values.join(", ") : `its ${values.length} words`}`,
        hint,
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

/** Most words that are listed beside a hint that says which of them is meant. */
const SHORT_LIST = 10;

/** What a price is that somebody wrote as an amount; less than a tenth of a cent may be the price of one token. */
export function priceHint(amount: number): string {
  const value = Math.round(amount * 1e8);
  return amount >= 0.001 && Number.isSafeInteger(value)
    ? `prices are integers in micro-cents: ${amount} is ${underscored(value)}`
    : "prices are integers in micro-cents: $1.00 is 100_000_000";
}

/** What to write instead of a value of the wrong type, where that is known. */
function hintOfType(expected: string | undefined, key: string, value: unknown): string | undefined {
  const isInteger = expected === "int" || expected === "number";
  if (typeof value === "string") return hintOfText(isInteger ? "int" : expected, key, value);
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return `put it in quotes: ${key} = "${value}"`;
  }
  if (isInteger && value instanceof Date) return "write a whole number, not a date";
  if (expected === "string" && value instanceof Date) {
    return `put it in quotes: ${key} = "${isoDate(value)}"`;
  }
  return isInteger ? "write a whole number" : undefined;
}

/** What is in quotes and should not be. */
function hintOfText(expected: string | undefined, key: string, text: string): string | undefined {
  if (expected === "int") {
    const isPrice = key.endsWith("_micro");
    const isPlain = /^\d[\d_]{0,18}$/.test(text) && (!isPrice || text.length > 3);
    const value = isPlain ? Number(text.replaceAll("_", "")) : inFull(text, isPrice);
    if (value === undefined) return isPrice ? priceHint(Number.NaN) : "write a whole number";
    return `write ${key} = ${underscored(value)}${isPrice ? ": prices are micro-cents" : ""}`;
  }
  if (expected === "boolean" && /^(?:true|false|yes|no)$/i.test(text)) {
    return `write ${key} = ${/^[ty]/i.test(text)}`;
  }
  if (expected === "array") {
    const items = text.split(",").map((item) => item.trim());
    return items.length > 20 || text.length > 200
      ? "write a list"
      : `write ${key} = [${items.map((item) => JSON.stringify(item)).join(", ")}]`;
  }
  return undefined;
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

/** What to write in place of a word that is none of those that the key takes. */
function wordHint(value: string, values: readonly string[]): string | undefined {
  const told = otherWord(value, values) ?? didYouMean(value, values);
  if (told !== undefined) return told;
  const name = value.toLowerCase();
  const alike = values.filter((each) => each.startsWith(name) || name.startsWith(each));
  return name.length > 2 && alike.length === 1 ? `did you mean "${alike[0]}"?` : undefined;
}
