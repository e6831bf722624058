import { createTwoFilesPatch, diffArrays, FILE_HEADERS_ONLY } from "diff";

/** A line that a text gained or lost, with its number in the text that has it. */
export interface ChangedLine {
  readonly kind: "added" | "removed";
  readonly line: number;
  readonly text: string;
}

/** The lines that differ, in the order of a unified difference. */
export function changedLines(before: string, after: string): ChangedLine[] {
  const next = { added: 1, removed: 1 };
  return diffArrays(splitLines(before), splitLines(after)).flatMap(({ added, removed, value }) => {
    if (!added && !removed) {
      next.added += value.length;
      next.removed += value.length;
      return [];
    }
    const kind = added ? "added" : "removed";
    return value.map((text) => ({ kind, line: next[kind]++, text }));
  });
}

/** A unified difference of a file. Empty when nothing differs. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, {
    context: 3,
    stripTrailingCr: true,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** Lines without the nothing after the last line break. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
