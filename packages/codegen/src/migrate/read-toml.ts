import { type AST, parseTOML } from "toml-eslint-parser";
import { tomlLiteral } from "../source/edit.ts";
import { parseToml } from "../source/toml.ts";
import type { ConfigEntry, ConfigMap, ConfigNode, ConfigText, ConfigTree } from "./config-node.ts";

/** A TOML text as a tree. */
export function readToml(text: string): ConfigTree {
  const parsed = parseToml(text);
  if ("problem" in parsed)
    return { problem: parsed.problem.message, offset: parsed.problem.offset };
  const root: Table = { kind: "map", entries: [] };
  // What the first parser takes, this one takes as well.
  for (const node of parseTOML(text, { tomlVersion: "1.1.0" }).body[0].body) {
    if (node.type === "TOMLKeyValue") add(root, node.key.keys, nodeOf(node.value, text));
    else {
      const table = tableAt(root, node.key.keys, node.kind === "array");
      for (const pair of node.body) add(table, pair.key.keys, nodeOf(pair.value, text));
    }
  }
  return { root };
}

interface Table extends ConfigMap {
  readonly entries: ConfigEntry[];
}

interface List {
  readonly kind: "list";
  readonly items: ConfigNode[];
}

type Key = AST.TOMLBare | AST.TOMLQuoted;

function add(table: Table, keys: readonly Key[], value: ConfigNode): void {
  const last = keys.at(-1);
  if (last === undefined) return;
  tableAt(table, keys.slice(0, -1), false).entries.push({ key: keyOf(last), value });
}

/** The table that a header, or the front of a dotted key, leads to; made where it is not there. */
function tableAt(root: Table, keys: readonly Key[], isArray: boolean): Table {
  let table = root;
  for (const [index, key] of keys.entries()) {
    const isNew = isArray && index === keys.length - 1;
    const name = keyOf(key);
    const there = table.entries.find((each) => each.key.value === name.value)?.value;
    const made: Table = { kind: "map", entries: [] };
    if (there?.kind === "map") table = there as Table;
    else if (there?.kind === "list") {
      if (isNew) (there as List).items.push(made);
      const last = there.items.at(-1);
      table = last?.kind === "map" ? (last as Table) : made;
    } else {
      const value: ConfigNode = isNew ? { kind: "list", items: [made] } : made;
      table.entries.push({ key: name, value });
      table = made;
    }
  }
  return table;
}

function keyOf(key: Key): ConfigText {
  const value = key.type === "TOMLBare" ? key.name : key.value;
  const write = (name: string) => (/^[\w-]+$/.test(name) ? name : tomlLiteral(name));
  return { kind: "text", value, start: key.range[0], end: key.range[1], write };
}

function nodeOf(node: AST.TOMLContentNode, text: string): ConfigNode {
  switch (node.type) {
    case "TOMLArray":
      return { kind: "list", items: node.elements.map((item) => nodeOf(item, text)) };
    case "TOMLInlineTable": {
      const table: Table = { kind: "map", entries: [] };
      for (const pair of node.body) add(table, pair.key.keys, nodeOf(pair.value, text));
      return table;
    }
    default: {
      if (node.kind !== "string") return { kind: "other" };
      const [start, end] = node.range;
      const isLiteral = text[start] === "'";
      const write = (value: string) =>
        isLiteral && !value.includes("'") ? `'${value}'` : tomlLiteral(value);
      return {
        kind: "text",
        value: node.value,
        start,
        end,
        write: node.multiline ? undefined : write,
      };
    }
  }
}
