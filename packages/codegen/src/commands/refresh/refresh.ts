import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { report, tally } from "../../diagnostics/report.ts";
import type { EditOptions } from "../../edit/apply-edit.ts";
import { unifiedDiff } from "../../edit/line-diff.ts";
import { type OpenRegistry, openRegistry } from "../../edit/open-registry.ts";
import { writeLayers } from "../../edit/write-layers.ts";
import { type AllInputs, type Layer, layers } from "../../layers/layer-names.ts";
import type { Model, WrittenModel } from "../../layers/model.ts";
import type { Provider, WrittenProvider } from "../../layers/provider.ts";
import type { WrittenSource } from "../../layers/source.ts";
import { type Inspection, inspect } from "../../pipeline/inspect.ts";
import { findProject } from "../../project/config.ts";
import { lockFolder } from "../../project/lock-folder.ts";
import { type Loaded, loadDataSets } from "../../project/material/load-data-sets.ts";
import { tomlLiteral } from "../../source/edit.ts";
import { compare } from "../../sources/compare.ts";
import { confirmations } from "../../sources/confirmations.ts";
import { type Change, type Proposal, propose } from "../../sources/propose.ts";
import { table } from "../../terminal/table.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { escapeControls } from "../../text/quote.ts";
import { UserError } from "../../text/user-error.ts";
import { dayOf } from "../../text/utc-time.ts";
import { addModels, changeModels } from "./edit-models.ts";
import { foldDueRows } from "./fold-due-rows.ts";
import { decidedFacts, type OpenDispute, rewriteDisputes } from "./rewrite-disputes.ts";
import { rewriteSources } from "./rewrite-sources.ts";

/** Options of `kei refresh`. */
export interface RefreshOptions extends EditOptions {
  /** Files, folders, URLs or packages; absent: what `sources.toml` names. */
  readonly from?: readonly string[];
  /** Ids of providers; any of them. */
  readonly provider?: readonly string[];
  readonly date?: string;
}

/**
 * `kei refresh`: new models, changed facts and ends, as far as data sets agree on them, written into the
 * TOML; what they dispute is listed. A second run changes nothing.
 */
export async function runRefresh(options: RefreshOptions, terminal: Terminal): Promise<ExitCode> {
  const { provider } = options;
  const date = dayOf(options.date, "--date") ?? terminal.today;
  const { registry: folder } = findProject(terminal.cwd, { registry: options.registry });
  const first = openRegistry(options.registry, terminal);
  const { providers } = first.inspection.resolved.registry;
  const unknown = provider?.find((name) => !providers.some(({ id }) => id === name));
  if (unknown !== undefined) throw new UserError(`there is no provider "${unknown}"`);
  if (refusesErrors(first.inspection, terminal)) return 1;
  // Before the lock: a download may take longer than others would wait.
  const reading = terminal.progress("reading data sets");
  const loaded = await loadDataSets({
    from: options.from,
    records: first.inspection.layers.source.records.flatMap(
      (record) => (record as WrittenSource | undefined) ?? [],
    ),
    isFixed: false,
    folder,
    providers,
    cwd: terminal.cwd,
    env: terminal.env,
  }).finally(reading);
  const uncovered = provider?.find((id) => !loaded.some(({ set }) => set.covers(id)));
  if (uncovered !== undefined) {
    throw new UserError(
      `the models of ${uncovered} cannot be refreshed: no data set has that provider`,
    );
  }
  const run = () => {
    const opened = openRegistry(options.registry, terminal);
    if (refusesErrors(opened.inspection, terminal)) return 1;
    return refresh(opened, loaded, { ...options, date }, terminal);
  };
  if (options.dryRun === true) return run();
  return await lockFolder(folder, run, {
    onWait: () => terminal.progress("another kei is changing this registry: waiting for it"),
  });
}

function refusesErrors({ diagnostics }: Inspection, terminal: Terminal): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return false;
  report(errors, "pretty", `${tally(errors)}: nothing written`, terminal);
  return true;
}

