import { parse, TomlError } from "smol-toml";

/** A TOML table as plain data. Integers beyond 2^53 are bigints. */
export type TomlTable = Record<string, unknown>;

/** What a parser had against a text, and where. */
export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
  /** Absent: it is about one character. */
  readonly end?: number;
  /** What to write instead, where the parser itself knows. */
  readonly hint?: string;
}

/** The values of a TOML text, by smol-toml. It gives no positions of values: see `locate.ts`. */
export function parseToml(
  text: string,
): { readonly value: TomlTable } | { readonly problem: SyntaxProblem } {
  try {
    return {
      value: parse(text.replaceAll("\r\n", "\n"), { integersAsBigInt: "asNeeded", maxDepth: 100 }),
    };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return {
      problem: {
        message: firstSentence(error.message),
        offset: offsetOf(text, error.line, error.column),
      },
    };
  }
}

/** smol-toml's messages end in a code frame of their own; ours comes from the diagnostic. */
function firstSentence(message: string): string {
  return (message.split("\n", 1)[0] ?? message).replace(/^Invalid TOML document: /, "").trim();
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const next = text.indexOf("\n", start);
    if (next === -1) break;
    start = next + 1;
  }
  return Math.min(start + column - 1, text.length);
}
