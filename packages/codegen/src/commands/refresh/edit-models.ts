import { model as page } from "../../layers/model.ts";
import { priceKeys, rates } from "../../layers/rates.ts";
import type { Inspection } from "../../pipeline/inspect.ts";
import {
  addKey,
  appendRecord,
  mapRecords,
  removeKey,
  setKey,
  type TomlValue,
} from "../../source/edit.ts";
import type { Addition, Change } from "../../sources/propose.ts";
import { grouped, money } from "../../text/numbers.ts";

const ORDER = Object.keys(page.record.shape);

/** The text of `models.toml` with changed keys. Comments stay, but for amounts beside what changed. */
export function changeModels({ layers, resolved }: Inspection, changes: readonly Change[]): string {
  const { text } = layers.model.source;
  if (changes.length === 0) return text;
  const byIndex = new Map<number, Change[]>();
  const models = new Map(resolved.registry.models.map((model) => [model.ref, model]));
  for (const change of changes) {
    const model = models.get(change.ref);
    if (model === undefined) continue;
    const index = resolved.indexOf(model);
    byIndex.set(index, [...(byIndex.get(index) ?? []), change]);
  }
  return mapRecords(text, "model", (record, index) =>
    (byIndex.get(index) ?? []).reduce(changeKey, record),
  );
}

/** Changes a key of a record that stands alone in its text. */
function changeKey(text: string, { fact: key, from, to: value }: Change): string {
  const place = { table: "model", index: 0, key };
  if (value === undefined)
    return from === undefined ? text : removeKey(withoutRemark(text, key), place);
  const edit = { ...place, value, amount: amountOf(key, value), remark: remarkOf(key, value) };
  if (from === undefined) return addKey(text, { ...edit, order: ORDER });
  return withRemark(setKey(text, edit), key, edit.remark);
}

/** The text of `models.toml` with new models, each below the others of its provider. */
export function addModels({ layers }: Inspection, additions: readonly Addition[]): string {
  return additions.reduce(
    (text, { record }) =>
      appendRecord(text, {
        table: "model",
        group: "provider_ref",
        entries: Object.entries(record).map(([key, value]) => ({
          key,
          value,
          amount: amountOf(key, value),
          remark: remarkOf(key, value),
        })),
      }),
    layers.model.source.text,
  );
}

/** Data sets are in dollars, and no price of another currency is ever proposed. */
function amountOf(key: string, value: TomlValue): string | undefined {
  return priceKeys.includes(key) && typeof value === "number" ? money(value, "USD") : undefined;
}

/** The prices of tiers once more, for people: `Above 200,000 input tokens: $2.50 in, $15.00 out.` */
function remarkOf(key: string, value: TomlValue): string | undefined {
  if (key !== "price_tiers" || !Array.isArray(value)) return undefined;
  const tiers = (value as readonly Readonly<Record<string, number>>[]).map((tier) => {
    const amounts = [
      [rates.input.key, "in"],
      [rates.output.key, "out"],
      [rates.cacheRead.key, "cache read"],
    ].flatMap(([name = "", what]) => {
      const amount = tier[name];
      return amount === undefined ? [] : [`${money(amount, "USD")} ${what}`];
    });
    return `Above ${grouped(tier["above_input_tokens"] ?? 0)} input tokens: ${amounts.join(", ")}.`;
  });
  return tiers.join(" ");
}

const REMARK = /^([ \t]*)# Above [^\n]*(?=\n[ \t]*price_tiers\b)/im;

function withRemark(text: string, key: string, remark: string | undefined): string {
  return key === "price_tiers" && remark !== undefined
    ? text.replace(REMARK, (_, indent: string) => `${indent}# ${remark}`)
    : text;
}

function withoutRemark(text: string, key: string): string {
  return key === "price_tiers"
    ? text.replace(/^[ \t]*# Above [^\n]*\n(?=[ \t]*price_tiers\b)/im, "")
    : text;
}
