import { fields, isRecord, text, type UnknownRecord } from "../platform/records.ts";
import type { Preview } from "./options.ts";
import { layoutOf, type Piece, promptPieces } from "./prompt-pieces.ts";

/** What of a request decides about caches: `client.preview(…)` has it, and what `beforeRequest` is given. */
export type SentRequest = Pick<Preview, "body"> & Partial<Pick<Preview, "model" | "headers">>;

/** Why a request finds less in a cache than the one before it left there. */
export interface CacheMiss {
  /**
   * How many bytes of the prompt are the same: of its JSON, in the order in which the provider puts it
   * together, without marks of caches.
   */
  readonly at: number;
  /**
   * Where the other byte is, in the body of the later request; of what is gone, in that of the earlier:
   * `tools[2].description`, `messages[4].content[0].text`, `model`.
   */
  readonly part: string;
  readonly reason: CacheMissReason;
}

export type CacheMissReason =
  | "changed"
  | "inserted"
  | "removed"
  /** The same things in another order. */
  | "reordered"
  /** An object says the same, with its keys in another order. */
  | "order of keys"
  /** A cache is a model's own. */
  | "model differs"
  /** The request may be led to a place where nothing is cached. */
  | "cache key differs"
  /** The prompt is the same, but what comes from here on is kept under the setting that was. */
  | "setting changed"
  /** The prompt is the same, but no break is near enough to where the earlier request had one. */
  | "breakpoint moved";

/** How many blocks back from a break Anthropic looks for what it has. */
const LOOKS_BACK = 20;

/**
 * Why the later of two requests of a conversation cannot take over from a cache all that the earlier one
 * sent; `undefined` when it can, as when it only has more messages. Asks nobody: whether the provider
 * still has it depends on time, place and length as well.
 *
 * @example
 * explainCache(await client.preview(first), await client.preview(second));
 * // { at: 812, part: "system", reason: "changed" }
 */
export function explainCache(previous: SentRequest, next: SentRequest): CacheMiss | undefined {
  const [was, is] = [previous, next].map(({ body }) => fields(body)) as [
    UnknownRecord,
    UnknownRecord,
  ];
  const models = [text(was["model"]) || previous.model, text(is["model"]) || next.model];
  if (models[0] !== models[1] && models.every((model) => model !== undefined)) {
    return { at: 0, part: "model", reason: "model differs" };
  }
  const [key, other] = [keyOf(previous, was), keyOf(next, is)];
  if (key?.value !== other?.value) {
    const part = (other ?? key)?.part as string;
    return { at: 0, part, reason: "cache key differs" };
  }
  const layout = layoutOf(was) ?? layoutOf(is) ?? "chat";
  const sections = promptPieces(was, layout);
  const later = promptPieces(is, layout);
  let at = 0;
  for (const [i, { pieces, isSetting }] of sections.entries()) {
    const miss = parting(pieces, later[i]?.pieces ?? [], i === sections.length - 1);
    if (miss === undefined) at += bytes(pieces.map(written).join(""));
    else if (!isSetting) return { ...miss, at: at + miss.at };
    else return { at, part: miss.part, reason: "setting changed" };
  }
  return movedBreak(
    marked(
      was,
      sections.flatMap(({ pieces }) => pieces),
    ),
    marked(
      is,
      later.flatMap(({ pieces }) => pieces),
    ),
  );
}

function keyOf({ headers = {} }: SentRequest, { prompt_cache_key: key }: UnknownRecord) {
  const header = "x-grok-conv-id";
  if (typeof key === "string") return { part: "prompt_cache_key", value: key };
  return headers[header] === undefined ? undefined : { part: header, value: headers[header] };
}

/** Where two lists part. The last list of a prompt may be longer, or shorter. */
function parting(
  was: readonly Piece[],
  is: readonly Piece[],
  mayGrow: boolean,
): CacheMiss | undefined {
  const [before, after] = [was, is].map((pieces) => pieces.map(written)) as [string[], string[]];
  const i = before.findIndex((value, i) => value !== after[i]);
  if (i === -1 && (mayGrow || after.length === before.length)) return undefined;
  const from = i === -1 ? before.length : i;
  const [gone, come] = [was[from], is[from]];
  const at = bytes(before.slice(0, from).join(""));
  if (come === undefined) {
    return mayGrow ? undefined : { at, part: gone?.path as string, reason: "removed" };
  }
  if (gone === undefined) return { at, part: come.path, reason: "inserted" };
  const reason = shifted(before, after, from);
  if (reason !== undefined) {
    return { at, part: reason === "removed" ? gone.path : come.path, reason };
  }
  return {
    at: at + bytes(common(before[from] as string, after[from] as string)),
    ...within(gone, come),
  };
}

