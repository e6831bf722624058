import type * as z from "zod";
import { explainIssue, type Issue } from "../../check/explain-issue.ts";
import { wrongFormat } from "../../check/shape.ts";
import { refsOf } from "../../edit/find-record.ts";
import type { OpenRegistry } from "../../edit/open-registry.ts";
import {
  choicesOf,
  defaultOf,
  firstSentence,
  isOptional,
  parseValue,
  takesList,
} from "../../edit/parse-value.ts";
import { currencyOf, microCents, providerOf } from "../../edit/price-amount.ts";
import type { Layer } from "../../layers/layer-names.ts";
import { pages } from "../../layers/pages.ts";
import { priceKeys } from "../../layers/rates.ts";
import { references } from "../../layers/references.ts";
import { sendsKey } from "../../layers/vocabulary.ts";
import type { TomlValue } from "../../source/edit.ts";
import type { TomlTable } from "../../source/toml.ts";
import type { Question } from "../../terminal/ask.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";

/** A record that is being made: its keys so far. */
export type Draft = Readonly<Record<string, TomlValue>>;

/** What asking needs. */
export interface Interview {
  readonly layer: Layer;
  /** What flags have given; it is not asked for. */
  readonly given: Draft;
  readonly registry: Pick<OpenRegistry, "recordsOf">;
  /** Asks until the answer is one that the question takes. */
  ask(question: Question): Promise<string>;
}

/** Optional keys that are worth a question. */
const WORTH_ASKING: Readonly<Record<Layer, readonly string[]>> = {
  provider: ["auth_env", "docs_url"],
  model: [
    "slug",
    "context_window",
    "max_output_tokens",
    "capabilities",
    "input",
    "cost_input_per_mtok_micro",
    "cost_output_per_mtok_micro",
    "source_url",
  ],
  profile: ["fallback_model_refs", "manifest_path"],
  price: ["from", "to", "service_tier"],
  source: ["license"],
  dispute: [],
};

/**
 * Asks for a record's keys, one after another: those that it must have, and the important ones of
 * the others.
 */
export async function askRecord({ layer, given, registry, ask }: Interview): Promise<Draft> {
  const { shape } = pages[layer].record;
  const draft: Record<string, TomlValue> = { ...given };
  for (const [key, field] of Object.entries(shape)) {
    const schema = field as z.ZodType;
    if (key in draft || (isOptional(schema) && !WORTH_ASKING[layer].includes(key))) continue;
    const need = needOf(key, schema, draft);
    if (need === "none") continue;
    const isPrice = priceKeys.includes(key);
    const known = choicesOf(schema) ?? liveChoices(layer, key, registry);
    const currency = currencyOf(providerOf(draft), registry);
    const sentence = isPrice
      ? `${key.includes("input") ? "Input" : "Output"} price in ${currency} per million tokens, such as 3.00`
      : firstSentence(schema);
    const isOptionalHere = need === "optional";
    const taken = takenBy(layer, key, draft, registry);
    const read = (answer: string) =>
      readAnswer(key, answer, {
        layer,
        schema,
        known,
        taken,
        currency: isPrice ? currency : undefined,
      });
    const answer = await ask({
      text: `${key}${isOptionalHere ? " (optional)" : ""}: ${sentence}`,
      isOptional: isOptionalHere,
      choices: known,
      proposal: proposalFor(layer, key, draft, taken),
      takesSeveral: takesList(schema),
      wrong(written) {
        if (written === "") return isOptionalHere ? undefined : "it is required";
        return complaintOf(() => read(written));
      },
    });
    if (answer !== "") draft[key] = read(answer);
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

/** What the key may not be, because another record has it. */
function takenBy(
  layer: Layer,
  key: string,
  { provider_ref: provider }: Draft,
  registry: Pick<OpenRegistry, "recordsOf">,
): readonly string[] {
  if (key !== "id" && key !== "slug") return [];
  const isNear = (record: TomlTable) => key === "slug" || record["provider_ref"] === provider;
  return registry
    .recordsOf(layer)
    .filter(isNear)
    .flatMap((record) => [record[key], ...(key === "id" ? [record["aliases"] ?? []].flat() : [])])
    .filter((name) => typeof name === "string");
}

/** What most would answer, from what they have answered so far. */
function proposalFor(
  layer: Layer,
  key: string,
  draft: Draft,
  taken: readonly string[],
): string | undefined {
  const id = String(draft["id"] ?? "");
  const words = id
    .split("/")
    .at(-1)
    ?.split(/[^A-Za-z0-9.]+/)
    .filter(Boolean);
  switch (key) {
    case "slug": {
      const slug = words?.join("-").toLowerCase().replace(/^\.+/, "").slice(0, 64) ?? "";
      return taken.includes(slug) ? `${String(draft["provider_ref"])}-${slug}` : slug;
    }
    case "display_name":
      return words?.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" ");
    case "auth_env":
      return `${id.replaceAll("-", "_").toUpperCase()}_API_KEY`;
    default:
      return defaultOf(pages[layer].record.shape[key as never]);
  }
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

/**
 * The value of an answer.
 *
 * @throws UserError when the key does not take it.
 */
function readAnswer(
  key: string,
  answer: string,
  {
    schema,
    layer,
    known,
    taken,
    currency,
  }: {
    readonly schema: z.ZodType;
    readonly layer: Layer;
    readonly known: readonly string[] | undefined;
    readonly taken: readonly string[];
    /** Of a price: in which it is. */
    readonly currency: string | undefined;
  },
): TomlValue {
  const value =
    currency === undefined ? parseValue(key, answer, schema) : microCents(answer, currency);
  const unknown = [value].flat().find((item) => known?.includes(String(item)) === false);
  if (unknown !== undefined && known !== undefined) {
    const hint = known.length === 0 ? "add one first" : `one of ${known.slice(0, 20).join(", ")}`;
    throw new UserError(
      `${String(unknown)} is not known`,
      didYouMean(String(unknown), known) ?? hint,
    );
  }
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue !== undefined) {
    const { message, hint } = explainIssue(
      issue as Issue,
      key,
      issue.path.reduce<unknown>((inner, part) => (inner as TomlTable)[String(part)], value),
      (text) => wrongFormat(layer, [layer, 0, key, ...issue.path], text),
    );
    throw new UserError(message, hint);
  }
  if (taken.includes(String(value)))
    throw new UserError(`another ${layer} has the ${key} ${answer}`);
  return value;
}

/** What a function throws that reads what a person wrote. */
function complaintOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  }
}
