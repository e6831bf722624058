import { model as page } from "../../layers/model.ts";
import { price as pricePage } from "../../layers/price.ts";
import { rateNames, rates } from "../../layers/rates.ts";
import {
  type Capability,
  capabilities,
  efforts,
  impliedByRefusal,
  inputModalities,
  outputModalities,
  wordsOf,
} from "../../layers/vocabulary.ts";
import type { TomlValue } from "../../source/edit.ts";
import { tierRecord, unsaid } from "../proposals.ts";
import type { PartialRates, StatedFacts, StatedPrice } from "../statement.ts";
import { inOrder } from "./connection.ts";
import type { Dropped, ImportedModel, Table } from "./imported.ts";

/** What is written of a model. */
export interface ModelRecords {
  readonly model: Table;
  /** Rows of `prices.toml`. */
  readonly rows: readonly Table[];
  readonly dropped: readonly Dropped[];
}

/** The records of a model of a file. */
export function modelRecords(imported: ImportedModel): ModelRecords {
  const { provider, id, facts, protocols, more } = imported;
  const ref = `${provider}/${id}`;
  const dropped: Dropped[] = [];
  const drop = (fact: string, why: string) => dropped.push({ what: `${ref} ${fact}`, why });
  const flat = facts.prices?.findLast(({ serviceTier }) => serviceTier === undefined);
  const tiered = facts.prices?.filter(({ serviceTier }) => serviceTier !== undefined) ?? [];
  const record = {
    provider_ref: provider,
    id,
    display_name: facts.displayName ?? id,
    ...limitsOf(facts, drop),
    ...(protocols === undefined ? {} : { protocols }),
    ...abilitiesOf(facts, drop),
    ...(flat === undefined ? {} : priceKeysOf(flat, drop)),
    ...(facts.fees === undefined ? {} : { fees: facts.fees }),
    ...(facts.status === undefined || facts.status === "live" ? {} : { status: facts.status }),
    ...present({
      released_at: facts.releasedAt,
      knowledge_until: facts.knowledgeUntil,
      open_weights: facts.openWeights,
      retires_at: facts.retiresAt,
    }),
    ...more,
  };
  const rows = tiered.flatMap((each): Table[] => {
    const row = priceKeysOf(each, (fact, why) => drop(`${each.serviceTier} ${fact}`, why));
    if (Object.keys(row).length === 0) return [];
    const named = { model_ref: ref, service_tier: each.serviceTier as string, ...row };
    return [inOrder(named, Object.keys(pricePage.record.shape))];
  });
  return { model: inOrder(record, Object.keys(page.record.shape)), rows, dropped };
}

type Drop = (fact: string, why: string) => void;

function limitsOf({ contextWindow, maxInputTokens, maxOutputTokens }: StatedFacts, drop: Drop) {
  const limits = {
    context_window: contextWindow,
    max_input_tokens: maxInputTokens,
    max_output_tokens: maxOutputTokens,
  };
  for (const [key, value] of Object.entries(limits)) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue;
    drop(key, `${value} is no number of tokens`);
    delete limits[key as keyof typeof limits];
  }
  return present(limits);
}

function priceKeysOf({ rates: own, tiers }: StatedPrice, drop: Drop): Table {
  if (own.input === undefined || own.output === undefined) {
    drop("price", "a price is whole: the file states input or output alone");
    return {};
  }
  const whole = tiers.filter((tier) => tier.input !== undefined && tier.output !== undefined);
  if (whole.length < tiers.length) {
    drop("price_tiers", "the price of long input is not whole: input or output is missing");
  }
  return {
    ...ratesOf(own),
    ...(whole.length === 0 ? {} : { price_tiers: whole.map(tierRecord) }),
  };
}

function ratesOf(own: PartialRates): Table {
  return present(Object.fromEntries(rateNames.map((name) => [rates[name].key, own[name]])));
}

function abilitiesOf(facts: StatedFacts, drop: Drop): Table {
  const answers: { [Word in Capability]?: boolean } = { ...facts.capabilities };
  let taken = wordsOf(efforts).filter((word) => facts.efforts?.[word] === true);
  let budget = present({
    reasoning_budget_min_tokens: facts.reasoningBudgetMinTokens,
    reasoning_budget_max_tokens: facts.reasoningBudgetMaxTokens,
  });
  if (answers.reasoning === false) {
    const against = impliedByRefusal("reasoning").filter((word) => answers[word] === true);
    for (const word of against) delete answers[word];
    if (against.length + taken.length > 0) {
      drop(
        [...against, ...(taken.length > 0 ? ["efforts"] : [])].join(", "),
        "the file says that the model does not think, and how it does",
      );
    }
    taken = [];
    budget = {};
  }
  const said = wordsOf(capabilities).filter((word) => answers[word] !== undefined);
  const { able, refused } = unsaid(
    new Set(said.filter((word) => answers[word] === true)),
    new Set(said.filter((word) => answers[word] === false)),
    taken.length === 0 ? undefined : taken,
  );
  const inOwnOrder = (words: ReadonlySet<Capability>) =>
    wordsOf(capabilities).filter((word) => words.has(word));
  const input = wordsOf(inputModalities).filter((kind) => facts.input?.[kind] === true);
  const output = wordsOf(outputModalities).filter((kind) => facts.output?.includes(kind));
  const strange = facts.output?.filter((kind) => !output.some((each) => each === kind)) ?? [];
  if (strange.length > 0) drop("output", `there is no word for ${strange.join(", ")}`);
  return filled({
    capabilities: inOwnOrder(able),
    refuses: inOwnOrder(refused),
    input,
    output: output.join() === "text" ? [] : output,
    efforts: taken,
    ...budget,
    ...(facts.reasoningField === undefined
      ? {}
      : { dialect: { reasoning_field: facts.reasoningField } }),
  });
}

function filled(record: Table): Table {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}

function present(record: Readonly<Record<string, TomlValue | undefined>>): Table {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
