import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { formatFew, report, tally } from "../../diagnostics/report.ts";
import type { WrittenSource } from "../../layers/source.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { isRead, loadDataSets } from "../../project/material/load-data-sets.ts";
import { readRegistry } from "../../project/read-registry.ts";
import type { Registry } from "../../registry/model.ts";
import { compare, type Disagreement, type Uncompared } from "../../sources/compare.ts";
import type { DataSet } from "../../sources/data-set.ts";
import { explainDisputes } from "../../sources/explain-disputes.ts";
import { NONE } from "../../sources/fields.ts";
import { table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";
import { didYouMean } from "../../text/suggest.ts";
import { UserError } from "../../text/user-error.ts";
import { dayOf } from "../../text/utc-time.ts";
import { disputeDiagnostics } from "./dispute-diagnostics.ts";

/** Options of `kei drift`. */
export interface DriftOptions {
  readonly registry?: string;
  /** Files, folders, URLs or packages; absent: what `sources.toml` names. */
  readonly against?: readonly string[];
  readonly provider?: readonly string[];
  readonly date?: string;
  readonly failOn?: "price" | "limits" | "ids" | "any";
  readonly json?: boolean;
}

const GROUPS: Readonly<Record<"price" | "limits" | "ids", Disagreement["group"]>> = {
  price: "prices",
  limits: "limits",
  ids: "ids",
};

/**
 * `kei drift`: where a registry and public data sets disagree. In a registry that states its sources or
 * disputes, every disagreement has to be explained.
 */
export async function runDrift(options: DriftOptions, terminal: Terminal): Promise<ExitCode> {
  const project = findProject(terminal.cwd, { registry: options.registry });
  const inspection = inspect(readRegistry(project.registry, terminal.cwd), terminal.today);
  const { diagnostics, resolved } = inspection;
  const { registry } = resolved;
  if (diagnostics.some(({ severity }) => severity === "error")) {
    report(diagnostics, "pretty", tally(diagnostics), terminal);
    return 1;
  }
  const { provider } = options;
  for (const id of provider ?? []) checkProvider(id, registry);
  const date = dayOf(options.date, "--date") ?? basis(registry) ?? terminal.today;
  const reading = terminal.progress("reading data sets");
  const loaded = await loadDataSets({
    from: options.against,
    records: sourcesOf(inspection),
    isFixed: options.against === undefined,
    folder: project.registry,
    providers: registry.providers,
    cwd: terminal.cwd,
    env: terminal.env,
  }).finally(reading);
  const sets = loaded.map(({ set }) => set);
  for (const id of provider ?? []) checkCovered(id, sets, registry);
  const isMeant = (ref: string) => provider?.includes(ref.slice(0, ref.indexOf("/"))) ?? true;
  const comparing = terminal.progress("comparing");
  const { disagreements, uncompared } = compare(registry, sets, date);
  comparing();
  const explanation = explainDisputes(
    disagreements.filter(({ ref }) => isMeant(ref)),
    registry.disputes,
    { sources: sets.map(({ id }) => id), isMeant },
  );
  const hasDisputes = registry.sources.length > 0 || registry.disputes.length > 0;
  const told: Told = {
    found: explanation.unexplained,
    explained: explanation.explained.length,
    problems: hasDisputes ? disputeDiagnostics(explanation, inspection) : [],
    uncompared: [
      ...uncompared.filter(({ what }) => provider?.includes(what) ?? true),
      ...sourcesOf(inspection)
        .filter((record) => options.against === undefined && !isRead(record))
        .map(({ id }) => ({ what: id, reason: "no adapter reads it" })),
    ],
    sets,
    date,
  };
  terminal.out(options.json ? asJson(told) : asText(told, terminal));
  (options.json ? terminal.err : terminal.out)(`${summary(told)}\n`);
  return told.problems.length > 0 || fails(told.found, options.failOn) ? 1 : 0;
}

function sourcesOf({ layers }: Inspection): readonly WrittenSource[] {
  return layers.source.records.flatMap((record) => (record as WrittenSource | undefined) ?? []);
}

function checkProvider(id: string, { providers }: Registry): void {
  const ids = providers.map((provider) => provider.id);
  if (ids.includes(id)) return;
  throw new UserError(
    `there is no provider "${id}"`,
    didYouMean(id, ids) ?? `known providers: ${ids.join(", ")}`,
  );
}

function checkCovered(id: string, sets: readonly DataSet[], { providers }: Registry): void {
  if (sets.some((set) => set.covers(id))) return;
  const known = providers.filter((each) => sets.some((set) => set.covers(each.id)));
  throw new UserError(
    `the models of ${id} cannot be compared: no data set has that provider`,
    `of this registry they have ${known.map((each) => each.id).join(", ") || "none"}`,
  );
}

/** The day that a registry's prices are of: the last on which somebody compared one. */
function basis({ models }: Registry): string | undefined {
  return models
    .flatMap(({ verifiedAt }) => verifiedAt ?? [])
    .sort()
    .at(-1);
}

function fails(found: readonly Disagreement[], kind: DriftOptions["failOn"]): boolean {
  if (kind === undefined) return false;
  return found.some(({ group }) => kind === "any" || group === GROUPS[kind]);
}

/** What there is to say. */
interface Told {
  /** What no dispute explains. */
  readonly found: readonly Disagreement[];
  /** How many are explained. */
  readonly explained: number;
  readonly problems: readonly Diagnostic[];
  readonly uncompared: readonly Uncompared[];
  readonly sets: readonly DataSet[];
  readonly date: string;
}

function asText({ found, problems, uncompared, sets }: Told, { width, color }: Terminal): string {
  const right = { align: "right", min: 8, wraps: true } as const;
  const { text: rows } = table(
    [
      { title: "model" },
      { title: "fact" },
      { title: "ours", ...right },
      ...sets.map(({ id }) => ({ title: id, ...right })),
    ],
    found.map(({ ref, fact, ours, theirs }) => [
      // A data set may name a model as it likes.
      escapeControls(ref),
      fact,
      ours.text,
      ...sets.map(({ id }) => theirs.find(({ source }) => source === id)?.text ?? NONE),
    ]),
    width,
  );
  const stale = problems.filter(({ code }) => code === "dispute-stale");
  return [
    found.length > 0 ? rows : "",
    formatFew(stale, "pretty", { color }),
    uncomparedText(uncompared),
  ].join("");
}

/** What was not compared, by reason. */
function uncomparedText(uncompared: readonly Uncompared[]): string {
  const byReason = new Map<string, string[]>();
  for (const { what, reason } of uncompared) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), what]);
  }
  const lines = [...byReason].map(
    ([reason, all]) => `not compared, ${reason}: ${all.join(", ")}\n`,
  );
  return lines.join("");
}

