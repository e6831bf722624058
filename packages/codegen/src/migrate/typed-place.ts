import { ts } from "ts-morph";
import type { Endings, NamePlace } from "./endings.ts";
import { findSdk, MODEL_KEYS } from "./sdks.ts";

/** The strings of a type that are names of models. */
interface Names {
  readonly texts: ReadonlySet<string>;
  readonly provider: string | undefined;
  readonly areRefs: boolean;
  /** Whether any other string is taken as well: `string & {}`. */
  readonly isOpen: boolean;
}

/** What types say of strings. */
export interface TypedPlaces {
  /** What a name means where a string stands, and why it stays if it does; `undefined`: its type does not tell. */
  find(
    node: ts.StringLiteralLike,
  ): { readonly place: NamePlace; readonly stays?: string } | undefined;
  /** Whether another text may stand there. */
  takes(node: ts.Expression, text: string): boolean;
}

/**
 * Tells by types where a model's name stands: where the type that is asked for is a union of strings at
 * least half of which, or three, are names of models (`ModelRef`, `AnthropicModelId`, a vendor's or the
 * project's own), or where a key of that name is declared by a vendor's package.
 */
export function createTypedPlaces(checker: ts.TypeChecker, endings: Endings): TypedPlaces {
  const known = new Map<ts.Type, Names | undefined>();
  const keys = new Map<ts.Type, Names | undefined>();

  function namesIn(type: ts.Type): Names | undefined {
    if (known.has(type)) return known.get(type);
    const texts = (type.isUnion() ? type.types : [type]).flatMap((each) =>
      each.isStringLiteral() ? [each.value] : [],
    );
    const names = namesOf(texts, type.isUnion() && type.types.some(isOpen));
    known.set(type, names);
    return names;
  }

  /** The same of the keys of an object, `models["openai/gpt-4"]`. */
  function keysOf(type: ts.Type): Names | undefined {
    if (!keys.has(type)) {
      const texts = type.getProperties().map(({ name }) => name);
      keys.set(type, namesOf(texts, type.getStringIndexType() !== undefined));
    }
    return keys.get(type);
  }

  function namesOf(texts: readonly string[], open: boolean): Names | undefined {
    const owners = texts.map((text) => endings.providersOf(text));
    const count = owners.filter((each) => each.length > 0).length;
    const isOfModels = texts.length > 1 && (count * 2 >= texts.length || count >= 3);
    // Ids of one provider's models, `AnthropicModelId`, are that provider's.
    const providers = [...new Set(owners.flat())].filter((provider) =>
      owners.every((each) => each.length === 0 || each.includes(provider)),
    );
    if (!isOfModels) return undefined;
    return {
      texts: new Set(texts),
      provider: providers.length === 1 ? providers[0] : undefined,
      isOpen: open,
      areRefs: texts.some((text) => text.includes("/")),
    };
  }

  const placeOf = (names: Names, { text }: ts.StringLiteralLike): NamePlace => ({
    provider: names.provider,
    // Another name of a model that the type does not have is an old one.
    isRef: names.areRefs && !names.texts.has(text),
  });

  return {
    find(node) {
      const beside = comparedWith(node);
      if (beside !== undefined) {
        const names = namesIn(checker.getTypeAtLocation(beside));
        return names === undefined
          ? undefined
          : { place: placeOf(names, node), stays: "it is compared with a model's name" };
      }
      if (ts.isLiteralTypeNode(node.parent)) {
        const type = checker.getTypeAtLocation(typeAround(node.parent));
        const names = namesIn(type);
        return names === undefined
          ? undefined
          : { place: placeOf(names, node), stays: "it is part of a type" };
      }
      if (isKey(node)) {
        const names = keysOf(checker.getTypeAtLocation(node.parent.expression));
        return names === undefined ? undefined : { place: placeOf(names, node) };
      }
      const asked = checker.getContextualType(node);
      if (asked === undefined) return undefined;
      const names = askedNames(node, asked);
      const place = names === undefined ? ofVendor(node) : placeOf(names, node);
      return place === undefined ? undefined : { place };
    },
    takes(node, text) {
      const has = (names: Names | undefined) =>
        names === undefined || names.isOpen || names.texts.has(text);
      if (isKey(node)) return has(keysOf(checker.getTypeAtLocation(node.parent.expression)));
      const asked = checker.getContextualType(node);
      if (asked === undefined || has(askedNames(node, asked))) return true;
      // Models that end have an overload of their own, which is marked.
      const { parent } = node;
      if (!ts.isCallExpression(parent)) return false;
      const position = parent.arguments.indexOf(node);
      return checker
        .getTypeAtLocation(parent.expression)
        .getCallSignatures()
        .flatMap(({ declaration }) => declaration?.parameters[position] ?? [])
        .map((parameter) => checker.getTypeAtLocation(parameter))
        .some((type) => {
          const names = namesIn(checker.getBaseConstraintOfType(type) ?? type);
          return names?.texts.has(text) === true;
        });
    },
  };

  function askedNames(node: ts.Expression, asked: ts.Type): Names | undefined {
    return (
      namesIn(checker.getBaseConstraintOfType(asked) ?? asked) ??
      namesIn(declaredType(node) ?? asked)
    );
  }

  /**
   * The type that a call's function declares where the text stands. A type parameter was inferred to be
   * the text itself, `Ref extends ModelRef`.
   */
  function declaredType(node: ts.Expression): ts.Type | undefined {
    const keys: string[] = [];
    let at: ts.Node = node;
    while (ts.isPropertyAssignment(at.parent) && ts.isObjectLiteralExpression(at.parent.parent)) {
      keys.unshift(at.parent.name.getText());
      at = at.parent.parent;
    }
    const call = at.parent;
    if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
    const position = call.arguments?.indexOf(at as ts.Expression) ?? -1;
    const parameter = checker.getResolvedSignature(call)?.declaration?.parameters[position];
    if (parameter === undefined) return undefined;
    let type: ts.Type | undefined = checker.getTypeAtLocation(parameter);
    for (const key of keys) {
      const property = checker.getApparentType(checker.getNonNullableType(type)).getProperty(key);
      if (property === undefined) return undefined;
      type = checker.getTypeOfSymbol(property);
    }
    return checker.getBaseConstraintOfType(type) ?? type;
  }

  function ofVendor(node: ts.StringLiteralLike): NamePlace | undefined {
    const { parent } = node;
    if (!ts.isPropertyAssignment(parent) || !ts.isObjectLiteralExpression(parent.parent)) {
      return undefined;
    }
    const key = parent.name.getText();
    if (!MODEL_KEYS.includes(key)) return undefined;
    const property = checker.getContextualType(parent.parent)?.getProperty(key);
    for (const declaration of property?.declarations ?? []) {
      const { fileName } = declaration.getSourceFile();
      const module = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(fileName)?.[1];
      const sdk = module === undefined ? undefined : findSdk(module);
      // The client may have another URL than the vendor's.
      if (sdk !== undefined) return { isRef: sdk.isRef };
    }
    return undefined;
  }
}

/** Whether a part of a union takes more strings than its own. */
function isOpen(type: ts.Type): boolean {
  return !type.isStringLiteral() && isText(type);
}

/** Whether it is the key of `models["openai/gpt-4"]`. */
function isKey(
  node: ts.Expression,
): node is ts.Expression & { readonly parent: ts.ElementAccessExpression } {
  return ts.isElementAccessExpression(node.parent) && node.parent.argumentExpression === node;
}

/** `string`, `string & {}` or a pattern of strings. */
function isText(type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.some(isText);
  return (type.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral)) !== 0;
}

const COMPARISONS: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
];

/** What a string is compared with, by `===` or `case`. */
function comparedWith(node: ts.Expression): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && COMPARISONS.includes(parent.operatorToken.kind)) {
    return parent.left === node ? parent.right : parent.left;
  }
  return ts.isCaseClause(parent) ? parent.parent.parent.expression : undefined;
}

/** The union that a type is part of. */
function typeAround(node: ts.TypeNode): ts.TypeNode {
  return ts.isUnionTypeNode(node.parent) ? node.parent : node;
}
