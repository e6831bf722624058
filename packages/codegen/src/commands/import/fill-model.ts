import type { OpenRegistry } from "../../edit/open-registry.ts";
import type { Model } from "../../layers/model.ts";
import { priceKeys } from "../../layers/rates.ts";
import { type Capability, capabilities, wordsOf } from "../../layers/vocabulary.ts";
import type { TomlValue } from "../../source/edit.ts";
import type { Dropped, Table } from "../../sources/imports/imported.ts";
import { grouped, money } from "../../text/numbers.ts";
import { quote } from "../../text/quote.ts";

/** A key that is written, or a whole record. */
export interface Change {
  /** Id of a provider or a profile, ref of a model. */
  readonly ref: string;
  /** The key, or the kind of a record that is new. */
  readonly fact: string;
  readonly from: TomlValue | undefined;
  readonly to: TomlValue;
}

/** Fills in what a model of the registry leaves out. */
export function fillModel(
  { inspection }: OpenRegistry,
  known: Model,
  record: Table,
  into: {
    readonly fills: Map<number, Readonly<Record<string, TomlValue>>>;
    readonly changes: Change[];
    readonly dropped: Dropped[];
  },
): void {
  const index = inspection.resolved.indexOf(known);
  const ours = inspection.layers.model.records[index] as Table;
  const keys: Record<string, TomlValue> = {};
  const write = (key: string, value: TomlValue) => {
    keys[key] = value;
    into.changes.push({ ref: known.ref, fact: key, from: ours[key], to: value });
  };
  const differ = (fact: string, theirs: string, own: string) =>
    into.dropped.push({
      what: `${known.ref} ${fact}`,
      why: `the file has ${theirs}, the registry ${own}, which stays`,
    });
  const isPriced = known.price.kind === "known" || known.price.kind === "free";
  for (const [key, value] of Object.entries(record)) {
    if (["provider_ref", "id", "capabilities", "refuses", "dialect"].includes(key)) continue;
    // A file without names has ids in their place.
    if (key === "display_name" && value === record["id"]) continue;
    const own = key === "protocols" ? known.protocols : ours[key];
    if (own === undefined || own === "") {
      // A price without tiers says that there are none.
      if (key === "price_tiers" && isPriced) differ(key, "prices of long input", "none");
      else write(key, value);
    } else if (!isEqual(key, own, value)) differ(key, shown(key, value), shown(key, own));
  }
  for (const [key, isAble] of [
    ["capabilities", true],
    ["refuses", false],
  ] as const) {
    const said = (record[key] ?? []) as readonly Capability[];
    const unanswered = said.filter((word) => answerOf(known, word) === undefined);
    for (const word of said) {
      const answer = answerOf(known, word);
      if (answer === undefined || answer === isAble || answer === "under a condition") continue;
      differ(`capabilities.${word}`, isAble ? "yes" : "no", isAble ? "no" : "yes");
    }
    if (unanswered.length === 0) continue;
    const all = new Set([...((ours[key] ?? []) as readonly Capability[]), ...unanswered]);
    write(
      key,
      wordsOf(capabilities).filter((word) => all.has(word)),
    );
  }
  if (Object.keys(keys).length > 0) into.fills.set(index, keys);
}

function answerOf({ when, capabilities: able, refuses }: Model, word: Capability) {
  if (when?.some((each) => each.capabilities.includes(word))) return "under a condition";
  if (able?.includes(word)) return true;
  return refuses?.includes(word) ? false : undefined;
}

/** Whether both say the same; the order of words says nothing, and a month holds its days. */
export function isEqual(key: string, a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) =>
    JSON.stringify(
      Array.isArray(value) && key !== "price_tiers" && key !== "protocols"
        ? [...value].sort()
        : value,
    );
  if (sorted(a) === sorted(b)) return true;
  return (
    /_at$|_until$/.test(key) && (String(a).startsWith(String(b)) || String(b).startsWith(String(a)))
  );
}

/** A value in a sentence. What is compared of prices is in dollars. */
export function shown(key: string, value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number")
    return priceKeys.includes(key) ? money(value, "USD") : grouped(value);
  const isWords = Array.isArray(value) && value.every((each) => typeof each === "string");
  return isWords ? `[${value.join(", ")}]` : JSON.stringify(value);
}