function asJson({ found, explained, problems, uncompared, sets, date }: Told): string {
  const data = {
    date,
    sources: sets.map(({ id }) => id),
    counts: Object.fromEntries(counts(found)),
    explained,
    uncompared,
    disagreements: found.map(({ ref, fact, ours, theirs, agreed }) => ({
      ref,
      fact,
      ours: ours.value ?? null,
      theirs: theirs.map(({ source, value }) => ({ source, value: value ?? null })),
      agreed,
    })),
    diagnostics: problems.map(({ frame: _, ...problem }) => problem),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function summary({ found, explained, problems, date }: Told): string {
  const parts = counts(found).map(([fact, count]) => `${count} ${fact}`);
  const what = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const known = explained === 0 ? "" : `; ${explained} explained in disputes.toml`;
  const stale = problems.filter(({ code }) => code === "dispute-stale").length;
  const untrue = stale === 0 ? "" : `; ${plural(stale, "dispute")} not true any more`;
  return `${plural(found.length, "disagreement")} on ${date}${what}${known}${untrue}`;
}

/** Facts with how often they are disputed, in the order in which they first come. */
function counts(found: readonly Disagreement[]): readonly (readonly [string, number])[] {
  const all = new Map<string, number>();
  for (const { fact } of found) all.set(fact, (all.get(fact) ?? 0) + 1);
  return [...all];
}
