import type { Span } from "./source-file.ts";

/** A text with blanks in place of some stretches of it, so that all else keeps its line and column. */
export function blank(text: string, spans: readonly Span[]): string {
  let blanked = "";
  let done = 0;
  for (const { start, end } of spans) {
    blanked += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]|\r(?!\n)/g, " ");
    done = end;
  }
  return blanked + text.slice(done);
}
