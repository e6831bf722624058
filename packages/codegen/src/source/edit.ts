import { parseTOML } from "toml-eslint-parser";
import { HIDDEN, tomlEscape } from "../text/quote.ts";
import { UserError } from "../text/user-error.ts";
import { createLocator, type Locator, type Path } from "./locate.ts";
import type { Span } from "./source-file.ts";
import { parseToml, type TomlTable } from "./toml.ts";

/**
 * Edits of a TOML text, by the ranges of its syntax tree: only the characters that have to change do,
 * so comments, blank lines, order, line breaks and alignment stay. Writing the values out again loses
 * all comments; libraries that patch the text move them.
 */

/** What an edit can write. */
export type TomlValue =
  | string
  | number
  | boolean
  | readonly TomlValue[]
  | { readonly [key: string]: TomlValue };

/** A record of a file: `[[model]]`, the third is index 2. */
export interface RecordPlace {
  readonly table: string;
  readonly index: number;
}

/** A key of a record; names joined by dots for one of a table in it, such as `dialect.system_role`. */
export interface KeyPlace extends RecordPlace {
  readonly key: string;
}

/** A value to write. */
export interface ValueEdit {
  readonly value: TomlValue;
  /** An amount of money, such as `$3.00`, for the comment beside the value. */
  readonly amount?: string | undefined;
}

/** A key with its value. */
export interface Entry extends ValueEdit {
  /** Names joined by dots, where it is a key of a table. */
  readonly key: string;
  /** A remark for the line above it. */
  readonly remark?: string | undefined;
}

/**
 * Changes the value of a key that is there. A comment beside it that begins with an amount of money
 * gets the new one; every other comment stays, in its column if the value leaves room.
 *
 * @throws UserError where the key is not written as `key = value`, or comments stand in the value.
 */
export function setKey(
  text: string,
  { table, index, key, value, amount }: KeyPlace & ValueEdit,
): string {
  const { path, span, locator, root } = locateKey(text, { table, index, key });
  const written = text.slice(span.start, span.end);
  const literal = sameValue(valueAt(root, path), value)
    ? written
    : replacement(written, value, key);
  const comment = locator.commentAfter(path)?.span;
  if (comment === undefined) return splice(text, span, literal);
  const gap = comment.start - span.end;
  const growth = literal.length - written.length;
  const blanks = gap > 1 && !literal.includes("\n") ? Math.max(1, gap - growth) : gap;
  const beside = text.slice(span.end, comment.start).includes("\t")
    ? text.slice(span.end, comment.start)
    : " ".repeat(blanks);
  const words = text.slice(comment.start, comment.end);
  return splice(
    text,
    { start: span.start, end: comment.end },
    `${literal}${beside}${amount === undefined ? words : words.replace(AMOUNT, (_, before) => before + amount)}`,
  );
}

