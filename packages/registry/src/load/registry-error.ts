/** Something to say about a registry's file, and where. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** One of those in docs/diagnostics.md, such as `unknown-provider`. */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly hint?: string;
}

/** A registry that is there, and broken. The message lists what is wrong, a line each. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  /** Errors and warnings, by file, line and column. */
  readonly problems: readonly Problem[];

  /** @param origin Who named the registry. */
  constructor(origin: string, problems: readonly Problem[]) {
    const lines = problems
      .filter(({ severity }) => severity === "error")
      .map(({ code, message, file, line, column, hint }) => {
        const more = hint === undefined ? "" : ` (${hint})`;
        return `${file}:${line}:${column} ${code}: ${message}${more}`;
      });
    const shown = lines.slice(0, MOST_LINES);
    const rest = lines.length - shown.length;
    super(
      [
        `the registry of ${origin} is broken:`,
        ...shown,
        ...(rest > 0 ? [`and ${rest} more`] : []),
      ].join("\n  "),
    );
    this.problems = problems;
  }
}

const MOST_LINES = 20;
