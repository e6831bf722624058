import { relative, sep } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FormatName } from "../../diagnostics/format/format.ts";
import { report, tally } from "../../diagnostics/report.ts";
import { findProject, type Project } from "../../project/config.ts";
import { planProject } from "../../project/plan-project.ts";
import { isLarge, readRegistry } from "../../project/read-registry.ts";
import { applyPlan, type Plan } from "../../project/write.ts";
import type { Registry } from "../../registry/model.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";
import { runtimeRemark } from "./runtime-remark.ts";

export interface GenOptions {
  readonly registry?: string;
  readonly out?: string;
  /** Modules of emitters beside our own. */
  readonly emitter?: readonly string[];
  /** Compare with what is on disk instead of writing. */
  readonly check?: boolean;
  readonly format: FormatName;
  /** Most diagnostics of one code that are shown of one file. */
  readonly maxDiagnostics?: number;
}

/** `kei gen`: checks a registry and writes everything that is generated from it. */
export async function runGen(options: GenOptions, terminal: Terminal): Promise<ExitCode> {
  return await generateProject(findProject(terminal.cwd, options), options, terminal);
}

/** The same for a project that was found before. */
export async function generateProject(
  project: Project,
  options: GenOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const inputs = readRegistry(project.registry, terminal.cwd);
  const done = terminal.progress("checking and generating", isLarge(inputs));
  const { registry, diagnostics, plan } = await planProject(
    project,
    inputs,
    terminal.today,
  ).finally(done);
  const say = (text: string) =>
    report(diagnostics, options.format, text, terminal, options.maxDiagnostics);
  if (registry === undefined || plan === undefined) {
    say(`${tally(diagnostics)}; nothing was written`);
    return 1;
  }
  if (options.check === true && plan.changed.size + plan.stale.length > 0) {
    say(differences(plan, terminal.cwd));
    return 1;
  }

  applyPlan(plan);
  say(summary(registry, diagnostics, plan));
  const remark = runtimeRemark(project, plan, terminal.cwd);
  if (remark !== undefined) terminal.err(`${remark}\n`);
  return 0;
}

function differences({ changed, stale }: Plan, cwd: string): string {
  const name = (path: string) => relative(cwd, path).split(sep).join("/");
  const lines = [
    ...[...changed.keys()].map((path) => `differs: ${name(path)}\n`),
    ...stale.map((path) => `stale: ${name(path)}\n`),
  ].sort();
  return `${lines.join("")}${plural(lines.length, "generated file")} not up to date: run kei gen`;
}

function summary(
  { providers, models, profiles }: Registry,
  diagnostics: readonly Diagnostic[],
  { all, changed, stale }: Plan,
): string {
  const what = [
    plural(providers.length, "provider"),
    plural(models.length, "model"),
    plural(profiles.length, "profile"),
  ].join(", ");
  const done = [
    ...(changed.size > 0 ? [`${changed.size} written`] : []),
    ...(stale.length > 0 ? [`${stale.length} removed`] : []),
  ].join(", ");
  const warnings = diagnostics.length > 0 ? `; ${plural(diagnostics.length, "warning")}` : "";
  return `${what}: ${plural(all.size, "file")} ${done === "" ? "up to date" : `(${done})`}${warnings}`;
}
