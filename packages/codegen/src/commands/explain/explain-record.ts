import type { Fact as FactOnPage, Facts } from "../../layers/fact.ts";
import { snakeCase } from "../../layers/fact.ts";
import { layers } from "../../layers/layer-names.ts";
import type { Model } from "../../layers/model.ts";
import { pages } from "../../layers/pages.ts";
import type { Provider } from "../../layers/provider.ts";
import { type Price, type RateName, rateNames, rates } from "../../layers/rates.ts";
import { references, targetsOf } from "../../layers/references.ts";
import type { Inspection } from "../../pipeline/inspect.ts";
import { conditionName, lists, nameOf } from "../../registry/model.ts";
import { grouped, money } from "../../text/numbers.ts";
import { quote } from "../../text/quote.ts";
import type { Explanation, Fact, Match, Referrer } from "./explanation.ts";

/** Every fact of a record with its origin, and who refers to it. */
export function explainRecord(match: Match, inspection: Inspection, today: string): Explanation {
  const explainer = createExplainer(match, inspection, today);
  return {
    kind: match.layer,
    name: nameOf(match.record),
    at: explainer.place([]),
    facts: explainer.rows(pages[match.layer].facts, match.record),
    referredToBy: referrers(match, inspection),
  };
}

/** `registry/models.toml:42`: the line of a key, or of the record's header. */
function placeOf(
  { layer, record }: Match,
  path: readonly (string | number)[],
  { layers, resolved }: Inspection,
): string {
  const { source, parsed } = layers[layer];
  const start =
    parsed?.locator.find(
      [layer, resolved.indexOf(record), ...path],
      path.length > 1 ? "value" : "key",
    ).start ?? 0;
  return `${source.path}:${source.position(start).line}`;
}

type Values = Readonly<Record<string, unknown>>;

