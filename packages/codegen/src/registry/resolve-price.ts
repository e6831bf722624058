import type { WrittenModel } from "../layers/model.ts";
import type { PriceRecord, WrittenPrice } from "../layers/price.ts";
import type { Billing, WrittenProvider } from "../layers/provider.ts";
import {
  type Price,
  type PriceRow,
  type PriceTier,
  type Rates,
  rateNames,
  rates,
  unknownIfZero,
} from "../layers/rates.ts";
import type { WrittenPriceTier } from "../layers/written-price.ts";

type Defaults = Partial<NonNullable<WrittenProvider["defaults"]>>;

/** The rows of a model's price. */
export interface Rows {
  /** In the order in which they are written. */
  readonly all: readonly PriceRow[];
  /** Without those that are past. */
  readonly current: readonly PriceRow[];
  /** When the last of those that are past ended. */
  readonly since?: string;
}

/**
 * The rows of a model, and which of them are past. Those are that ended by the day of the registry's
 * newest fact, so that what is generated does not depend on the day; and those that held from the
 * beginning, since the model's own keys have the price of today.
 */
export function rowsOf(records: readonly PriceRecord[], factsOn: string): Rows {
  const all = records.map(toRow);
  const isPast = ({ from, to }: PriceRow) =>
    to !== undefined && (from === undefined || instant(to) <= instant(factsOn));
  const past = all.filter(isPast);
  const [last] = past.map(({ to = "" }) => to).sort((a, b) => instant(b) - instant(a));
  const current = all.filter((row) => !isPast(row));
  return last === undefined ? { all, current } : { all, current, since: last };
}

/** Of a day its first moment, as everywhere in prices. */
export function instant(moment: string): number {
  return Date.parse(moment.length === 10 ? `${moment}T00:00Z` : moment);
}

/** The price of a model: what its own keys state, what its provider says of all, and rows of its own. */
export function priceOf(
  record: WrittenModel,
  {
    defaults,
    rows,
    mode,
  }: {
    readonly defaults: Defaults;
    readonly rows: Rows;
    readonly mode: Billing["mode"];
  },
): Price {
  const price = standardPrice(record, mode);
  const { current, since } = rows;
  const own = {
    ...(current.length === 0 ? {} : { rows: current }),
    ...(since === undefined ? {} : { since }),
  };
  // Where nothing is billed there is nothing to change.
  if (price.kind !== "known") return { ...price, ...own };
  const tiers = record.service_tier_percent ?? defaults.service_tier_percent;
  const regions = record.region_percent ?? defaults.region_percent;
  const fees = record.fees ?? defaults.fees;
  return {
    ...price,
    ...(tiers === undefined ? {} : { tierPercent: sorted(tiers) }),
    ...(regions === undefined ? {} : { regionPercent: sorted(regions) }),
    ...(fees === undefined ? {} : { fees: renamed(fees) }),
    ...own,
  };
}

/**
 * Both prices 0 is free or covered by the subscription, both absent unknown: but where nothing is
 * billed per token there is nothing to know.
 */
function standardPrice(record: WrittenModel, mode: Billing["mode"]): Price {
  const input = record[rates.input.key];
  const output = record[rates.output.key];
  const unpriced = mode === "free" || mode === "subscription" ? mode : undefined;
  if (input === undefined || output === undefined) return { kind: unpriced ?? "unknown" };
  const isFree = rateNames.every((name) => !record[rates[name].key]);
  if (isFree) return { kind: unpriced ?? "free" };
  const gives = record.output ?? ["text"];
  // What gives pictures alone, or sound alone, has them as its output.
  const only = gives.length === 1 ? gives[0] : undefined;
  const own =
    only === "image" ? { outputImage: output } : only === "audio" ? { outputAudio: output } : {};
  return { kind: "known", ...own, ...pricedOf(record) };
}

/** A row of prices, as the price that it is. */
export function rowOf(record: WrittenPrice): Price {
  return { kind: "known", ...pricedOf(record) };
}

function toRow({ modelRef: _, price, sourceUrl: __, ...conditions }: PriceRecord): PriceRow {
  const { kind: ___, ...rest } = price as Extract<Price, { kind: "known" }>;
  return { ...conditions, ...rest };
}

function pricedOf(
  record: WrittenModel | WrittenPrice,
): Rates & { readonly tiers?: readonly PriceTier[] } {
  const tiers = record.price_tiers?.map((tier) => ({
    aboveInputTokens: tier.above_input_tokens,
    ...ratesOf(tier),
  }));
  return tiers === undefined ? ratesOf(record) : { ...ratesOf(record), tiers };
}

/** A cache price of 0 is one that nobody knows: reading a cache is cheap, but not free. */
function ratesOf(record: WrittenModel | WrittenPrice | WrittenPriceTier): Rates {
  const stated: { [name: string]: number } = {};
  for (const name of rateNames) {
    const amount = record[rates[name].key];
    if (amount !== undefined && (amount !== 0 || !unknownIfZero.includes(name))) {
      stated[name] = amount;
    }
  }
  return stated as unknown as Rates;
}

/** By name: the order in which they are written says nothing. */
function sorted<T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `web_search_per_1k_micro` is `webSearch`. */
function renamed(fees: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return sorted(
    Object.fromEntries(
      Object.entries(fees).map(([key, amount]) => [
        key
          .replace(/_per_1k_micro$/, "")
          .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
        amount,
      ]),
    ),
  );
}