function refresh(
  opened: OpenRegistry,
  loaded: readonly Loaded[],
  { provider, date, dryRun = false, json = false }: RefreshOptions & { readonly date: string },
  terminal: Terminal,
): ExitCode {
  const comparing = terminal.progress("comparing");
  const { registry } = opened.inspection.resolved;
  const sets = loaded.map(({ set }) => set);
  const isMeant = (id: string) => provider?.includes(id) ?? true;
  const draft = createDraft(opened, terminal.today);
  const changes: Change[] = [];
  const folded = foldDueRows(draft.inspection, date, isMeant);
  const due = changeModels(draft.inspection, folded.changes);
  draft.put("price", folded.prices);
  draft.put("model", due);
  changes.push(...folded.changes);
  const asked = {
    sources: sets.map(({ id }) => id),
    isMeant: (ref: string) => isMeant(ref.slice(0, ref.indexOf("/"))),
  };
  const withRows = draft.inspection.resolved.registry;
  const decided = decidedFacts(withRows, compare(withRows, sets, date).disagreements, asked);
  const proposal = propose(withRows, sets, {
    date,
    isMeant,
    isDecided: (ref, fact) => decided.has(`${ref} ${fact}`),
    written: (model) => writtenModel(draft.inspection, model),
    defaultsOf: (each) => writtenProvider(draft.inspection, each).defaults ?? {},
  });
  changes.push(...proposal.changes);
  draft.put("source", rewriteSources(draft.textOf("source"), loaded));
  draft.put("model", changeModels(draft.inspection, proposal.changes));
  draft.put("model", addModels(draft.inspection, proposal.additions));
  const confirmed = confirmations(draft.inspection.resolved.registry, sets, {
    date,
    isMeant,
    written: (model) => writtenModel(draft.inspection, model),
  });
  draft.put("model", changeModels(draft.inspection, confirmed));
  changes.push(
    ...confirmed.filter(({ ref }) => registry.models.some((model) => model.ref === ref)),
  );
  const { disagreements } = compare(draft.inspection.resolved.registry, sets, date);
  const disputes = rewriteDisputes(draft.inspection, disagreements, { ...asked, date });
  draft.put("dispute", disputes.text);

  const refused = draft.inspection.diagnostics.filter(({ severity }) => severity === "error");
  const isDry = dryRun || refused.length > 0;
  const texts = draft.changed();
  if (!isDry) writeLayers(opened, texts);
  const told = { changes, proposal, disputes: disputes.open, texts, refused, isDry };
  comparing();
  if (json) terminal.out(asJson(told));
  else {
    for (const [layer, text] of dryRun ? texts : []) {
      const before = opened.inspection.layers[layer].source.text;
      terminal.out(`${unifiedDiff(opened.inputs[layer].path, before, text)}\n`);
    }
    terminal.out(asText(told, terminal));
    if (refused.length > 0)
      report(refused, "pretty", `${tally(refused)}: nothing written`, terminal);
  }
  return refused.length > 0 ? 1 : 0;
}

/** Texts that change step by step, and what they then mean. */
interface Draft {
  readonly inspection: Inspection;
  textOf(layer: Layer): string;
  put(layer: Layer, text: string): void;
  /** The texts that are others than at the beginning. */
  changed(): ReadonlyMap<Layer, string>;
}

function createDraft({ inputs, inspection: before }: OpenRegistry, today: string): Draft {
  let current: AllInputs = inputs;
  let inspection = before;
  const textOf = (layer: Layer) => inspection.layers[layer].source.text;
  return {
    get inspection() {
      return inspection;
    },
    textOf,
    put(layer, text) {
      if (text === textOf(layer)) return;
      const bytes = new TextEncoder().encode(text);
      current = { ...current, [layer]: { path: inputs[layer].path, bytes } };
      inspection = inspect(current, today);
    },
    changed: () =>
      new Map(
        layers
          .filter((layer) => textOf(layer) !== before.layers[layer].source.text)
          .map((layer) => [layer, textOf(layer)]),
      ),
  };
}

function writtenModel({ layers: files, resolved }: Inspection, model: Model): WrittenModel {
  return files.model.records[resolved.indexOf(model)] as WrittenModel;
}

function writtenProvider(
  { layers: files, resolved }: Inspection,
  provider: Provider,
): WrittenProvider {
  return files.provider.records[resolved.indexOf(provider)] as WrittenProvider;
}

/** What there is to say. */
interface Told {
  readonly changes: readonly Change[];
  readonly proposal: Proposal;
  /** The disputes that nobody has decided. */
  readonly disputes: readonly OpenDispute[];
  readonly texts: ReadonlyMap<Layer, string>;
  readonly refused: readonly Diagnostic[];
  readonly isDry: boolean;
}

function asJson({ changes, proposal, disputes, texts, refused, isDry }: Told): string {
  const data = {
    changes: [
      ...proposal.additions.map(({ ref, record, sources }) => ({
        ref,
        fact: "model",
        from: null,
        to: record,
        sources,
      })),
      ...changes.map(({ from, to, ...each }) => ({ ...each, from: from ?? null, to: to ?? null })),
    ].map(({ ref, fact, from, to, sources }) => ({ ref, fact, from, to, sources })),
    disputes,
    dropped: proposal.dropped,
    written: isDry ? [] : [...texts.keys()],
    diagnostics: refused.map(({ frame: _, ...diagnostic }) => diagnostic),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function asText({ changes, proposal, disputes, isDry, texts }: Told, { width }: Terminal): string {
  const right = { align: "right", min: 8, wraps: true } as const;
  const show = (value: Change["to"]) =>
    value === undefined ? "–" : escapeControls(tomlLiteral(value));
  const rows = [
    ...proposal.additions.map(({ ref, sources }) => [ref, "model", "–", "new", sources.join(", ")]),
    // What confirms facts is counted, and seen in the difference.
    ...changes
      .filter(({ fact }) => fact !== "sources" && fact !== "verified_at")
      .map(({ ref, fact, from, to, sources }) => [
        ref,
        fact,
        show(from),
        show(to),
        sources.join(", "),
      ]),
  ];
  const { text: shown } = table(
    [
      { title: "model" },
      { title: "fact" },
      { title: "was", ...right },
      { title: "is", ...right },
      { title: "sources", min: 12, wraps: true },
    ],
    rows,
    width,
  );
  const parts = [
    plural(proposal.additions.length, "new model"),
    plural(changes.length, "changed fact"),
    plural(disputes.length, "undecided dispute"),
    `${plural(proposal.dropped.length, "model")} left out`,
  ];
  const written = isDry || texts.size === 0 ? "" : " (run kei gen)";
  return `${rows.length > 0 ? shown : ""}${parts.join(", ")}${written}\n`;
}
