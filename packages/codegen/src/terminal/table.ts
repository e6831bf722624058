/** A column of a table. */
export interface Column {
  readonly title: string;
  /** @default "left" */
  readonly align?: "left" | "right";
  /** May be cut when the terminal is too narrow; the widest such column is cut first. */
  readonly flexible?: boolean;
}

/** Least width that a flexible column is cut to. */
const MIN_WIDTH = 8;

/** Blanks between columns. */
const GAP = 2;

/**
 * Aligned columns under their titles. Cells are cut with `…` so that lines fit into `width`; with a
 * width of 0, where output goes to a file or another program, nothing is.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), title.length),
  );
  const total = () => widths.reduce((sum, each) => sum + each, GAP * (columns.length - 1));
  while (width > 0 && total() > width) {
    const widest = columns.reduce(
      (best, { flexible }, i) =>
        flexible === true && (widths[i] as number) > (widths[best] ?? MIN_WIDTH) ? i : best,
      -1,
    );
    if (widest === -1) break;
    widths[widest] = Math.max(MIN_WIDTH, (widths[widest] as number) - (total() - width));
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => {
        const cell = fit(cells[i] ?? "", widths[i] as number);
        return align === "right"
          ? cell.padStart(widths[i] as number)
          : cell.padEnd(widths[i] as number);
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map((cells) => `${line(cells)}\n`).join("");
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
