import type { Terminal } from "../../src/terminal/terminal.ts";
import { ROOT } from "./cli.ts";
import { TODAY } from "./fixtures.ts";

/** A terminal that keeps what is printed. */
export interface FakeTerminal extends Terminal {
  /** What went to standard output, and to standard error. */
  readonly printed: { out: string; err: string };
}

/** Output that goes into a file, in the project's root; or as the changes say. */
export function fakeTerminal(changes: Partial<Terminal> = {}): FakeTerminal {
  const printed = { out: "", err: "" };
  return {
    cwd: ROOT,
    env: {},
    width: 0,
    person: undefined,
    color: false,
    today: TODAY,
    progress: () => () => {},
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    printed,
    ...changes,
  };
}
