/** Shows what is going on until the function that it returns is called. */
export type Progress = (what: string) => () => void;

/** What is over sooner than this is not announced. */
const DELAY_MS = 300;

/** One line on a terminal, wiped when the work is over; nothing where nobody watches. */
export function createProgress(stream: {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}): Progress {
  return (what) => {
    if (stream.isTTY !== true) return () => {};
    let shown = false;
    const timer = setTimeout(() => {
      shown = true;
      stream.write(`${what} …`);
    }, DELAY_MS);
    return () => {
      clearTimeout(timer);
      // Back to the first column, and erase the line.
      if (shown) stream.write("\r\u001B[K");
      shown = false;
    };
  };
}
