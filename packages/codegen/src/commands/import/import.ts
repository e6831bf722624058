import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { report, tally } from "../../diagnostics/report.ts";
import type { EditOptions } from "../../edit/apply-edit.ts";
import { nameOf } from "../../edit/find-record.ts";
import { unifiedDiff } from "../../edit/line-diff.ts";
import { type OpenRegistry, openRegistry } from "../../edit/open-registry.ts";
import { writeLayers } from "../../edit/write-layers.ts";
import { type AllInputs, type Layer, layers } from "../../layers/layer-names.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { lockFolder } from "../../project/lock-folder.ts";
import { readMaterial } from "../../project/material/read-material.ts";
import type { TomlTable } from "../../source/toml.ts";
import type { Dropped, Imported, Wanted } from "../../sources/imports/imported.ts";
import { readImport } from "../../sources/imports/read-import.ts";
import { namesOf } from "../../sources/provider-names.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";
import { UserError } from "../../text/user-error.ts";
import { type Merged, merge } from "./merge.ts";

/** Options of `kei import`. */
export interface ImportOptions extends EditOptions {
  /** A file, a folder, a URL or `npm:NAME@VERSION`. */
  readonly from: string;
  /** @default what the file looks like */
  readonly as?: string;
  readonly provider?: readonly string[];
  readonly model?: readonly string[];
}

/**
 * `kei import`: what another tool's file has and the registry does not, written into its TOML. What the
 * registry says otherwise stays, and is told. A second run changes nothing.
 */
export async function runImport(options: ImportOptions, terminal: Terminal): Promise<ExitCode> {
  if (refusesErrors(openRegistry(options.registry, terminal).inspection, terminal)) return 1;
  // Before the lock: a download may take longer than others would wait.
  const done = terminal.progress(`reading ${options.from}`);
  const material = await readMaterial({ from: options.from }, terminal).finally(done);
  const imported = readImport(material, wantedOf(options), options.as);
  const missing = options.provider?.filter((id) => !isIn(imported, id)) ?? [];
  if (missing.length > 0) {
    throw new UserError(`${material.name} has no provider ${missing.join(", ")}`);
  }
  return await bringIn(() => imported, options, terminal);
}

/**
 * Writes what a registry has not, and says what came of it.
 *
 * @param imported What is brought, once the registry is known and nobody else changes it.
 */
export async function bringIn(
  imported: (registry: OpenRegistry) => Imported,
  options: EditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { registry: folder } = findProject(terminal.cwd, { registry: options.registry });
  const run = () => {
    const registry = openRegistry(options.registry, terminal);
    if (refusesErrors(registry.inspection, terminal)) return 1;
    const working = terminal.progress("checking what was read");
    try {
      return write(registry, imported(registry), options, terminal);
    } finally {
      working();
    }
  };
  if (options.dryRun === true) return run();
  return await lockFolder(folder, run, {
    onWait: () => terminal.progress("another kei is changing this registry: waiting for it"),
  });
}

function wantedOf({ provider, model }: ImportOptions): Wanted {
  const names = provider?.flatMap(namesOf);
  return {
    provider: (id) => names?.includes(id) ?? true,
    model: (id) => model?.includes(id) ?? true,
  };
}

function isIn({ providers, models, dropped }: Imported, name: string): boolean {
  const names = namesOf(name);
  return (
    providers.some(({ id }) => names.includes(id)) ||
    models.some(({ provider }) => names.includes(provider)) ||
    dropped.some(({ what }) => names.some((each) => what === each || what.startsWith(`${each}/`)))
  );
}

function refusesErrors({ diagnostics }: Inspection, terminal: Terminal): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  report(errors, "pretty", `${tally(errors)}: nothing written`, terminal);
  return true;
}

