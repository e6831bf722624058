import { isRecord } from "../platform/records.ts";

/** Deeper arguments than this are an attack: writing them as JSON again would overflow the stack. */
const MAX_DEPTH = 500;

/**
 * What tools are called with: an object, whatever way it was written. Written as JSON inside JSON it is
 * taken out once; nothing and `null` are no arguments; said several times in the same words it counts
 * once, and an empty object beside another one is a place that was held.
 *
 * @param pieces texts, which go together, and values that came parsed
 * @returns the object; `undefined` for all that is none: no tool is to run with it
 */
export function readArguments(pieces: readonly unknown[]): Record<string, unknown> | undefined {
  const [first] = pieces;
  if (pieces.length === 1 && typeof first !== "string") return argumentsOf(first);
  const text = joinPieces(pieces);
  if (text.trim() === "") return {};
  try {
    return argumentsOf(JSON.parse(text));
  } catch {
    return readRepeated(text) ?? readGrown(pieces);
  }
}

/** What the pieces say, as text. */
export function joinPieces(pieces: readonly unknown[]): string {
  return pieces
    .map((piece) => (typeof piece === "string" ? piece : JSON.stringify(piece)))
    .join("");
}

/** Whether it is nested so deep that nobody could write it down again. Never goes deeper itself. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  return Object.values(value).some((inner) => isTooDeep(inner, depth + 1));
}

function argumentsOf(value: unknown, unwrapped = false): Record<string, unknown> | undefined {
  if (value === null) return {};
  if (typeof value === "string" && !unwrapped) {
    return value.trim() === "" ? {} : argumentsOf(parse(value), true);
  }
  return isRecord(value) && !isTooDeep(value) ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Servers write a whole call twice, or `{}` before it; two that differ are nobody's arguments. */
function readRepeated(text: string): Record<string, unknown> | undefined {
  const end = new JsonEnd();
  let found: Record<string, unknown> | undefined;
  let json: string | undefined;
  for (let start = 0, at = end.feed(text); start < text.length; at = end.feed(text, at)) {
    const value = argumentsOf(parse(text.slice(start, at)));
    if (value === undefined) return text.slice(start).trim() === "" ? found : undefined;
    start = at;
    if (Object.keys(value).length === 0) found ??= value;
    else {
      const written = JSON.stringify(value);
      if (json !== undefined && json !== written) return undefined;
      json = written;
      found = value;
    }
  }
  return found;
}

/**
 * Servers send all that there is so far with every piece: then the last piece is the whole. A brace
 * alone before it is more likely the model's mistake.
 */
function readGrown(pieces: readonly unknown[]): Record<string, unknown> | undefined {
  const said = pieces.filter((piece) => piece !== "");
  const last = said.at(-1);
  if (typeof last !== "string" || said.length < 2) return undefined;
  if (said.length === 2 && String(said[0]).trim() === "{") return undefined;
  const isGrown = said.every((piece) => typeof piece === "string" && last.startsWith(piece));
  return isGrown ? argumentsOf(parse(last)) : undefined;
}

/** Finds where objects, lists and quoted texts of JSON end; looks at each character once. */
export class JsonEnd {
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** What was fed so far is whole values and nothing else. */
  isWhole = false;

  /** @returns where the value ends that goes on at `from`; the length of the text when it does not */
  feed(text: string, from = 0): number {
    for (let at = from; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char <= 32 && !this.#quoted) continue;
      this.isWhole = false;
      if (this.#quoted) {
        if (this.#escaped) this.#escaped = false;
        else if (char === BACKSLASH) this.#escaped = true;
        else if (char === QUOTE) this.#quoted = false;
      } else if (char === QUOTE) this.#quoted = true;
      else if (char === BRACE || char === BRACKET) this.#depth += 1;
      else if (char === BRACE + 2 || char === BRACKET + 2) this.#depth -= 1;
      else continue;
      if (this.#depth > 0 || this.#quoted) continue;
      this.isWhole = this.#depth === 0;
      this.#depth = 0;
      return at + 1;
    }
    return text.length;
  }
}

const QUOTE = 34;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACE = 123;
