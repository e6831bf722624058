import { styleText } from "node:util";
import type { Diagnostic } from "../diagnostic.ts";

type Style = Parameters<typeof styleText>[0];

/** For people: the place, the line, what is under the caret, what to do. */
export function formatPretty(
  diagnostics: readonly Diagnostic[],
  { color }: { readonly color: boolean },
): string {
  const paint = (style: Style, text: string) => (color ? styleText(style, text) : text);
  return diagnostics.map((diagnostic) => `${pretty(diagnostic, paint)}\n\n`).join("");
}

function pretty(
  { file, range, severity, code, message, hint, related = [], frame }: Diagnostic,
  paint: (style: Style, text: string) => string,
): string {
  const tone = severity === "error" ? "red" : "yellow";
  const place = `${file}:${range.start.line}:${range.start.column}`;
  const lines = [
    `${paint("cyan", place)} - ${paint(["bold", tone], severity)} ${paint("bold", code)}: ${message}`,
  ];
  const gutter = " ".repeat(String(range.start.line).length);
  const bar = paint("dim", "|");
  if (frame !== undefined && frame.text.trim() !== "") {
    const { text, caret } = cut(frame.text, range);
    lines.push(
      `${gutter} ${bar}`,
      `${paint("dim", String(frame.line))} ${bar} ${text}`,
      `${gutter} ${bar} ${paint(tone, caret)}`,
    );
  }
  for (const other of related) {
    const at = `${other.file}:${other.range.start.line}:${other.range.start.column}`;
    lines.push(`${gutter} ${paint("dim", "=")} ${other.message}: ${paint("cyan", at)}`);
  }
  if (hint !== undefined)
    lines.push(`${gutter} ${paint("dim", "=")} ${paint("bold", "hint")}: ${hint}`);
  return lines.join("\n");
}

/** Longest stretch of a line that is shown. */
const WIDTH = 120;

/** The line with tabs as blanks, and carets under the range; a long line is cut around it. */
function cut(line: string, { start, end }: Diagnostic["range"]): { text: string; caret: string } {
  const from = start.column - 1;
  const to = end.line === start.line ? end.column - 1 : line.length;
  const skip = from < WIDTH - 20 ? 0 : from - 20;
  const text = line
    .slice(skip, skip + WIDTH)
    .replaceAll("\t", " ")
    .replace(/\p{Surrogate}/gu, "\uFFFD");
  const width = Math.max(1, Math.min(to, skip + WIDTH) - from);
  const before = skip > 0 ? "…" : "";
  return {
    text: `${before}${text}${line.length > skip + WIDTH ? "…" : ""}`,
    caret: " ".repeat(before.length + from - skip) + "^".repeat(width),
  };
}