function within(gone: Piece, come: Piece): Where {
  if (gone.role !== come.role) {
    return { part: come.path.replace(/^(\w+\[\d+\]).*/, "$1.role"), reason: "changed" };
  }
  const { part, reason } = difference(gone.value, come.value, come.path);
  // It has no block, and so no field of one.
  return { part: come.isText ? come.path : part, reason };
}

type Where = Omit<CacheMiss, "at">;

/** Whether what two lists have at a place is elsewhere in the other. */
function shifted(
  before: readonly string[],
  after: readonly string[],
  from: number,
): "inserted" | "removed" | "reordered" | undefined {
  const stays = after.includes(before[from] as string, from);
  const stood = before.includes(after[from] as string, from);
  if (stays && stood) return "reordered";
  return stays ? "inserted" : stood ? "removed" : undefined;
}

/** The innermost place at which two values differ first. */
function difference(was: unknown, is: unknown, path: string): Where {
  if (Array.isArray(was) && Array.isArray(is)) {
    const [before, after] = [was, is].map((list) => list.map(json)) as [string[], string[]];
    const longest = Math.max(was.length, is.length);
    const i = Array.from({ length: longest }, (_, i) => i).find((i) => before[i] !== after[i]) ?? 0;
    const part = `${path}[${i}]`;
    if (i >= was.length) return { part, reason: "inserted" };
    if (i >= is.length) return { part, reason: "removed" };
    const reason = shifted(before, after, i);
    return reason === undefined ? difference(was[i], is[i], part) : { part, reason };
  }
  if (!isRecord(was) || !isRecord(is)) return { part: path, reason: "changed" };
  const keys = Object.keys(was);
  const newKeys = Object.keys(is);
  for (let i = 0; i < Math.max(keys.length, newKeys.length); i++) {
    const [key, newKey] = [keys[i], newKeys[i]];
    if (key === newKey && json(was[key as string]) === json(is[key as string])) continue;
    if (key === newKey) return difference(was[key as string], is[key as string], `${path}.${key}`);
    if (newKey !== undefined && !Object.hasOwn(was, newKey)) {
      return { part: `${path}.${newKey}`, reason: "inserted" };
    }
    if (key !== undefined && !Object.hasOwn(is, key)) {
      return { part: `${path}.${key}`, reason: "removed" };
    }
    return { part: path, reason: "order of keys" };
  }
  return { part: path, reason: "changed" };
}

/** A prompt, and after which pieces of it a break stands. */
interface Marked {
  readonly pieces: readonly Piece[];
  readonly breaks: readonly number[];
}

function marked({ cache_control: whole }: UnknownRecord, pieces: readonly Piece[]): Marked {
  const breaks = pieces.flatMap(({ isBreak }, i) => (isBreak ? [i] : []));
  // Anthropic puts one at the end itself.
  return { pieces, breaks: whole == null ? breaks : [...breaks, pieces.length - 1] };
}

/** Of one prompt that begins with the other. */
function movedBreak(was: Marked, is: Marked): CacheMiss | undefined {
  const last = was.breaks.at(-1);
  if (last === undefined) return undefined;
  const isFound = was.breaks.some((wrote) =>
    is.breaks.some((read) => read >= wrote && read - wrote < LOOKS_BACK),
  );
  if (isFound) return undefined;
  const at = bytes(was.pieces.slice(0, last).map(written).join(""));
  return { at, part: was.pieces[last]?.path as string, reason: "breakpoint moved" };
}

/** A piece as it counts. */
function written({ role, value }: Piece): string {
  return json(role === undefined ? value : [role, value]);
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function common(a: string, b: string): string {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a.slice(0, i);
}

function bytes(value: string): number {
  return new TextEncoder().encode(value).length;
}
