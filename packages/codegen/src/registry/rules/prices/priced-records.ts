import type { Model } from "../../../layers/model.ts";
import type { PriceRecord } from "../../../layers/price.ts";
import { type PriceTier, type RateName, type Rates, rateNames } from "../../../layers/rates.ts";
import type { Registry } from "../../model.ts";

/** A known price, and where it is written: the model's own keys, or a row of prices. */
export interface PricedRecord {
  readonly record: Model | PriceRecord;
  /** Ref of the model. */
  readonly ref: string;
  /** The model, where the registry has it. */
  readonly model: Model | undefined;
  /** In which its provider bills. @default "USD" */
  readonly currency: string;
  /** Whether the provider bills by the token. */
  readonly isBilled: boolean;
  /** Those of inputs of any length. */
  readonly rates: Rates;
  readonly tiers: readonly PriceTier[];
}

/** Below $0.00001 per million tokens: somebody wrote dollars or cents. */
const MIN_PRICE = 1_000;

/** $1,000 per million tokens. */
const MAX_PRICE = 100_000_000_000;

/** What a dollar is about, where it is much: enough to tell a price from a mistake. */
const PER_DOLLAR: Readonly<Record<string, number>> = {
  CNY: 7,
  CZK: 20,
  HUF: 350,
  IDR: 16_000,
  INR: 90,
  JPY: 150,
  KRW: 1_400,
  MXN: 20,
  PHP: 60,
  RUB: 90,
  THB: 35,
  TWD: 30,
  UAH: 40,
  VND: 25_000,
  ZAR: 18,
};

/** What is wrong with the size of a price, if anything is. */
export function wrongSize(price: number, currency: string): "small" | "large" | undefined {
  const scale = Object.hasOwn(PER_DOLLAR, currency) ? (PER_DOLLAR[currency] as number) : 1;
  if (price > MAX_PRICE * scale) return "large";
  return price > 0 && price < MIN_PRICE ? "small" : undefined;
}

/** The rates of a size that rates have: nothing more is to be said of the others. */
export function soundRates(
  rates: Rates,
  currency: string,
): { readonly [Name in RateName]?: number } {
  return Object.fromEntries(
    rateNames.flatMap((name) => {
      const price = rates[name];
      return price === undefined || wrongSize(price, currency) !== undefined ? [] : [[name, price]];
    }),
  );
}

/** All known prices of a registry: those of models, then the rows. */
export function pricedRecords({ providers, models, prices }: Registry): readonly PricedRecord[] {
  const billings = new Map(providers.map(({ id, billing }) => [id, billing]));
  const byRef = new Map(models.map((model) => [model.ref, model]));
  return [...models, ...prices].flatMap((record): PricedRecord[] => {
    const { price } = record;
    if (price.kind !== "known") return [];
    const ref = "modelRef" in record ? record.modelRef : record.ref;
    const model = byRef.get(ref);
    const { currency = "USD", mode = "metered" } = billings.get(model?.provider ?? "") ?? {};
    const isBilled = mode !== "free" && mode !== "subscription";
    return [{ record, ref, model, currency, isBilled, rates: price, tiers: price.tiers ?? [] }];
  });
}

/** The rates of a price, and those of each of its tiers, with their place in the record. */
export function rateSets({ rates, tiers }: PricedRecord): readonly {
  readonly rates: Rates;
  readonly path: readonly (string | number)[];
}[] {
  return [
    { rates, path: [] },
    ...tiers.map((tier, index) => ({ rates: tier, path: ["price_tiers", index] })),
  ];
}
