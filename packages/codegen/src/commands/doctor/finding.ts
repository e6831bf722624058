/** One thing that `kei doctor` looked at, and what to do about it. */
export interface Finding {
  /** What was looked at: `key`, `server`, `codex`, `registry`, `generated`, `node`. */
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
