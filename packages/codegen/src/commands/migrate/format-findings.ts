import type { Fact } from "../../layers/fact.ts";
import { pages } from "../../layers/pages.ts";
import type { ModelChange } from "../../migrate/model-changes.ts";
import { escapeControls, quote } from "../../text/quote.ts";
import type { Finding } from "./finding.ts";

/** Findings by model: what it is, what its successor changes, and where its name stands. */
export function formatFindings(findings: readonly Finding[], width: number): string {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { models, state, replacedBy, note } = finding;
    const key = JSON.stringify([models, state, replacedBy, note]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map((group) => formatGroup(group, width)).join("\n");
}

function formatGroup(group: readonly Finding[], width: number): string {
  const [first] = group as readonly [Finding, ...Finding[]];
  const title = wrapped(escapeControls(titleOf(first)), "", width);
  const note = first.note === undefined ? [] : [`stays: ${escapeControls(first.note)}`];
  const details = [...note, ...changeLines(first.changes)];
  const places = group.map(({ file, line, column, id }) => {
    const name = first.models.some((ref) => ref === id) ? "" : `  ${quote(id)}`;
    return `  ${escapeControls(`${file}:${line}:${column}`)}${name}\n`;
  });
  return `${title}${details.map((line) => wrapped(line, "  ", width)).join("")}${places.join("")}`;
}

function titleOf({ models, state, since, replacedBy }: Finding): string {
  const names = models.join(" or ");
  const day = since === undefined ? "" : ` ${since}`;
  const unknown = models.length > 1 ? "their successors differ" : "no successor is known";
  const successor = replacedBy === undefined ? unknown : `use ${replacedBy}`;
  switch (state) {
    case "retired":
      return `${names}: retired since${day}; ${successor}`;
    case "deprecated":
      return since === undefined
        ? `${names}: deprecated; ${successor}`
        : `${names}: deprecated since${day}; ${successor}`;
    case "retiring":
      return `${names}: ends on${day}; ${successor}`;
    case "renamed":
      return `${names}: under another name`;
  }
}

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

/** `price: input $2.50 → $2.00 per million tokens`, `refuses: temperature, top-p`. */
function changeLines(changes: readonly ModelChange[]): readonly string[] {
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

/** A line that goes on below itself where the terminal ends, further in. With a width of 0 it is one. */
function wrapped(text: string, indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    const isFirst = line.trim() === "";
    if (!isFirst && width > 0 && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += isFirst ? word : ` ${word}`;
  }
  return `${[...lines, line].join("\n")}\n`;
}