/** The amount that a comment begins with; `$1.00 per hour` is a remark. The check knows the same. */
const AMOUNT = /^(#\s*)(?:[$€£¥]|[A-Z]{3} )\d(?:[\d,]*\d)?(?:\.\d+)?(?![\d,]|\.\d|\s+per\b)/;

/**
 * Writes a key that is not there, on a line of its own below the nearest key before it in `order`
 * that the record has, or below the record's header.
 */
export function addKey(
  text: string,
  {
    table,
    index,
    key,
    order,
    ...edit
  }: KeyPlace & Omit<Entry, "key"> & { readonly order: readonly string[] },
): string {
  const { locator, root } = open(text);
  const header = headerOf(text, locator, { table, index });
  const record = recordsOf(root, table)[index] as TomlTable;
  // Below the other keys of its table, if it is one of a table.
  const position = order.indexOf(key.split(".", 1)[0] as string);
  const anchor = (position === -1 ? order : order.slice(0, position + 1))
    .filter((name) => {
      const path = [table, index, name];
      const isDotted = isTable(record[name]) && text[locator.find(path, "key").start] !== "[";
      return Object.hasOwn(record, name) && (isPair(locator, path) || isDotted);
    })
    .map((name) => lastPair(locator, record[name], [table, index, name]))
    .at(-1);
  const keySpan = anchor === undefined ? header : locator.find(anchor, "key");
  const end = anchor === undefined ? header.end : locator.find(anchor, "value").end;
  const indent = indentation(text, keySpan.start);
  return insertLines(text, lineEnd(text, end), linesOf({ key, ...edit }, indent));
}

/** Whether a key is written as `key = value` in its record, not by keys below it. */
export function isWhole(text: string, { table, index, key }: KeyPlace): boolean {
  return isPair(open(text).locator, [table, index, key]);
}

/** Removes a key with its line, the comment beside it included. Comments above it stay. */
export function removeKey(text: string, place: KeyPlace): string {
  const { locator, path, span } = locateKey(text, place);
  const start = lineStart(text, locator.find(path, "key").start);
  return splice(text, { start, end: lineEnd(text, span.end) }, "");
}

/**
 * Writes a record after the last one whose `group` key has the same value, or at the end of the
 * file, with one blank line between.
 */
export function appendRecord(
  text: string,
  {
    table,
    entries,
    group,
  }: {
    readonly table: string;
    readonly entries: readonly Entry[];
    readonly group?: string | undefined;
  },
): string {
  const own = entries.find(({ key }) => key === group)?.value;
  return appendGroup(text, { table, records: [entries], group, own });
}

/** The same for several: those of groups that the file does not have go to its end in one step. */
export function appendRecords(
  text: string,
  {
    table,
    records: added,
    group,
  }: {
    readonly table: string;
    readonly records: readonly (readonly Entry[])[];
    readonly group?: string | undefined;
  },
): string {
  const there = new Map<TomlValue | undefined, number>();
  if (group !== undefined) {
    for (const [index, record] of recordsOf(open(text).root, table).entries()) {
      there.set(record[group] as TomlValue, index);
    }
  }
  const groups = new Map<TomlValue | undefined, (readonly Entry[])[]>();
  for (const entries of added) {
    const own = entries.find(({ key }) => key === group)?.value;
    const key = there.has(own) ? own : undefined;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [entries]);
    else known.push(entries);
  }
  return [...groups].reduce(
    (so, [own, records]) => appendGroup(so, { table, records, group, own }),
    text,
  );
}

/** Records that go to one place: below the last one of their group, or to the end. */
function appendGroup(
  text: string,
  {
    table,
    records: added,
    group,
    own,
  }: {
    readonly table: string;
    readonly records: readonly (readonly Entry[])[];
    readonly group: string | undefined;
    readonly own: TomlValue | undefined;
  },
): string {
  const { locator, root } = open(text);
  const records = recordsOf(root, table);
  const beside =
    own === undefined ? -1 : records.findLastIndex((record) => record[group as string] === own);
  const pattern = beside === -1 ? records.length - 1 : beside;
  let indents = { header: "", key: "" };
  if (pattern !== -1) {
    const header = headerOf(text, locator, { table, index: pattern });
    const first = Object.keys(records[pattern] as TomlTable)[0];
    const key = first === undefined ? header : locator.find([table, pattern, first], "key");
    indents = {
      header: indentation(text, header.start),
      key: indentation(text, key.start),
    };
  }
  const lines = added.flatMap((entries, index) => [
    ...(index === 0 ? [] : [""]),
    `${indents.header}[[${table}]]`,
    ...entries.flatMap((entry) => linesOf(entry, indents.key)),
  ]);
  if (beside === -1) {
    const isEmpty = text.trim() === "";
    const spaced = isEmpty || /\n[ \t]*\r?\n$/.test(text);
    return insertLines(text, text.length, spaced ? lines : ["", ...lines]);
  }
  const { end } = recordSpan(text, { table, index: beside, locator, root });
  const following = text.slice(end, lineEnd(text, end));
  return insertLines(text, end, [
    "",
    ...lines,
    ...(end === text.length || following.trim() === "" ? [] : [""]),
  ]);
}

/**
 * Changes records one by one: each is given as a text of its own, from its header to its last key. One
 * pass over the file, however many there are.
 */