/** Explains the facts of one record. */
function createExplainer(match: Match, inspection: Inspection, today: string) {
  const { registry, indexOf } = inspection.resolved;
  const written = (inspection.layers[match.layer].records[indexOf(match.record)] ?? {}) as Values;
  const place = (path: readonly (string | number)[]) => placeOf(match, path, inspection);

  /** What a key states; if it does not, where the value comes from. */
  const stated = (
    name: string,
    key: string,
    value: unknown,
    shown: string,
    rule?: string,
  ): Fact => {
    const isWritten = written[key] !== undefined;
    return {
      name,
      value: value ?? null,
      shown,
      ...(isWritten ? { at: place([key]) } : {}),
      ...(rule !== undefined ? { rule } : isWritten ? {} : { rule: `no ${key}` }),
    };
  };

  /** What follows from other facts, whatever is written. */
  const derived = (name: string, value: unknown, shown: string, rule: string): Fact => ({
    name,
    value: value ?? null,
    shown,
    rule,
  });

  /** A row for each fact that has a label, in the order of the page. */
  const rows = (facts: Facts, record: object, prefix = ""): readonly Fact[] =>
    Object.entries(facts).flatMap(([name, fact]) => {
      const value = (record as Values)[name];
      const key = fact.key ?? prefix + snakeCase(name);
      if (fact.shape.kind === "price") {
        return match.layer === "price"
          ? rateRows(match.record.price, match.record.modelRef)
          : priceRows();
      }
      if (fact.shape.kind === "struct" && fact.label === undefined) {
        return rows(fact.shape.facts, (value ?? {}) as object, `${key}_`);
      }
      return [...row(name, fact, value, key), ...inverseRow(fact)];
    });

  const row = (name: string, fact: FactOnPage, value: unknown, key: string): readonly Fact[] => {
    const { label, shape, none = "not stated", isRare = false, absentRule } = fact;
    if (label === undefined || (isRare && value === undefined)) return [];
    const isSentinel = value === undefined && written[key] !== undefined;
    const without = isSentinel ? (fact.absentText ?? none) : none;
    const shown = value === undefined ? without : show(fact, value, today);
    // A struct is told by the first of its keys.
    const [first] = shape.kind === "struct" ? Object.keys(shape.facts) : [];
    const at = first === undefined ? key : `${key}_${snakeCase(first)}`;
    const rule = ruleOf(name, match, written);
    return Object.hasOwn(pages[match.layer].record.shape, at)
      ? [stated(label, at, value, shown, rule ?? (isSentinel ? absentRule : undefined))]
      : [derived(label, value, shown, rule ?? "")];
  };

  /** Records that refer to this one by such a fact of theirs. */
  const inverseRow = ({ inverse }: FactOnPage): readonly Fact[] => {
    const reference = references.find(
      (each) => each.from === match.layer && each.inverse === inverse,
    );
    if (inverse === undefined || reference === undefined) return [];
    const names = registry[lists[match.layer]]
      .filter((each) =>
        targetsOf(each, reference).some(({ target }) => target === nameOf(match.record)),
      )
      .map(nameOf);
    return [derived(inverse, names, text(names), `from ${reference.key} of other ${match.layer}s`)];
  };

  const providerOf = (id: string) => registry.providers.find((each) => each.id === id);

  /** The rates of a price and of its tiers, each with its key. */
  const rateRows = (price: Price, ref: string): readonly Fact[] => {
    if (price.kind !== "known") return [];
    const currency = providerOf(ref.slice(0, ref.indexOf("/")))?.billing.currency ?? "USD";
    const perMillion = (amount: number) => `${money(amount, currency)} per million tokens`;
    return [
      ...rateNames.flatMap((name) => {
        const amount = price[name];
        // What few models have is told of those that have it.
        if (amount === undefined && !USUAL_RATES.includes(name)) return [];
        const shown = amount === undefined ? "unknown" : perMillion(amount);
        return [stated(rates[name].label, rates[name].key, amount, shown)];
      }),
      ...(price.tiers ?? []).map((tier) =>
        stated(
          `above ${grouped(tier.aboveInputTokens)} input`,
          "price_tiers",
          tier,
          `${money(tier.input, currency)} in, ${perMillion(tier.output)} out`,
        ),
      ),
    ];
  };

  /** What a model, or its provider for all models, says of tiers, regions and fees. */
  const modifierRows = ({ price, provider: id }: Model, currency: string): readonly Fact[] => {
    const percents = (of: Readonly<Record<string, number>>) =>
      Object.entries(of).map(([name, percent]) => `${name} ${percent} %`);
    const fees = Object.entries(price.fees ?? {}).map(
      ([name, amount]) => `${name} ${money(amount, currency)} for 1,000`,
    );
    const rows = [
      [
        "service tiers",
        "service_tier_percent",
        price.tierPercent,
        percents(price.tierPercent ?? {}),
      ],
      ["regions", "region_percent", price.regionPercent, percents(price.regionPercent ?? {})],
      ["fees", "fees", price.fees, fees],
    ] as const;
    return rows.flatMap(([name, key, value, shown]) =>
      value === undefined ? [] : [stated(name, key, value, shown.join(", "), defaultRule(id, key))],
    );
  };

  /** A row for each price by date or condition, with its place in the file of prices. */
  const datedRows = (ref: string, currency: string): readonly Fact[] =>
    registry.prices
      .filter(({ modelRef }) => modelRef === ref)
      .flatMap((record) => {
        const { price } = record;
        if (price.kind !== "known") return [];
        return [
          {
            name: "price",
            value: record,
            shown: `${money(price.input, currency)} in, ${money(price.output, currency)} out per million tokens`,
            at: placeOf({ layer: "price", record }, [], inspection),
            rule: conditionName(record) || "always",
          },
        ];
      });

  /** That a provider says it of its models that say nothing. */
  const defaultRule = (id: string, key: string): string | undefined =>
    written[key] === undefined && providerOf(id) !== undefined ? `defaults of ${id}` : undefined;

  const priceRows = (): readonly Fact[] => {
    const model = match.record as Model;
    const { price, provider: id } = model;
    const provider = providerOf(id);
    const currency = provider?.billing.currency ?? "USD";
    const stating =
      price.kind === "known"
        ? [...rateRows(price, model.ref), ...modifierRows(model, currency)]
        : [
            stated(
              "price",
              rates.input.key,
              price.kind,
              price.kind,
              price.kind === "unknown"
                ? "no price is stated"
                : provider?.billing.mode === price.kind
                  ? `provider ${id} bills ${price.kind === "free" ? "nothing" : "a flat fee"}`
                  : "both prices are 0",
            ),
          ];
    return [...stating, ...datedRows(model.ref, currency), callCost(model, currency, derived)];
  };

  return { place, rows };
}

