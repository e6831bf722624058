import * as z from "zod";
import { priceKeys } from "../layers/rates.ts";
import type { TomlValue } from "../source/edit.ts";
import { parseToml } from "../source/toml.ts";
import { inFull } from "../text/in-full.ts";
import { underscored } from "../text/numbers.ts";
import { quote } from "../text/quote.ts";
import { didYouMean } from "../text/suggest.ts";
import { UserError } from "../text/user-error.ts";
import { priceFlag } from "./price-amount.ts";

/**
 * A word of the command line as the value that its key takes: integers with or without underscores,
 * `true` and `false`, lists with commas, tables as `name=value` with commas; lists and tables in TOML's
 * own notation too.
 *
 * @throws UserError when the word is nothing that the key takes.
 */
export function parseValue(key: string, text: string, schema: z.ZodType): TomlValue {
  const type = inner(schema);
  if (type instanceof z.ZodBoolean) {
    if (text === "true" || text === "false") return text === "true";
    const isTrue = /^(?:yes|on|true|1)$/i.test(text);
    throw new UserError(
      `${key} takes true or false, not ${quote(text)}`,
      isTrue || /^(?:no|off|false|0)$/i.test(text) ? `write ${key}=${isTrue}` : undefined,
    );
  }
  if (type instanceof z.ZodNumber) {
    if (/^-?\d+(_\d+)*$/.test(text)) return Number(text.replaceAll("_", ""));
    throw new UserError(`${key} takes an integer, not ${quote(text)}`, integerHint(key, text));
  }
  if (text.startsWith("[") && takesList(type)) return parseLiteral(key, text, "a list");
  if (isTable(type)) {
    return text.startsWith("{") ? parseLiteral(key, text, "a table") : parsePairs(key, text, type);
  }
  if (type instanceof z.ZodArray) return splitList(text);
  return type instanceof z.ZodUnion && text.includes(",") ? splitList(text) : text;
}

/** What an integer is written as: an amount in micro-cents, `256k` and `1M` in full. */
function integerHint(key: string, text: string): string | undefined {
  const isPrice = key.endsWith("_micro");
  const value = inFull(text, isPrice);
  if (value === undefined) return undefined;
  // Fees for 1,000 of a thing have no flag, and an amount in thousands is none.
  const isAmount = priceKeys.includes(key) && !/[kKmM]\s*$/.test(text);
  const flag = isAmount ? `, or ${priceFlag(key)} ${text.replace(/[^\d.]/g, "")}` : "";
  const about = isPrice ? `, in micro-cents: 1.00 is 100_000_000${flag}` : "";
  return `write ${key}=${underscored(value)}${about}`;
}

/** Whether a key's values may be lists. */
export function takesList(schema: z.ZodType): boolean {
  const type = inner(schema);
  return type instanceof z.ZodArray || type instanceof z.ZodUnion;
}

/** Whether a key may be given several times on the command line: a list, or a table. */
export function takesSeveral(schema: z.ZodType): boolean {
  return takesList(schema) || isTable(inner(schema));
}

function isTable(type: z.ZodType): type is z.ZodObject | z.ZodRecord {
  return type instanceof z.ZodObject || type instanceof z.ZodRecord;
}

/** `batch=50,flex=50`. */
function parsePairs(key: string, text: string, type: z.ZodObject | z.ZodRecord): TomlValue {
  const pairs = splitList(text).map((pair): [string, TomlValue] => {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    if (at < 1) throw new UserError(`${key} takes name=value, not ${quote(pair)}`);
    const schema = type instanceof z.ZodRecord ? type.valueType : type.shape[name];
    if (schema === undefined) {
      const known = type instanceof z.ZodRecord ? [] : Object.keys(type.shape);
      throw new UserError(
        `${key} has no key ${quote(name)}`,
        didYouMean(name, known) ?? `known keys: ${known.join(", ")}`,
      );
    }
    return [name, parseValue(`${key}.${name}`, pair.slice(at + 1).trim(), schema as z.ZodType)];
  });
  return Object.fromEntries(pairs);
}

/** Values of a closed list, for a key or for the items of its list. */
export function choicesOf(schema: z.ZodType): readonly string[] | undefined {
  const type = inner(schema);
  if (type instanceof z.ZodArray) return choicesOf(type.element as z.ZodType);
  return type instanceof z.ZodEnum ? type.options.map(String) : undefined;
}

/** The first sentence of a key's description, without markup. */
export function firstSentence(schema: z.ZodType): string {
  const sentence =
    (schema.description ?? inner(schema).description)?.split(/(?<=\.)\s|\n/, 1)[0] ?? "";
  return sentence.replaceAll("`", "").replace(/\.$/, "");
}

/** What a key that must be there is where nobody says otherwise. */
export function defaultOf(schema: z.ZodType): string | undefined {
  const usual = isOptional(schema) ? undefined : schema.meta()?.["default"];
  return usual === undefined ? undefined : String(usual);
}

/** Whether a key may be absent. */
export function isOptional(schema: z.ZodType): boolean {
  return schema instanceof z.ZodOptional;
}

function inner(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? inner(schema.unwrap() as z.ZodType) : schema;
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function parseLiteral(key: string, text: string, what: string): TomlValue {
  const parsed = parseToml(`value = ${text}`);
  if ("problem" in parsed) {
    throw new UserError(`${key} takes ${what}, not ${quote(text)}: ${parsed.problem.message}`);
  }
  return parsed.value["value"] as TomlValue;
}
