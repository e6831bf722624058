/** An amount of money as people write it: `$3.00`, `¥7`, `USD 99`, `7 CNY`. */
export interface Amount {
  /** Hundred-millionths of the currency's unit, as prices have them; rounded as a person rounds. */
  readonly microCents: number;
  /** ISO codes that its sign or word may mean, the likeliest first. */
  readonly currencies: readonly string[];
  /** As it is written. */
  readonly text: string;
  /** Where it begins, and where what follows it does. */
  readonly start: number;
  readonly end: number;
}

/** What signs and words of currencies may mean. A sign that several countries have may mean each of them. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["$", ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"]],
  ["US$", ["USD"]],
  ["€", ["EUR"]],
  ["£", ["GBP"]],
  ["¥", ["CNY", "JPY"]],
  ["￥", ["CNY", "JPY"]],
  ["CN¥", ["CNY"]],
  ["RMB", ["CNY"]],
  ["元", ["CNY"]],
  ["円", ["JPY"]],
  ["₩", ["KRW"]],
  ["₹", ["INR"]],
  ...(
    "USD EUR GBP CNY JPY KRW INR CHF CAD AUD NZD SGD HKD TWD SEK NOK DKK PLN CZK HUF ILS AED SAR BRL MXN " +
    "ZAR THB IDR MYR PHP VND RUB UAH"
  )
    .split(" ")
    .map((code): [string, string[]] => [code, [code]]),
]);

const NAME = [...NAMES.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace("$", "\\$"))
  .join("|");

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?`;

/** A currency before its number, or behind it; words are not parts of longer ones. */
const AMOUNT = new RegExp(
  String.raw`(?<![\p{L}\d.])(?:(${NAME})\s?(${NUMBER})|(${NUMBER})\s?(${NAME}))(?![\p{L}\d])`,
  "gu",
);

/** The amounts in a text, from left to right. A number without a currency is none. */
export function amountsIn(text: string): readonly Amount[] {
  return [...text.matchAll(AMOUNT)].map((match) => {
    const [written, before, number = "", otherNumber = number, behind] = match;
    return {
      microCents: Math.round(toNumber(number || otherNumber) * 1e8),
      currencies: NAMES.get(before ?? behind ?? "") ?? [],
      text: written,
      start: match.index,
      end: match.index + written.length,
    };
  });
}

/** `1,234.50` and `9,00`: a comma that is no mark of thousands is a decimal one. */
function toNumber(number: string): number {
  const isDecimal = /^\d+,\d{1,2}$/.test(number);
  return Number(isDecimal ? number.replace(",", ".") : number.replaceAll(",", ""));
}
