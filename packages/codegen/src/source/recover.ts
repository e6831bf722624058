import { blank } from "./blank.ts";
import { findConflicts, lineEnd } from "./conflicts.ts";
import { createLocator, type Locator, type Piece } from "./locate.ts";
import { type Mended, mend } from "./mend.ts";
import { parseStrict } from "./parse-strict.ts";
import type { SyntaxProblem, TomlTable } from "./toml.ts";

/** What could be read of a text that is not TOML as a whole. */
export interface Recovered {
  /** The records that are there, and what else is at the root. */
  readonly value: TomlTable;
  readonly locator: Locator;
  readonly problems: readonly SyntaxProblem[];
  /** Indexes of records of which a part could not be read. */
  readonly broken: ReadonlySet<number>;
  /** Whether the ids and aliases of all records could be read. */
  readonly knowsIds: boolean;
}

/** A record with its tables, another table, or what stands before the first of them. */
interface Block extends Piece {
  /** The name of its table; "" before the first one. */
  readonly name: string;
  /** What is wrong with its header. */
  readonly problem?: SyntaxProblem;
  /** What a header such as `[provider.acme]` calls its record. */
  readonly id?: string | undefined;
}

/**
 * Reads a text record by record, so that a mistake in one of them hides nothing of the others. Of the
 * record with the mistake it reads what it can.
 *
 * @param table The name of the records: `[[model]]`.
 */