/** Rates that are told of, known or not. */
const USUAL_RATES: readonly RateName[] = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite5m",
  "cacheWrite1h",
];

/** A value as text, as its page has it. */
function show(fact: FactOnPage, value: unknown, today: string): string {
  if (fact.show !== undefined) {
    return (fact.show as (of: unknown, today: string) => string)(value, today);
  }
  return text(value);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? grouped(value) : String(value);
}

/** The rule that a fact follows from, where its value is not what a key says. */
function ruleOf(name: string, { layer, record }: Match, written: Values): string | undefined {
  if (layer === "profile") return name === "capsTokens" ? "from caps" : undefined;
  if (layer === "model") return modelRule(name, record, written);
  if (layer !== "provider") return undefined;
  const unless = (key: string, rule: string) => (written[key] === undefined ? rule : undefined);
  switch (name) {
    case "protocol":
      return unless("protocol", `from the endpoint ${record.endpoint}`);
    case "transport":
      return unless("transport", transportRule(record));
    case "openModels":
      return unless("open_models", `transport ${record.transport}: only local ones take any model`);
    case "mode":
      return `from billing_currency ${quote(String(written["billing_currency"]))}`;
    default:
      return undefined;
  }
}

/** Where an answer of a model comes from that it does not give itself. */
function modelRule(name: string, model: Model, written: Values): string | undefined {
  const { provider } = model;
  const own = written[snakeCase(name)];
  switch (name) {
    case "protocols":
      return own === undefined ? `from ${provider}` : undefined;
    case "output":
      return own === undefined ? "text, unless it says otherwise" : undefined;
    case "capabilities":
    case "refuses": {
      const added = (model[name] ?? []).filter((word) => ![own].flat().includes(word));
      const others = `${added.join(", ")}: by defaults of ${provider}, or implied`;
      return added.length === 0 ? undefined : others;
    }
    default:
      return undefined;
  }
}

/** Which row of `derive.ts` it was, in words. */
function transportRule({ transport, endpoint, authScheme }: Provider): string {
  switch (transport) {
    case "subscription":
      return `from auth_scheme ${quote(authScheme)}`;
    case "local":
      return `from the endpoint ${endpoint}: this machine`;
    case "proxy":
      return "from routes_to, or the path of the endpoint";
    case "direct-api":
      return "nothing says otherwise";
    default:
      return `from the host of the endpoint ${endpoint}`;
  }
}

/** Tokens of the call that a model's cost is shown for. */
const CALL = { input: 10_000, output: 1_000 };
const PER_MILLION = 1_000_000n;

/** The sum is rounded down to whole micro-cents, where there are any to round. */
function callCost(
  { price }: Model,
  currency: string,
  derived: (name: string, value: unknown, shown: string, rule: string) => Fact,
): Fact {
  const name = "a call of 10k in, 1k out";
  if (price.kind !== "known") {
    const shown = { free: "nothing", subscription: "nothing per token", unknown: "unknown" };
    return derived(
      name,
      price.kind === "unknown" ? undefined : 0,
      shown[price.kind],
      `price ${price.kind}`,
    );
  }
  const tier = price.tiers?.findLast(({ aboveInputTokens }) => CALL.input > aboveInputTokens);
  const rates = tier ?? price;
  const total =
    (BigInt(rates.input) * BigInt(CALL.input) + BigInt(rates.output) * BigInt(CALL.output)) /
    PER_MILLION;
  return derived(name, Number(total), money(total, currency), "input and output price, no cache");
}

/** Records that refer to one, in the order of the layers. A provider's own models are counted by `kei list`. */
function referrers(match: Match, inspection: Inspection): readonly Referrer[] {
  const { registry } = inspection.resolved;
  return layers.flatMap((layer) => {
    const mine = references.filter(
      ({ from, to, fact }) => from === layer && to === match.layer && fact !== "provider",
    );
    return registry[lists[layer]].flatMap((record) => {
      const from = { layer, record } as Match;
      return mine.flatMap((reference) =>
        targetsOf(record, reference)
          .filter(({ target }) => target === nameOf(match.record))
          .map(({ path }) => ({
            record: `${layer} ${nameOf(record)}`,
            key: reference.key,
            at: placeOf(from, path, inspection),
          })),
      );
    });
  });
}
