import type { Inspection } from "../../pipeline/inspect.ts";
import type { Model, Profile, Provider, Rates } from "../../registry/model.ts";
import { plural } from "../../terminal/terminal.ts";
import { grouped } from "../../text/grouped.ts";
import { money } from "../../text/money.ts";
import { quote } from "../../text/quote.ts";
import type { Explanation, Fact, Match, Referrer } from "./explanation.ts";

const idOf = ({ layer, record }: Match): string => (layer === "model" ? record.ref : record.id);
const nameOf = (match: Match): string => `${match.layer} ${idOf(match)}`;

/** Makes facts of one record. */
interface FactMaker {
  /** What a key states; if it does not, where the value comes from. */
  fact(name: string, key: string, value: unknown, rule?: string, shown?: string): Fact;
  /** What follows from other facts, whatever is written. */
  derived(name: string, value: unknown, rule: string, shown?: string): Fact;
}

/** Every fact of a record with its origin, and who refers to it. */
export function explainRecord(match: Match, inspection: Inspection, today: string): Explanation {
  const maker = factMaker(match, inspection);
  const { registry } = inspection.resolved;
  const facts =
    match.layer === "provider"
      ? providerFacts(match.record, maker, writtenOf(match, inspection))
      : match.layer === "model"
        ? modelFacts(
            match.record,
            registry.providers.find(({ id }) => id === match.record.provider),
            registry.models.filter(({ replacedBy }) => replacedBy === match.record.ref),
            maker,
            today,
          )
        : profileFacts(match.record, maker);
  return {
    kind: match.layer,
    name: idOf(match),
    at: place(match, [], inspection),
    facts,
    referredToBy: referrers(match, inspection),
  };
}

/** The record as its file has it. */
function writtenOf(match: Match, { layers, resolved }: Inspection): Record<string, unknown> {
  return (layers[match.layer].records[resolved.indexOf(match.record)] ?? {}) as Record<
    string,
    unknown
  >;
}

