import type { Weekday } from "./vocabulary.ts";

/**
 * The rates of a price, each with the key that states it, what it is called, and what it is for. This
 * table is the only place that names all of them: what handles rates goes through it.
 */
export const rates = {
  input: {
    key: "cost_input_per_mtok_micro",
    label: "input price",
    short: "input",
    russian: "вход",
    doc: "Input that comes from no cache.",
    written: "Input tokens. Together with the output price, or not at all.",
    required: true,
  },
  output: {
    key: "cost_output_per_mtok_micro",
    label: "output price",
    short: "output",
    russian: "выход",
    doc: "Output, reasoning included.",
    written: "Output tokens, reasoning included.",
    required: true,
  },
  cacheRead: {
    key: "cache_read_per_mtok_micro",
    label: "cache read price",
    short: "cache read",
    russian: "чтение кэша",
    doc: "Reading a cached prompt; absent: unknown or not offered.",
    written: "Input read from a cache. 0: unknown.",
    required: false,
  },
  cacheWrite5m: {
    key: "cache_write_5m_per_mtok_micro",
    label: "cache write price, 5 min",
    short: "cache write 5m",
    russian: "запись в кэш, 5 мин",
    doc: "Writing to the cache for five minutes; absent: unknown or not offered.",
    written: "Input written to a five-minute cache. 0: unknown.",
    required: false,
  },
  cacheWrite1h: {
    key: "cache_write_1h_per_mtok_micro",
    label: "cache write price, 1 h",
    short: "cache write 1h",
    russian: "запись в кэш, 1 ч",
    doc: "Writing to the cache for one hour; absent: unknown or not offered.",
    written: "Input written to a one-hour cache. 0: unknown.",
    required: false,
  },
  cacheWrite30m: {
    key: "cache_write_30m_per_mtok_micro",
    label: "cache write price, 30 min",
    short: "cache write 30m",
    russian: "запись в кэш, 30 мин",
    doc: "Writing to the cache for 30 minutes; absent: unknown or not offered.",
    written: "Input written to a 30-minute cache. 0: free.",
    required: false,
  },
  cacheWrite12h: {
    key: "cache_write_12h_per_mtok_micro",
    label: "cache write price, 12 h",
    short: "cache write 12h",
    russian: "запись в кэш, 12 ч",
    doc: "Writing to the cache for twelve hours; absent: unknown or not offered.",
    written: "Input written to a twelve-hour cache. 0: free.",
    required: false,
  },
  cacheWrite: {
    key: "cache_write_per_mtok_micro",
    label: "cache write price",
    short: "cache write",
    russian: "запись в кэш",
    doc: "Writing to the cache for the time that the provider chooses; absent: unknown or not offered.",
    written: "Input written to a cache whose lifetime is not stated. 0: free.",
    required: false,
  },
  reasoning: {
    key: "cost_reasoning_per_mtok_micro",
    label: "reasoning price",
    short: "reasoning",
    russian: "размышления",
    doc: "Output that is reasoning; absent: what other output costs.",
    written: "Output tokens that are reasoning. Absent: what other output costs.",
    required: false,
  },
  inputAudio: {
    key: "cost_input_audio_per_mtok_micro",
    label: "audio input price",
    short: "audio input",
    russian: "аудио на входе",
    doc: "Input that is sound; absent: unknown.",
    written: "Input tokens of sound. Absent: unknown.",
    required: false,
  },
  outputAudio: {
    key: "cost_output_audio_per_mtok_micro",
    label: "audio output price",
    short: "audio output",
    russian: "аудио на выходе",
    doc: "Output that is sound; absent: unknown.",
    written: "Output tokens of sound. Absent: unknown.",
    required: false,
  },
  inputImage: {
    key: "cost_input_image_per_mtok_micro",
    label: "image input price",
    short: "image input",
    russian: "изображения на входе",
    doc: "Input that is pictures; absent: what other input costs.",
    written: "Input tokens of pictures. Absent: what other input costs.",
    required: false,
  },
  outputImage: {
    key: "cost_output_image_per_mtok_micro",
    label: "image output price",
    short: "image output",
    russian: "изображения на выходе",
    doc: "Output that is pictures; absent: unknown.",
    written: "Output tokens of pictures. Absent: unknown, where there is text beside them.",
    required: false,
  },
  cacheReadAudio: {
    key: "cache_read_audio_per_mtok_micro",
    label: "audio cache read price",
    short: "audio cache read",
    russian: "аудио из кэша",
    doc: "Reading cached sound; absent: unknown.",
    written: "Sound read from a cache. Absent: unknown.",
    required: false,
  },
  cacheReadImage: {
    key: "cache_read_image_per_mtok_micro",
    label: "image cache read price",
    short: "image cache read",
    russian: "изображения из кэша",
    doc: "Reading cached pictures; absent: what reading other input from a cache costs.",
    written: "Pictures read from a cache. Absent: what reading other input from a cache costs.",
    required: false,
  },
} as const satisfies Readonly<Record<string, Rate>>;

