import type { Span } from "./source-file.ts";

/** What git leaves in a file where two branches changed the same lines. */
export interface Conflict {
  /** From its first marker to its last. */
  readonly span: Span;
  /** The lines of markers, and those of the other side: without them the text is that of one side. */
  readonly others: readonly Span[];
}

const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})(?=[ \t\r]|$)/;

/** The conflicts of a text, from its beginning to its end. A marker by itself is none. */
export function findConflicts(text: string): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  let opened: Span | undefined;
  let other: number | undefined;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const sign = MARKER.exec(text.slice(start, Math.min(end, start + 8)))?.[0]?.[0];
    if (sign === "<") {
      opened = { start, end };
      other = undefined;
    } else if ((sign === "|" || sign === "=") && opened !== undefined) other ??= start;
    else if (sign === ">" && opened !== undefined && other !== undefined) {
      conflicts.push({
        span: { start: opened.start, end },
        others: [opened, { start: other, end }],
      });
      opened = undefined;
    }
    start = end + 1;
  }
  return conflicts;
}

/** Where a line ends that begins at a place: at its line break, or at the end of the text. */
export function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