/** `registry/models.toml:42`: the line of a key, or of the record's header. */
function place(
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

function factMaker(match: Match, inspection: Inspection): FactMaker {
  const written = writtenOf(match, inspection);
  return {
    fact(name, key, value, rule, shown = text(value)) {
      const stated = written[key] !== undefined;
      return {
        name,
        value: value ?? null,
        shown,
        ...(stated ? { at: place(match, [key], inspection) } : {}),
        ...(rule !== undefined ? { rule } : stated ? {} : { rule: `no ${key}` }),
      };
    },
    derived: (name, value, rule, shown = text(value)) => ({
      name,
      value: value ?? null,
      shown,
      rule,
    }),
  };
}

function text(value: unknown): string {
  if (value === undefined) return "not stated";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return typeof value === "number" ? grouped(value) : String(value);
}

function providerFacts(
  provider: Provider,
  { fact, derived }: FactMaker,
  written: Record<string, unknown>,
): readonly Fact[] {
  const unless = (key: string, rule: string) => (written[key] === undefined ? rule : undefined);
  const { billing, apiVersion } = provider;
  return [
    fact("name", "display_name", provider.displayName),
    fact("endpoint", "endpoint", provider.endpoint),
    fact("auth scheme", "auth_scheme", provider.authScheme),
    fact("auth env", "auth_env", provider.authEnv),
    fact(
      "protocol",
      "protocol",
      provider.protocol,
      unless("protocol", `from the endpoint ${provider.endpoint}`),
    ),
    fact(
      "transport",
      "transport",
      provider.transport,
      unless("transport", transportRule(provider)),
    ),
    fact(
      "API version",
      "api_version_header",
      apiVersion && `${apiVersion.header}: ${apiVersion.value}`,
    ),
    fact("retries", "retry_max", provider.retry.max),
    fact(
      "retry delay",
      "retry_backoff_ms",
      provider.retry.backoffMs,
      undefined,
      `${grouped(provider.retry.backoffMs)} ms`,
    ),
    fact(
      "requests per minute",
      "rate_limit_rpm",
      provider.rateLimitRpm,
      provider.rateLimitRpm === undefined ? "0 is no limit" : undefined,
      provider.rateLimitRpm === undefined ? "unlimited" : grouped(provider.rateLimitRpm),
    ),
    fact("currency", "billing_currency", billing.currency),
    derived(
      "billing",
      billing.mode,
      `from billing_currency ${quote(String(written["billing_currency"]))}`,
      billing.account === undefined ? billing.mode : `${billing.mode} ${billing.account}`,
    ),
    fact(
      "open models",
      "open_models",
      provider.openModels,
      unless("open_models", `transport ${provider.transport}: only local ones take any model`),
      provider.openModels ? "yes" : "no",
    ),
    fact("serves models of", "parent_ref", provider.parentRef),
    fact("routes to", "routes_to", provider.routesTo),
    fact("documentation", "docs_url", provider.docsUrl),
    fact("notes", "notes", provider.notes),
  ];
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

const RATES = [
  ["input price", "input", "cost_input_per_mtok_micro"],
  ["output price", "output", "cost_output_per_mtok_micro"],
  ["cache read price", "cacheRead", "cache_read_per_mtok_micro"],
  ["cache write price, 5 min", "cacheWrite5m", "cache_write_5m_per_mtok_micro"],
  ["cache write price, 1 h", "cacheWrite1h", "cache_write_1h_per_mtok_micro"],
] as const satisfies readonly (readonly [string, keyof Rates, string])[];

function modelFacts(
  model: Model,
  provider: Provider | undefined,
  replaces: readonly Model[],
  { fact, derived }: FactMaker,
  today: string,
): readonly Fact[] {
  const { price } = model;
  const currency = provider?.billing.currency ?? "USD";
  const perMillion = (amount: number) => `${money(amount, currency)} per million tokens`;
  const prices =
    price.kind === "known"
      ? [
          ...RATES.map(([name, side, key]) => {
            const amount = price[side];
            return amount === undefined
              ? fact(name, key, undefined, undefined, "unknown")
              : fact(name, key, amount, undefined, perMillion(amount));
          }),
          ...(price.tiers ?? []).map((tier) =>
            fact(
              `above ${grouped(tier.aboveInputTokens)} input`,
              "price_tiers",
              tier,
              undefined,
              `${money(tier.input, currency)} in, ${perMillion(tier.output)} out`,
            ),
          ),
        ]
      : [
          fact(
            "price",
            "cost_input_per_mtok_micro",
            price.kind,
            price.kind === "unknown"
              ? "no price is stated"
              : provider?.billing.mode === price.kind
                ? `provider ${provider.id} bills ${price.kind === "free" ? "nothing" : "a flat fee"}`
                : "both prices are 0",
          ),
        ];
  return [
    fact("name", "display_name", model.displayName),
    fact("provider", "provider_ref", model.provider),
    fact("id", "id", model.id),
    fact("slug", "slug", model.slug),
    fact("aliases", "aliases", model.aliases),
    fact(
      "context window",
      "context_window",
      model.contextWindow,
      undefined,
      `${grouped(model.contextWindow)} tokens`,
    ),
    fact(
      "most output",
      "max_output_tokens",
      model.maxOutputTokens,
      undefined,
      model.maxOutputTokens === undefined
        ? "not stated"
        : `${grouped(model.maxOutputTokens)} tokens`,
    ),
    fact("capabilities", "capabilities", model.capabilities),
    fact("input", "input", model.input),
    ...prices,
    callCost(model, currency, derived),
    fact(
      "verified",
      "verified_at",
      model.verifiedAt,
      undefined,
      model.verifiedAt === undefined
        ? "never verified"
        : `verified ${age(model.verifiedAt, today)} (${model.verifiedAt})`,
    ),
    fact("source", "source_url", model.sourceUrl),
    fact(
      "deprecated",
      "deprecated_at",
      model.deprecatedAt,
      undefined,
      model.deprecatedAt === undefined ? "no" : `since ${model.deprecatedAt}`,
    ),
    fact("replaced by", "replaced_by", model.replacedBy),
    derived(
      "replaces",
      replaces.map(({ ref }) => ref),
      "from replaced_by of other models",
    ),
    fact("notes", "notes", model.notes),
  ];
}

/** The sum is rounded down to whole micro-cents, where there are any to round. */
function callCost({ price }: Model, currency: string, derived: FactMaker["derived"]): Fact {
  const name = "a call of 10k in, 1k out";
  if (price.kind !== "known") {
    const shown = { free: "nothing", subscription: "nothing per token", unknown: "unknown" };
    return derived(
      name,
      price.kind === "unknown" ? undefined : 0,
      `price ${price.kind}`,
      shown[price.kind],
    );
  }
  const tier = price.tiers?.findLast(({ aboveInputTokens }) => CALL.input > aboveInputTokens);
  const rates = tier ?? price;
  const total =
    (BigInt(rates.input) * BigInt(CALL.input) + BigInt(rates.output) * BigInt(CALL.output)) /
    PER_MILLION;
  return derived(name, Number(total), "input and output price, no cache", money(total, currency));
}

const DAY = 86_400_000;

function age(date: string, today: string): string {
  const days = Math.round((Date.parse(today) - Date.parse(date)) / DAY);
  return days === 0 ? "today" : `${plural(days, "day")} ago`;
}

function profileFacts(profile: Profile, { fact, derived }: FactMaker): readonly Fact[] {
  return [
    fact("role", "role", profile.role),
    fact("caps", "caps", profile.caps),
    derived("may use", profile.capsTokens, "from caps"),
    fact("model", "default_model_ref", profile.defaultModelRef),
    fact("fallbacks", "fallback_model_refs", profile.fallbackModelRefs),
    fact("description", "description", profile.description),
    fact("system prompt", "system_prompt_ref", profile.systemPromptRef),
    fact("manifest", "manifest_path", profile.manifestPath),
  ];
}

/** Records that refer to one, in the order of the layers. A provider's own models are counted by `kei list`. */
function referrers(match: Match, inspection: Inspection): readonly Referrer[] {
  const { providers, models, profiles } = inspection.resolved.registry;
  const target = idOf(match);
  const found: Referrer[] = [];
  const add = (from: Match, path: readonly (string | number)[]) => {
    found.push({ record: nameOf(from), key: String(path[0]), at: place(from, path, inspection) });
  };
  if (match.layer === "provider") {
    for (const record of providers) {
      if (record.parentRef === target) add({ layer: "provider", record }, ["parent_ref"]);
      if (record.routesTo?.includes(target) === true) {
        add({ layer: "provider", record }, ["routes_to"]);
      }
    }
  }
  if (match.layer === "model") {
    for (const record of models) {
      if (record.replacedBy === target) add({ layer: "model", record }, ["replaced_by"]);
    }
    for (const record of profiles) {
      if (record.defaultModelRef === target)
        add({ layer: "profile", record }, ["default_model_ref"]);
      record.fallbackModelRefs.forEach((ref, index) => {
        if (ref === target) add({ layer: "profile", record }, ["fallback_model_refs", index]);
      });
    }
  }
  return found;
}
