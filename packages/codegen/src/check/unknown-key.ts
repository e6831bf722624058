import type { Layer } from "../layers/layer-names.ts";
import { inputFileNames, layers } from "../layers/layer-names.ts";
import { PROTOTYPE_NAMES } from "../layers/patterns.ts";
import type { Path } from "../source/locate.ts";
import type { TomlTable } from "../source/toml.ts";
import { quote } from "../text/quote.ts";
import { suggest } from "../text/suggest.ts";
import type { Explanation } from "./explain-issue.ts";
import { isTable } from "./for-each-value.ts";
import { presentKey, presentTable } from "./former-keys.ts";
import { bare, otherKey } from "./other-words.ts";
import { keysAt } from "./shape.ts";

/**
 * What there is against a key that its table does not have.
 *
 * @param parent Where the table is: the root, a record, or a table in one.
 * @param isFirst Whether it is the first of its kind: that one lists the keys that there are.
 */
export function explainUnknownKey(
  key: string,
  {
    layer,
    parent,
    table,
    isFirst,
  }: {
    readonly layer: Layer;
    readonly parent: Path;
    readonly table: TomlTable;
    readonly isFirst: () => boolean;
  },
): Explanation {
  const where = tableName(layer, parent);
  return {
    code: PROTOTYPE_NAMES.some((name) => name === key) ? "reserved-id" : "unknown-key",
    message: `${where} has no key ${quote(key)}`,
    hint:
      upgradeHint(key, layer, parent) ??
      (parent.length === 0
        ? hintAtRoot(key, layer)
        : (hintInRecord(key, layer, parent, table) ??
          (isFirst()
            ? `known keys: ${keysAt(layer, parent).join(", ")}`
            : "remove it, or write it into a comment; the known keys are listed at the first such key"))),
  };
}

/** `[[model]]`, `[[model.price_tiers]]`, `[model.dialect]`. */
export function tableName(layer: Layer, parent: Path): string {
  if (parent.length === 0) return "the file";
  const isItem = typeof parent.at(-1) === "number";
  const name = [layer, ...parent.slice(2).filter((part) => typeof part === "string")].join(".");
  return isItem ? `[[${name}]]` : `[${name}]`;
}

/** For what a key or a table was called once. */
function upgradeHint(key: string, layer: Layer, parent: Path): string | undefined {
  const present =
    parent.length === 0
      ? presentTable(layer, key)
      : parent.length === 2
        ? presentKey(layer, key)
        : undefined;
  return present === undefined ? undefined : `it is ${present} now: kei upgrade --write renames it`;
}

function hintAtRoot(key: string, layer: Layer): string {
  const name = suggest(bare(key), layers);
  const other = layers.find((each) => each === name);
  if (other !== undefined && other !== layer) {
    return `write [[${other}]] into ${inputFileNames[other]}`;
  }
  if (keysAt(layer, [layer, 0]).includes(key)) return `write it below [[${layer}]]`;
  return other === layer ? `did you mean "${layer}"?` : `known keys: ${layer}`;
}

function hintInRecord(
  key: string,
  layer: Layer,
  parent: Path,
  table: TomlTable,
): string | undefined {
  const known = keysAt(layer, parent);
  const isRecord = parent.length === 2;
  const name = bare(key);
  const same = known.find((each) => bare(each) === name);
  const told = same ?? otherKey(layer, isRecord ? undefined : String(parent[2]), key);
  if (told !== undefined && !known.includes(told) && told.includes(" ")) return told;
  const inRecord = isRecord ? undefined : recordKey(name, layer);
  if (inRecord !== undefined && same === undefined) {
    return `${inRecord} is a key of [[${layer}]]: write it above ${tableName(layer, parent)}`;
  }
  const value = table[key];
  if (isRecord && told === undefined && isTable(value)) {
    const isOne = Object.keys(value).some((each) => known.includes(each));
    if (isOne) return `for another ${layer} write [[${layer}]], and id = ${quote(key)} below it`;
  }
  const nested = isRecord && told === undefined ? nestedTable(name, layer) : undefined;
  if (nested !== undefined) return `it is a key of ${nested}`;
  const found =
    told ??
    suggest(
      key,
      known.filter((each) => !Object.hasOwn(table, each)),
    );
  if (found === undefined) return undefined;
  return Object.hasOwn(table, found)
    ? `${found} is there already: remove one of the two`
    : `did you mean "${found}"?`;
}

function recordKey(name: string, layer: Layer): string | undefined {
  return keysAt(layer, [layer, 0]).find((each) => bare(each) === name);
}

/** The table of a record that has a key of this name. */
function nestedTable(name: string, layer: Layer): string | undefined {
  for (const key of keysAt(layer, [layer, 0])) {
    for (const path of [
      [layer, 0, key],
      [layer, 0, key, 0],
    ]) {
      if (keysAt(layer, path).some((each) => bare(each) === name)) return tableName(layer, path);
    }
  }
  return undefined;
}
