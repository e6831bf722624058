import { blank } from "./blank.ts";
import { lineEnd } from "./conflicts.ts";
import { parseStrict } from "./parse-strict.ts";
import type { Span } from "./source-file.ts";
import type { SyntaxProblem, TomlTable } from "./toml.ts";

/** A text that was no TOML, and what of it is. */
export interface Mended {
  /** As long as it was, with blanks in place of what cannot be read. */
  readonly text: string;
  /** Absent: nothing of it could be read. */
  readonly value: TomlTable | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** What cannot be read, as it is written. */
  readonly lost: readonly string[];
}

/** A key with its value, as far as the value's first line says. */
const KEY_VALUE = /^[ \t]*(?:[\w-]+|"[^"]*"|'[^']*')(?:\.(?:[\w-]+|"[^"]*"|'[^']*'))*[ \t]*=/;

const HEADER = /^[ \t]*\[{1,2}[ \t]*["']?[A-Za-z_]/;

/** `key: value`, which is YAML. */
const YAML = /^[ \t]*[\w-]+[ \t]*:/;

const NOTHING = /^[ \t]*(?:#|\r?$)/;

/** Most mistakes that show only between lines, such as a key that is there twice, each of which costs a parse. */
const MOST_CLASHES = 5;

/**
 * Reads a record statement by statement, and leaves out those that are no TOML, so that one of them does
 * not hide the others. The first line may be anything that the others stand below.
 */
export function mend(whole: string): Mended {
  const bad = badStatements(whole);
  const problems = bad.map(({ problem }) => problem);
  const spans = bad.map(({ span }) => span);
  let text = blank(whole, spans);
  const result = (value: TomlTable | undefined): Mended => ({
    text,
    value,
    problems,
    lost: spans.map(({ start, end }) => whole.slice(start, end)),
  });
  for (let left = MOST_CLASHES; ; left--) {
    const parsed = parseStrict(text);
    if ("value" in parsed) return result(parsed.value);
    problems.push(parsed.problem);
    const start = text.lastIndexOf("\n", parsed.problem.offset - 1) + 1;
    const span = { start, end: statementEnd(text, start) };
    const next = blank(text, [span]);
    if (left === 0 || next === text) return result(undefined);
    spans.push(span);
    text = next;
  }
}

interface BadStatement {
  readonly span: Span;
  readonly problem: SyntaxProblem;
}

function badStatements(text: string): BadStatement[] {
  const bad: BadStatement[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (NOTHING.test(line)) {
      start = end + 1;
      continue;
    }
    let until = end;
    let problem = problemOf(line);
    if (problem !== undefined) {
      until = statementEnd(text, start);
      if (opens(line)) {
        // What stands between brackets may look like statements of its own.
        const close = closeOf(text.slice(start, start + MOST_BETWEEN));
        if (close !== undefined) until = lineEnd(text, start + close);
        problem = problemOf(text.slice(start, until));
      }
    }
    if (problem !== undefined) {
      bad.push({
        span: { start, end: until },
        problem: { ...problem, offset: start + placeIn(text.slice(start, until), problem.offset) },
      });
    }
    start = until + 1;
  }
  return bad;
}

/** Most characters from a bracket to one that closes it on a later line, among lines that look like statements. */
const MOST_BETWEEN = 1000;

/** Where the brackets of a statement are closed that it opens, outside of texts and comments. */
function closeOf(statement: string): number | undefined {
  let depth = 0;
  for (const { 0: part, index } of statement.matchAll(PARTS)) {
    if (part === "[" || part === "{") depth += 1;
    else if (part === "]" || part === "}") depth -= 1;
    if (depth === 0 && (part === "]" || part === "}")) return index;
  }
  return undefined;
}

/** Brackets, and what may have some that are none. */
const PARTS =
  /[[\]{}]|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'[^'\n]*'?|#[^\n]*/g;

/** What is missing at the end of a value is shown on the line where the value begins. */
function placeIn(statement: string, offset: number): number {
  return offset < statement.trimEnd().length ? offset : lineEnd(statement, 0);
}

function problemOf(statement: string): SyntaxProblem | undefined {
  const parsed = parseStrict(statement.replace(/\r$/, ""));
  return "problem" in parsed ? parsed.problem : undefined;
}

/** Whether a value begins on a line that may end on another one. */
function opens(line: string): boolean {
  return /=[ \t]*(?:[[{]|"""|''')/.test(line);
}

/**
 * Where a statement ends that does not end on its line: before the next one, at the end of a text in three
 * quotes, and of a header with all that is below it.
 */
function statementEnd(text: string, start: number): number {
  let end = lineEnd(text, start);
  const line = text.slice(start, end);
  const [, quotes] = /=[ \t]*("""|''')/.exec(line) ?? [];
  if (quotes !== undefined) {
    const close = text.indexOf(quotes, start + line.indexOf(quotes) + 3);
    return close === -1 ? text.length : lineEnd(text, close);
  }
  const isHeader = HEADER.test(line);
  const isOpen = opens(line);
  while (end < text.length) {
    const next = lineEnd(text, end + 1);
    const following = text.slice(end + 1, next);
    const isNext = isHeader
      ? HEADER.test(following)
      : KEY_VALUE.test(following) ||
        HEADER.test(following) ||
        (!isOpen && (YAML.test(following) || NOTHING.test(following)));
    if (isNext) break;
    end = next;
  }
  return end;
}
