import { findProject } from "../config.ts";
import { compare, type Disagreement, type Field, fields } from "../drift/compare.ts";
import type { Source } from "../drift/fact.ts";
import { readSource } from "../drift/read-source.ts";
import { check } from "../generate.ts";
import { readRegistry } from "../read.ts";
import { readText } from "../read-text.ts";
import type { Registry } from "../registry/model.ts";
import { didYouMean } from "../suggest.ts";
import { UserError } from "../user-error.ts";
import { showValue } from "./show-value.ts";
import { table } from "./table.ts";
import { type ExitCode, plural, report, type Terminal, tally } from "./terminal.ts";

/** Options of `kei drift`. */
export interface DriftOptions {
  readonly registry?: string;
  /** Files, or URLs. */
  readonly against: readonly string[];
  readonly provider?: string;
  readonly date?: string;
  readonly failOn?: "price" | "limits" | "ids" | "any";
  readonly json?: boolean;
}

const KINDS: Readonly<Record<"price" | "limits" | "ids", readonly Field[]>> = {
  price: ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h", "tiers"],
  limits: ["contextWindow", "maxOutputTokens"],
  ids: ["missing-here", "unknown-there"],
};

/** `kei drift`: where a registry and public data sets disagree. Writes nothing. */
export async function runDrift(options: DriftOptions, terminal: Terminal): Promise<ExitCode> {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const { diagnostics, registry } = check(
    readRegistry(project.registry, terminal.cwd),
    terminal.today,
  );
  if (registry === undefined) {
    report(diagnostics, "pretty", tally(diagnostics), terminal);
    return 1;
  }
  if (options.provider !== undefined) checkProvider(options.provider, registry);
  const date = dateOf(options.date) ?? basis(registry) ?? terminal.today;
  const sources = await readSources(options.against, date, terminal.cwd);
  const found = compare(registry, sources, date).filter(
    ({ ref }) => options.provider === undefined || ref.startsWith(`${options.provider}/`),
  );
  terminal.out(options.json ? asJson(found, sources, date) : asTable(found, sources, terminal));
  (options.json ? terminal.err : terminal.out)(`${summary(found, date)}\n`);
  return fails(found, options.failOn) ? 1 : 0;
}

function checkProvider(id: string, { providers }: Registry): void {
  const ids = providers.map((provider) => provider.id);
  if (ids.includes(id)) return;
  throw new UserError(
    `there is no provider "${id}"`,
    didYouMean(id, ids) ?? `there are: ${ids.join(", ")}`,
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

function asTable(
  found: readonly Disagreement[],
  sources: readonly Source[],
  { width }: Terminal,
): string {
  if (found.length === 0) return "";
  return table(
    [
      { title: "model", flexible: true },
      { title: "field" },
      { title: "ours", align: "right", flexible: true },
      ...sources.map(({ name }) => ({ title: name, align: "right", flexible: true }) as const),
    ],
    found.map(({ ref, field, ours, theirs }) => [
      ref,
      field,
      showValue(field, ours),
      ...sources.map(({ name }) =>
        showValue(field, theirs.find(({ source }) => source === name)?.value),
      ),
    ]),
    width,
  );
}

function asJson(found: readonly Disagreement[], sources: readonly Source[], date: string): string {
  const data = {
    date,
    sources: sources.map(({ name }) => name),
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

function summary(found: readonly Disagreement[], date: string): string {
  const parts = counts(found).map(([field, count]) => `${count} ${field}`);
  const what = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${plural(found.length, "disagreement")} on ${date}${what}`;
}

function counts(found: readonly Disagreement[]): [Field, number][] {
  return fields
    .map((field): [Field, number] => [field, found.filter((each) => each.field === field).length])
    .filter(([, count]) => count > 0);
}
