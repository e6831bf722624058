import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { formatFew } from "../diagnostics/report.ts";
import type { Layer } from "../layers/layer-names.ts";
import { inspect } from "../pipeline/inspect.ts";
import type { ExitCode, Terminal } from "../terminal/terminal.ts";
import { plural } from "../text/numbers.ts";
import { type ChangedLine, changedLines, unifiedDiff } from "./line-diff.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { writeLayers } from "./write-layers.ts";

/** Options of all commands that edit. */
export interface EditOptions {
  readonly registry?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A text to put in place of a layer's file. */
export interface Edited {
  readonly registry: OpenRegistry;
  readonly layer: Layer;
  readonly text: string;
}

/**
 * Puts an edited text through the whole check, and writes it unless it has errors that were not
 * there before. Says what changed, and what the check has to say about that.
 *
 * @throws UserError when the file cannot be written.
 */
export function applyEdit(
  { registry, layer, text }: Edited,
  { dryRun = false, json = false }: EditOptions,
  terminal: Terminal,
): ExitCode {
  const { inputs, inspection } = registry;
  const { path } = inputs[layer];
  const before = inspection.layers[layer].source.text;
  const bytes = new TextEncoder().encode(text);
  const after = inspect({ ...inputs, [layer]: { path, bytes } }, terminal.today);
  const diagnostics = unseen(inspection.diagnostics, after.diagnostics);
  const refused = diagnostics.some(({ severity }) => severity === "error");
  const lines = changedLines(before, text);
  const writes = !refused && !dryRun && lines.length > 0;

  if (writes) writeLayers(registry, new Map([[layer, text]]));
  if (json) {
    const data = diagnostics.map(({ frame: _, ...diagnostic }) => diagnostic);
    terminal.out(
      `${JSON.stringify({ file: path, written: writes, lines, diagnostics: data }, null, 2)}\n`,
    );
    return refused ? 1 : 0;
  }
  if (dryRun) terminal.out(unifiedDiff(path, before, text));
  const told = formatFew(diagnostics, "pretty", { color: terminal.color });
  if (refused) {
    terminal.out(
      `${told}${path}: nothing written, because of ${plural(errorsOf(diagnostics), "error")}\n`,
    );
    return 1;
  }
  terminal.out(`${told}${path}: ${summary(lines)}${dryRun ? ", not written (--dry-run)" : ""}\n`);
  if (writes) terminal.out("run kei gen\n");
  return 0;
}

/** Diagnostics that the edit brought; those before it may have moved to other lines. */
function unseen(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic[] {
  const identity = ({ code, file, message }: Diagnostic) => JSON.stringify([code, file, message]);
  const known = new Map<string, number>();
  for (const each of before) known.set(identity(each), (known.get(identity(each)) ?? 0) + 1);
  return after.filter((each) => {
    const count = known.get(identity(each)) ?? 0;
    known.set(identity(each), count - 1);
    return count <= 0;
  });
}

function errorsOf(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ severity }) => severity === "error").length;
}

/** `1 line changed, 2 lines added`: a line that went and one that came are one that changed. */
function summary(lines: readonly ChangedLine[]): string {
  const added = lines.filter(({ kind }) => kind === "added").length;
  const removed = lines.length - added;
  const changed = Math.min(added, removed);
  const parts = [
    [changed, "changed"],
    [added - changed, "added"],
    [removed - changed, "removed"],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${plural(count, "line")} ${what}`)
      .join(", ") || "nothing to change"
  );
}
