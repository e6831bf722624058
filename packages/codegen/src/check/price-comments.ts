import type { Layer } from "../layers/layer-names.ts";
import type { Locator, Path } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";
import { type Amount, amountsIn } from "../text/amount.ts";
import { money } from "../text/numbers.ts";
import { redactSecrets } from "../text/secrets.ts";
import { forEachValue } from "./for-each-value.ts";
import type { ShapeProblem } from "./validate.ts";

/** ISO codes in which providers bill, by id. */
export type Currencies = ReadonlyMap<unknown, string>;

/** A price with a comment behind it. */
const PRICE_LINE = /_micro["']?[ \t]*=[ \t]*\+?(\d[\d_]*)[ \t]*#([^\n]*)/g;

/**
 * `100_000_000 # $1.00` is compared, in the currency in which the provider bills; `# $1.00 per hour of
 * storage` is a remark. The lines say which prices there is a doubt about, so that only these are
 * looked for.
 */
export function priceComments(
  layer: Layer,
  text: string,
  root: TomlTable,
  locator: Locator,
  currencies: Currencies,
): ShapeProblem[] {
  const doubts = doubtfulLines(text);
  if (doubts.size === 0) return [];
  const problems: ShapeProblem[] = [];
  forEachValue(root, [], (value, path) => {
    const key = String(path.findLast((part) => typeof part === "string"));
    if (typeof value !== "number" || !key.endsWith("_micro")) return;
    const currency = currencyAt(layer, root, path, currencies);
    if (!doubts.get(value)?.some((stated) => isWrong(stated, value, currency))) return;
    const comment = locator.commentAfter(path);
    const [stated, ...others] = comment === undefined ? [] : statedAmounts(comment.text);
    if (comment === undefined || stated === undefined || !isWrong(stated, value, currency)) return;
    const isForeign = currency !== undefined && !stated.currencies.includes(currency);
    // `# $1.00 (¥7)`: the amount that counts may stand behind another.
    if (isForeign && others.some((other) => !isWrong(other, value, currency))) return;
    problems.push({
      code: "price-comment-mismatch",
      path,
      target: "value",
      message: isForeign
        ? `${key} is billed in ${currency}, but its comment says ${stated.text}`
        : `${key} is ${value}, but its comment says ${redactSecrets(comment.text.trim())}`,
      hint: isForeign
        ? `that price is ${money(value, currency)}: correct the comment, or the provider's billing_currency`
        : `one of the two is wrong: that amount is ${stated.microCents} micro-cents`,
    });
  });
  return problems;
}

/** What comments say of each price, by the price. */
function doubtfulLines(text: string): ReadonlyMap<number, readonly Amount[]> {
  const doubts = new Map<number, Amount[]>();
  for (const [, digits = "", comment = ""] of text.matchAll(PRICE_LINE)) {
    const [stated] = statedAmounts(comment);
    if (stated === undefined) continue;
    const price = Number(digits.replaceAll("_", ""));
    const known = doubts.get(price);
    if (known === undefined) doubts.set(price, [stated]);
    else if (!known.some((other) => isSame(other, stated))) known.push(stated);
  }
  return doubts;
}

function isSame(a: Amount, b: Amount): boolean {
  return a.microCents === b.microCents && a.currencies === b.currencies;
}

/** Whether an amount is not the price. Of a provider that is not known the currency is not known. */
function isWrong(stated: Amount, price: number, currency: string | undefined): boolean {
  return (
    stated.microCents !== price || (currency !== undefined && !stated.currencies.includes(currency))
  );
}

/** Most characters of a comment that are looked at. */
const MAX_COMMENT = 200;

/** The amounts of a comment that begins with one. */
function statedAmounts(whole: string): readonly Amount[] {
  const comment = whole.slice(0, MAX_COMMENT);
  if (!/^\s*[\p{Sc}\d\p{Lu}]/u.test(comment)) return [];
  const amounts = amountsIn(comment);
  const [first] = amounts;
  if (first === undefined || comment.slice(0, first.start).trim() !== "") return [];
  return /^\s+per\b/.test(comment.slice(first.end)) ? [] : amounts;
}

/** In which currency the provider bills whose price it is. */
function currencyAt(
  layer: Layer,
  root: TomlTable,
  [, index]: Path,
  currencies: Currencies,
): string | undefined {
  const records = root[layer];
  const record: unknown = Array.isArray(records) ? records[Number(index)] : undefined;
  if (typeof record !== "object" || record === null) return undefined;
  const { billing_currency, provider_ref, model_ref } = record as TomlTable;
  if (layer === "provider") return codeOf(billing_currency);
  return currencies.get(layer === "price" ? String(model_ref).split("/", 1)[0] : provider_ref);
}

/** In which currency each provider bills, as it is written: a record may be wrong in other ways. */
export function currenciesOf(providers: unknown): Currencies {
  const currencies = new Map<unknown, string>();
  if (!Array.isArray(providers)) return currencies;
  for (const { id, billing_currency } of providers as TomlTable[]) {
    const code = codeOf(billing_currency);
    if (code !== undefined) currencies.set(id, code);
  }
  return currencies;
}

function codeOf(billing: unknown): string | undefined {
  return typeof billing === "string" ? /^[A-Z]{3}/.exec(billing)?.[0] : undefined;
}
