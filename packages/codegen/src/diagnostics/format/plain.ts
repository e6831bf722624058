import type { Formatter } from "./format.ts";

/** `path:line:column - error code: message`, one line each: for terminals without frames, and grep. */
export const formatPlain: Formatter = (diagnostics) =>
  diagnostics
    .map(({ file, range, severity, code, message, hint }) => {
      const place = `${file}:${range.start.line}:${range.start.column}`;
      return `${place} - ${severity} ${code}: ${message}${hint === undefined ? "" : ` (${hint})`}\n`;
    })
    .join("");
