import type { AST } from "toml-eslint-parser";
import { parseTOML } from "toml-eslint-parser";
import type { Span } from "./source-file.ts";
import type { SyntaxProblem, TomlTable } from "./toml.ts";

/** Keys and indexes from the root of a TOML document, as zod reports them: `["model", 3, "slug"]`. */
export type Path = readonly (string | number)[];

/** Finds where a value of a parsed document is written. */
export interface Locator {
  /**
   * Where `path` is written: its key, or its value. What does not exist is answered with its
   * nearest ancestor: the header of the record that lacks it.
   */
  find(path: Path, target: "key" | "value"): Span;
  /** The comment that follows a value on its line. */
  commentAfter(path: Path): { readonly text: string; readonly span: Span } | undefined;
  /** Whether a number is written as a float; smol-toml reads `1.0` and `1` as the same number. */
  isFloat(path: Path): boolean;
}

interface Entry {
  readonly key?: Span;
  readonly value?: Span;
  readonly float?: boolean;
}

interface Index {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly comments: readonly { readonly text: string; readonly span: Span }[];
}

/** Keys of more parts than this are located by their first ones: no record goes so deep. */
const MAX_PARTS = 100;

/** Items of a list that have places of their own; those behind them have the list's. */
const MAX_ITEMS = 100_000;

const START: Span = { start: 0, end: 0 };

/** A stretch of a document that is one by itself, such as a record with its header. */
export interface Piece {
  readonly text: string;
  /** Where it begins in the document. */
  readonly start: number;
  /** What is added to its offsets; other than `start` where its header is written in another way there. */
  readonly shift: number;
}

/** Pieces by the name of the table that they begin with, in order; what has no name stands under "". */
export type Pieces = ReadonlyMap<string, readonly Piece[]>;

/**
 * Positions come from toml-eslint-parser, whose syntax tree costs five times what the values cost
 * and 130 bytes of memory for each byte of text, and most runs have nothing to report. So it parses
 * only what is asked for: the `[[record]]` that a path leads into. Where records are written in
 * another way, or cannot be told apart with certainty, it parses the whole text.
 *
 * @param known The pieces of a text that is no document as a whole.
 */
export function createLocator(text: string, value: TomlTable, known?: Pieces): Locator {
  const whole: Piece = { text, start: 0, shift: 0 };
  const indexes = new Map<Piece, Index>();
  const blocks = new Map<string, readonly Piece[] | undefined>(known);

  function indexFor(path: Path): { index: Index; path: Path; piece: Piece } {
    const [name, position = known === undefined ? undefined : 0] = path;
    if (typeof name === "string" && typeof position === "number") {
      if (!blocks.has(name)) blocks.set(name, recordBlocks(text, name, value[name]));
      const piece = blocks.get(name)?.[position];
      if (piece !== undefined) {
        const inside = path.length > 1 ? [name, 0, ...path.slice(2)] : path;
        return { index: indexOf(piece), path: inside, piece };
      }
    }
    const piece = known?.get("")?.[0] ?? whole;
    return { index: indexOf(piece), path, piece };
  }

  function indexOf(piece: Piece): Index {
    let index = indexes.get(piece);
    if (index === undefined) {
      index = buildIndex(piece.text);
      indexes.set(piece, index);
    }
    return index;
  }

  return {
    find(fullPath, target) {
      const { index, path, piece } = indexFor(fullPath);
      for (let length = path.length; length > 0; length--) {
        const entry = index.entries.get(JSON.stringify(path.slice(0, length)));
        const span = target === "key" ? (entry?.key ?? entry?.value) : (entry?.value ?? entry?.key);
        if (span !== undefined) return shifted(span, piece);
      }
      return START;
    },
    commentAfter(fullPath) {
      const { index, path, piece } = indexFor(fullPath);
      const end = index.entries.get(JSON.stringify(path))?.value?.end;
      if (end === undefined) return undefined;
      const comment = firstFrom(index.comments, end);
      if (comment === undefined || piece.text.slice(end, comment.span.start).includes("\n")) {
        return undefined;
      }
      return { text: comment.text, span: shifted(comment.span, piece) };
    },
    isFloat(fullPath) {
      const { index, path } = indexFor(fullPath);
      return index.entries.get(JSON.stringify(path))?.float === true;
    },
  };
}

