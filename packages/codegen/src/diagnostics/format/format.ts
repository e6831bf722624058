import type { Diagnostic } from "../diagnostic.ts";
import { formatGithub } from "./github.ts";
import { formatPretty } from "./pretty.ts";
import { formatSarif } from "./sarif.ts";

/** Diagnostics as text; ends in a line break unless it is empty. */
export type Formatter = (
  diagnostics: readonly Diagnostic[],
  options: {
    /** Whether the terminal shows colours. */
    readonly color: boolean;
  },
) => string;

/** What `--format` takes. */
export type FormatName = "pretty" | "plain" | "json" | "github" | "sarif";

/** Formats by name. */
export const formatters: Readonly<Record<FormatName, Formatter>> = {
  pretty: formatPretty,
  plain: formatPlain,
  json: formatJson,
  github: formatGithub,
  sarif: formatSarif,
};

/** `path:line:column - error code: message`, one line each: for terminals without frames, and grep. */
function formatPlain(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ file, range, severity, code, message, hint }) => {
      const place = `${file}:${range.start.line}:${range.start.column}`;
      return `${place} - ${severity} ${code}: ${message}${hint === undefined ? "" : ` (${hint})`}\n`;
    })
    .join("");
}

/** An array of diagnostics as data. The frame is left out: the file and the range say the same. */
function formatJson(diagnostics: readonly Diagnostic[]): string {
  const data = diagnostics.map(({ frame: _, ...diagnostic }) => diagnostic);
  return `${JSON.stringify(data, null, 2)}\n`;
}
