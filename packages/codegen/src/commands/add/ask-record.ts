import type * as z from "zod";
import { refsOf } from "../../edit/find-record.ts";
import type { OpenRegistry } from "../../edit/open-registry.ts";
import { choicesOf, firstSentence, isOptional, parseValue } from "../../edit/parse-value.ts";
import { currencyOf, microCents } from "../../edit/price-amount.ts";
import type { Layer } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import { priceKeys } from "../../layers/price.ts";
import { references } from "../../layers/references.ts";
import { sendsKey } from "../../layers/vocabulary.ts";
import type { TomlValue } from "../../source/edit.ts";
import type { TomlTable } from "../../source/toml.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";

/** A record that is being made: its keys so far. */
export type Draft = Readonly<Record<string, TomlValue>>;

/** What asking needs: `ask` shows a question and waits for the answer, `say` shows a line. */
export interface Interview {
  readonly layer: Layer;
  /** What flags have given; it is not asked for. */
  readonly given: Draft;
  readonly registry: Pick<OpenRegistry, "recordsOf">;
  ask(question: string): Promise<string>;
  say(line: string): void;
}

/** Optional keys that are worth a question. */
const WORTH_ASKING: Readonly<Record<Layer, readonly string[]>> = {
  provider: ["auth_env", "docs_url"],
  model: [
    "max_output_tokens",
    "capabilities",
    "input",
    "cost_input_per_mtok_micro",
    "cost_output_per_mtok_micro",
    "source_url",
  ],
  profile: ["fallback_model_refs", "manifest_path"],
};

/**
 * Asks for a record's keys, one after another: those that it must have, and the important ones of
 * the others. A wrong answer is explained and asked for again.
 */
export async function askRecord({ layer, given, registry, ask, say }: Interview): Promise<Draft> {
  const { shape } = pages[layer].record;
  const draft: Record<string, TomlValue> = { ...given };
  for (const [key, field] of Object.entries(shape)) {
    const schema = field as z.ZodType;
    if (key in draft || (isOptional(schema) && !WORTH_ASKING[layer].includes(key))) continue;
    const need = needOf(key, schema, draft);
    if (need === "none") continue;
    const isPrice = priceKeys.includes(key);
    const choices = choicesOf(schema) ?? liveChoices(layer, key, registry);
    const currency = currencyOf(draft["provider_ref"], registry);
    const sentence = isPrice
      ? `${key.includes("input") ? "Input" : "Output"} price in ${currency} per million tokens, such as 3.00`
      : firstSentence(schema);
    const listed = choicesOf(schema) === undefined ? "" : ` (${choices?.join(", ")})`;
    const question = `${key}${need === "optional" ? " (optional)" : ""}: ${sentence}${listed}\n> `;
    for (;;) {
      const answer = (await ask(question)).trim();
      if (answer === "" && need === "optional") break;
      const wrong = answer === "" ? "it is required" : undefined;
      const read = wrong ?? readAnswer(key, answer, { schema, choices, isPrice });
      if (typeof read === "object") {
        draft[key] = read.value;
        break;
      }
      say(`  ${read}`);
    }
  }
  return draft;
}

/** Whether a key must be answered, given what is known so far. */
function needOf(key: string, schema: z.ZodType, draft: Draft): "required" | "optional" | "none" {
  if (key === "auth_env") {
    return sendsKey(String(draft["auth_scheme"])) ? "required" : "none";
  }
  if (key === "cost_output_per_mtok_micro") {
    return "cost_input_per_mtok_micro" in draft ? "required" : "none";
  }
  return isOptional(schema) ? "optional" : "required";
}

/** Ids of the records that a key may name. */
function liveChoices(
  layer: Layer,
  key: string,
  registry: Pick<OpenRegistry, "recordsOf">,
): readonly string[] | undefined {
  const reference = references.find((each) => each.from === layer && each.key === key);
  if (reference === undefined) return undefined;
  if (reference.to !== "model") {
    return registry.recordsOf(reference.to).map(({ id }) => String(id));
  }
  return registry
    .recordsOf("model")
    .filter(({ deprecated_at }: TomlTable) => (deprecated_at ?? "") === "")
    .flatMap(refsOf);
}

/** The value of an answer, or what is wrong with it. */
function readAnswer(
  key: string,
  answer: string,
  {
    schema,
    choices,
    isPrice,
  }: {
    readonly schema: z.ZodType;
    readonly choices: readonly string[] | undefined;
    readonly isPrice: boolean;
  },
): { readonly value: TomlValue } | string {
  try {
    const value = isPrice ? microCents(answer) : parseValue(key, answer, schema);
    const unknown = [value].flat().find((item) => choices?.includes(String(item)) === false);
    if (unknown !== undefined) {
      const words = choices as readonly string[];
      return `${String(unknown)} is not known; ${didYouMean(String(unknown), words) ?? `known: ${words.slice(0, 20).join(", ")}`}`;
    }
    const checked = schema.safeParse(value);
    return checked.success
      ? { value }
      : `${key} cannot be ${answer}: ${checked.error.issues[0]?.message ?? ""}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  }
}
