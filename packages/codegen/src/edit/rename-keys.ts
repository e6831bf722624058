import { presentKey, presentTable } from "../check/former-keys.ts";
import type { Layer } from "../layers/layer-names.ts";
import { createLocator } from "../source/locate.ts";
import { createSourceFile, type Position } from "../source/source-file.ts";
import { parseToml, type TomlTable } from "../source/toml.ts";

/** A name that is another one now. */
export interface RenamedKey {
  /** A key of a record, or the table that the record is of. */
  readonly what: "key" | "table";
  readonly from: string;
  readonly to: string;
  readonly at: Position;
}

/**
 * Gives keys and tables of a layer's text their present names, and leaves everything else as it is. A key stays
 * whose present name the record has as well: which of the two is right is not known.
 */
export function renameKeys(
  layer: Layer,
  text: string,
): { readonly text: string; readonly renamed: readonly RenamedKey[] } {
  const tables = renameTables(layer, text);
  const parsed = parseToml(tables.text);
  const records = "problem" in parsed ? undefined : parsed.value[layer];
  if ("problem" in parsed || !Array.isArray(records)) return { text, renamed: [] };
  const locator = createLocator(tables.text, parsed.value);
  const source = createSourceFile("", tables.text);
  const renamed: RenamedKey[] = [...tables.renamed];
  const pieces: string[] = [];
  let done = 0;
  for (const [index, record] of (records as readonly TomlTable[]).entries()) {
    const spans = Object.keys(record).flatMap((from) => {
      const to = presentKey(layer, from);
      if (to === undefined || Object.hasOwn(record, to)) return [];
      return [{ from, to, ...locator.find([layer, index, from], "key") }];
    });
    for (const { from, to, start, end } of spans.sort((a, b) => a.start - b.start)) {
      pieces.push(tables.text.slice(done, start), to);
      done = end;
      renamed.push({ what: "key", from, to, at: source.position(start) });
    }
  }
  return {
    text: pieces.join("") + tables.text.slice(done),
    renamed: renamed.sort((a, b) => a.at.line - b.at.line),
  };
}

/** `[[models]]` as `[[model]]`. A text that has both is left alone, and so is one in which a string may look like a header. */
function renameTables(
  layer: Layer,
  text: string,
): { readonly text: string; readonly renamed: readonly RenamedKey[] } {
  const parsed = parseToml(text);
  if ("problem" in parsed || /"""|'''/.test(text)) return { text, renamed: [] };
  const [from] = Object.keys(parsed.value).filter((name) => presentTable(layer, name));
  if (from === undefined || Object.hasOwn(parsed.value, layer)) return { text, renamed: [] };
  const source = createSourceFile("", text);
  const renamed: RenamedKey[] = [];
  const header = new RegExp(`^([ \\t]*\\[{1,2}[ \\t]*)${from}(?=[ \\t]*[.\\]])`, "gm");
  const after = text.replace(header, (_, before: string, offset: number) => {
    renamed.push({ what: "table", from, to: layer, at: source.position(offset + before.length) });
    return before + layer;
  });
  return { text: after, renamed };
}
