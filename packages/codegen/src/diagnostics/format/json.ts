import type { Formatter } from "./format.ts";

/** An array of diagnostics as data. The frame is left out: the file and the range say the same. */
export const formatJson: Formatter = (diagnostics) =>
  `${JSON.stringify(
    diagnostics.map(({ frame: _, ...data }) => data),
    null,
    2,
  )}\n`;
