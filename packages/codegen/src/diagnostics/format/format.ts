import type { Diagnostic } from "../diagnostic.ts";
import { formatGithub } from "./github.ts";
import { formatJson } from "./json.ts";
import { formatPlain } from "./plain.ts";
import { formatPretty } from "./pretty.ts";
import { formatSarif } from "./sarif.ts";

export interface FormatOptions {
  /** Whether the terminal shows colours. */
  readonly color: boolean;
}

/** Diagnostics as text; ends in a line break unless it is empty. */
export type Formatter = (diagnostics: readonly Diagnostic[], options: FormatOptions) => string;

/** Formats by the name that `--format` takes. */
export const formatters = {
  pretty: formatPretty,
  plain: formatPlain,
  json: formatJson,
  github: formatGithub,
  sarif: formatSarif,
} as const satisfies Record<string, Formatter>;

export type FormatName = keyof typeof formatters;
