/** A place in a text: 1-based line and column, in UTF-16 code units as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A half-open stretch of a text, by offset. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text that offsets can be turned into lines of. */
export interface SourceFile {
  /** As shown to people: relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly text: string;
  position(offset: number): Position;
  /** The text of a 1-based line, without its line break. */
  line(number: number): string;
}

/** Line starts are found on first use: most runs have no diagnostics. */
export function createSourceFile(path: string, text: string): SourceFile {
  let starts: number[] | undefined;
  const lineStarts = () => {
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
        starts.push(at + 1);
      }
    }
    return starts;
  };

  return {
    path,
    text,
    position(offset) {
      const all = lineStarts();
      let low = 0;
      let high = all.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((all[middle] as number) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (all[low] as number) + 1 };
    },
    line(number) {
      const all = lineStarts();
      const start = all[number - 1];
      if (start === undefined) return "";
      const end = all[number] ?? text.length + 1;
      return text.slice(start, end - 1).replace(/\r$/, "");
    },
  };
}
