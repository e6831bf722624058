import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { report, tally } from "../../diagnostics/report.ts";
import { inputFileNames } from "../../layers/layer-names.ts";
import { rateNames } from "../../layers/rates.ts";
import { check } from "../../pipeline/generate.ts";
import { findProject } from "../../project/config.ts";
import { readRegistry, reason } from "../../project/read-registry.ts";
import { readText } from "../../project/read-text.ts";
import { replaceFile } from "../../project/replace-file.ts";
import type { Registry } from "../../registry/model.ts";
import { compare, type Disagreement, type Field, fields } from "../../sources/compare.ts";
import type { Source } from "../../sources/fact.ts";
import type { Correction } from "../../sources/plan-update.ts";
import { readSource } from "../../sources/read-source.ts";
import { table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import { correctModels } from "./correct-models.ts";
import { showValue } from "./show-value.ts";

/** Options of `kei drift`. */
export interface DriftOptions {
  readonly registry?: string;
  /** Files, or URLs. */
  readonly against: readonly string[];
  readonly provider?: string;
  readonly date?: string;
  readonly failOn?: "price" | "limits" | "ids" | "any";
  readonly json?: boolean;
  readonly update?: boolean;
}

const KINDS: Readonly<Record<"price" | "limits" | "ids", readonly Field[]>> = {
  price: [...rateNames, "tiers"],
  limits: ["contextWindow", "maxOutputTokens"],
  ids: ["missing-here", "unknown-there"],
};

/**
 * `kei drift`: where a registry and public data sets disagree. With `update`, what the data sets
 * agree on is written into `models.toml` first; it is the only file that changes.
 */
export async function runDrift(options: DriftOptions, terminal: Terminal): Promise<ExitCode> {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const inputs = readRegistry(project.registry, terminal.cwd);
  const { diagnostics, registry } = check(inputs, terminal.today);
  if (registry === undefined) {
    report(diagnostics, "pretty", tally(diagnostics), terminal);
    return 1;
  }
  const { provider, update = false } = options;
  if (provider !== undefined) checkProvider(provider, registry);
  const date = dateOf(options.date) ?? (update ? undefined : basis(registry)) ?? terminal.today;
  const sources = await readSources(options.against, date, terminal.cwd);
  const corrected = update
    ? correctModels(inputs, sources, { date, today: terminal.today, provider })
    : undefined;
  if (corrected?.inspection.diagnostics.some(({ severity }) => severity === "error")) {
    const errors = corrected.inspection.diagnostics;
    report(errors, "pretty", `${tally(errors)}: nothing written`, terminal);
    return 1;
  }
  if (corrected !== undefined && corrected.corrections.length > 0) {
    writeModels(join(project.registry, inputFileNames.model), corrected.text);
  }
  const found = compare(corrected?.inspection.resolved.registry ?? registry, sources, date).filter(
    ({ ref }) => provider === undefined || ref.startsWith(`${provider}/`),
  );
  const told = { found, sources, date, corrections: corrected?.corrections };
  terminal.out(options.json ? asJson(told) : asTables(told, terminal));
  (options.json ? terminal.err : terminal.out)(`${summary(told)}\n`);
  return fails(found, options.failOn) ? 1 : 0;
}

/** A mark at the beginning of the file stays. */
function writeModels(path: string, text: string): void {
  try {
    const file = realpathSync(path);
    const mark = readFileSync(file, "utf8").startsWith("\uFEFF") ? "\uFEFF" : "";
    replaceFile(file, mark + text);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${reason(error)}`, "nothing was changed");
  }
}

function checkProvider(id: string, { providers }: Registry): void {
  const ids = providers.map((provider) => provider.id);
  if (ids.includes(id)) return;
  throw new UserError(
    `there is no provider "${id}"`,
    didYouMean(id, ids) ?? `known providers: ${ids.join(", ")}`,
  );
}

function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime())) {
    if (date.toISOString().startsWith(text)) return text;
  }
  throw new UserError(`--date takes a day as YYYY-MM-DD, not "${text}"`);
}

/** The day that a registry's prices are of: the last on which somebody compared one. */
function basis({ models }: Registry): string | undefined {
  return models
    .flatMap(({ verifiedAt }) => verifiedAt ?? [])
    .sort()
    .at(-1);
}

async function readSources(
  files: readonly string[],
  date: string,
  cwd: string,
): Promise<readonly Source[]> {
  const texts = await Promise.all(files.map((file) => readText(file, cwd)));
  const sources = texts.map((text, i) => readSource(files[i] as string, text, date));
  const twice = sources.findIndex(
    ({ name }, i) => sources.findIndex((other) => other.name === name) < i,
  );
  if (twice !== -1) {
    throw new UserError(
      `${files[twice]} is data of ${sources[twice]?.name}, and so is a file before it`,
      "two copies of one data set do not confirm each other: give each once",
    );
  }
  return sources;
}

function fails(found: readonly Disagreement[], kind: DriftOptions["failOn"]): boolean {
  if (kind === undefined) return false;
  return found.some(({ field }) => kind === "any" || KINDS[kind].includes(field));
}

/** What there is to say. */
interface Told {
  readonly found: readonly Disagreement[];
  readonly sources: readonly Source[];
  readonly date: string;
  /** Absent when nothing was to be corrected. */
  readonly corrections: readonly Correction[] | undefined;
}

function asTables({ found, sources, corrections = [] }: Told, { width }: Terminal): string {
  const right = { align: "right", flexible: true } as const;
  const corrected = table(
    [
      { title: "model", flexible: true },
      { title: "field" },
      { title: "was", ...right },
      { title: "is", ...right },
    ],
    corrections.map(({ ref, field, from, to }) => [
      ref,
      field,
      showValue(field, from),
      showValue(field, to),
    ]),
    width,
  );
  const left = table(
    [
      { title: "model", flexible: true },
      { title: "field" },
      { title: "ours", ...right },
      ...sources.map(({ name }) => ({ title: name, ...right })),
    ],
    found.map(({ ref, field, ours, theirs }) => [
      // A data set may name a model as it likes.
      escapeControls(ref),
      field,
      showValue(field, ours),
      ...sources.map(({ name }) =>
        showValue(field, theirs.find(({ source }) => source === name)?.value),
      ),
    ]),
    width,
  );
  return [corrections.length > 0 ? [corrected] : [], found.length > 0 ? [left] : []]
    .flat()
    .join("\n");
}

function asJson({ found, sources, date, corrections }: Told): string {
  const data = {
    date,
    sources: sources.map(({ name }) => name),
    ...(corrections && {
      corrections: corrections.map(({ from, ...each }) => ({ ...each, from: from ?? null })),
    }),
    counts: Object.fromEntries(counts(found)),
    disagreements: found.map(({ ref, field, ours, theirs, agreed }) => ({
      ref,
      field,
      ours: ours ?? null,
      theirs: theirs.map(({ source, value }) => ({ source, value: value ?? null })),
      agreed,
    })),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function summary({ found, date, corrections }: Told): string {
  const parts = counts(found).map(([field, count]) => `${count} ${field}`);
  const what = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const done =
    corrections === undefined
      ? ""
      : `${plural(corrections.length, "correction")}${corrections.length === 0 ? "" : " (run kei gen)"}; left: `;
  return `${done}${plural(found.length, "disagreement")} on ${date}${what}`;
}

function counts(found: readonly Disagreement[]): [Field, number][] {
  return fields
    .map((field): [Field, number] => [field, found.filter((each) => each.field === field).length])
    .filter(([, count]) => count > 0);
}
