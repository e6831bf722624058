import type { Terminal } from "../terminal/terminal.ts";
import { plural } from "../text/numbers.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type FormatName, formatters } from "./format/format.ts";
import { limitDiagnostics } from "./limit.ts";

/** Formats that programs read whole. */
const WHOLE: readonly FormatName[] = ["json", "sarif"];

/**
 * Prints diagnostics in a format, and a summary where people read.
 *
 * @param most Most that are shown of one code and one file; programs get all.
 */
export function report(
  diagnostics: readonly Diagnostic[],
  format: FormatName,
  summary: string,
  terminal: Terminal,
  most?: number,
): void {
  const isWhole = WHOLE.includes(format);
  const { shown, rest } = limitDiagnostics(diagnostics, isWhole ? Number.POSITIVE_INFINITY : most);
  const text = formatters[format](shown, { color: terminal.color });
  if (text !== "") terminal.out(text);
  const forPeople = format === "pretty" || format === "plain";
  (forPeople ? terminal.out : terminal.err)(`${rest}${summary}\n`);
}

/** The first diagnostics of each kind as text for people, with a line that counts the others. */
export function formatFew(
  diagnostics: readonly Diagnostic[],
  format: "pretty" | "plain",
  options: { readonly color: boolean },
): string {
  const { shown, rest } = limitDiagnostics(diagnostics);
  return formatters[format](shown, options) + rest;
}

/** `2 errors, 1 warning`. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return `${plural(errors, "error")}, ${plural(diagnostics.length - errors, "warning")}`;
}
