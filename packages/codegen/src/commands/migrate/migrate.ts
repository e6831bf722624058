import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatters } from "../../diagnostics/format/format.ts";
import { tally } from "../../diagnostics/report.ts";
import { unifiedDiff } from "../../edit/line-diff.ts";
import { createEndings } from "../../migrate/endings.ts";
import type { FoundName } from "../../migrate/found-name.ts";
import { findProject } from "../../project/config.ts";
import { reason } from "../../project/read-registry.ts";
import { readSource } from "../../project/registry-source.ts";
import { replaceFiles } from "../../project/replace-file.ts";
import type { Registry } from "../../registry/model.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls, quote } from "../../text/quote.ts";
import { UserError } from "../../text/user-error.ts";
import { findNames } from "./find-names.ts";
import { createFinding, type Finding } from "./finding.ts";
import { formatFindings } from "./format-findings.ts";
import { listFiles, type Skipped } from "./list-files.ts";
import { isOfRegistry, readTexts, type TextFile } from "./read-texts.ts";

/** Options of `kei migrate`. */
export interface MigrateOptions {
  readonly write?: boolean;
  /** What `kei diff` takes. @default the project's registry, else `@kei/registry` where it is installed */
  readonly registry?: string;
  readonly provider?: readonly string[];
  readonly model?: readonly string[];
  /** Days within which a model ends that is found before its day. @default any number */
  readonly within?: number;
  /** ISO date. @default today */
  readonly date?: string;
  /** Exit 1 when names of models in this state remain; `deprecated` counts retired ones as well. */
  readonly failOn?: "retired" | "deprecated" | "any";
  readonly json?: boolean;
}

/**
 * `kei migrate`: names of models that are retired, or going to be, in code and configurations, and what
 * their successors change. Writes nothing unless it is told to.
 *
 * @throws UserError for a path that is not there, and where there is no registry.
 */
export async function runMigrate(
  paths: readonly string[],
  options: MigrateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const day = options.date ?? terminal.today;
  const registry = await findRegistry(options, terminal);
  if (registry === undefined) return 1;
  refuseUnknown(options, registry);
  const endings = createEndings(registry, {
    day,
    until: options.within === undefined ? undefined : dayAfter(day, options.within),
    providers: options.provider,
    models: options.model,
  });
  const done = terminal.progress("reading files");
  const { files, names, skipped } = await lookInto(paths, endings, terminal).finally(done);

  const create = createFinding(registry);
  const findings = [...names].flatMap(([file, list]) =>
    list.map((name) => ({ finding: create(file, name), isMended: name.by !== undefined })),
  );
  const mended = [...names].flatMap(([file, list]) => {
    const text = replaced(file.source.text, list);
    return text === file.source.text ? [] : [{ file, text }];
  });
  const write = options.write === true;
  if (write) writeTexts(mended);
  const remaining = findings.filter(({ isMended }) => !write || !isMended);
  const code = remaining.some(({ finding }) => failsOn(finding, options.failOn)) ? 1 : 0;

  for (const { file, why } of skipped) {
    terminal.err(`${escapeControls(file)}: not looked at: ${escapeControls(why)}\n`);
  }
  const all = findings.map(({ finding }) => finding);
  if (options.json === true) {
    const written = write ? mended.map(({ file }) => file.source.path) : [];
    terminal.out(`${JSON.stringify({ findings: all, written, skipped }, undefined, 2)}\n`);
    return code;
  }
  terminal.out(formatFindings(all, terminal.width));
  if (!write) {
    for (const { file, text } of mended) {
      terminal.out(`\n${unifiedDiff(file.source.path, file.source.text, text)}`);
    }
  }
  const count = findings.filter(({ isMended }) => isMended).length;
  terminal.out(
    `${all.length === 0 ? "" : "\n"}${summary(all.length, count, files, mended, write)}\n`,
  );
  return code;
}

