/** No number that anybody writes is longer. */
const MAX_LENGTH = 80;

/**
 * A number as people write it, as TOML has it: `256k`, `1M`, `200,000`; of a price `$3.00`, in micro-cents.
 * `undefined` for what is none, and for what is a plain integer already.
 */
export function inFull(text: string, isPrice: boolean): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (!isPrice && /^\s*\d{1,3}(?:[, .']\d{3})+\s*$/.test(text))
    return Number(text.replace(/\D/g, ""));
  const [, sign, amount = "", unit = "", signBehind] =
    /^\s*([$€£¥])?\s*(\d+(?:[.,]\d+)?)\s*(?:([kKmM])|([$€£¥]))?(?:\s*(?:tokens?|\/\s*(?:1\s*)?M(?:Tok|tok)?))?\s*$/.exec(
      text,
    ) ?? [];
  if (amount === "") return undefined;
  const hasSign = (sign ?? signBehind) !== undefined;
  if (hasSign && !isPrice) return undefined;
  const isAmount = isPrice && unit === "";
  if (!isAmount && unit === "") return undefined;
  const scale = isAmount ? 1e8 : unit.toLowerCase() === "m" ? 1e6 : 1e3;
  // A half of a token is none.
  const value = Math.round(Number(amount.replace(",", ".")) * scale);
  return Number.isSafeInteger(value) ? value : undefined;
}
