import type { Diagnostic } from "../diagnostic.ts";

/** Workflow commands: annotations on the lines of a pull request. */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, file, range, code, message, hint }) => {
      const properties = {
        file,
        line: range.start.line,
        col: range.start.column,
        endLine: range.end.line,
        endColumn: range.end.column,
        title: code,
      };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
      return `::${severity} ${list.join(",")}::${data(hint === undefined ? message : `${message}\n${hint}`)}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