export function mapRecords(
  text: string,
  table: string,
  change: (record: string, index: number) => string,
): string {
  const { locator, root } = open(text);
  const pieces: string[] = [];
  let done = 0;
  for (const index of recordsOf(root, table).keys()) {
    const { start, end } = recordSpan(text, { table, index, locator, root });
    pieces.push(text.slice(done, start), change(text.slice(start, end), index));
    done = end;
  }
  return pieces.join("") + text.slice(done);
}

/**
 * Removes a record: from its header to its last key, comments between them included, and those
 * directly below the last key unless another record follows at once. Comments above the header stay:
 * whether they speak of this record or of a whole section cannot be told. Of the blank lines on both
 * sides the longer run stays.
 */
export function removeRecord(text: string, { table, index }: RecordPlace): string {
  const { locator, root } = open(text);
  const { start, end } = recordSpan(text, { table, index, locator, root });
  const above = blankLinesBefore(text, start);
  const below = /^(?:[ \t]*\r?\n)*/.exec(text.slice(end))?.[0] ?? "";
  const isLast = text.slice(end + below.length).trim() === "";
  const isFirst = start === above.length;
  return !isFirst && (isLast || lineCount(below) > lineCount(above))
    ? splice(text, { start: start - above.length, end }, "")
    : splice(text, { start, end: end + below.length }, "");
}

/**
 * A value in TOML: strings in double quotes, integers of five digits or more in groups of three,
 * lists and tables on one line.
 */
export function tomlLiteral(value: TomlValue): string {
  if (typeof value === "string") return JSON.stringify(value).replace(HIDDEN, tomlEscape);
  if (typeof value === "number") {
    const digits = String(value);
    return /^-?\d{5,}$/.test(digits) ? digits.replace(/\B(?=(\d{3})+$)/g, "_") : digits;
  }
  if (typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(tomlLiteral).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => pair({ key, value: item }));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

function linesOf(entry: Entry, indent: string): string[] {
  const isDotted = /^[\w-]+(?:\.[\w-]+)+$/.test(entry.key);
  const line = `${indent}${isDotted ? assignment(entry.key, entry) : pair(entry)}`;
  return entry.remark === undefined ? [line] : [`${indent}# ${entry.remark}`, line];
}

function pair({ key, ...edit }: Entry): string {
  return assignment(/^[\w-]+$/.test(key) ? key : JSON.stringify(key), edit);
}

function assignment(name: string, { value, amount }: ValueEdit): string {
  const comment = amount === undefined ? "" : ` # ${amount}`;
  return `${name} = ${tomlLiteral(value)}${comment}`;
}

function isList(value: TomlValue): value is readonly TomlValue[] {
  return Array.isArray(value);
}

/** A list that stands on several lines goes on doing so. */
function replacement(written: string, value: TomlValue, key: string): string {
  if (!written.includes("\n") || written.startsWith('"""') || written.startsWith("'''")) {
    return tomlLiteral(value);
  }
  if (parseTOML(`${key} = ${written}`).comments.length > 0) {
    throw new UserError(
      `${key} has comments between its items, which would be lost`,
      "change it in an editor",
    );
  }
  if (!isList(value) || value.length === 0) return tomlLiteral(value);
  const eol = written.includes("\r\n") ? "\r\n" : "\n";
  const inner = /\n([ \t]*)[^\s\]]/.exec(written)?.[1] ?? "  ";
  const outer = /\n([ \t]*)\]$/.exec(written)?.[1] ?? "";
  const comma = /,\s*\]$/.test(written) ? "," : "";
  const items = value.map((item) => `${inner}${tomlLiteral(item)}`).join(`,${eol}`);
  return `[${eol}${items}${comma}${eol}${outer}]`;
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function open(text: string): { readonly root: TomlTable; readonly locator: Locator } {
  const parsed = parseToml(text);
  if ("problem" in parsed) throw new UserError(`the file is not TOML: ${parsed.problem.message}`);
  return { root: parsed.value, locator: createLocator(text, parsed.value) };
}