export function recover(whole: string, table: string): Recovered {
  const other = otherLanguage(whole, table);
  if (other !== undefined) {
    return {
      value: {},
      locator: createLocator("", {}),
      problems: [other],
      broken: new Set(),
      knowsIds: false,
    };
  }
  const conflicts = findConflicts(whole);
  const marks = [...whole.matchAll(/^\uFEFF+/gm)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  const text = blank(
    blank(whole, marks),
    conflicts.flatMap(({ others }) => others),
  );
  const problems: SyntaxProblem[] = marks.map(({ start, end }) => ({
    message:
      start === 0
        ? "the file begins with more than one byte order mark"
        : "a byte order mark stands inside of the file",
    offset: start,
    end,
    hint: "remove it: it is U+FEFF, which nobody sees",
  }));
  for (const { span } of conflicts) {
    problems.push({
      message: "a merge conflict is not resolved",
      offset: span.start,
      end: lineEnd(whole, span.start),
      hint: "keep what is right of both sides, and remove the lines with <<<<<<<, ======= and >>>>>>>",
    });
  }
  const records: TomlTable[] = [];
  const others: [string, unknown][] = [];
  const broken = new Set<number>();
  const pieces = new Map<string, Piece[]>();
  let knowsIds = conflicts.length === 0;

  for (const block of blocksOf(text, table)) {
    const { text: mended, value, problems: found, lost } = mendBlock(block);
    const { name, start, shift, id } = block;
    const piece = { text: mended, start, shift };
    if (pieces.has(name)) pieces.get(name)?.push(piece);
    else pieces.set(name, [piece]);
    if (block.problem !== undefined) problems.push(block.problem);
    // There may be more of them than a call takes arguments.
    for (const each of found) {
      problems.push({ ...each, offset: Math.max(start, each.offset + shift) });
    }
    if (name === UNKNOWN) continue;
    if (name !== table) {
      for (const entry of Object.entries(value ?? {})) others.push(entry);
      knowsIds &&= Object.keys(value ?? {}).length === 0;
      continue;
    }
    const [record = {}] = (value?.[table] ?? []) as TomlTable[];
    const end = shift + mended.length;
    const isBroken =
      block.problem !== undefined ||
      found.length > 0 ||
      conflicts.some(({ span }) => span.start < end && span.end > start);
    if (isBroken) broken.add(records.length);
    records.push(id === undefined || Object.hasOwn(record, "id") ? record : { ...record, id });
    knowsIds &&= !isBroken || (isNamed(records.at(-1)) && !lost.some((part) => NAMES.test(part)));
  }
  // A file that was cut off ends in the middle of a line, and nobody knows what stood below.
  if (broken.has(records.length - 1) && !text.endsWith("\n")) knowsIds = false;
  const value = Object.fromEntries([...others.reverse(), [table, records]]);
  return {
    value,
    locator: createLocator(text, value, pieces),
    problems: problems.sort((a, b) => a.offset - b.offset),
    broken,
    knowsIds,
  };
}

/** Keys by which others may refer to a record. */
const NAMES = /^[ \t]*["']?(?:id|aliases)\b/;

function isNamed(record: TomlTable | undefined): boolean {
  return typeof record?.["id"] === "string";
}

function mendBlock({ text }: Block): Mended {
  const parsed = parseStrict(text);
  return "value" in parsed ? { text, value: parsed.value, problems: [], lost: [] } : mend(text);
}

/** A whole file in another language, of which each line would be a mistake. */
function otherLanguage(text: string, table: string): SyntaxProblem | undefined {
  if (text.includes("\r") && !text.includes("\n")) {
    return {
      message: "the lines end in carriage returns alone",
      offset: text.indexOf("\r"),
      hint: "save the file with line breaks of Unix or Windows",
    };
  }
  if (new RegExp(`^[ \\t]*\\[{1,2}[ \\t]*["']?${table}`, "m").test(text)) return undefined;
  const [, first = ""] = /^\s*(?:#[^\n]*\s+)*([^\s][^\n]{0,80})/.exec(text.slice(0, 4096)) ?? [];
  const name =
    /^\{/.test(first) || /^\[\s*(?:\{|$)/.test(first)
      ? "JSON"
      : /^(?:---|- |[\w-]+[ \t]*:(?:\s|$))/.test(first)
        ? "YAML"
        : undefined;
  if (name === undefined) return undefined;
  return {
    message: `the file looks like ${name}, and must be TOML`,
    offset: text.indexOf(first),
    hint: `write each ${table} as [[${table}]], with key = value on the lines below`,
  };
}

/** Cuts a text before each line that is the header of a record, or of a table that is none of a record's. */
function blocksOf(text: string, table: string): Block[] {
  const right = new RegExp(`^[ \\t]*\\[\\[[ \\t]*${table}[ \\t]*\\]\\][ \\t]*(?:#|\\r?$)`);
  const wrong = new RegExp(
    `^[ \\t]*\\[{1,2}[ \\t]*["']?${table}["']?[ \\t]*\\]{0,2}[ \\t]*(?:#|\\r?$)`,
  );
  const ofRecord = new RegExp(`^[ \\t]*\\[{1,2}[ \\t]*["']?${table}["']?[ \\t]*\\.[ \\t]*(.*)$`);
  const any =
    /^[ \t]*\[\[?[ \t]*["']?([A-Za-z_][\w-]*)["']?[ \t]*(?:\.[^\]]*)?\]{1,2}[ \t]*(?:#|\r?$)/;

  const blocks: (Omit<Block, "text" | "shift"> & {
    readonly body: number;
    readonly header?: string;
  })[] = [{ name: "", start: 0, body: 0 }];
  let hasRecord = false;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (/^[ \t]*\[/.test(line)) {
      const [, path] = ofRecord.exec(line) ?? [];
      const shown = line.split("#", 1)[0]?.trim() ?? "";
      if (right.test(line)) {
        blocks.push({ name: table, start, body: start });
        hasRecord = true;
      } else if (wrong.test(line)) {
        const problem = {
          message: `a ${table} begins with ${shown}`,
          offset: start + line.indexOf("["),
          end: start + line.indexOf("[") + shown.length,
          hint: `write [[${table}]] above each ${table}`,
        };
        blocks.push({ name: table, start, body: end, header: `[[${table}]]`, problem });
        hasRecord = true;
      } else if (path !== undefined && !hasRecord) blocks.push(dotted(path, start, end));
      else if (path === undefined) {
        const [, name] = any.exec(line) ?? [];
        if (name !== undefined) blocks.push({ name, start, body: start });
      }
    }
    start = end + 1;
  }
  return blocks.map(({ body, header = "", ...block }, i) => ({
    ...block,
    text: header + text.slice(body, blocks[i + 1]?.start),
    shift: body - header.length,
  }));

  /** `[provider.acme]` where no record is: it is to be one. A table of it is none of the file's. */
  function dotted(path: string, start: number, end: number) {
    const [, quoted, bare, isRecord] =
      /^["']([^"']*)["'][ \t]*(?=\])|^([\w-]+)[ \t]*(\])?/.exec(path) ?? [];
    const id = quoted ?? (isRecord === undefined ? undefined : bare);
    if (id === undefined) return { name: UNKNOWN, start, body: end, header: `[${table}]` };
    const problem = {
      message: `a ${table} begins with ${text.slice(start, end).trim()}`,
      offset: start,
      end: start + text.slice(start, end).trimEnd().length,
      hint: `write [[${table}]], and id = "${id}" below it`,
    };
    return { name: table, start, body: end, header: `[[${table}]]`, id, problem };
  }
}

/** The name of a block that is part of a record and not known to be part of which. */
const UNKNOWN = ".";
