import { table } from "../../terminal/table.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { plural } from "../../text/numbers.ts";

/** One thing that `kei doctor` looked at, and what to do about it. */
export interface Finding {
  /** What was looked at: `key`, `endpoint`, `server`, `codex`, `registry`, `generated`, `node`. */
  readonly check: string;
  /** The provider, or the thing itself. */
  readonly subject: string;
  /**
   * `ok`; `warn`, look at it; `missing`, needed only for what uses it; `error`, broken: the exit
   * code is 1.
   */
  readonly state: "ok" | "warn" | "missing" | "error";
  readonly message: string;
  /** What to do. Absent when there is nothing to do. */
  readonly advice?: string;
}

/** A table of findings, and how many there are of each state. */
export function formatFindings(findings: readonly Finding[], { width, color }: Terminal): string {
  const { text } = table(
    [
      { title: "STATE" },
      { title: "WHAT" },
      { title: "FOR" },
      { title: "FINDING", min: 12, wraps: true },
      { title: "WHAT TO DO", min: 12, wraps: true },
    ],
    findings.map(({ state, check, subject, message, advice }) => [
      state,
      check,
      subject,
      message,
      advice ?? "",
    ]),
    width,
  );
  const count = (state: Finding["state"]) =>
    findings.filter((finding) => finding.state === state).length;
  const parts = [
    `${count("ok")} ok`,
    plural(count("warn"), "warning"),
    `${count("missing")} missing`,
    plural(count("error"), "error"),
  ];
  // After the table has measured its cells: escapes have no width.
  const marked = color
    ? text.replace(/^(ok|warn|missing|error)\b/gm, (state) => `${COLORS[state]}${state}\u001B[0m`)
    : text;
  return `${marked}\n${parts.join(", ")}\n`;
}

const COLORS: Readonly<Record<string, string>> = {
  ok: "\u001B[32m",
  warn: "\u001B[33m",
  missing: "\u001B[33m",
  error: "\u001B[31m",
};