/** The first comment at a place or behind it: comments are in the order of the text. */
function firstFrom(comments: Index["comments"], place: number) {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return comments[low];
}

/** What the second parser has against a text; it reads TOML 1.0, as most editors do. */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  try {
    parseTOML(text, { tomlVersion: "1.0.0" });
    return undefined;
  } catch (error) {
    if (!isParseError(error)) throw error;
    return { message: error.message, offset: error.index };
  }
}

function isParseError(error: unknown): error is Error & { index: number } {
  return error instanceof Error && "index" in error && typeof error.index === "number";
}

/**
 * The stretch of each `[[name]]` record, or `undefined` when header lines and records do not match
 * in number: then some header is inside a string, or the records are written inline.
 */
function recordBlocks(text: string, name: string, records: unknown): Piece[] | undefined {
  if (!Array.isArray(records) || !/^[\w-]+$/.test(name)) return undefined;
  if (/"""|'''/.test(text)) return undefined;
  const header = new RegExp(`^[ \\t]*\\[\\[[ \\t]*${name}[ \\t]*\\]\\]`, "gm");
  const starts = [...text.matchAll(header)].map((match) => match.index);
  if (starts.length !== records.length) return undefined;
  return starts.map((start, i) => ({
    text: text.slice(start, starts[i + 1]),
    start,
    shift: start,
  }));
}

/** Never throws: a text that only the first parser accepts has no positions, only a start. */
function buildIndex(text: string): Index {
  const entries = new Map<string, Entry>();
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text, { tomlVersion: "1.1.0" });
  } catch (error) {
    if (!isParseError(error) && !(error instanceof RangeError)) throw error;
    return { entries, comments: [] };
  }
  const add = (path: Path, entry: Entry) => {
    const id = JSON.stringify(path);
    entries.set(id, { ...entries.get(id), ...entry });
  };

  const visitValue = (path: Path, node: AST.TOMLContentNode) => {
    add(path, {
      value: span(node),
      ...(node.type === "TOMLValue" && node.kind === "float" ? { float: true } : {}),
    });
    if (node.type === "TOMLArray") {
      for (const [i, item] of node.elements.slice(0, MAX_ITEMS).entries()) {
        visitValue([...path, i], item);
      }
    }
    if (node.type === "TOMLInlineTable") for (const pair of node.body) visitPair(path, pair);
  };
  const visitPair = (parent: Path, pair: AST.TOMLKeyValue) => {
    let path = parent;
    for (const part of pair.key.keys) {
      if (path.length === MAX_PARTS) return;
      path = [...path, part.type === "TOMLBare" ? part.name : part.value];
      add(path, { key: span(part) });
    }
    visitValue(path, pair.value);
  };

  for (const node of program.body[0].body) {
    if (node.type === "TOMLKeyValue") {
      visitPair([], node);
      continue;
    }
    const last = node.key.keys.at(-1);
    const close = text.indexOf("]", node.key.range[1]) + (node.kind === "array" ? 2 : 1);
    add(node.resolvedKey, {
      key: { start: node.range[0], end: Math.max(close, node.key.range[1]) },
    });
    // Tables that are no records, such as `[[modle]]`, are pointed at by their name.
    if (last !== undefined && node.kind === "array") {
      add(node.resolvedKey.slice(0, -1), { key: span(last) });
    }
    for (const pair of node.body) visitPair(node.resolvedKey, pair);
  }
  return {
    entries,
    comments: program.comments.map((comment) => ({ text: comment.value, span: span(comment) })),
  };
}

function span(node: { readonly range: readonly [number, number] | number[] }): Span {
  return { start: node.range[0] as number, end: node.range[1] as number };
}

function shifted(at: Span, { start, shift }: Piece): Span {
  return { start: Math.max(start, at.start + shift), end: Math.max(start, at.end + shift) };
}
