import { relative, sep } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FormatName } from "../../diagnostics/format/format.ts";
import { buildWithTsMorph, type IndexBuilder } from "../../emit/typescript/index-builder.ts";
import type { Inputs } from "../../layers/layer-names.ts";
import { findProject, type Project } from "../../project/config.ts";
import {
  type Counts,
  hashInputs,
  recall,
  recallText,
  remember,
  rememberText,
} from "../../project/memory.ts";
import { readRegistry } from "../../project/read-registry.ts";
import type { Plan } from "../../project/write.ts";
import { type ExitCode, plural, report, type Terminal, tally } from "../../terminal/terminal.ts";
import { runtimeRemark } from "./runtime-remark.ts";

export interface GenOptions {
  readonly registry?: string;
  readonly out?: string;
  /** Modules of emitters beside our own. */
  readonly emitter?: readonly string[];
  /** Compare with what is on disk instead of writing. */
  readonly check?: boolean;
  readonly format: FormatName;
}

/** `kei gen`: checks a registry and writes everything that is generated from it. */
export async function runGen(options: GenOptions, terminal: Terminal): Promise<ExitCode> {
  const project = findProject(terminal.cwd, options);
  const job = readJob(project, terminal);
  // A comparison is asked for because nothing is to be believed.
  const before =
    options.check === true || bringsEmitters(project) ? undefined : recall(job.hash, project);
  if (before !== undefined) {
    const count = Object.keys(before.files).length;
    report(before.diagnostics, options.format, summary(before, count, 0, 0), terminal);
    return 0;
  }

  return await generateFrom(job, options, terminal);
}

/** What other people's emitters write may depend on more than the memory knows of. */
function bringsEmitters({ emitters }: Project): boolean {
  return emitters.modules.length > 0;
}

/** A registry as it is now, and where to write what is generated from it. */
export interface Job {
  readonly project: Project;
  readonly inputs: Inputs;
  readonly hash: string;
}

export function readJob(project: Project, { cwd }: Terminal): Job {
  const inputs = readRegistry(project.registry, cwd);
  return { project, inputs, hash: hashInputs(inputs, project) };
}

/** One full run. */
export async function generateFrom(
  { project, inputs, hash }: Job,
  options: GenOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const [{ generate }, { loadEmitters }, { applyPlan, planWrites }] = await Promise.all([
    import("../../pipeline/generate.ts"),
    import("../../project/load-emitters.ts"),
    import("../../project/write.ts"),
  ]);
  const buildIndex = options.check === true ? undefined : buildOrRecallIndex;
  const { emitters, folders } = await loadEmitters(project, buildIndex);
  const { registry, diagnostics, files } = await generate(inputs, {
    today: terminal.today,
    typesModule: project.typesModule,
    clients: project.clients,
    rust: project.folders.rust !== undefined,
    rustFacts: project.folders.rustFacts !== undefined,
    emitters,
  });
  if (registry === undefined) {
    report(diagnostics, options.format, `${tally(diagnostics)}; nothing was written`, terminal);
    return 1;
  }

  const plan = planWrites(files, project.folders, folders);
  const counts: Counts = {
    providers: registry.providers.length,
    models: registry.models.length,
    profiles: registry.profiles.length,
  };
  if (options.check === true) {
    return reportDifferences(plan, diagnostics, counts, options, terminal);
  }

  applyPlan(plan);
  if (!bringsEmitters(project)) {
    remember(project, { inputs: hash, files: plan.all, diagnostics, counts });
  }
  report(
    diagnostics,
    options.format,
    summary({ diagnostics, counts }, plan.all.size, plan.changed.size, plan.stale.length),
    terminal,
  );
  const remark = runtimeRemark(project, plan, terminal.cwd);
  if (remark !== undefined) terminal.err(`${remark}\n`);
  return 0;
}

/** An index changes only with the set of providers; ts-morph is loaded when it does. */
const buildOrRecallIndex: IndexBuilder = async (input) => {
  const remembered = recallText(input);
  if (remembered !== undefined) return remembered;
  const text = await buildWithTsMorph(input);
  rememberText(input, text);
  return text;
};

function reportDifferences(
  plan: Plan,
  diagnostics: readonly Diagnostic[],
  counts: Counts,
  { format }: GenOptions,
  terminal: Terminal,
): ExitCode {
  const name = (path: string) => relative(terminal.cwd, path).split(sep).join("/");
  const differing = [
    ...[...plan.changed.keys()].map((path) => `differs: ${name(path)}\n`),
    ...plan.stale.map((path) => `stale: ${name(path)}\n`),
  ];
  if (differing.length === 0) {
    report(diagnostics, format, summary({ diagnostics, counts }, plan.all.size, 0, 0), terminal);
    return 0;
  }
  report(
    diagnostics,
    format,
    `${differing.sort().join("")}${plural(differing.length, "generated file")} not up to date: run kei gen`,
    terminal,
  );
  return 1;
}

function summary(
  { counts, diagnostics }: { readonly counts: Counts; readonly diagnostics: readonly Diagnostic[] },
  files: number,
  written: number,
  removed: number,
): string {
  const what = [
    plural(counts.providers, "provider"),
    plural(counts.models, "model"),
    plural(counts.profiles, "profile"),
  ].join(", ");
  const done = [
    ...(written > 0 ? [`${written} written`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ].join(", ");
  const warnings = diagnostics.length > 0 ? `; ${plural(diagnostics.length, "warning")}` : "";
  return `${what}: ${plural(files, "file")} ${done === "" ? "up to date" : `(${done})`}${warnings}`;
}
