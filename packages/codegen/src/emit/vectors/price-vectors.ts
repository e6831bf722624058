import {
  type Price,
  type PriceRow,
  type RateName,
  type Rates,
  rateNames,
} from "../../layers/rates.ts";
import { publishPrice, publishRow } from "../../registry/publish.ts";
import { conditionCases } from "./condition-cases.ts";
import { costAnswer } from "./cost-answers.ts";
import { ASKED } from "./cost-vectors.ts";
import { type GivenPrice, givenPrices } from "./given-prices.ts";
import { createRandom, type Random } from "./random.ts";
import { requests } from "./requests.ts";
import { type PriceCase, type PriceQuestion, usageCases } from "./usage-cases.ts";
import type { Vector } from "./vectors-shape.ts";

/** Costs at given prices, and these prices. */
export function priceVectors(): {
  readonly prices: Vector<"prices">[];
  readonly costAt: Vector<"costAt">[];
} {
  const generated = Object.fromEntries(
    Array.from({ length: GENERATED_PRICES }, (_, index) => {
      const name = `price ${index + 1}`;
      return [name, anyPrice(createRandom(name))];
    }),
  );
  const prices: Readonly<Record<string, GivenPrice>> = { ...givenPrices, ...generated };
  const cases = [
    ...usageCases,
    ...conditionCases,
    ...Object.entries(generated).flatMap(([name, given]) => casesOf(name, given)),
  ];
  return {
    prices: Object.entries(prices).map(([name, { price, history = [] }]) => ({
      name,
      price: publishPrice(price),
      history: history.map(publishRow),
    })),
    costAt: cases.map(([name, priceName, usage, asked]) => {
      const question = { currency: null, ...ASKED, ...asked };
      const { price, history = [] } = prices[priceName] as GivenPrice;
      const given = question.history ? history : undefined;
      const cost = costAnswer(price, { ...question, usage, history: given });
      return { name, price: priceName, usage, ...question, cost };
    }),
  };
}

/** Every request at some time and in some tier or region. */
function casesOf(name: string, { price }: GivenPrice): PriceCase[] {
  const random = createRandom(`requests of ${name}`);
  return requests(price, random).map((usage, index) => [
    `${name} ${index + 1}`,
    name,
    usage,
    anyQuestion(random),
  ]);
}

const TIERS = ["batch", "priority"];
const REGIONS = ["eu"];
const HOURS = ["01:00-04:00", "22:30-06:15", "08:00-20:00"];
const BORDERS = ["2026-09-01", "2026-10-15T07:30Z", "2026-12-01"];

function anyQuestion(random: Random): PriceQuestion {
  const time = Date.UTC(2026, 7, 15) + random.upTo(150 * 1440) * 60_000;
  const tier = TIERS[random.upTo(5)];
  const region = REGIONS[random.upTo(4)];
  return {
    at: new Date(time).toISOString().replace(":00.000", ""),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(region === undefined ? {} : { region }),
    ...(random.upTo(3) > 0 ? { history: true } : {}),
  };
}

function anyPrice(random: Random): GivenPrice {
  const tiers = anyTiers(random);
  const rows = Array.from({ length: random.upTo(3) }, () => anyRow(random));
  const past = Array.from({ length: random.upTo(2) }, () => anyRow(random));
  const price: Price = {
    kind: "known",
    ...anyRates(random),
    ...tiers,
    ...(random.upTo(1) === 0 ? {} : { tierPercent: { batch: random.upTo(150) } }),
    ...(random.upTo(1) === 0 ? {} : { regionPercent: { eu: random.upTo(150) } }),
    ...(rows.length === 0 ? {} : { rows }),
    ...(past.length === 0 ? {} : { since: "2026-10-01" }),
  };
  return past.length === 0 ? { price } : { price, history: [...past, ...rows] };
}

function anyRow(random: Random): PriceRow {
  const [from, to] = [BORDERS[random.upTo(6)], BORDERS[random.upTo(6)]];
  const hours = HOURS[random.upTo(5)];
  const tier = TIERS[random.upTo(5)];
  const region = REGIONS[random.upTo(3)];
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(hours === undefined ? {} : { utcHours: [hours] }),
    ...(random.upTo(3) > 0 ? {} : { utcDays: ["mon", "wed", "sat"] as const }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(region === undefined ? {} : { region }),
    ...anyRates(random),
    ...anyTiers(random),
  };
}

function anyTiers(random: Random): Pick<PriceRow, "tiers"> {
  const tiers = Array.from({ length: Math.max(0, random.upTo(4) - 2) }, (_, index) => ({
    aboveInputTokens: (index + 1) * (1 + random.count(5)) * 10,
    ...anyRates(random),
  })).sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  const ascends = tiers[0]?.aboveInputTokens !== tiers[1]?.aboveInputTokens;
  return tiers.length > 0 && ascends ? { tiers } : {};
}

/** Rates that are no multiples of a round number, so that rounding shows; most of them there. */
function anyRates(random: Random): Rates {
  const others = rateNames.flatMap((name): [RateName, number][] =>
    random.upTo(2) > 0 ? [[name, 1 + random.count(9)]] : [],
  );
  return { ...Object.fromEntries(others), input: random.count(9), output: random.count(9) };
}

const GENERATED_PRICES = 24;
