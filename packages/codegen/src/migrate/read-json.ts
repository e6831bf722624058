import { type Expression, parse } from "acorn";
import type { ConfigNode, ConfigText, ConfigTree } from "./config-node.ts";

/** A JSON text as a tree; comments and trailing commas are taken as well. */
export function readJson(text: string): ConfigTree {
  try {
    // Brackets make an expression of it; the line break ends a comment in the last line.
    const { body } = parse(`(${text}\n)`, { ecmaVersion: "latest", sourceType: "script" });
    const [statement, ...others] = body;
    if (statement?.type !== "ExpressionStatement" || others.length > 0) {
      return { problem: "it is no JSON", offset: 0 };
    }
    return { root: nodeOf(statement.expression, text) };
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("pos" in error)) throw error;
    const offset = Math.max(0, Math.min(text.length, Number(error.pos) - 1));
    return { problem: error.message.replace(/ \(\d+:\d+\)$/, ""), offset };
  }
}

function nodeOf(node: Expression, text: string): ConfigNode {
  if (node.type === "ArrayExpression") {
    const items = node.elements.map(
      (each): ConfigNode =>
        each === null || each.type === "SpreadElement" ? { kind: "other" } : nodeOf(each, text),
    );
    return { kind: "list", items };
  }
  if (node.type === "ObjectExpression") {
    const entries = node.properties.flatMap((property) => {
      if (property.type !== "Property") return [];
      const key = textOf(property.key, text);
      return key === undefined ? [] : [{ key, value: nodeOf(property.value, text) }];
    });
    return { kind: "map", entries };
  }
  return textOf(node, text) ?? { kind: "other" };
}

function textOf(node: Expression, text: string): ConfigText | undefined {
  if (node.type !== "Literal" || typeof node.value !== "string") return undefined;
  const start = node.start - 1;
  const quote = text[start];
  const write = (value: string) =>
    quote === "'" ? `'${value.replace(/[\\']/g, "\\$&")}'` : JSON.stringify(value);
  return { kind: "text", value: node.value, start, end: node.end - 1, write };
}
