import { priceKeys } from "../layers/rates.ts";
import { amountsIn } from "../text/amount.ts";
import { money } from "../text/numbers.ts";
import { quote } from "../text/quote.ts";
import { UserError } from "../text/user-error.ts";
import type { OpenRegistry } from "./open-registry.ts";

/** The amount for the comment beside a price, in the currency of its provider; none for other keys. */
export function priceAmount(
  key: string,
  value: unknown,
  { provider, registry }: { readonly provider: unknown; readonly registry: OpenRegistry },
): string | undefined {
  if (!priceKeys.includes(key) && !key.endsWith("_per_1k_micro")) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) return undefined;
  return money(value, currencyOf(provider, registry));
}

/** Id of the provider of a record that has prices: a model's, or that of the model that a row is of. */
export function providerOf({
  provider_ref,
  model_ref,
}: Readonly<Record<string, unknown>>): unknown {
  return provider_ref ?? (typeof model_ref === "string" ? model_ref.split("/", 1)[0] : undefined);
}

/** `cost_input_per_mtok_micro` is `--input-price`, `cache_read_per_mtok_micro` is `--cache-read-price`. */
export function priceFlag(key: string): string {
  return `--${key.replace(/^cost_|_per_mtok_micro$/g, "").replaceAll("_", "-")}-price`;
}

/** Currency that a provider bills in. @default "USD" */
export function currencyOf(provider: unknown, registry: Pick<OpenRegistry, "recordsOf">): string {
  const record = registry.recordsOf("provider").find(({ id }) => id === provider);
  const billing = record?.["billing_currency"];
  return typeof billing === "string" ? billing.slice(0, 3) : "USD";
}

/**
 * `3.00` per million tokens as micro-cents, exactly.
 *
 * @param currency In which the provider bills; absent: it is not known yet.
 * @throws UserError when it is no amount of money, or one of another currency.
 */
export function microCents(text: string, currency?: string): number {
  const [stated] = amountsIn(text);
  const number = stated?.text === text ? text.replace(/^[^\d]+|[^\d]+$/g, "") : text;
  const [, whole, fraction = ""] = /^(\d{1,7})(?:\.(\d{1,8}))?$/.exec(number) ?? [];
  if (whole === undefined) {
    throw new UserError(`${quote(text)} is not a price`, "such as 3.00, per million tokens");
  }
  if (currency !== undefined && stated?.currencies.includes(currency) === false) {
    throw new UserError(
      `${quote(text)} is not a price in ${currency}, in which the provider bills`,
      `such as 3.00, in ${currency} per million tokens`,
    );
  }
  return Number(whole + fraction.padEnd(8, "0"));
}
