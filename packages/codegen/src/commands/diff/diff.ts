import { relative } from "node:path";
import { formatFew, tally } from "../../diagnostics/report.ts";
import { type Level, levels } from "../../layers/change-kinds.ts";
import { findProject } from "../../project/config.ts";
import { readSource } from "../../project/registry-source.ts";
import { diffRegistries } from "../../registry/diff.ts";
import { contentHash } from "../../registry/publish.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { formatChangeset } from "./format-changeset.ts";
import { type Diff, type DiffFormat, diffFormatters, highestLevel } from "./format-diff.ts";
import { writeChangeset } from "./write-changeset.ts";

export interface DiffOptions {
  readonly registry?: string;
  readonly format: DiffFormat;
  /** Write a changeset as well. */
  readonly changeset?: boolean;
  /** Exit 1 when a change has this level or a heavier one. */
  readonly failOn?: Level;
}

/** Package that a changeset is for. */
const PACKAGE = "@kei/registry";

/**
 * `kei diff`: what changes for users between two registries.
 *
 * @param from Source of the older one. By default the last commit.
 * @param to Source of the newer one. By default the registry as it is on disk.
 */
export async function runDiff(
  from: string | undefined,
  to: string | undefined,
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const folder = findFolder(from, to, options, terminal);
  const names = { before: from ?? "git:HEAD", after: to ?? folder };
  const [before, after] = await Promise.all([
    readSource(names.before, folder, terminal),
    readSource(names.after, folder, terminal),
  ]);
  if (before.registry === undefined || after.registry === undefined) {
    // Apart from the results, which other programs read.
    const diagnostics = [before, after].flatMap((source) =>
      source.registry === undefined ? source.diagnostics : [],
    );
    terminal.err(formatFew(diagnostics, "pretty", { color: false }));
    terminal.err(`${tally(diagnostics)}; nothing was compared\n`);
    return 1;
  }

  const diff: Diff = {
    before: { name: names.before, registry: before.registry },
    after: { name: to ?? (relative(terminal.cwd, folder) || "."), registry: after.registry },
    changes: diffRegistries(before.registry, after.registry),
  };
  terminal.out(diffFormatters[options.format](diff, terminal.width));
  if (options.changeset === true) reportChangeset(diff, folder, terminal);
  return failsOn(diff, options.failOn) ? 1 : 0;
}

/** The project's registry; that of this folder will do where both sides are named. */
function findFolder(
  from: string | undefined,
  to: string | undefined,
  { registry }: DiffOptions,
  { cwd }: Terminal,
): string {
  try {
    return findProject(cwd, { registry }).registry;
  } catch (error) {
    if (from === undefined || to === undefined) throw error;
    return cwd;
  }
}

function reportChangeset(diff: Diff, folder: string, { cwd, err }: Terminal): void {
  if (diff.changes.length === 0) {
    err("no changes: no changeset was written\n");
    return;
  }
  const { path, written } = writeChangeset(
    formatChangeset(diff, PACKAGE),
    contentHash(diff.before.registry),
    folder,
  );
  err(`${relative(cwd, path)} ${written ? "written" : "says this already"}\n`);
}

function failsOn({ changes }: Diff, level: Level | undefined): boolean {
  const highest = highestLevel(changes);
  if (highest === undefined || level === undefined) return false;
  return levels.indexOf(highest) <= levels.indexOf(level);
}
