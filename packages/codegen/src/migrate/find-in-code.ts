import { type Project, ts } from "ts-morph";
import { createOrigins } from "./call-origin.ts";
import { FACTS_BESIDE, isFactOfModel } from "./config-keys.ts";
import type { Endings, NamePlace } from "./endings.ts";
import type { FoundName, FoundNames } from "./found-name.ts";
import { isVendorCall, MODEL_KEYS, REQUEST_KEYS } from "./sdks.ts";
import { createTracer, type Found } from "./trace-model.ts";
import { createTypedPlaces } from "./typed-place.ts";

/**
 * Names of models that end in TypeScript and JavaScript: where a type says that a model's name stands, and
 * where a call of a vendor's or of the AI SDK names its model, also through constants, defaults and
 * functions' parameters. Any other string is not looked at. Without the types of packages the calls are
 * told by what is imported, and by what they are called.
 *
 * @param paths The files of the project that are looked at; what is found through them in others is not.
 * @returns By path.
 */
export function findInCode(
  project: Project,
  paths: readonly string[],
  endings: Endings,
): ReadonlyMap<string, FoundNames> {
  const program = project.getProgram().compilerObject;
  const checker = program.getTypeChecker();
  const origins = createOrigins(checker, endings);
  const typed = createTypedPlaces(checker, endings);
  const found = new Map<string, Map<number, FoundName>>();
  const results = new Map<string, FoundNames>();
  const files = new Map<string, ts.SourceFile>();
  for (const path of paths) {
    const file = project.getSourceFile(path)?.compilerNode;
    if (file === undefined) continue;
    const [problem] = program.getSyntacticDiagnostics(file);
    if (problem === undefined) {
      files.set(file.fileName, file);
      found.set(file.fileName, new Map());
    } else {
      const message = ts.flattenDiagnosticMessageText(problem.messageText, " ");
      results.set(path, { problem: message, offset: problem.start ?? 0 });
    }
  }

  const note = ({ node, text, isDynamic }: Found, place: NamePlace, stays?: string) => {
    const names = found.get(node.getSourceFile().fileName);
    const start = node.getStart();
    if (names === undefined || names.has(start)) return;
    const meaning = endings.find(text, place);
    if (meaning === undefined) return;
    const { written } = meaning;
    const why =
      written === undefined
        ? undefined
        : isDynamic
          ? DYNAMIC
          : (stays ?? (typed.takes(node, written) ? undefined : `its type has no ${written}`));
    names.set(start, {
      name: text,
      meaning,
      start,
      end: node.getEnd(),
      by: written === undefined || why !== undefined ? undefined : literal(node.getText(), written),
      note: meaning.note ?? why,
    });
  };
  const trace = createTracer(checker);
  const look = (expression: ts.Expression, place: NamePlace, stays?: string) => {
    for (const each of trace(expression, (text) => endings.isIn(text))) note(each, place, stays);
  };
  const lookAtKeys = (
    object: ts.ObjectLiteralExpression,
    place: NamePlace,
    depth: number,
    stays?: string,
  ) => {
    for (const property of object.properties) {
      const value = initialValue(property);
      if (value === undefined || property.name === undefined) continue;
      const key = ts.isComputedPropertyName(property.name) ? "" : property.name.text;
      if (MODEL_KEYS.includes(key)) look(value, place, stays);
      else if (depth > 0 && ts.isObjectLiteralExpression(value)) {
        lookAtKeys(value, place, depth - 1, stays);
      }
    }
  };

  const visitCalls = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const place = origins.placeOf(node) ?? (isVendorCall(calleeOf(node)) ? {} : undefined);
      const [first, ...others] = node.arguments ?? [];
      if (place !== undefined && first !== undefined) {
        if (!ts.isObjectLiteralExpression(first) && !isOfString(node.expression))
          look(first, place);
        for (const argument of [first, ...others]) {
          const object = origins.objectOf(argument);
          if (object !== undefined) lookAtKeys(object, place, 2);
        }
      }
    }
    ts.forEachChild(node, visitCalls);
  };
  const visitTypes = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && endings.isIn(node.text)) {
      const found = typed.find(node);
      if (found !== undefined) {
        note({ node, text: node.text, isDynamic: false }, found.place, found.stays);
      }
    }
    ts.forEachChild(node, visitTypes);
  };
  const visitRequests = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const keys = new Map(
        node.properties.map((each) => [
          each.name !== undefined && "text" in each.name ? each.name.text : "",
          initialValue(each),
        ]),
      );
      const provider = keys.get("provider");
      if (REQUEST_KEYS.some((key) => keys.has(key))) lookAtKeys(node, {}, 0);
      else if (provider !== undefined && ts.isStringLiteralLike(provider)) {
        const hasFacts = [...keys.keys()].some(isFactOfModel);
        lookAtKeys(node, { provider: provider.text }, 0, hasFacts ? FACTS_BESIDE : undefined);
      }
    }
    ts.forEachChild(node, visitRequests);
  };
  // A call that names its provider says most, and an object that looks like a request least.
  for (const visit of [visitCalls, visitTypes, visitRequests]) {
    for (const file of files.values()) visit(file);
  }
  for (const path of paths) {
    const file = project.getSourceFile(path)?.compilerNode;
    const names = file === undefined ? undefined : found.get(file.fileName);
    if (names === undefined) continue;
    results.set(path, { names: [...names.values()].sort((a, b) => a.start - b.start) });
  }
  return results;
}

const DYNAMIC = "it is put together when the program runs";

function initialValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** `request.model.startsWith("o3")`: of what a request has, and no call of a vendor. */
function isOfString(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && Object.hasOwn(String.prototype, callee.name.text);
}

/** `client.chat.completions.create`, without the arguments and brackets between. */
function calleeOf(node: ts.CallExpression | ts.NewExpression): string {
  const parts: string[] = [];
  let at: ts.Expression = node.expression;
  for (;;) {
    if (ts.isPropertyAccessExpression(at)) {
      parts.unshift(at.name.text);
      at = at.expression;
    } else if (
      ts.isCallExpression(at) ||
      ts.isNonNullExpression(at) ||
      ts.isParenthesizedExpression(at)
    ) {
      at = at.expression;
    } else return [".", parts.join(".")].join("");
  }
}

/** A text in the quotes that the old one had. */
function literal(old: string, text: string): string {
  const quote = old[0] ?? '"';
  return `${quote}${text.replace(/[\\"'`]|\$(?=\{)/g, "\\$&")}${quote}`;
}
