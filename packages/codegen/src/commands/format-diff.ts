import { contentHash } from "../emit/registry-json.ts";
import { type ChangeKind, type Level, levels } from "../registry/change-kinds.ts";
import type { Change } from "../registry/diff.ts";
import type { Registry } from "../registry/model.ts";
import { createDescriber } from "./describe-change.ts";
import { table } from "./table.ts";
import { plural } from "./terminal.ts";

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
      [{ title: level }, { title: "", flexible: true }, { title: "", flexible: true }],
      changes.map((change) => [`  ${change.kind}`, change.subject, describe(change)]),
      width,
    ),
  );
  return `${tables.join("\n")}\n${countLevels(diff.changes)}\n`;
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
        `- ${code(change.subject)}: ${escapeMarkdown(describe(change))} (${change.kind})\n`,
    );
    return `### ${level}\n\n${items.join("")}`;
  });
  return `**${countLevels(diff.changes)}**\n\n${sections.join("\n")}`;
}

/**
 * A changeset that says in words what changes for users, under the heaviest level. Dates of
 * verification and texts for people are counted, not listed.
 */
export function formatChangeset(diff: Diff, packageName: string): string {
  const describe = describerOf(diff);
  const blocks: string[] = [];
  for (const title of SECTIONS) {
    const changes = diff.changes.filter((change) => sectionOf(change) === title);
    if (changes.length === 0) continue;
    const items = changes.map(
      (change) => `- ${code(change.subject)}: ${escapeMarkdown(describe(change))}\n`,
    );
    blocks.push(`${title}:\n\n${items.join("")}`);
  }
  const quiet = diff.changes.filter((change) => sectionOf(change) === QUIET).length;
  if (quiet > 0) blocks.push(`${plural(quiet, QUIET)}.\n`);
  const head = `Registry: ${plural(diff.changes.length, "change")}.\n`;
  return `---\n"${packageName}": ${highestLevel(diff.changes)}\n---\n\n${[head, ...blocks].join("\n")}`;
}

const QUIET = "correction of texts or dates of verification";

const SECTIONS = [
  "Gone",
  "To be followed by code or settings",
  "New",
  "Deprecated",
  "Changed",
  "Prices",
  "Put right",
] as const;

const SECTION_OF: Partial<Record<ChangeKind, (typeof SECTIONS)[number]>> = {
  "model-deprecated": "Deprecated",
  "price-changed": "Prices",
  "price-kind-changed": "Prices",
  "price-became-known": "Prices",
  "price-became-unknown": "Prices",
};

const NAMES = /^(provider|model|alias|slug|profile)-(added|removed)$/;

function sectionOf({ kind, level }: Change): (typeof SECTIONS)[number] | typeof QUIET {
  if (kind === "text-changed" || kind === "verification-changed") return QUIET;
  const name = NAMES.exec(kind);
  if (name !== null) return name[2] === "added" ? "New" : "Gone";
  if (level === "major") return "To be followed by code or settings";
  return SECTION_OF[kind] ?? (level === "minor" ? "Changed" : "Put right");
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

/** Text of a registry in Markdown: it makes no markup and no tags. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~&]/g, "\\$&");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
