import type { Code } from "../diagnostics/catalog.ts";
import {
  DEVICE_NAMES,
  KEBAB,
  MODEL_REF,
  PROTOTYPE_NAMES,
  SUB_PATHS,
  VERSIONED,
} from "../layers/patterns.ts";
import { priceKeys } from "../layers/price-keys.ts";
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
export function explainIssue(issue: Issue, key: string, value: unknown): Explanation {
  const isPrice = (priceKeys as readonly string[]).includes(key);
  const shown = `${key} is ${show(value)}`;
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
        hint: value instanceof Date ? `put it in quotes: ${key} = "${isoDate(value)}"` : undefined,
      };
    case "invalid_value": {
      const values = (issue.values ?? []).map(String);
      return {
        code: "invalid-value",
        message: `${shown}, which is not one of ${values.join(", ")}`,
        hint: typeof value === "string" ? didYouMean(value, values) : undefined,
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
            : "write something, or leave the key out where it is optional",
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
        ? explainFormat(key, value)
        : {
            code: "wrong-type",
            message: `${shown}, but must be a string or a list`,
            hint: undefined,
          };
    default:
      return explainFormat(key, value);
  }
}

/** A string that does not match the pattern of its key. */
function explainFormat(key: string, value: unknown): Explanation {
  const shown = `${key} is ${show(value)}`;
  const name = typeof value === "string" ? value : "";
  switch (key) {
    case "id":
    case "aliases": {
      const reserved = ([...PROTOTYPE_NAMES, ...SUB_PATHS, ...DEVICE_NAMES] as string[]).includes(
        name,
      );
      if (reserved) {
        return {
          code: "reserved-id",
          message: `${shown}, a reserved name`,
          hint: "choose another",
        };
      }
      if (KEBAB.test(name) && VERSIONED.test(name)) {
        return {
          code: "versioned-id",
          message: `${shown}, which carries a version`,
          hint: "versions belong to models: leave it out",
        };
      }
      return {
        code: "invalid-id",
        message: `${shown}, which is not an id`,
        hint: `providers and profiles: kebab-case, such as ${quote(kebab(name))}; models: letters, digits and ~ @ . _ : / + -`,
      };
    }
    case "slug":
      return {
        code: "invalid-slug",
        message: `${shown}, which is not a slug`,
        hint: "lower-case letters, digits, dots, dashes and underscores",
      };
    case "endpoint":
      return {
        code: "invalid-endpoint",
        message: `${shown}, which is not an endpoint`,
        hint: 'write an http(s) URL, or "local:<program>" for a command-line tool',
      };
    case "auth_env":
      return {
        code: "invalid-env-name",
        message: `${shown}, which does not name an environment variable`,
        hint: 'write a name such as "EXAMPLE_API_KEY", never the key itself; "_" for none',
      };
    case "api_version_header":
    case "api_version_value":
      return {
        code: "invalid-header",
        message: `${shown}, which cannot be sent in a header`,
        hint: "use printable ASCII without blanks",
      };
    case "billing_currency":
      return {
        code: "invalid-currency",
        message: `${shown}, which is not a currency with an optional mode`,
        hint: 'such as "USD", "USD-subscription", "USD-zero" or "USD-<account>"',
      };
    case "caps":
      return {
        code: "invalid-caps",
        message: `${shown}, which does not combine FS-RO, RO, FS, FS-RW, RW, BASH, WEB, AGENT and PLAN`,
        hint: "join them by dashes, each once, and not both RO and RW",
      };
    case "verified_at":
    case "deprecated_at":
      return {
        code: "invalid-date",
        message: `${shown}, which is not a date of the calendar`,
        hint: 'write YYYY-MM-DD, or "" for none',
      };
    case "docs_url":
    case "source_url":
      return {
        code: "invalid-url",
        message: `${shown}, which is not a link`,
        hint: "begin with https://, and leave blanks out",
      };
    default:
      return MODEL_REF.test(name)
        ? { code: "invalid-value", message: shown, hint: undefined }
        : {
            code: "invalid-ref",
            message: `${shown}, which is not of the form provider/model`,
            hint: 'such as "anthropic/claude-sonnet-4-6"',
          };
  }
}

/** A value as a message names it: short, on one line. */
function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (value instanceof Date) return "a date";
  return Array.isArray(value) ? "a list" : "a table";
}

function article(noun: string): string {
  if (noun === "array") return "a list";
  if (noun === "object" || noun === "record") return "a table";
  return noun === "int" ? "an integer" : `a ${noun}`;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function kebab(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "my-id"
  );
}
