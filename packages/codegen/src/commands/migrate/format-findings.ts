import { changeLines } from "../../migrate/change-lines.ts";
import { wrapped } from "../../terminal/wrapped.ts";
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