function recordsOf(root: TomlTable, table: string): readonly TomlTable[] {
  const records = root[table];
  return Array.isArray(records) ? (records as TomlTable[]) : [];
}

/** The `[[header]]` of a record. Records in an inline list have none. */
function headerOf(text: string, locator: Locator, { table, index }: RecordPlace): Span {
  const header = locator.find([table, index], "key");
  if (!text.startsWith("[[", header.start)) {
    throw new UserError(
      `the records of ${table} are not written as [[${table}]]`,
      "change them in an editor",
    );
  }
  return header;
}

function isPair(locator: Locator, path: Path): boolean {
  return locator.find(path, "value").start > locator.find(path, "key").start;
}

/** Of a table that is written as keys with dots, the last one; of any other value its own. */
function lastPair(locator: Locator, value: unknown, path: Path): Path {
  if (isPair(locator, path) || !isTable(value)) return path;
  const leaves = Object.entries(value).map(([key, item]) =>
    lastPair(locator, item, [...path, key]),
  );
  const ends = leaves.map((leaf) => locator.find(leaf, "value").end);
  return leaves[ends.indexOf(Math.max(...ends))] ?? path;
}

function isTable(value: unknown): value is TomlTable {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

function valueAt(root: TomlTable, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Readonly<Record<string | number, unknown>> | undefined)?.[part],
    root,
  );
}

function locateKey(text: string, { table, index, key }: KeyPlace) {
  const { locator, root } = open(text);
  headerOf(text, locator, { table, index });
  const record = recordsOf(root, table)[index];
  const names = record !== undefined && Object.hasOwn(record, key) ? [key] : key.split(".");
  const path: Path = [table, index, ...names];
  if (!isPair(locator, path)) {
    throw new UserError(`${key} is written as a table of its own`, "change it in an editor");
  }
  return { locator, root, path, span: locator.find(path, "value") };
}

/** The lines of a record, as `removeRecord` describes them, the last line break included. */
function recordSpan(
  text: string,
  {
    table,
    index,
    locator,
    root,
  }: RecordPlace & { readonly locator: Locator; readonly root: TomlTable },
): Span {
  const header = headerOf(text, locator, { table, index });
  let last = header.end;
  const visit = (value: unknown, path: Path) => {
    last = Math.max(last, locator.find(path, "value").end);
    if (typeof value !== "object" || value === null || value instanceof Date) return;
    for (const [key, item] of Object.entries(value)) {
      visit(item, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(recordsOf(root, table)[index], [table, index]);
  const end = lineEnd(text, last);
  const comments = matchAt(COMMENT_LINES, text, end);
  const attached = matchAt(TABLE, text, end + comments.length) === "" ? comments.length : 0;
  return { start: lineStart(text, header.start), end: end + attached };
}

const COMMENT_LINES = /(?:[ \t]*#[^\n]*(?:\n|$))+/y;
const TABLE = /[ \t]*\[/y;

/** What an expression with the flag `y` finds at a place; `""`: nothing. */
function matchAt(pattern: RegExp, text: string, place: number): string {
  pattern.lastIndex = place;
  return pattern.exec(text)?.[0] ?? "";
}

/** The blank lines that end at the beginning of a line. By hand: an expression would try each run of them. */
function blankLinesBefore(text: string, end: number): string {
  let start = end;
  while (start > 0) {
    const line = lineStart(text, start - 1);
    if (text.slice(line, start).trim() !== "") break;
    start = line;
  }
  return text.slice(start, end);
}

function splice(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset after the line break of the line that `offset` is on. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at === -1 ? text.length : at + 1;
}

function indentation(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

/** Puts lines at the start of a line or at the end of the text, with line breaks as above them. */
function insertLines(text: string, at: number, lines: readonly string[]): string {
  const before = text.slice(0, at);
  const eol =
    /\r\n$/.test(before) || (!before.endsWith("\n") && text.includes("\r\n")) ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : eol;
  return splice(text, { start: at, end: at }, gap + lines.map((line) => line + eol).join(""));
}
