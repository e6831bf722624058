import type { FormatName } from "../../diagnostics/format/format.ts";
import { report, tally } from "../../diagnostics/report.ts";
import { check } from "../../pipeline/generate.ts";
import { findProject } from "../../project/config.ts";
import { isLarge, readRegistry } from "../../project/read-registry.ts";
import { createFreshFacts } from "../../registry/rules/dates/fresh-facts.ts";
import { freshRegistry } from "../../registry/rules/dates/fresh-registry.ts";
import { createRetiringModels } from "../../registry/rules/dates/retiring-models.ts";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";

export interface CheckOptions {
  readonly registry?: string;
  readonly format: FormatName;
  /** Most diagnostics of one code that are shown of one file. */
  readonly maxDiagnostics?: number;
  /** Days after which facts have to be verified again. Absent: they do not age. */
  readonly maxAge?: number;
  /** Days within which the end of a live model is worth a warning. Absent: none is. */
  readonly retireWithin?: number;
  /** ISO date for which it is checked. @default today */
  readonly date?: string;
  /** Whether warnings fail as errors do. */
  readonly strict?: boolean;
}

/** `kei check`: everything that is wrong with a registry. Writes nothing. */
export function runCheck(
  {
    registry: dir,
    format,
    maxDiagnostics,
    maxAge,
    retireWithin,
    date,
    strict = false,
  }: CheckOptions,
  terminal: Terminal,
): ExitCode {
  const project = findProject(terminal.cwd, { registry: dir });
  const inputs = readRegistry(project.registry, terminal.cwd);
  const done = terminal.progress("checking", isLarge(inputs));
  const { diagnostics, registry } = check(inputs, date ?? terminal.today, [
    freshRegistry,
    ...(maxAge === undefined ? [] : [createFreshFacts(maxAge)]),
    ...(retireWithin === undefined ? [] : [createRetiringModels(retireWithin)]),
  ]);
  done();
  const what =
    registry === undefined
      ? ""
      : `${plural(registry.providers.length, "provider")}, ${plural(registry.models.length, "model")}, ${plural(registry.profiles.length, "profile")}: `;
  report(
    diagnostics,
    format,
    `${what}${tally(diagnostics)}${strict ? " (strict)" : ""}`,
    terminal,
    maxDiagnostics,
  );
  return registry === undefined || (strict && diagnostics.length > 0) ? 1 : 0;
}
