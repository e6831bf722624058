import { createRandom } from "./random.ts";
import type { Vector } from "./vectors-shape.ts";

/** Amounts as text: the corners by hand, and some of every length. */
export function moneyVectors(): Vector<"money">[] {
  const generated = Array.from({ length: GENERATED }, (_, index) => {
    const random = createRandom(`money ${index}`);
    const amount = BigInt(random.count(15)) * BigInt(1 + random.count(9));
    const signed = random.upTo(3) === 0 ? -amount : amount;
    const [currency, sign] = SIGNS[index % SIGNS.length] as (typeof SIGNS)[number];
    return [signed, currency, textOf(signed, sign)] as const;
  });
  return [...HAND, ...generated].map(([amount, currency, text], index) => ({
    name: `money ${index + 1}: ${amount} ${currency}`,
    amount: String(amount),
    currency,
    text,
  }));
}

/** By division, decimal after decimal, until nothing is left. */
function textOf(amount: bigint, sign: string): string {
  const positive = amount < 0n ? -amount : amount;
  let whole = String(positive / UNIT);
  for (let at = whole.length - 3; at > 0; at -= 3) {
    whole = `${whole.slice(0, at)},${whole.slice(at)}`;
  }
  let decimals = "";
  for (let rest = positive % UNIT; rest > 0n || decimals.length < 2; rest = (rest * 10n) % UNIT) {
    decimals += String((rest * 10n) / UNIT);
  }
  return `${amount < 0n ? "-" : ""}${sign}${whole}.${decimals}`;
}

const UNIT = 100_000_000n;
const GENERATED = 24;

const SIGNS = [
  ["USD", "$"],
  ["EUR", "€"],
  ["GBP", "£"],
  ["CNY", "¥"],
  ["JPY", "JPY "],
  ["CHF", "CHF "],
] as const;

const HAND: readonly (readonly [amount: bigint, currency: string, text: string])[] = [
  [0n, "USD", "$0.00"],
  [1n, "USD", "$0.00000001"],
  [-1n, "USD", "-$0.00000001"],
  [10n, "USD", "$0.0000001"],
  [999_999n, "USD", "$0.00999999"],
  [1_000_000n, "USD", "$0.01"],
  [10_000_000n, "USD", "$0.10"],
  [12_500_000n, "USD", "$0.125"],
  [99_999_999n, "USD", "$0.99999999"],
  [100_000_000n, "USD", "$1.00"],
  [105_000_000n, "USD", "$1.05"],
  [-150_000_000n, "USD", "-$1.50"],
  [99_900_000_000n, "USD", "$999.00"],
  [100_000_000_000n, "USD", "$1,000.00"],
  [-123_456_789_012_345_678n, "USD", "-$1,234,567,890.12345678"],
  [300_000_000n, "EUR", "€3.00"],
  [280_000n, "EUR", "€0.0028"],
  [300_000_000n, "GBP", "£3.00"],
  [300_000_000n, "CNY", "¥3.00"],
  [300_000_000n, "JPY", "JPY 3.00"],
  [-300_000_000n, "SEK", "-SEK 3.00"],
  [300_000_000n, "constructor", "constructor 3.00"],
];