function write(
  registry: OpenRegistry,
  imported: Imported,
  { dryRun = false, json = false }: EditOptions,
  terminal: Terminal,
): ExitCode {
  const { merged, errors } = checked(registry, imported, terminal.today);
  if (errors.length > 0) {
    report(errors, "pretty", `${tally(errors)}: nothing written`, terminal);
    return 1;
  }
  if (!dryRun) writeLayers(registry, merged.texts);
  if (json) {
    const changes = merged.changes.map(({ from, ...each }) => ({ ...each, from: from ?? null }));
    terminal.out(`${JSON.stringify({ changes, dropped: merged.dropped }, undefined, 2)}\n`);
    return 0;
  }
  for (const [layer, text] of dryRun ? merged.texts : []) {
    const before = registry.inspection.layers[layer].source.text;
    terminal.out(`${unifiedDiff(registry.inputs[layer].path, before, text)}\n`);
  }
  terminal.out(asText(merged, dryRun));
  return 0;
}

/**
 * Merges, and leaves out what has errors, until nothing of the file has: one bad record does not keep the
 * others away.
 */
function checked(
  registry: OpenRegistry,
  imported: Imported,
  today: string,
): { readonly merged: Merged; readonly errors: readonly Diagnostic[] } {
  const without = new Map<string, string>();
  for (;;) {
    const merged = merge(registry, imported, without);
    let inputs: AllInputs = registry.inputs;
    for (const [layer, text] of merged.texts) {
      const bytes = new TextEncoder().encode(text);
      inputs = { ...inputs, [layer]: { path: inputs[layer].path, bytes } };
    }
    const after = inspect(inputs, today);
    const errors = after.diagnostics.filter(({ severity }) => severity === "error");
    const before = without.size;
    for (const [key, why] of blamed(after, errors, merged)) without.set(key, why);
    if (without.size === before) return { merged, errors };
  }
}

/** The new records that errors are about. */
function blamed(
  { layers: files }: Inspection,
  errors: readonly Diagnostic[],
  { added, texts }: Merged,
): readonly (readonly [key: string, why: string])[] {
  return layers.flatMap((layer) => {
    const { source, parsed } = files[layer];
    const own = errors.filter(({ file }) => file === source.path);
    const text = texts.get(layer);
    const records = parsed?.value[layer];
    if (own.length === 0 || text === undefined || !Array.isArray(records)) return [];
    const headers = [...text.matchAll(new RegExp(`^[ \\t]*\\[\\[${layer}\\]\\]`, "gm"))].map(
      ({ index }) => text.slice(0, index).split("\n").length,
    );
    return own.flatMap(({ message, range }) => {
      const index = headers.findLastIndex((line) => line <= range.start.line);
      const record = records[index] as TomlTable | undefined;
      const name = record && nameOf({ layer, record });
      return name !== undefined && added.get(layer)?.has(name)
        ? [[`${layer}:${name}`, message] as const]
        : [];
    });
  });
}

function asText({ changes, dropped, texts }: Merged, isDry: boolean): string {
  const counts = (["provider", "model", "profile", "price"] as const).flatMap((layer: Layer) => {
    const count = changes.filter(({ fact }) => fact === layer).length;
    return count === 0 ? [] : [plural(count, `new ${layer}`)];
  });
  const filled = changes.filter(({ fact }) => !(layers as readonly string[]).includes(fact)).length;
  const parts = [...counts, ...(filled === 0 ? [] : [plural(filled, "fact")])];
  const written = parts.length === 0 ? "nothing new" : parts.join(", ");
  const end = isDry ? ", not written (--dry-run)" : texts.size === 0 ? "" : " (run kei gen)";
  return `${lossesText(dropped)}${written}${end}\n`;
}

/** How many names are shown of what shares a reason. */
const SHOWN = 10;

/** What was not carried over: a reason, and below it what it is about. */
function lossesText(dropped: readonly Dropped[]): string {
  if (dropped.length === 0) return "";
  const byReason = new Map<string, string[]>();
  for (const { what, why } of dropped) byReason.set(why, [...(byReason.get(why) ?? []), what]);
  const lines = [...byReason].map(([why, all]) => {
    const more = all.length > SHOWN ? `\n  … and ${all.length - SHOWN} more: --json has all` : "";
    return `${why}:\n${all
      .slice(0, SHOWN)
      .map((what) => `  ${what}`)
      .join("\n")}${more}\n`;
  });
  return `Not carried over, and what to know:\n\n${escapeLines(lines.join(""))}\n`;
}

function escapeLines(text: string): string {
  return text.split("\n").map(escapeControls).join("\n");
}
