import { type Layer, layers } from "../layers/layer-names.ts";
import { references } from "../layers/references.ts";
import { tomlLiteral } from "../source/edit.ts";
import { createLocator, type Locator, type Path } from "../source/locate.ts";
import { createSourceFile, type Position, type Span } from "../source/source-file.ts";
import { parseToml, type TomlTable } from "../source/toml.ts";
import { nameOf } from "./find-record.ts";

/**
 * Layers whose records choose a model, and so follow it to its successor. A price or a dispute is about
 * the model itself: it stays.
 */
const CHOOSERS: readonly Layer[] = ["model", "profile"];

/** A reference that leads elsewhere now. */
export interface RewrittenReference {
  readonly layer: Layer;
  /** Whose it is: the id of a profile, the ref of a model. */
  readonly record: string;
  readonly key: string;
  /** As it was written. */
  readonly from: string;
  /** What it leads to; `undefined`: the record names the successor already, so the item went. */
  readonly to: string | undefined;
  /** Where it stood in the text before. */
  readonly at: Position;
}

/** Texts whose references were rewritten. */
export interface RewrittenReferences {
  /** Those of the files that changed. */
  readonly texts: ReadonlyMap<Layer, string>;
  /** In the order of the layers and their texts. */
  readonly rewritten: readonly RewrittenReference[];
}

/**
 * Leads references to models elsewhere: `default_model_ref` and `fallback_model_refs` of profiles,
 * `replaced_by` of models. Only the refs themselves are written anew, so comments, order and line breaks
 * stay; an item of a list goes, with its line, whose successor the record names already. No model comes to
 * replace itself.
 *
 * @param texts By layer; a text that is no TOML stays as it is.
 * @param successorOf The ref to write in place of one as it is written; `undefined`: it stays.
 */
export function rewriteReferences(
  texts: Readonly<Partial<Record<Layer, string>>>,
  successorOf: (ref: string) => string | undefined,
): RewrittenReferences {
  const changed = new Map<Layer, string>();
  const rewritten: RewrittenReference[] = [];
  for (const layer of layers.filter((each) => CHOOSERS.includes(each))) {
    const text = texts[layer] ?? "";
    const done = rewriteLayer(layer, text, successorOf);
    rewritten.push(...done.rewritten);
    if (done.text !== text) changed.set(layer, done.text);
  }
  return { texts: changed, rewritten };
}

/** A stretch of a text, and what comes in its place. */
interface Replacement extends Span {
  readonly by: string;
}

function rewriteLayer(
  layer: Layer,
  text: string,
  successorOf: (ref: string) => string | undefined,
): { readonly text: string; readonly rewritten: readonly RewrittenReference[] } {
  const parsed = parseToml(text);
  const records = "problem" in parsed ? undefined : parsed.value[layer];
  if ("problem" in parsed || !Array.isArray(records)) return { text, rewritten: [] };
  const locator = createLocator(text, parsed.value);
  const source = createSourceFile("", text);
  const keys = references.filter(({ from, to }) => from === layer && to === "model");
  const replacements: Replacement[] = [];
  const rewritten: RewrittenReference[] = [];

  for (const [index, record] of (records as readonly TomlTable[]).entries()) {
    const name = nameOf({ layer, record });
    // What a list need not name again: it is chosen before the list is.
    const chosen: unknown[] = keys
      .map(({ key }) => record[key])
      .filter((value) => typeof value === "string")
      .map((ref) => successorOf(ref) ?? ref);
    for (const { key } of keys) {
      const value = record[key];
      const path: Path = [layer, index, key];
      const note = (at: Path, from: string, to: string | undefined) => {
        const { start } = locator.find(at, "value");
        rewritten.push({ layer, record: name, key, from, to, at: source.position(start) });
      };
      if (typeof value === "string") {
        const to = successorOf(value);
        if (to === undefined || to === value || to === name) continue;
        replacements.push({ ...locator.find(path, "value"), by: tomlLiteral(to) });
        note(path, value, to);
      } else if (Array.isArray(value)) {
        const taken = new Set(chosen);
        const gone: Replacement[] = [];
        for (const [position, from] of (value as readonly unknown[]).entries()) {
          const to = typeof from === "string" ? successorOf(from) : undefined;
          const at = [...path, position];
          const isTwice = taken.has(to ?? from) || (to !== undefined && value.includes(to));
          taken.add(to ?? from);
          if (typeof from !== "string" || to === undefined || to === from) continue;
          if (isTwice) gone.push({ ...itemSpan(text, locator, path, position), by: "" });
          else replacements.push({ ...locator.find(at, "value"), by: tomlLiteral(to) });
          note(at, from, isTwice ? undefined : to);
        }
        // A list has at least one item.
        const isEmpty = gone.length === value.length && gone.length > 0;
        replacements.push(...(isEmpty ? [{ ...keySpan(text, locator, path), by: "" }] : gone));
      }
    }
  }
  replacements.sort((a, b) => a.start - b.start);
  return { text: replaceAll(text, replacements), rewritten };
}

/** An item of a list with what belongs to it: its line where it has one, else the comma beside it. */
function itemSpan(text: string, locator: Locator, list: Path, position: number): Span {
  const item = locator.find([...list, position], "value");
  const start = text.lastIndexOf("\n", item.start - 1) + 1;
  const lineEnd = text.indexOf("\n", item.end);
  const end = lineEnd === -1 ? text.length : lineEnd + 1;
  const isAlone =
    text.slice(start, item.start).trim() === "" &&
    /^[ \t]*(?:,[ \t]*)?(?:#[^\n]*)?\r?\n?$/.test(text.slice(item.end, end));
  if (isAlone) return { start, end };
  const comma = /^\s*,[ \t]*/.exec(text.slice(item.end))?.[0];
  if (comma !== undefined) return { start: item.start, end: item.end + comma.length };
  const before = locator.find([...list, position - 1], "value");
  return { start: before.end, end: item.end };
}

/** A key of a record with its lines. */
function keySpan(text: string, locator: Locator, path: Path): Span {
  const start = text.lastIndexOf("\n", locator.find(path, "key").start) + 1;
  const end = text.indexOf("\n", locator.find(path, "value").end);
  return { start, end: end === -1 ? text.length : end + 1 };
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, by } of replacements) {
    pieces.push(text.slice(done, Math.max(done, start)), by);
    done = Math.max(done, end);
  }
  return pieces.join("") + text.slice(done);
}
