import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";

/**
 * Where a fixture expects diagnostics. A marker is a comment below the line that it is about (or
 * below the markers of that line), so that nobody counts columns:
 *
 *     auth_scheme = "berer"
 *     #             ^^^^^^^ invalid-value
 *     nmae = "Anthropic"
 *     #<<< unknown-key
 *
 * `^` stand under the range. A range that begins in the first column, where the `#` is, has `<`
 * instead: it is as long as the `#` and the `<` together.
 */
export interface Marker {
  readonly code: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const MARKER = /^#(?<indent> *)(?<carets>\^+|<+) (?<code>[a-z0-9-]+)\r?$/;

export function markersOf(text: string): readonly Marker[] {
  const markers: Marker[] = [];
  let line = 0;
  for (const [index, content] of text.split("\n").entries()) {
    const { indent = "", carets = "", code } = MARKER.exec(content)?.groups ?? {};
    if (code === undefined) {
      line = index + 1;
      continue;
    }
    const start = carets.startsWith("<") ? 1 : indent.length + 2;
    const end = indent.length + 2 + carets.length;
    markers.push({ code, line, start, end });
  }
  return markers;
}

/** The same for a diagnostic; one that does not end on its line has no marker, and throws. */
export function markerOf({ code, range: { start, end } }: Diagnostic): Marker {
  if (start.line !== end.line) throw new Error(`${code} at line ${start.line} leaves its line`);
  return { code, line: start.line, start: start.column, end: end.column };
}