interface Rate {
  /** As written in the TOML. */
  readonly key: string;
  /** Row of `kei explain`. */
  readonly label: string;
  /** In a sentence. */
  readonly short: string;
  /** The same for Russian pages of a catalogue. */
  readonly russian: string;
  /** For types and crates. */
  readonly doc: string;
  /** What editors say of the key. */
  readonly written: string;
  /** Whether a known price always has it. */
  readonly required: boolean;
}

/** Name of a rate. */
export type RateName = keyof typeof rates;

/** The rates in their order. */
export const rateNames = Object.keys(rates) as readonly RateName[];

type Required = {
  [R in RateName]: (typeof rates)[R]["required"] extends true ? R : never;
}[RateName];

/**
 * Old rates whose 0 says that nobody knows them, as records have it since the beginning. A 0 of any
 * other one is a price.
 */
export const unknownIfZero: readonly RateName[] = ["cacheRead", "cacheWrite5m", "cacheWrite1h"];

/** Micro-cents per million tokens. */
export type Rates = { readonly [R in Required]: number } & {
  readonly [R in Exclude<RateName, Required>]?: number;
};

/** Prices of long inputs. */
export type PriceTier = { readonly aboveInputTokens: number } & Rates;

/** When and for what a price holds. Absent: at any time, for the standard tier, in no region. */
export interface PriceConditions {
  readonly from?: string;
  readonly to?: string;
  readonly utcHours?: readonly string[];
  readonly utcDays?: readonly Weekday[];
  readonly exceptDates?: readonly string[];
  readonly serviceTier?: string;
  readonly region?: string;
}

/** The conditions in their order. */
export const rowConditions = [
  "from",
  "to",
  "utcHours",
  "utcDays",
  "exceptDates",
  "serviceTier",
  "region",
] as const satisfies readonly (keyof PriceConditions)[];

/** A price under conditions, as part of the price of its model. */
export type PriceRow = PriceConditions & Rates & { readonly tiers?: readonly PriceTier[] };

/** What does not depend on tokens alone. */
interface PriceModifiers {
  /** Percent of the standard price by tier of service; a tier that is not listed has none. */
  readonly tierPercent?: Readonly<Record<string, number>>;
  /** Percent of the standard price by region. */
  readonly regionPercent?: Readonly<Record<string, number>>;
  /** Micro-cents for 1,000 of a thing. */
  readonly fees?: Readonly<Record<string, number>>;
  /** In the order in which they are written: of those that hold the last one counts. */
  readonly rows?: readonly PriceRow[];
  /** Since when these prices are all that hold; earlier ones are in the price history. */
  readonly since?: string;
}

/** What a model costs. */
export type Price = PriceModifiers &
  (
    | ({ readonly kind: "known"; readonly tiers?: readonly PriceTier[] } & Rates)
    | { readonly kind: "free" | "subscription" | "unknown" }
  );

/** Keys that hold prices, of a model and of each of its tiers, as written. */
export const priceKeys: readonly string[] = rateNames.map((name) => rates[name].key);
