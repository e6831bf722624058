import { isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from "yaml";
import type { ConfigNode, ConfigText, ConfigTree } from "./config-node.ts";

/** A YAML text as a tree: a list of its documents. What an alias (`*name`) leads to is read once, where it stands. */
export function readYaml(text: string): ConfigTree {
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    keepSourceTokens: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const all = Array.isArray(documents) ? documents : [];
  for (const { errors } of all) {
    const [error] = errors;
    if (error !== undefined) return { problem: error.message, offset: error.pos[0] };
  }
  return {
    root: { kind: "list", items: all.map(({ contents }) => nodeOf(contents as Node | null)) },
  };
}

function nodeOf(node: unknown): ConfigNode {
  if (isMap(node)) {
    const entries = node.items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? textOf(key) : undefined;
      return name === undefined ? [] : [{ key: name, value: nodeOf(value) }];
    });
    return { kind: "map", entries };
  }
  if (isSeq(node)) return { kind: "list", items: node.items.map(nodeOf) };
  return (isScalar(node) ? textOf(node) : undefined) ?? { kind: "other" };
}

function textOf({ value, type, range }: Scalar): ConfigText | undefined {
  if (range == null || (typeof value !== "string" && typeof value !== "number")) return undefined;
  const [start, end] = range;
  const writers: Readonly<Record<string, (value: string) => string>> = {
    QUOTE_DOUBLE: (text) => JSON.stringify(text),
    QUOTE_SINGLE: (text) => `'${text.replaceAll("'", "''")}'`,
    PLAIN: plain,
  };
  return { kind: "text", value: String(value), start, end, write: writers[type ?? ""] };
}

/** Without quotes where that is a string: `1.0`, `a: b` and `# c` are none. */
function plain(text: string): string {
  return /^[A-Za-z][A-Za-z0-9._/+@-]*(?::[A-Za-z0-9._/+@-]+)*$/.test(text)
    ? text
    : JSON.stringify(text);
}
