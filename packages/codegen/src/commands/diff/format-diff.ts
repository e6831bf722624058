import { type Level, levels } from "../../layers/change-kinds.ts";
import { createDescriber } from "../../registry/describe-change.ts";
import type { Change } from "../../registry/diff.ts";
import type { Registry } from "../../registry/model.ts";
import { contentHash } from "../../registry/publish.ts";
import { table } from "../../terminal/table.ts";
import { codeSpan, escapeControls, escapeMarkdown } from "../../text/quote.ts";

/** Two registries, what differs between them, and what they are called. */
export interface Diff {
  readonly before: { readonly name: string; readonly registry: Registry };
  readonly after: { readonly name: string; readonly registry: Registry };
  readonly changes: readonly Change[];
}

/** The heaviest level among changes; `undefined` when there are none. */
export function highestLevel(changes: readonly Change[]): Level | undefined {
  return levels.find((level) => changes.some((change) => change.level === level));
}

/** The forms that a diff is shown in, by name. */
export const diffFormatters = {
  text: formatText,
  json: formatJson,
  markdown: formatMarkdown,
} as const satisfies Record<string, (diff: Diff, width: number) => string>;

/** Name of a form: what `--format` takes. */
export type DiffFormat = keyof typeof diffFormatters;

function formatText(diff: Diff, width: number): string {
  if (diff.changes.length === 0) return "no changes\n";
  const describe = describerOf(diff);
  const tables = byLevel(diff.changes).map(([level, changes]) =>
    table(
      [{ title: level }, { title: "" }, { title: "", min: 20, wraps: true }],
      changes.map((change) => [
        `  ${change.kind}`,
        escapeControls(change.subject),
        describe(change),
      ]),
      width,
    ),
  );
  return `${tables.map(({ text }) => text).join("\n")}\n${countLevels(diff.changes)}\n`;
}

function formatJson(diff: Diff): string {
  const describe = describerOf(diff);
  const { before, after, changes } = diff;
  const side = ({ name, registry }: Diff["before"]) => ({
    name,
    contentHash: contentHash(registry),
  });
  const data = {
    before: side(before),
    after: side(after),
    level: highestLevel(changes) ?? null,
    counts: Object.fromEntries(levels.map((level) => [level, count(changes, level)])),
    changes: changes.map((change) => ({ ...change, text: describe(change) })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function formatMarkdown(diff: Diff): string {
  if (diff.changes.length === 0) return "The registry means the same as before.\n";
  const describe = describerOf(diff);
  const sections = byLevel(diff.changes).map(([level, changes]) => {
    const items = changes.map(
      (change) =>
        `- ${codeSpan(change.subject)}: ${escapeMarkdown(describe(change))} (${change.kind})\n`,
    );
    return `### ${level}\n\n${items.join("")}`;
  });
  return `**${countLevels(diff.changes)}**\n\n${sections.join("\n")}`;
}

function describerOf({ before, after }: Diff): (change: Change) => string {
  return createDescriber(before.registry, after.registry);
}

function byLevel(changes: readonly Change[]): (readonly [Level, readonly Change[]])[] {
  return levels
    .map((level) => [level, changes.filter((change) => change.level === level)] as const)
    .filter(([, list]) => list.length > 0);
}

/** `major: 1, minor: 3, patch: 12`. */
function countLevels(changes: readonly Change[]): string {
  return levels.map((level) => `${level}: ${count(changes, level)}`).join(", ");
}

function count(changes: readonly Change[], level: Level): number {
  return changes.filter((change) => change.level === level).length;
}
