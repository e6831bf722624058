/** A column of a table. */
export interface Column {
  readonly title: string;
  /** @default "left" */
  readonly align?: "left" | "right";
  /** Least width that it may have where the terminal is too narrow. Absent: that of its longest cell. */
  readonly min?: number;
  /** Whether cells that are too long go on in the next line. @default false: they end in `…` */
  readonly wraps?: boolean;
  /**
   * Its place among the columns that are left out where the terminal is too narrow: the lowest stays
   * longest. Absent: it always stays.
   */
  readonly rank?: number | undefined;
}

/** A table as text. */
export interface Table {
  readonly text: string;
  /** Titles of the columns that did not fit. */
  readonly leftOut: readonly string[];
}

/** Blanks between columns. */
const GAP = 2;

/**
 * Aligned columns under their titles, in lines that fit into `width`: columns of a rank are left out,
 * then others made as narrow as they may be. If that is not enough, a first cell that is too long gets a
 * line of its own. With a width of 0, where output goes to a file or another program, all is shown.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): Table {
  const all = columns.map((column, at) => ({
    ...column,
    at,
    width: rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), column.title.length),
    word: Math.max(0, ...rows.map((row) => longestWord(row[at] ?? ""))),
  }));
  const kept = width === 0 ? all : fitting(all, width);
  const widths = width === 0 ? all.map((column) => column.width) : cut(kept, width);
  const line = (cells: readonly string[]) =>
    kept
      .map(({ align }, i) => {
        const cell = cells[i] ?? "";
        const most = widths[i] as number;
        return align === "right" ? cell.padStart(most) : cell.padEnd(most);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  const lines = [columns.map(({ title }) => title), ...rows].flatMap((row) => {
    const [first = [], ...rest] = kept.map(({ at, wraps, min }, i): readonly string[] => {
      const [cell, most] = [row[at] ?? "", widths[i] as number];
      if (cell.length <= most || (i === 0 && min === undefined)) return [cell];
      return wraps === true ? wrap(cell, most) : [`${cell.slice(0, most - 1)}…`];
    });
    const isTooLong = (first[0]?.length ?? 0) > (widths[0] as number) && rest.length > 0;
    const cells = [isTooLong ? [] : first, ...rest];
    const height = Math.max(...cells.map(({ length }) => length));
    const body = Array.from({ length: height }, (_, n) => line(cells.map((each) => each[n] ?? "")));
    return isTooLong ? [...first, ...body] : body;
  });
  return {
    text: lines.map((each) => `${each}\n`).join(""),
    leftOut: all.filter((column) => !kept.includes(column)).map(({ title }) => title),
  };
}

interface Measured extends Column {
  readonly width: number;
  /** Width of its longest word. */
  readonly word: number;
}

/** Longer words are broken where there is little room. */
const LONG_WORD = 24;

function longestWord(text: string): number {
  return Math.max(...text.split(" ").map(({ length }) => length));
}

/** The columns that stay, in their order: those without a rank, and as many others as fit. */
function fitting<C extends Measured>(columns: readonly C[], width: number): readonly C[] {
  const kept = new Set(columns.filter(({ rank }) => rank === undefined));
  const least = () => [...kept].reduce((sum, each) => sum + leastOf(each) + GAP, -GAP);
  const ranked = columns.filter(({ rank }) => rank !== undefined);
  for (const column of ranked.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))) {
    kept.add(column);
    if (least() > width) kept.delete(column);
  }
  return columns.filter((column) => kept.has(column));
}

/** The widths that columns get: the widest of those that may be narrower gives way, one by one. */
function cut(columns: readonly Measured[], width: number): readonly number[] {
  const widths = columns.map((column) => column.width);
  const over = () => widths.reduce((sum, each) => sum + each + GAP, -GAP) - width;
  while (over() > 0) {
    const spare = widths.map((each, i) => (each > leastOf(columns[i] as Measured) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  const [first = 0] = widths;
  const title = columns[0]?.title.length ?? 0;
  return [Math.max(title, first - Math.max(0, over())), ...widths.slice(1)];
}

/** A text in lines, broken at blanks; a word that is too long is broken as well. */
function wrap(text: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) as string;
    if (last !== "" && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
      continue;
    }
    const parts = word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""];
    if (last === "") lines.pop();
    lines.push(...parts);
  }
  return lines;
}

function leastOf({ width, min, wraps, word }: Measured): number {
  const unbroken = wraps === true ? Math.min(word, LONG_WORD) : 0;
  return Math.min(width, Math.max(min ?? width, unbroken));
}