/** What is found, and what was not looked at. */
async function lookInto(
  paths: readonly string[],
  endings: ReturnType<typeof createEndings>,
  { cwd }: Terminal,
) {
  const listed = await listFiles(paths, cwd);
  const read = readTexts(listed.files, cwd);
  const ofRegistry: Skipped[] = [];
  const texts = read.texts.filter((file) => {
    if (!isOfRegistry(file)) return true;
    if (endings.isIn(file.source.text)) ofRegistry.push({ file: file.source.path, why: REGISTRY });
    return false;
  });
  const { names, skipped } = await findNames(texts, endings);
  return {
    files: read.texts.length,
    names,
    skipped: [...listed.skipped, ...read.skipped, ...ofRegistry, ...skipped],
  };
}

const REGISTRY = "it is a registry's: kei upgrade --registry <its folder>";

/** The registry to go by; `undefined` when it has errors, which are said. */
async function findRegistry(
  { registry }: MigrateOptions,
  terminal: Terminal,
): Promise<Registry | undefined> {
  const { cwd } = terminal;
  const folder = () => {
    try {
      return findProject(cwd, {}).registry;
    } catch (error) {
      const installed = error instanceof UserError ? installedRegistry(cwd) : undefined;
      if (installed === undefined) throw error;
      return installed;
    }
  };
  const name = registry ?? folder();
  const source = await readSource(name, cwd, terminal);
  if (source.registry === undefined) {
    terminal.err(formatters.pretty(source.diagnostics, { color: false }));
    terminal.err(`${tally(source.diagnostics)}; nothing was looked for\n`);
  }
  return source.registry;
}

function installedRegistry(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", "@kei", "registry");
    if (existsSync(join(path, "data", "registry.json"))) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A name that is mistyped finds nothing, which looks like good news. */
function refuseUnknown({ provider, model }: MigrateOptions, registry: Registry): void {
  const wrong =
    provider?.find((id) => registry.providers.every((each) => each.id !== id)) ??
    model?.find((name) => registry.models.every(({ ref, id }) => ref !== name && id !== name));
  if (wrong !== undefined) {
    throw new UserError(`the registry has no ${quote(wrong)}`, "kei list models --all lists them");
  }
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function failsOn({ state }: Finding, level: MigrateOptions["failOn"]): boolean {
  if (level === undefined) return false;
  if (level === "any" || state === "retired") return true;
  return level === "deprecated" && state === "deprecated";
}

function replaced(text: string, names: readonly FoundName[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, by } of names) {
    if (by === undefined) continue;
    pieces.push(text.slice(done, start), by);
    done = end;
  }
  return pieces.join("") + text.slice(done);
}

/** @throws UserError when a file was changed since it was read, or cannot be written: then none is. */
function writeTexts(texts: readonly { readonly file: TextFile; readonly text: string }[]): void {
  const contents = new Map<string, Uint8Array>();
  try {
    for (const { file, text } of texts) {
      if (Buffer.compare(readFileSync(file.path), file.bytes) !== 0) {
        throw new UserError(
          `${file.source.path} was changed by another program just now`,
          "nothing was written: run the command again",
        );
      }
      const mark = file.hadByteOrderMark ? "\uFEFF" : "";
      contents.set(file.path, new TextEncoder().encode(mark + text));
    }
    replaceFiles(contents, true);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot write: ${reason(error)}`, "nothing was changed");
  }
}

/** `3 names in 12 files: 2 of them can be written (--write), 1 stays`. */
function summary(
  count: number,
  mended: number,
  files: number,
  texts: readonly unknown[],
  write: boolean,
): string {
  if (count === 0) return `${plural(files, "file")}: no name of a model that ends`;
  const stay = count - mended;
  const rest =
    stay === 0
      ? ""
      : `, ${stay} ${stay === 1 ? "stays" : "stay"} as ${stay === 1 ? "it is" : "they are"}`;
  const done = write
    ? `${mended} written in ${plural(texts.length, "file")}`
    : `${mended} can be written (--write)`;
  return `${plural(count, "name")} in ${plural(files, "file")}: ${done}${rest}`;
}
