import type { ChangeKind } from "../../layers/change-kinds.ts";
import { createDescriber } from "../../registry/describe-change.ts";
import type { Change } from "../../registry/diff.ts";
import { plural } from "../../text/numbers.ts";
import { codeSpan, escapeMarkdown } from "../../text/quote.ts";
import { type Diff, highestLevel } from "./format-diff.ts";

/**
 * A changeset that says in words what changes for users, under the heaviest level. Dates of
 * verification and texts for people are counted, not listed.
 */
export function formatChangeset(diff: Diff, packageName: string): string {
  const describe = createDescriber(diff.before.registry, diff.after.registry);
  const listed = withoutRepetition(diff.changes);
  const blocks: string[] = [];
  for (const title of SECTIONS) {
    const changes = listed.filter((change) => sectionOf(change) === title);
    if (changes.length === 0) continue;
    const items = changes.map(
      (change) =>
        `- ${codeSpan(change.subject)}: ${escapeMarkdown(belowTitle(change, describe(change)))}\n`,
    );
    blocks.push(`${title}:\n\n${items.join("")}`);
  }
  const quiet = listed.filter((change) => sectionOf(change) === QUIET).length;
  if (quiet > 0) blocks.push(`${plural(quiet, QUIET)}.\n`);
  const head = `Registry: ${plural(listed.length, "change")}.\n`;
  return `---\n"${packageName}": ${highestLevel(diff.changes)}\n---\n\n${[head, ...blocks].join("\n")}`;
}

const QUIET = "correction of texts or dates of verification";

const SECTIONS = [
  "Gone",
  "Code or settings have to follow",
  "New",
  "Deprecated",
  "Changed",
  "Prices",
  "Corrected",
] as const;

const SECTION_OF: Partial<Record<ChangeKind, (typeof SECTIONS)[number]>> = {
  "model-deprecated": "Deprecated",
  "price-changed": "Prices",
  "price-kind-changed": "Prices",
  "price-became-known": "Prices",
  "price-became-unknown": "Prices",
};

const NAMES = /^(provider|model|alias|slug|profile)-(added|removed)$/;

/** What takes a model's place is said where it is deprecated. */
function withoutRepetition(changes: readonly Change[]): readonly Change[] {
  const deprecated = new Set(
    changes.filter(({ kind }) => kind === "model-deprecated").map(({ subject }) => subject),
  );
  return changes.filter(
    ({ kind, subject }) => kind !== "replacement-changed" || !deprecated.has(subject),
  );
}

/** The title says that it is new or gone; a name alone does not say of what. */
function belowTitle({ kind }: Change, text: string): string {
  const name = NAMES.exec(kind);
  if (name === null) return text;
  return text.replace(/^(?:new|gone)(?:: |; |$)/, "") || (name[1] as string);
}

function sectionOf({ kind, level }: Change): (typeof SECTIONS)[number] | typeof QUIET {
  if (kind === "text-changed" || kind === "verification-changed") return QUIET;
  const name = NAMES.exec(kind);
  if (name !== null) return name[2] === "added" ? "New" : "Gone";
  if (level === "major") return "Code or settings have to follow";
  return SECTION_OF[kind] ?? (level === "minor" ? "Changed" : "Corrected");
}
