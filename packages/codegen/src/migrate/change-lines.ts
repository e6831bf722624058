import type { Fact } from "../layers/fact.ts";
import { pages } from "../layers/pages.ts";
import { escapeControls } from "../text/quote.ts";
import type { ModelChange } from "./model-changes.ts";

/** Kinds of changes that say of words that they came or went. */
const WORDS: Readonly<Partial<Record<ModelChange["kind"], string>>> = {
  "capability-removed": "loses",
  "capability-added": "gains",
  "refusal-added": "refuses",
  "refusal-removed": "refuses no more",
  "effort-removed": "takes no effort",
  "effort-added": "takes effort",
  "model-protocol-removed": "no protocol",
  "model-protocol-added": "protocol",
};

/** What changes with another model, a line each: `price: input $2.50 → $2.00 per million tokens`, `refuses: temperature, top-p`. */
export function changeLines(changes: readonly ModelChange[]): readonly string[] {
  const words = new Map<string, string[]>();
  const lines: string[] = [];
  for (const change of changes) {
    const title = WORDS[change.kind];
    if (title === undefined) lines.push(changeLine(change));
    else {
      const word = String(change.before ?? change.after);
      const shown =
        change.field === "input" || change.field === "output" ? `${word} (${change.field})` : word;
      words.set(title, [...(words.get(title) ?? []), shown]);
    }
  }
  const prices = lines.filter((line) => line.startsWith("price"));
  const others = lines.filter((line) => !prices.includes(line));
  // What is refused is lost as well, and what is gained is no longer refused: once is enough.
  const without = (title: string, told: string) => {
    const said = words.get(told) ?? [];
    const rest = (words.get(title) ?? []).filter((word) => !said.includes(word));
    if (rest.length > 0) words.set(title, rest);
    else words.delete(title);
  };
  without("loses", "refuses");
  without("refuses no more", "gains");
  const of = Object.values(WORDS).flatMap((title) => {
    const all = words.get(title);
    return all === undefined ? [] : [`${title}: ${all.join(", ")}`];
  });
  return [...prices, ...others, ...of].map(escapeControls);
}

function changeLine({ kind, field, text, before, after }: ModelChange): string {
  if (kind.startsWith("price-")) return `price: ${text}`;
  const facts: Readonly<Record<string, Fact>> = pages.model.facts;
  const fact = field === undefined ? undefined : facts[field];
  if (fact === undefined) return text;
  const shown = (value: unknown) => {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return "not stated";
    if (fact.show !== undefined) return (fact.show as (of: unknown) => string)(value);
    return Array.isArray(value) ? value.join(", ") : String(value);
  };
  return `${fact.label}: ${shown(before)} → ${shown(after)}`;
}
