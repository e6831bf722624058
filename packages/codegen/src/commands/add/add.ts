import type * as z from "zod";
import type { EditOptions } from "../../edit/apply-edit.ts";
import { editRegistry } from "../../edit/edit-registry.ts";
import { openRegistry } from "../../edit/open-registry.ts";
import { defaultOf, isOptional, parseValue } from "../../edit/parse-value.ts";
import { currencyOf, microCents, priceAmount, providerOf } from "../../edit/price-amount.ts";
import type { Layer } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import { appendRecord } from "../../source/edit.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { UserError } from "../../text/user-error.ts";
import type { GivenPrice } from "../price-options.ts";
import { askRecord, type Draft } from "./ask-record.ts";

/** What `kei add` is called with. */
export interface AddRequest {
  readonly layer: Layer;
  /** Values of flags as written, by key; several are a list. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly prices: readonly GivenPrice[];
}

/**
 * `kei add`: writes a new record into its file. What flags do not give is asked for, where a person
 * is there to answer.
 *
 * @throws UserError when required keys are missing and nobody is there.
 */
export async function runAdd(
  { layer, values, prices }: AddRequest,
  options: EditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const shape: z.ZodRawShape = pages[layer].record.shape;
  const given: Draft = Object.fromEntries([
    ...Object.entries(values).map(([key, words]) => [
      key,
      parseValue(key, words.join(","), shape[key] as unknown as z.ZodType),
    ]),
    ...prices.map(({ key, amount }) => [key, microCents(amount)]),
  ]);
  const twice = prices.find(({ key }) => key in values);
  if (twice !== undefined) {
    throw new UserError(`${twice.flag} and ${flagOf(twice.key)} state the same price`, "give one");
  }
  const needed = Object.entries(shape as unknown as Readonly<Record<string, z.ZodType>>).filter(
    ([key, schema]) => !(key in given) && !isOptional(schema),
  );
  const usual = needed.flatMap(([key, schema]) => {
    const value = defaultOf(schema);
    return value === undefined ? [] : [[key, value] as const];
  });
  const missing = needed.flatMap(([key, schema]) => (defaultOf(schema) === undefined ? [key] : []));
  let draft: Draft = { ...Object.fromEntries(usual), ...given };
  if (missing.length > 0) {
    const { person } = terminal;
    if (person === undefined || options.json === true) {
      throw new UserError(
        `a new ${layer} needs ${missing.map(flagOf).join(", ")}`,
        `kei add ${layer} --help shows all flags`,
      );
    }
    // Nothing is locked or written before the last answer, so interrupting costs nothing.
    const registry = openRegistry(options.registry, terminal);
    const { ask } = await import("../../terminal/ask.ts");
    draft = await askRecord({ layer, given, registry, ask: (question) => ask(question, person) });
  }
  return await editRegistry(options, terminal, (registry) => {
    const provider = providerOf(draft);
    // The sign of an amount is that of its provider, which may have been asked for after it.
    for (const { amount } of prices) microCents(amount, currencyOf(provider, registry));
    const entries = Object.keys(shape).flatMap((key) => {
      const value = draft[key];
      if (value === undefined) return [];
      const amount = value === 0 ? undefined : priceAmount(key, value, { provider, registry });
      return [{ key, value, amount }];
    });
    const text = appendRecord(registry.inspection.layers[layer].source.text, {
      table: layer,
      entries,
      group: layer === "model" ? "provider_ref" : undefined,
    });
    return { layer, text };
  });
}

/** The flag of a key: `--display-name`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}
