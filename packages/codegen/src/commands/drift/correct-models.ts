import type { Inputs } from "../../layers/layer-names.ts";
import type { Model } from "../../layers/model.ts";
import { pages } from "../../layers/pages.ts";
import { priceKeys, rateNames, rates } from "../../layers/rates.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { addKey, setKey, type TomlValue } from "../../source/edit.ts";
import { compare, type Field, findFact } from "../../sources/compare.ts";
import type { PartialTier, Source } from "../../sources/fact.ts";
import { type Correction, planUpdate } from "../../sources/plan-update.ts";
import { money } from "../../text/numbers.ts";

/** A corrected `models.toml`. */
export interface Corrected {
  readonly text: string;
  /** What it means, and what the check has to say about it. */
  readonly inspection: Inspection;
  readonly corrections: readonly Correction[];
}

const KEYS: ReadonlyMap<Field, string> = new Map([
  ...rateNames.map((name) => [name, rates[name].key] as const),
  ["tiers", "price_tiers"],
  ["contextWindow", "context_window"],
  ["maxOutputTokens", "max_output_tokens"],
]);

const LIMITS: readonly Field[] = ["contextWindow", "maxOutputTokens"];

/**
 * Writes into the text of `models.toml` what data sets agree on; everything else in it stays. A model
 * whose price changes is verified on `date` when the data sets then agree on all of its prices, and
 * else it is verified no longer.
 *
 * @param provider - only the models of this one.
 */
export function correctModels(
  inputs: Inputs,
  sources: readonly Source[],
  { date, today, provider }: { date: string; today: string; provider: string | undefined },
): Corrected {
  const before = inspect(inputs, today);
  const isMeant = ({ ref }: { ref: string }) =>
    provider === undefined || ref.startsWith(`${provider}/`);
  const corrections = planUpdate(compare(before.resolved.registry, sources, date).filter(isMeant));
  const withModels = (text: string) =>
    inspect(
      { ...inputs, model: { path: inputs.model.path, bytes: new TextEncoder().encode(text) } },
      today,
    );
  const places = new Map(
    before.resolved.registry.models.map((model) => [model.ref, before.resolved.indexOf(model)]),
  );
  const write = (
    text: string,
    inspection: Inspection,
    ref: string,
    key: string,
    value: Correction["to"],
  ) => {
    const index = places.get(ref) as number;
    const written = inspection.layers.model.parsed?.value["model"] as Record<string, unknown>[];
    const amount = priceKeys.includes(key) ? { amount: money(value as number, "USD") } : {};
    const edit = { table: "model", index, key, value: asToml(value), ...amount };
    return Object.hasOwn(written[index] as object, key)
      ? setKey(text, edit)
      : addKey(text, { ...edit, order: Object.keys(pages.model.record.shape) });
  };

  let text = before.layers.model.source.text;
  for (const { ref, field, to } of corrections) {
    text = write(text, before, ref, KEYS.get(field) as string, to);
  }
  const between = withModels(text);
  if (between.diagnostics.some(({ severity }) => severity === "error")) {
    return { text, inspection: between, corrections };
  }
  const left = compare(between.resolved.registry, sources, date);
  const repriced = new Set(
    corrections.filter(({ field }) => !LIMITS.includes(field)).map(({ ref }) => ref),
  );
  for (const ref of repriced) {
    const model = between.resolved.registry.models.find((each) => each.ref === ref) as Model;
    const disputed = left.some(
      (each) => each.ref === ref && KEYS.has(each.field) && !LIMITS.includes(each.field),
    );
    const confirming = sources.filter((source) => {
      const rates = findFact(source, model)?.rates;
      return rates?.input !== undefined && rates.output !== undefined;
    });
    if (!disputed && confirming.length > 1) text = write(text, between, ref, "verified_at", date);
    else if (model.verifiedAt !== undefined) text = write(text, between, ref, "verified_at", "");
  }
  return { text, inspection: withModels(text), corrections };
}

function asToml(value: Correction["to"]): TomlValue {
  return typeof value === "object" ? value.map(tier) : value;
}

function tier({ aboveInputTokens, ...rates }: PartialTier): TomlValue {
  const written = Object.entries(rates).map(([rate, price]) => [KEYS.get(rate as Field), price]);
  return { above_input_tokens: aboveInputTokens, ...Object.fromEntries(written) };
}
