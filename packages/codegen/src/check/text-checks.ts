import type { Layer } from "../layers/layer-names.ts";
import { priceKeys } from "../layers/rates.ts";
import type { Locator } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";
import { underscored } from "../text/numbers.ts";
import { hasSecret } from "../text/secrets.ts";
import { priceHint } from "./explain-issue.ts";
import { forEachValue } from "./for-each-value.ts";
import { type Currencies, priceComments } from "./price-comments.ts";
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
  currencies: Currencies,
): ShapeProblem[] {
  return [
    ...(hasSecret(text) ? secrets(value) : []),
    ...wholeFloats(layer, text, value, locator),
    ...priceComments(layer, text, value, locator, currencies),
  ];
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

/** `3.0` is three dollars, and `300_000_000.0` what it should be. */
function wholePriceHint(value: number): string {
  return value < 100_000
    ? priceHint(value)
    : `write ${underscored(value)}: prices are integers in micro-cents`;
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
      hint: isPrice ? wholePriceHint(value) : `write ${underscored(value)}`,
    });
  });
  return problems;
}
