import { findRecord } from "../../edit/find-record.ts";
import type { Model } from "../../layers/model.ts";
import type { PriceRecord } from "../../layers/price.ts";
import { type Price, type PriceTier, type Rates, rateNames, rates } from "../../layers/rates.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry } from "../../project/read-registry.ts";
import { conditionName } from "../../registry/model.ts";
import { type PriceAt, priceAt } from "../../registry/price-at.ts";
import { publishPrice, publishRow } from "../../registry/publish.ts";
import type { TomlTable } from "../../source/toml.ts";
import { table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { grouped, money } from "../../text/numbers.ts";
import { quote } from "../../text/quote.ts";
import { UserError } from "../../text/user-error.ts";
import { utcTime } from "../../text/utc-time.ts";

export interface PriceOptions {
  readonly registry?: string;
  /** A day, 12:00 UTC of which is meant, or a time with its zone. @default now */
  readonly at?: string;
  readonly serviceTier?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/**
 * `kei price`: what a model costs at a time, by which row, and all prices that are known of it.
 *
 * @throws UserError for what is no model, and a time that is none.
 */
export function runPrice(ref: string, options: PriceOptions, terminal: Terminal): ExitCode {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const inspection = inspect(readRegistry(project.registry, terminal.cwd), terminal.today);
  const model = modelOf(ref, inspection);
  const { registry } = inspection.resolved;
  const currency =
    registry.providers.find(({ id }) => id === model.provider)?.billing.currency ?? "USD";
  const at = options.at ?? new Date().toISOString();
  const now = utcTime(at);
  if (now === undefined) {
    throw new UserError(
      `${quote(at)} is not a time`,
      "write a day such as 2026-07-15, or a time with its zone: 2026-07-15T02:00Z",
    );
  }
  const { serviceTier = null, region = null } = options;
  const history = registry.history.get(model.ref) ?? [];
  const price = priceAt(model.price, { now, serviceTier, region, history });
  const dated = registry.prices.filter(({ modelRef }) => modelRef === model.ref);
  terminal.out(
    options.json === true
      ? `${JSON.stringify(toJson(model, { at: `${now}Z`, currency, price, dated }), null, 2)}\n`
      : toText(model, { at: now, currency, price, dated }, terminal),
  );
  return 0;
}

interface Answer {
  readonly at: string;
  readonly currency: string;
  readonly price: PriceAt;
  readonly dated: readonly PriceRecord[];
}

function modelOf(ref: string, { resolved, layers }: Inspection): Model {
  const { index } = findRecord(
    ref,
    {
      recordsOf: (layer) => {
        const records = layers[layer].parsed?.value[layer];
        return Array.isArray(records) ? (records as TomlTable[]) : [];
      },
    },
    "model",
  );
  const model = resolved.registry.models.find((each) => resolved.indexOf(each) === index);
  if (model === undefined) {
    throw new UserError(
      `${quote(ref)} has keys that are wrong or missing, so its price is not known`,
      "kei check says which",
    );
  }
  return model;
}

function toJson(model: Model, { at, currency, price, dated }: Answer) {
  const { rows: _, ...standard } = publishPrice(model.price);
  return {
    ref: model.ref,
    at,
    currency,
    price:
      price.kind === "known"
        ? {
            kind: price.kind,
            row: price.row,
            percents: price.percents,
            ...statedRates(price.rates),
          }
        : price,
    standard,
    rows: dated.flatMap(({ price: row, modelRef, sourceUrl, ...conditions }) =>
      row.kind === "known"
        ? [{ ...publishRow({ ...conditions, ...row }), sourceUrl: sourceUrl ?? null }]
        : [],
    ),
  };
}

function statedRates(of: Rates & { readonly tiers?: readonly PriceTier[] }) {
  const stated = rateNames.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]]));
  return { ...Object.fromEntries(stated), tiers: of.tiers ?? [] };
}

function toText(model: Model, { at, currency, price, dated }: Answer, terminal: Terminal): string {
  const head = `${model.ref} at ${at.replace("T", " ")} UTC: `;
  const { text: lines } = table(
    [
      { title: "WHEN", min: 20, wraps: true },
      { title: "IN", align: "right" },
      { title: "OUT", align: "right" },
      { title: "OTHER RATES", min: 20, wraps: true },
    ],
    [standardRow(model.price, currency), ...dated.map((row) => datedRow(row, currency))],
    terminal.width,
  );
  const answer = sentence(price, currency);
  const isLong = terminal.width > 0 && head.length + answer.length > terminal.width;
  return `${isLong ? `${head.trimEnd()}\n  ` : head}${answer}\n\n${lines}`;
}

function sentence(price: PriceAt, currency: string): string {
  switch (price.kind) {
    case "known": {
      const [input, output] = [price.rates.input, price.rates.output].map((rate) =>
        money(shareOf(rate, price.percents), currency),
      );
      return `${input} in, ${output} out per million tokens (${price.row})`;
    }
    case "free":
      return "free";
    case "subscription":
      return "covered by the subscription";
    case "unknown":
      return UNKNOWN[price.reason](price.missing ?? "");
  }
}

const UNKNOWN: Readonly<
  Record<Extract<PriceAt, { kind: "unknown" }>["reason"], (missing: string) => string>
> = {
  price: (day) => (day === "" ? "no price is known" : `no price is known of ${day}`),
  "price-history": () => "no price is known of that time",
  "service-tier": (tier) => `no price is known for the service tier ${tier}`,
  region: (region) => `no price is known for the region ${region}`,
};

/** Rounded down, as costs are. */
function shareOf(rate: number, percents: readonly number[]): bigint {
  return percents.reduce((amount, percent) => (amount * BigInt(percent)) / 100n, BigInt(rate));
}

function standardRow(price: Price, currency: string): readonly string[] {
  if (price.kind !== "known") return ["standard", price.kind, price.kind, ""];
  return rowOf("standard", price, currency);
}

function datedRow(record: PriceRecord, currency: string): readonly string[] {
  const { price } = record;
  const name = conditionName(record) || "always";
  return price.kind === "known" ? rowOf(name, price, currency) : [name, "", "", ""];
}

function rowOf(
  name: string,
  of: Rates & { readonly tiers?: readonly PriceTier[] },
  currency: string,
): readonly string[] {
  const others = rateNames
    .slice(2)
    .flatMap((rate) =>
      of[rate] === undefined ? [] : [`${rates[rate].short} ${money(of[rate], currency)}`],
    );
  const tiers = (of.tiers ?? []).map(
    (tier) =>
      `above ${grouped(tier.aboveInputTokens)}: ${money(tier.input, currency)} in, ${money(tier.output, currency)} out`,
  );
  return [
    name,
    money(of.input, currency),
    money(of.output, currency),
    [...others, ...tiers].join("; "),
  ];
}
