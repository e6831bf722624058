import type { Position, SourceFile, Span } from "../source/source-file.ts";
import { CONTROL, escapeControls } from "../text/quote.ts";
import { redactSecrets } from "../text/secrets.ts";
import { type Code, catalog, type Severity } from "./catalog.ts";

/** A place in a file: 1-based lines and columns, the end exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A second place that explains the first. */
export interface Related {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
}

/** Something to tell the author of a registry. Data only: see `format/` for how it is shown. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence without a full stop, naming the record and quoting what is wrong. */
  readonly message: string;
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly range: Range;
  /** What to do about it. */
  readonly hint?: string;
  readonly related?: readonly Related[];
  /** The source line of the place. */
  readonly frame?: Frame;
}

/** A line of source, with credentials blanked out. */
export interface Frame {
  readonly line: number;
  readonly text: string;
}

/** What a finding needs beyond its code. */
export interface Finding {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

/**
 * Makes a diagnostic of a finding at a place of a file. Severity comes from the catalogue. Nothing
 * that looks like a credential passes: a check's output ends up in logs of CI.
 */
export function createDiagnostic(
  code: Code,
  source: SourceFile,
  span: Span,
  { message, hint, related }: Finding,
): Diagnostic {
  const range = rangeOf(source, span);
  return {
    code,
    severity: catalog[code].severity,
    message: printable(message),
    file: source.path,
    range,
    ...(hint === undefined ? {} : { hint: printable(hint) }),
    ...(related === undefined || related.length === 0
      ? {}
      : { related: related.map((other) => ({ ...other, message: printable(other.message) })) }),
    frame: { line: range.start.line, text: frameText(source, range.start.line) },
  };
}

/** Lines as they are shown, once each: one of megabytes may have as many findings. */
const frameTexts = new WeakMap<SourceFile, Map<number, string>>();

function frameText(source: SourceFile, line: number): string {
  const known = frameTexts.get(source) ?? new Map<number, string>();
  frameTexts.set(source, known);
  const text = known.get(line) ?? redactSecrets(source.line(line)).replace(CONTROL, "\uFFFD");
  known.set(line, text);
  return text;
}

/** On one line, without credentials, and with nothing that a terminal or a log would act on. */
function printable(text: string): string {
  return escapeControls(redactSecrets(text));
}

/** Range of a span of offsets. */
export function rangeOf(source: SourceFile, span: Span): Range {
  return { start: source.position(span.start), end: source.position(span.end) };
}

/** By file, line, column, then code: the order in which they are reported. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    order(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column ||
    order(a.code, b.code) ||
    order(a.message, b.message)
  );
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
