import { ts } from "ts-morph";

/** A string that becomes the value of an expression. */
export interface Found {
  readonly node: ts.Expression;
  readonly text: string;
  /** The text is part of what is put together when the program runs: a whole word of it. */
  readonly isDynamic: boolean;
}

/** How many steps a value is followed. */
const MAX_STEPS = 12;

/**
 * Follows an expression to the strings that it may be: constants, defaults, both sides of `??` and of
 * `? :`, values of tables and enumerations, what is imported from the project's other files.
 */
export function createTracer(
  checker: ts.TypeChecker,
): (expression: ts.Expression, isOfUse: (text: string) => boolean) => readonly Found[] {
  return (expression, isOfUse) => {
    const found: Found[] = [];
    const seen = new Set<ts.Node>();

    function follow(node: ts.Node | undefined, steps: number): void {
      if (node === undefined || steps > MAX_STEPS || seen.has(node)) return;
      seen.add(node);
      const next = (other: ts.Node | undefined) => follow(other, steps + 1);
      if (ts.isStringLiteralLike(node)) {
        if (isOfUse(node.text)) found.push({ node, text: node.text, isDynamic: false });
      } else if (ts.isTemplateExpression(node) || isSum(node)) {
        for (const text of wordsOf(node)) {
          if (isOfUse(text)) found.push({ node: node as ts.Expression, text, isDynamic: true });
        }
      } else if (isWrapped(node)) next(node.expression);
      else if (ts.isConditionalExpression(node)) {
        next(node.whenTrue);
        next(node.whenFalse);
      } else if (ts.isBinaryExpression(node)) {
        if (EITHER.includes(node.operatorToken.kind)) {
          next(node.left);
          next(node.right);
        } else if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) next(node.right);
      } else if (ts.isPropertyAccessExpression(node)) declarations(node.name, next);
      else if (ts.isElementAccessExpression(node)) {
        const { argumentExpression: key } = node;
        const type = checker.getTypeAtLocation(node.expression);
        const symbols = ts.isStringLiteralLike(key)
          ? [type.getProperty(key.text)]
          : type.getProperties().slice(0, MAX_ENTRIES);
        for (const symbol of symbols) declared(symbol, next);
      } else if (ts.isIdentifier(node)) declarations(node, next);
      else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(next);
    }

    function declarations(name: ts.Node, next: (node: ts.Node | undefined) => void): void {
      const isShorthand = ts.isShorthandPropertyAssignment(name.parent);
      declared(
        isShorthand
          ? checker.getShorthandAssignmentValueSymbol(name.parent)
          : checker.getSymbolAtLocation(name),
        next,
      );
    }

    function declared(
      symbol: ts.Symbol | undefined,
      next: (node: ts.Node | undefined) => void,
    ): void {
      if (symbol === undefined) return;
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      for (const each of (isAlias ? checker.getAliasedSymbol(symbol) : symbol).declarations ?? []) {
        if (ts.isShorthandPropertyAssignment(each)) {
          declared(checker.getShorthandAssignmentValueSymbol(each), next);
        } else if (ts.isVariableDeclaration(each) && ts.isForOfStatement(each.parent.parent)) {
          next(each.parent.parent.expression);
        } else if (hasInitializer(each)) next(each.initializer);
      }
    }

    follow(expression, 0);
    return found;
  };
}

/** Entries of a table that are looked at where its key is not known. */
const MAX_ENTRIES = 200;

const EITHER: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
];

function isWrapped(node: ts.Node): node is ts.Node & { readonly expression: ts.Expression } {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

function hasInitializer(node: ts.Node): node is Initialized {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isEnumMember(node)
  );
}

type Initialized =
  | ts.VariableDeclaration
  | ts.ParameterDeclaration
  | ts.PropertyAssignment
  | ts.PropertyDeclaration
  | ts.BindingElement
  | ts.EnumMember;

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

/**
 * The words of a text that is put together, as far as they are known: what ends at a substitution may go
 * on there, and is none.
 */
function wordsOf(node: ts.TemplateExpression | ts.BinaryExpression): readonly string[] {
  const text = patternOf(node);
  return text.split(/[\s/:,;|]+/).filter((word) => word !== "" && !word.includes(HOLE));
}

/** Stands for what is not known. */
const HOLE = "\0";

function patternOf(node: ts.Node): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return patternOf(node.expression);
  if (isSum(node)) return patternOf(node.left) + patternOf(node.right);
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(
      ({ expression, literal }) => patternOf(expression) + literal.text,
    );
    return node.head.text + spans.join("");
  }
  return HOLE;
}
