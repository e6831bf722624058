import { type Expression, type Property, parse, type SpreadElement } from "acorn";

/**
 * The first value in a program's top-level declarations that a test accepts, where it is written out as
 * a literal: lists, objects, texts, numbers, `true`, `!0`, `null`. Nothing of the program runs.
 * `undefined` when there is none, or the text is no program.
 */
export function findLiteral(program: string, accepts: (value: unknown) => boolean): unknown {
  for (const node of bodyOf(program)) {
    const statement = node.type === "ExportNamedDeclaration" ? node.declaration : node;
    if (statement?.type !== "VariableDeclaration") continue;
    for (const { init } of statement.declarations) {
      if (init?.type !== "ArrayExpression" && init?.type !== "ObjectExpression") continue;
      try {
        const value = literalOf(init);
        if (accepts(value)) return value;
      } catch (error) {
        // Written out in part, or nested as nothing sane is.
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }
  return undefined;
}

function bodyOf(program: string) {
  try {
    return parse(program, { ecmaVersion: "latest", sourceType: "module" }).body;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}

/** @throws RangeError for what is no literal. */
function literalOf(node: Expression | SpreadElement | null): unknown {
  switch (node?.type) {
    case "Literal":
      if (node.regex !== undefined || node.bigint != null) break;
      return node.value;
    case "ArrayExpression":
      return node.elements.map(literalOf);
    case "ObjectExpression":
      return Object.fromEntries(node.properties.map(entryOf));
    case "UnaryExpression": {
      const value = literalOf(node.argument);
      if (node.operator === "!") return !value;
      if (node.operator === "-" && typeof value === "number") return -value;
      if (node.operator === "void") return undefined;
      break;
    }
    case "TemplateLiteral":
      if (node.expressions.length === 0) return node.quasis[0]?.value.cooked;
      break;
  }
  throw new RangeError(`${node?.type ?? "a hole"} is no literal`);
}

function entryOf(property: Property | SpreadElement): [string, unknown] {
  if (property.type !== "Property" || property.computed || property.kind !== "init") {
    throw new RangeError("a property is no literal");
  }
  const { key, value } = property;
  if (key.type === "Identifier") return [key.name, literalOf(value)];
  if (key.type === "Literal") return [String(key.value), literalOf(value)];
  throw new RangeError("a key is no literal");
}
