import { priceKeys } from "../layers/rates.ts";
import type { Entry, TomlValue } from "../source/edit.ts";
import { money } from "../text/numbers.ts";

/** Tables that are written as dotted keys, so that editors complete in them. */
const DOTTED = ["endpoints", "endpoint_auth", "headers", "dialect"];

/**
 * A record as entries to write: amounts beside its prices, and remarks above keys.
 *
 * @param remarks By key.
 */
export function entriesOf(
  record: Readonly<Record<string, TomlValue>>,
  remarks: Readonly<Record<string, string | undefined>> = {},
  currency = "USD",
): readonly Entry[] {
  return Object.entries(record).flatMap(([key, value]): Entry[] => {
    if (DOTTED.includes(key) && typeof value === "object" && !Array.isArray(value)) {
      return Object.entries(value).map(([name, inner]) => ({
        key: `${key}.${name}`,
        value: inner as TomlValue,
      }));
    }
    return [{ key, value, amount: amountBeside(key, value, currency), remark: remarks[key] }];
  });
}

/** The amount for the comment beside a price; none for other keys, and for what costs nothing. */
export function amountBeside(key: string, value: TomlValue, currency = "USD"): string | undefined {
  return priceKeys.includes(key) && typeof value === "number" && value > 0
    ? money(value, currency)
    : undefined;
}
