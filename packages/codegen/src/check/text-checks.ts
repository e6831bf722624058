import type { Layer } from "../layers/layer-names.ts";
import { priceKeys } from "../layers/rates.ts";
import type { Locator, Path } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";
import { grouped } from "../text/numbers.ts";
import { hasSecret, redactSecrets } from "../text/secrets.ts";
import { takesInteger } from "./shape.ts";
import type { ShapeProblem } from "./validate.ts";

/**
 * Checks that the values alone do not allow: they look at how a value is written, or at what is
 * written beside it. A search over the text says whether there is anything to look at, so a clean
 * file costs no syntax tree.
 */
export function checkText(
  layer: Layer,
  text: string,
  value: TomlTable,
  locator: Locator,
): ShapeProblem[] {
  return [
    ...(hasSecret(text) ? secrets(value) : []),
    ...wholeFloats(layer, text, value, locator),
    ...(hasPrices(layer) && DOLLAR_COMMENT.test(text)
      ? priceComments(layer, text, value, locator)
      : []),
  ];
}

/** Layers whose records have rates. */
function hasPrices(layer: Layer): boolean {
  return layer === "model" || layer === "price";
}

const FOUND = {
  code: "secret-in-registry",
  hint: "remove it, and revoke it: it may be in the history already; name an environment variable instead",
} as const;

/** Every string of the file, keys included, that looks like a credential. */
function secrets(root: TomlTable): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  forEachValue(root, [], (value, path) => {
    const key = path.at(-1);
    if (typeof key === "string" && hasSecret(key)) {
      problems.push({ ...FOUND, path, target: "key", message: "a key looks like a secret" });
    }
    if (typeof value !== "string" || !hasSecret(value)) return;
    problems.push({
      ...FOUND,
      path,
      target: "value",
      message: `${String(path.findLast((part) => typeof part === "string"))} holds what looks like a secret`,
    });
  });
  return problems;
}

/** A number with a fraction or an exponent: as a value, in a list, or in an inline table. */
const FLOAT =
  /(?:^|[=,[])[ \t]*([+-]?\d[\d_]*(?:\.\d[\d_]*(?:[eE][+-]?\d[\d_]*)?|[eE][+-]?\d[\d_]*))/gm;

/**
 * `2e5` and `1.0` are integers to smol-toml and to JSON Schema, but floats in the file: editors and other
 * parsers refuse them where a number is to be an integer. All numbers of the format are.
 */
function wholeFloats(
  layer: Layer,
  text: string,
  root: TomlTable,
  locator: Locator,
): ShapeProblem[] {
  const written = [...text.matchAll(FLOAT)].map(([, number = ""]) => number.replaceAll("_", ""));
  const suspects = new Set(written.map(Number).filter(Number.isSafeInteger));
  if (suspects.size === 0) return [];
  const problems: ShapeProblem[] = [];
  forEachValue(root, [], (value, path) => {
    if (typeof value !== "number" || !suspects.has(value)) return;
    if (!takesInteger(layer, path) || !locator.isFloat(path)) return;
    const key = String(path.findLast((part) => typeof part === "string"));
    const isPrice = priceKeys.includes(key);
    problems.push({
      code: isPrice ? "price-float" : "wrong-type",
      path,
      target: "value",
      message: `${key} is written as a float${isPrice ? "" : ", but must be an integer"}`,
      hint: isPrice
        ? "prices are integers in micro-cents: $1.00 is 100_000_000"
        : `write ${grouped(value).replaceAll(",", "_")}`,
    });
  });
  return problems;
}

/** Calls `visit` for every value below a table or a list, with its path. */
function forEachValue(
  value: object,
  path: Path,
  visit: (value: unknown, path: Path) => void,
): void {
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    visit(item, at);
    if (typeof item === "object" && item !== null && !(item instanceof Date)) {
      forEachValue(item, at, visit);
    }
  }
}

const DOLLAR_COMMENT = /_mtok_micro["']?[ \t]*=[^#\n]*#[^\n]*\$\d/;

/** `100_000_000 # $1.00` is checked; `# $1.00 per hour of storage` is a remark. */
function priceComments(
  layer: Layer,
  text: string,
  root: TomlTable,
  locator: Locator,
): ShapeProblem[] {
  const suspects = suspectLines(text);
  if (suspects.length === 0) return [];
  return pricesOf(layer, root).flatMap(({ path, key, price }) => {
    if (!suspects.includes(price)) return [];
    const comment = locator.commentAfter(path);
    const stated = comment === undefined ? undefined : statedDollars(comment.text);
    if (stated === undefined || stated === price) return [];
    return [
      {
        code: "price-comment-mismatch",
        path,
        target: "value",
        message: `${key} is ${price}, but its comment says ${redactSecrets(comment?.text.trim() ?? "")}`,
        hint: `one of the two is wrong: that amount is ${stated} micro-cents`,
      } satisfies ShapeProblem,
    ];
  });
}

/** Prices on lines whose comment says another amount. */
function suspectLines(text: string): number[] {
  const lines = text.matchAll(/_mtok_micro["']?[ \t]*=[ \t]*\+?([\d_]+)[ \t]*#([^\n]*)/g);
  return [...lines].flatMap(([, digits = "", comment = ""]) => {
    const price = Number(digits.replaceAll("_", ""));
    const stated = statedDollars(comment);
    return stated === undefined || stated === price ? [] : [price];
  });
}

/** Micro-cents of the amount that a comment begins with, rounded as a person rounds a price. */
function statedDollars(comment: string): number | undefined {
  const amount = /^\s*\$(\d[\d,]*(?:\.\d+)?)(?!\d|\.\d|\s+per\b)/.exec(comment)?.[1];
  return amount === undefined ? undefined : Math.round(Number(amount.replaceAll(",", "")) * 1e8);
}

/** Every price of a file, with its path. */
function pricesOf(layer: Layer, root: TomlTable): { path: Path; key: string; price: number }[] {
  const prices: { path: Path; key: string; price: number }[] = [];
  const collect = (table: unknown, path: Path) => {
    if (typeof table !== "object" || table === null) return;
    for (const key of priceKeys) {
      const price = (table as TomlTable)[key];
      if (typeof price === "number") prices.push({ path: [...path, key], key, price });
    }
  };
  const records: unknown = root[layer];
  if (!Array.isArray(records)) return [];
  records.forEach((record: unknown, index) => {
    collect(record, [layer, index]);
    const tiers: unknown = (record as TomlTable | null)?.["price_tiers"];
    if (Array.isArray(tiers)) {
      tiers.forEach((tier, i) => {
        collect(tier, [layer, index, "price_tiers", i]);
      });
    }
  });
  return prices;
}
