import type { Finding } from "../diagnostics/diagnostic.ts";
import { inFull } from "../text/in-full.ts";
import { underscored } from "../text/numbers.ts";

/** What one of the commonest mistakes looks like on its line, what is wrong, and what to write instead. */
type Mistake = readonly [
  looks: RegExp,
  wrong: string | undefined,
  hint: string | ((...parts: readonly string[]) => string | undefined),
];

const KEY = String.raw`^\s*([\w.-]+)\s*=\s*`;

const END = String.raw`\s*(?:#.*)?$`;

/** The first that fits counts. */
const MISTAKES: readonly Mistake[] = [
  [
    /^(?:<{7}|={7}|\|{7}|>{7})/,
    "this is a line of a merge conflict",
    "keep what is right of both sides, and remove the lines with <<<<<<<, ======= and >>>>>>>",
  ],
  [/^\s*(?:\/\/|\/\*|\*\/|--|;)/, "this is no comment of TOML", "write comments with #"],
  [/[“”„‘’«»]/, "these quotes are curly", 'write straight quotes: "…"'],
  [
    new RegExp(String.raw`${KEY}(\d{1,3}(?:,\d{3})+)${END}`),
    "a number has commas",
    (_, digits = "") => `write digits in groups with underscores: ${digits.replaceAll(",", "_")}`,
  ],
  [
    new RegExp(String.raw`${KEY}(\d{1,3}(?:[ .']\d{3})+)${END}`),
    "a number has blanks or marks between its digits",
    (_, digits = "") => `write digits in groups with underscores: ${digits.replace(/[ .']/g, "_")}`,
  ],
  [
    new RegExp(String.raw`${KEY}0+([1-9][\d_]*)${END}`),
    "a number begins with a zero",
    (_, digits = "") => `write ${digits}`,
  ],
  [
    new RegExp(String.raw`${KEY}((?:[$€£¥]\s*)?\d[\d.,]*\s*(?:[kKmM]|[$€£¥])?)${END}`),
    "a number has a sign or a letter",
    (key = "", number = "") => {
      const isPrice = key.endsWith("_micro");
      const value = inFull(number, isPrice);
      if (value === undefined) return undefined;
      return `write ${key} = ${underscored(value)}${isPrice ? ": prices are micro-cents" : ""}`;
    },
  ],
  [
    new RegExp(String.raw`${KEY}(\d+([-./])\d+(?:\3\d+)?)${END}`),
    "a date has no quotes",
    (key = "", date = "") => `put it in quotes, as YYYY-MM-DD: ${key} = "${date}"`,
  ],
  [
    new RegExp(String.raw`${KEY}[−–—](\d[\d_]*)${END}`),
    "the minus is a dash",
    (key = "", digits = "") => `write ${key} = -${digits}`,
  ],
  [/^\s*[\w.-]+\s*(?:==|:=|=>)/, "more than = stands between key and value", "write key = value"],
  [/^\s*["'\w.-]+\s*:/, "a colon stands between key and value", "write key = value"],
  [
    /^\s*([\w.-]+)\s+(?:["'[{\d]|true\b|false\b)/,
    "there is no = between key and value",
    "write key = value",
  ],
  [
    /^\s*([A-Za-z]\w*(?:[ \t]+[A-Za-z]\w*)+)\s*=/,
    "a key has blanks",
    (words = "") => `write ${words.trim().replace(/\s+/g, "_")}`,
  ],
  [
    new RegExp(`${KEY}(True|TRUE|False|FALSE|yes|no|on|off)${END}`),
    "a value is neither true nor false",
    (key = "", word = "") => `write ${key} = ${/^(?:true|yes|on)$/i.test(word)}`,
  ],
  [
    new RegExp(String.raw`${KEY}(?:null|None|nil|undefined|~|NULL|Null|N\/A|n\/a|-|\?)${END}`),
    "TOML has no word for nothing",
    "leave the key out",
  ],
  [
    /^\s*[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*'|\[[^\]]*\]|[\w.+-]+)\s*[,;]\s*(?:#.*)?$/,
    "a line ends in a comma or a semicolon",
    "remove it: each key stands on a line of its own",
  ],
  [
    /^\s*[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*'|\[[^\]]*\]|[\w.+-]+)\s+\/\//,
    "this is no comment of TOML",
    "write comments with #",
  ],
  [
    /^\s*[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*'|\[[^\]]*\]|[\w.+-]+)[\s,;]+[\w.-]+\s*=/,
    "two keys stand on one line",
    "write each key on a line of its own",
  ],
  [
    /^\s*[\w.-]+\s*=\s*"[^"]*\\[^btnfr"\\eux\s][^"]*"/,
    "a backslash begins what TOML does not have",
    "write \\\\ for a backslash, or 'single quotes' around the text",
  ],
  [
    /^\s*[\w.-]+\s*=\s*"[^"]*\\[ux]/,
    "a backslash begins what TOML does not have",
    "write \\\\ for a backslash, or 'single quotes' around the text",
  ],
  [
    /^\s*[\w.-]+\s*=\s*(?:"""|''')/,
    "a text in three quotes does not end",
    "end it with three quotes",
  ],
  [
    /^\s*[\w.-]+\s*=\s*"[^"]*$/,
    "a text does not end on its line",
    "a quote is missing at the end of the text",
  ],
  [
    /^\s*[\w.-]+\s*=\s*'[^']*$/,
    "a text does not end on its line",
    "a quote is missing at the end of the text",
  ],
  [
    /^\s*[\w.-]+\s*=\s*[^"[{\s]+"\s*(?:#.*)?$/,
    "a text does not begin with a quote",
    "a quote is missing at the beginning of the text",
  ],
  [/^\s*[\w.-]+\s*=\s*\[[^\]]*$/, "a list does not end", "close it with ]"],
  [/^\s*[\w.-]+\s*=\s*\{[^}]*$/, "a table does not end on its line", "close it with }"],
  [
    /^\s*[\w.-]+\s*=\s*\[.*["'\w]\s+["'\w]/,
    "a comma is missing in a list",
    "write a comma between two values of a list",
  ],
  [/^\s*[\w.-]+\s*=\s*\(/, "a list stands in parentheses", "write lists in [ ]"],
  [
    /^\s*[\w.-]+\s*=\s*(?!true\b|false\b|inf\b|nan\b)[A-Za-z@/~]/,
    "a text has no quotes",
    "write text in quotes",
  ],
  [/^\s*[\w.-]+\s*=\s*(?:#.*)?$/, "a key has no value", "write a value, or leave the key out"],
  [
    /^\s*\[/,
    "this is no header of a table",
    "a header is [table] or [[record]], by itself on its line",
  ],
  [/^\s*[-*]\s/, "this is no list of TOML", 'write lists as key = ["a", "b"]'],
  [/^\s*[\w.-]+\s*$/, "a key has no value", "write key = value, or # before a comment"],
  [
    /[\u00A0\u2000-\u200B\u202F\u3000]/,
    "there is a blank that is none for TOML",
    "write plain blanks between keys and values",
  ],
  [/^[^=]*$/, "the line is no key with a value", "write key = value, or # before a comment"],
];

/** What parsers say of a key or a table that is there already. */
const AGAIN = /redefine|already defined|duplicate/i;

/** Longest part of a line that is looked at. */
const MAX_LINE = 1000;

/**
 * A mistake of syntax in our words, with what to write instead, where it is one of the commonest.
 *
 * @param whole The line that it is on.
 */
export function explainSyntax({ message, hint }: Finding, whole: string): Finding {
  if (hint !== undefined) return { message, hint };
  const line = whole.slice(0, MAX_LINE);
  if (AGAIN.test(message)) return explainAgain(line);
  for (const [looks, wrong, told] of MISTAKES) {
    const match = looks.exec(line);
    if (match === null) continue;
    const said = typeof told === "string" ? told : told(...match.slice(1));
    if (said !== undefined) return { message: wrong ?? message, hint: said };
  }
  return { message };
}

function explainAgain(line: string): Finding {
  const [, header] = /^\s*(\[{1,2}[^\]]*\]{1,2})/.exec(line) ?? [];
  if (header !== undefined) {
    return {
      message: `${header} is there twice`,
      hint: "put its keys together below the first one",
    };
  }
  const [, key] = /^\s*([\w.-]+)\s*=/.exec(line) ?? [];
  return {
    message: key === undefined ? "a key is there twice" : `${key} is there twice in a record`,
    hint: "remove one of the two",
  };
}
