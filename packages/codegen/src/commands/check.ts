import { findProject } from "../config.ts";
import type { FormatName } from "../diagnostics/format/format.ts";
import { check } from "../generate.ts";
import { readRegistry } from "../read.ts";
import { type ExitCode, plural, report, type Terminal, tally } from "./terminal.ts";

export interface CheckOptions {
  readonly registry?: string;
  readonly format: FormatName;
}

/** `kei check`: everything that is wrong with a registry. Writes nothing. */
export function runCheck({ registry: dir, format }: CheckOptions, terminal: Terminal): ExitCode {
  const project = findProject(terminal.cwd, { registry: dir });
  const { diagnostics, registry } = check(
    readRegistry(project.registry, terminal.cwd),
    terminal.today,
  );
  const what =
    registry === undefined
      ? ""
      : `${plural(registry.providers.length, "provider")}, ${plural(registry.models.length, "model")}, ${plural(registry.profiles.length, "profile")}: `;
  report(diagnostics, format, `${what}${tally(diagnostics)}`, terminal);
  return registry === undefined ? 1 : 0;
}
