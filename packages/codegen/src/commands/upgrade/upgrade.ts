import { inspectEdit } from "../../edit/apply-edit.ts";
import { unifiedDiff } from "../../edit/line-diff.ts";
import { type OpenRegistry, openRegistry, withTexts } from "../../edit/open-registry.ts";
import { renameKeys } from "../../edit/rename-keys.ts";
import { rewriteReferences } from "../../edit/rewrite-references.ts";
import { tellDiagnostics } from "../../edit/tell-diagnostics.ts";
import { writeLayers } from "../../edit/write-layers.ts";
import { type Layer, layers } from "../../layers/layer-names.ts";
import { changeLines } from "../../migrate/change-lines.ts";
import { createEndings } from "../../migrate/endings.ts";
import { type ModelChange, modelChanges } from "../../migrate/model-changes.ts";
import { inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { lockFolder } from "../../project/lock-folder.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { wrapped } from "../../terminal/wrapped.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";

/** Options of `kei upgrade`. */
export interface UpgradeOptions {
  readonly registry?: string;
  readonly write?: boolean;
  /** ISO date. @default today */
  readonly date?: string;
  readonly json?: boolean;
}

/** Something that is written otherwise now, as `--json` prints it. */
interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What it is: a key or table, or the key of a record whose reference it is. */
  readonly what: string;
  /** As it is written. */
  readonly id: string;
  /** What stands there then; absent where the item of a list goes, since the record names the successor already. */
  readonly successor?: string;
  /** What is otherwise with the model that the reference leads to then. */
  readonly changes: readonly ModelChange[];
}

/**
 * `kei upgrade`: gives keys their present names, and leads references to retired and deprecated models to
 * their successors. Comments stay. Writes nothing unless it is told to, and nothing that has errors which were
 * not there before.
 *
 * @throws UserError when the registry cannot be read or written, or another kei does not end.
 */
export async function runUpgrade(options: UpgradeOptions, terminal: Terminal): Promise<ExitCode> {
  const run = () => upgrade(openRegistry(options.registry, terminal), options, terminal);
  if (options.write !== true) return run();
  const { registry } = findProject(terminal.cwd, { registry: options.registry });
  return await lockFolder(registry, run, {
    onWait: () => terminal.progress("another kei is changing this registry: waiting for it"),
  });
}

function upgrade(
  registry: OpenRegistry,
  { date, write = false, json = false }: UpgradeOptions,
  terminal: Terminal,
): ExitCode {
  const { inputs } = registry;
  const textOf = (layer: Layer) => registry.inspection.layers[layer].source.text;
  const findings: Finding[] = [];
  const texts = new Map<Layer, string>();
  for (const layer of layers) {
    const { text, renamed } = renameKeys(layer, textOf(layer));
    if (renamed.length > 0) texts.set(layer, text);
    for (const { what, from, to, at } of renamed) {
      findings.push({
        file: inputs[layer].path,
        ...at,
        what,
        id: from,
        successor: to,
        changes: [],
      });
    }
  }
  const { models } = addReferences(registry, texts, date ?? terminal.today, findings);
  const { diagnostics, after } = inspectEdit(registry, texts, terminal.today);
  const refused = diagnostics.some(({ severity }) => severity === "error");
  const written = write && !refused && texts.size > 0;
  if (written) writeLayers(registry, texts);
  if (json) {
    const files = written ? [...texts.keys()].map((layer) => inputs[layer].path) : [];
    const told = diagnostics.map(({ frame: _, ...diagnostic }) => diagnostic);
    terminal.out(
      `${JSON.stringify({ findings, written: files, diagnostics: told }, undefined, 2)}\n`,
    );
    return refused ? 1 : 0;
  }
  for (const { file, line, column, what, id, successor } of findings) {
    const to = successor === undefined ? "goes: its successor is there" : `→ ${successor}`;
    const text = `${file}:${line}:${column}: ${what} ${id} ${to}`;
    terminal.out(wrapped(escapeControls(text), "", terminal.width));
  }
  for (const [title, changes] of models) {
    if (changes.length === 0) continue;
    terminal.out(`\n${wrapped(title, "", terminal.width)}`);
    for (const line of changeLines(changes)) terminal.out(wrapped(line, "  ", terminal.width));
  }
  if (!write) {
    for (const [layer, text] of texts) {
      terminal.out(`\n${unifiedDiff(inputs[layer].path, textOf(layer), text)}`);
    }
  }
  if (findings.length > 0) terminal.out("\n");
  terminal.out(tellDiagnostics(diagnostics, after, { color: terminal.color }));
  terminal.out(`${summary(findings.length, texts.size, { write, refused })}\n`);
  return refused ? 1 : 0;
}

/** Rewrites references, and says of each pair of models what changes. */
function addReferences(
  registry: OpenRegistry,
  texts: Map<Layer, string>,
  day: string,
  findings: Finding[],
): { readonly models: ReadonlyMap<string, readonly ModelChange[]> } {
  // With their present names, records may be valid that were not.
  const now = inspect(withTexts(registry.inputs, texts), day).resolved.registry;
  // What ends later may still be chosen.
  const endings = createEndings(now, { day, until: day });
  const all = layers.map((layer) => [
    layer,
    texts.get(layer) ?? registry.inspection.layers[layer].source.text,
  ]);
  const done = rewriteReferences(Object.fromEntries(all), (ref) => endings.find(ref, {})?.written);
  for (const [layer, text] of done.texts) texts.set(layer, text);
  const models = new Map<string, readonly ModelChange[]>();
  for (const { layer, record, key, from, to, at } of done.rewritten) {
    const ending = endings.find(from, {})?.ending;
    const successor = ending?.successor;
    if (ending === undefined || successor === undefined) continue;
    const title = `${ending.model.ref} → ${successor.ref}`;
    const changes = models.get(title) ?? modelChanges(ending.model, successor, now);
    models.set(title, changes);
    findings.push({
      file: registry.inputs[layer].path,
      ...at,
      what: `${key} of ${layer} ${record}`,
      id: from,
      ...(to === undefined ? {} : { successor: to }),
      changes,
    });
  }
  return { models };
}

function summary(
  count: number,
  files: number,
  { write, refused }: { readonly write: boolean; readonly refused: boolean },
): string {
  if (count === 0) return "everything is as it is written now";
  const places = `${plural(count, "place")} in ${plural(files, "file")}`;
  if (refused) return `${places}: nothing written, because of errors`;
  return write ? `${places} written: run kei gen` : `${places} can be written (--write)`;
}
