/** Something measured, and what it should not exceed. */
export interface Limit {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: "x" | " MB" | " ms" | " µs" | " KiB" | "";
}

/** What a bench is given. */
export interface Setting {
  readonly rounds: number;
  /** A new, empty folder; removed when everything is over. */
  readonly folder: () => string;
}

/** Prints its tables and gives its limits, to be listed once more at the end. */
export type Bench = (setting: Setting) => readonly Limit[] | Promise<readonly Limit[]>;

export function verdict({ measured, limit }: Pick<Limit, "measured" | "limit">): string {
  return measured <= limit ? "met" : "not met";
}

/** The cell beside a figure: `3x, met`. Empty for a figure without a limit. */
export function limitCell(limit: Limit | undefined): string {
  return limit === undefined ? "" : `${limit.limit}${limit.unit}, ${verdict(limit)}`;
}

/** Rows as aligned text: the first column to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join(
    "\n",
  );
}
