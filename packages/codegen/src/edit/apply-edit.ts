import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Layer } from "../layers/layer-names.ts";
import { type Inspection, inspect } from "../pipeline/inspect.ts";
import type { ExitCode, Terminal } from "../terminal/terminal.ts";
import { plural } from "../text/numbers.ts";
import { type ChangedLine, changedLines, unifiedDiff } from "./line-diff.ts";
import { type OpenRegistry, withTexts } from "./open-registry.ts";
import { tellDiagnostics } from "./tell-diagnostics.ts";
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
  /** Texts of other files that follow, by their layer. */
  readonly also?: ReadonlyMap<Layer, string> | undefined;
}

/**
 * Puts edited texts through the whole check, and writes them unless there are errors that were not
 * there before. Says what changed, and what the check has to say about that.
 *
 * @throws UserError when a file cannot be written.
 */
export function applyEdit(
  { registry, layer, text, also = new Map() }: Edited,
  { dryRun = false, json = false }: EditOptions,
  terminal: Terminal,
): ExitCode {
  const { inputs, inspection } = registry;
  const texts = new Map([[layer, text], ...also]);
  const files = [...texts].map(([each, after]) => {
    const before = inspection.layers[each].source.text;
    return {
      layer: each,
      file: inputs[each].path,
      before,
      after,
      lines: changedLines(before, after),
    };
  });
  const { diagnostics, after } = inspectEdit(registry, texts, terminal.today);
  const refused = diagnostics.some(({ severity }) => severity === "error");
  const changed = files.filter(({ lines }) => lines.length > 0);
  const writes = !refused && !dryRun && changed.length > 0;

  if (writes) writeLayers(registry, new Map(changed.map((each) => [each.layer, each.after])));
  if (json) {
    const data = diagnostics.map(({ frame: _, ...diagnostic }) => diagnostic);
    const [first, ...others] = files.map(({ file, lines }) => ({ file, lines }));
    const rest = others.length === 0 ? {} : { also: others };
    terminal.out(
      `${JSON.stringify({ file: first?.file, written: writes, lines: first?.lines, ...rest, diagnostics: data }, null, 2)}\n`,
    );
    return refused ? 1 : 0;
  }
  if (dryRun)
    for (const each of files) terminal.out(unifiedDiff(each.file, each.before, each.after));
  terminal.out(tellDiagnostics(diagnostics, after, { color: terminal.color }));
  if (refused) {
    const names = files.map(({ file }) => file).join(", ");
    terminal.out(
      `${names}: nothing written, because of ${plural(errorsOf(diagnostics), "error")}\n`,
    );
    return 1;
  }
  for (const { file, lines } of files) {
    terminal.out(`${file}: ${summary(lines)}${dryRun ? ", not written (--dry-run)" : ""}\n`);
  }
  if (writes) terminal.out("run kei gen\n");
  return 0;
}

/** What the check finds with texts in place of files, and what of that it did not say before. */
export function inspectEdit(
  { inputs, inspection }: OpenRegistry,
  texts: ReadonlyMap<Layer, string>,
  today: string,
): { readonly after: Inspection; readonly diagnostics: readonly Diagnostic[] } {
  const after = inspect(withTexts(inputs, texts), today);
  return { after, diagnostics: unseen(inspection.diagnostics, after.diagnostics) };
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
