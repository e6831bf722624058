/** A line that a text gained or lost, with its number in the text that has it. */
export interface ChangedLine {
  readonly kind: "added" | "removed";
  readonly line: number;
  readonly text: string;
}

/** Lines of context around a change. */
const CONTEXT = 3;

/** The lines that differ, in the order of a unified difference. */
export function changedLines(before: string, after: string): ChangedLine[] {
  return compare(before, after).flatMap(({ kind, ...line }) =>
    kind === "same" ? [] : [{ kind, ...line }],
  );
}

/** A unified difference of one hunk: edits of a record stand close together. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const lines = compare(before, after);
  const first = lines.findIndex(({ kind }) => kind !== "same");
  if (first === -1) return "";
  const last = lines.findLastIndex(({ kind }) => kind !== "same");
  const start = Math.max(0, first - CONTEXT);
  const hunk = lines.slice(start, last + 1 + CONTEXT);
  const count = (without: ChangedLine["kind"]) =>
    hunk.filter(({ kind }) => kind !== without).length;
  const mark = { same: " ", added: "+", removed: "-" } as const;
  return [
    `--- ${path}`,
    `+++ ${path}`,
    `@@ -${start + 1},${count("added")} +${start + 1},${count("removed")} @@`,
    ...hunk.map(({ kind, text }) => mark[kind] + text),
    "",
  ].join("\n");
}

type Line = Omit<ChangedLine, "kind"> & { readonly kind: ChangedLine["kind"] | "same" };

/** Longest common subsequence of what lies between the common beginning and the common end. */
function compare(before: string, after: string): Line[] {
  const a = splitLines(before);
  const b = splitLines(after);
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const lengths = Array.from({ length: endA - start + 1 }, () =>
    new Array<number>(endB - start + 1).fill(0),
  );
  const length = (i: number, j: number) => lengths[i - start]?.[j - start] ?? 0;
  for (let i = endA - 1; i >= start; i--) {
    for (let j = endB - 1; j >= start; j--) {
      (lengths[i - start] as number[])[j - start] =
        a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const lines: Line[] = [];
  const same = (i: number) => lines.push({ kind: "same", line: i + 1, text: a[i] as string });
  for (let i = 0; i < start; i++) same(i);
  let i = start;
  let j = start;
  while (i < endA || j < endB) {
    if (i < endA && j < endB && a[i] === b[j]) {
      same(i++);
      j++;
    } else if (i < endA && (j === endB || length(i + 1, j) >= length(i, j + 1))) {
      lines.push({ kind: "removed", line: i + 1, text: a[i++] as string });
    } else {
      lines.push({ kind: "added", line: j + 1, text: b[j++] as string });
    }
  }
  for (let k = endA; k < a.length; k++) same(k);
  return lines;
}

/** Lines without the nothing after the last line break. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
