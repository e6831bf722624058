import type { Terminal } from "../terminal/terminal.ts";
import { plural } from "../text/numbers.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type FormatName, formatters } from "./format/format.ts";

/** Prints diagnostics in a format, and a summary where people read. */
export function report(
  diagnostics: readonly Diagnostic[],
  format: FormatName,
  summary: string,
  terminal: Terminal,
): void {
  const text = formatters[format](diagnostics, { color: terminal.color });
  if (text !== "") terminal.out(text);
  const forPeople = format === "pretty" || format === "plain";
  (forPeople ? terminal.out : terminal.err)(`${summary}\n`);
}

/** `2 errors, 1 warning`. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return `${plural(errors, "error")}, ${plural(diagnostics.length - errors, "warning")}`;
}
