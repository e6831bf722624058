import { ts } from "ts-morph";
import type { Endings, NamePlace } from "./endings.ts";
import { findSdk, type Sdk } from "./sdks.ts";

/** Tells whose calls they are. */
export interface Origins {
  /** What a model's name means in a call; `undefined` where the call is nobody's that we know. */
  placeOf(call: ts.CallExpression | ts.NewExpression): NamePlace | undefined;
  /** The object that an argument is, where it is written in the project. */
  objectOf(argument: ts.Expression): ts.ObjectLiteralExpression | undefined;
}

/** An SDK, and what its client was made with. */
interface Origin {
  readonly sdk: Sdk;
  /** URL that it asks instead of its own; `""`: one that is not known. */
  readonly url?: string | undefined;
}

/** How many steps a client is followed to where it is made. */
const MAX_STEPS = 12;

/**
 * Follows what is called to the package that it comes from: through imports, clients that are made with
 * `new` or a function, fields and parameters with a type.
 */
export function createOrigins(checker: ts.TypeChecker, endings: Endings): Origins {
  const known = new Map<ts.Symbol, Origin | undefined>();

  function originOf(node: ts.Node, steps: number): Origin | undefined {
    if (steps > MAX_STEPS) return undefined;
    if (ts.isIdentifier(node)) return ofSymbol(checker.getSymbolAtLocation(node), steps);
    if (ts.isPropertyAccessExpression(node)) {
      const { expression } = node;
      // A field of this class, or of an object of the project, says more than what has it.
      return (
        ofSymbol(checker.getSymbolAtLocation(node.name), steps) ?? originOf(expression, steps + 1)
      );
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const origin = originOf(node.expression, steps + 1) ?? requiredBy(node);
      const url = origin === undefined ? undefined : urlIn(node);
      return origin === undefined || url === undefined ? origin : { ...origin, url };
    }
    if (ts.isBinaryExpression(node)) {
      return originOf(node.left, steps + 1) ?? originOf(node.right, steps + 1);
    }
    return isTransparent(node) ? originOf(node.expression, steps + 1) : undefined;
  }

  function ofSymbol(symbol: ts.Symbol | undefined, steps: number): Origin | undefined {
    if (symbol === undefined) return undefined;
    if (known.has(symbol)) return known.get(symbol);
    known.set(symbol, undefined);
    for (const declaration of symbol.declarations ?? []) {
      const origin = ofDeclaration(declaration, symbol, steps + 1);
      if (origin === undefined) continue;
      known.set(symbol, origin);
      return origin;
    }
    return undefined;
  }

  function ofDeclaration(node: ts.Node, symbol: ts.Symbol, steps: number): Origin | undefined {
    const module = importedFrom(node);
    if (module !== undefined) {
      const sdk = findSdk(module);
      if (sdk !== undefined) return { sdk: cloudOf(symbol.name, node) ?? sdk };
      if (!module.startsWith(".") && !module.startsWith("@/") && !module.startsWith("~")) {
        return undefined;
      }
      const target = checker.getAliasedSymbol(symbol);
      return target === symbol ? undefined : ofSymbol(target, steps);
    }
    if (
      ts.isVariableDeclaration(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isBindingElement(node)
    ) {
      if (node.initializer !== undefined) {
        const origin = originOf(node.initializer, steps);
        if (origin !== undefined) return origin;
      }
      const type = "type" in node ? node.type : undefined;
      if (type !== undefined) return ofType(type, steps);
      return ts.isBindingElement(node)
        ? ofDeclaration(node.parent.parent, symbol, steps)
        : undefined;
    }
    if (ts.isBinaryExpression(node)) return originOf(node.right, steps);
    // `this.client = new OpenAI()` in a constructor of JavaScript.
    const assigned = node.parent;
    if (assigned !== undefined && ts.isBinaryExpression(assigned) && assigned.left === node) {
      return originOf(assigned.right, steps);
    }
    if (ts.isPropertySignature(node) && node.type !== undefined) return ofType(node.type, steps);
    return ts.isFunctionDeclaration(node) ? ofReturned(node, steps) : undefined;
  }

  /** The client that a function of the project makes. */
  function ofReturned(node: ts.FunctionDeclaration, steps: number): Origin | undefined {
    if (node.type !== undefined) return ofType(node.type, steps);
    for (const statement of node.body?.statements ?? []) {
      if (!ts.isReturnStatement(statement) || statement.expression === undefined) continue;
      return originOf(statement.expression, steps);
    }
    return undefined;
  }

  function ofType(node: ts.TypeNode, steps: number): Origin | undefined {
    if (ts.isUnionTypeNode(node)) {
      for (const each of node.types) {
        const origin = ofType(each, steps);
        if (origin !== undefined) return origin;
      }
    }
    if (!ts.isTypeReferenceNode(node)) return undefined;
    const { typeName } = node;
    const root = ts.isIdentifier(typeName) ? typeName : typeName.left;
    return ofSymbol(checker.getSymbolAtLocation(root), steps);
  }

  /** The URL of the options that a client is made with. */
  function urlIn({ arguments: given }: ts.CallExpression | ts.NewExpression): string | undefined {
    for (const argument of given ?? []) {
      if (!ts.isObjectLiteralExpression(argument)) continue;
      for (const property of argument.properties) {
        if (property.name === undefined || !URL_KEYS.includes(property.name.getText())) continue;
        const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
        return value !== undefined && ts.isStringLiteralLike(value) ? value.text : "";
      }
    }
    return undefined;
  }

  function objectOf(argument: ts.Expression): ts.ObjectLiteralExpression | undefined {
    if (ts.isObjectLiteralExpression(argument)) return argument;
    if (isTransparent(argument)) return objectOf(argument.expression as ts.Expression);
    if (!ts.isIdentifier(argument)) return undefined;
    const [declaration] = checker.getSymbolAtLocation(argument)?.declarations ?? [];
    return declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined
      ? objectOf(declaration.initializer)
      : undefined;
  }

  return {
    placeOf(call) {
      const origin = originOf(call.expression, 0);
      if (origin === undefined) return undefined;
      const { sdk, url = urlIn(call) } = origin;
      if (url === undefined) return sdk;
      return url === "" ? { isRef: sdk.isRef } : { provider: endings.providerAt(url) ?? url };
    },
    objectOf,
  };
}

/** Clouds whose clients a vendor's package has beside its own: their names of models are others. */
function cloudOf(local: string, node: ts.Node): Sdk | undefined {
  const name =
    ts.isImportSpecifier(node) && node.propertyName !== undefined ? node.propertyName.text : local;
  const [cloud] = /Azure|Bedrock|Vertex/.exec(name) ?? [];
  return cloud === undefined ? undefined : { provider: cloud.toLowerCase(), isRef: false };
}

const URL_KEYS: readonly string[] = [
  "baseURL",
  "baseUrl",
  "basePath",
  "apiBase",
  "endpoint",
  "serverURL",
];

/** `require("openai")` and `await import("openai")`. */
function requiredBy(node: ts.CallExpression | ts.NewExpression): Origin | undefined {
  const [first] = node.arguments ?? [];
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === "require");
  if (!loads || first === undefined || !ts.isStringLiteralLike(first)) return undefined;
  const sdk = findSdk(first.text);
  return sdk === undefined ? undefined : { sdk };
}

function importedFrom(node: ts.Node): string | undefined {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isImportDeclaration(at)) {
      return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
    }
    if (ts.isExportDeclaration(at)) {
      const { moduleSpecifier } = at;
      return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
        ? moduleSpecifier.text
        : undefined;
    }
    if (!IMPORT_PARTS.some((is) => is(at as ts.Node))) return undefined;
  }
  return undefined;
}

const IMPORT_PARTS: readonly ((node: ts.Node) => boolean)[] = [
  ts.isImportSpecifier,
  ts.isNamedImports,
  ts.isImportClause,
  ts.isNamespaceImport,
  ts.isExportSpecifier,
  ts.isNamedExports,
];

function isTransparent(node: ts.Node): node is ts.Node & { readonly expression: ts.Node } {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isElementAccessExpression(node)
  );
}
