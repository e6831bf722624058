import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Node, Project, SyntaxKind, VariableDeclarationKind } from "ts-morph";
import { describe, expect, it } from "vitest";
import { clients } from "../src/emit/clients/clients.ts";
import { CONTRACT_MODULE } from "../src/emit/typescript/contract.ts";
import { typescript } from "../src/emit/typescript/typescript.ts";
import { ROOT } from "./support/cli.ts";
import { wildRegistry } from "./support/wild-registry.ts";

const kind = SyntaxKind;

/** All that generated TypeScript consists of. What else there is, text of a registry has brought in. */
const KINDS: ReadonlySet<SyntaxKind> = new Set([
  // Statements.
  ...[kind.ImportDeclaration, kind.ExportDeclaration, kind.TypeAliasDeclaration],
  ...[kind.VariableStatement, kind.VariableDeclarationList, kind.VariableDeclaration],
  // Their parts.
  ...[kind.ImportClause, kind.NamedImports, kind.NamespaceImport, kind.ImportSpecifier],
  ...[kind.NamedExports, kind.ExportSpecifier, kind.ExportKeyword, kind.EndOfFileToken],
  // Expressions.
  ...[kind.StringLiteral, kind.NumericLiteral, kind.TrueKeyword, kind.FalseKeyword],
  ...[kind.ObjectLiteralExpression, kind.PropertyAssignment, kind.ArrayLiteralExpression],
  ...[kind.Identifier, kind.PropertyAccessExpression, kind.CallExpression],
  ...[kind.AsExpression, kind.SatisfiesExpression],
  // Types.
  ...[kind.TypeReference, kind.TypeLiteral, kind.PropertySignature, kind.ReadonlyKeyword],
  ...[kind.LiteralType, kind.UnionType, kind.IntersectionType, kind.ParenthesizedType],
  ...[kind.TypeOperator, kind.TypeQuery, kind.TypeParameter, kind.MappedType],
  ...[kind.ConditionalType, kind.InferType, kind.TemplateLiteralType, kind.TemplateHead],
  ...[kind.TemplateLiteralTypeSpan, kind.TemplateMiddle, kind.TemplateTail],
  ...[kind.InterfaceDeclaration, kind.HeritageClause, kind.ExpressionWithTypeArguments],
  ...[kind.ArrayType, kind.QuestionToken, kind.StringKeyword, kind.NumberKeyword],
  ...[kind.BooleanKeyword, kind.NeverKeyword, kind.UnknownKeyword],
  ...[kind.CallSignature, kind.Parameter, kind.DotDotDotToken],
]);

/** What is called: functions of the runtime, by the names that they are imported by. */
const CALLED = ["defineClient", "routedModels"];

/** The one piece of code in the facts, without the providers that it gathers the models of. */
const GATHERING = `(() => {
  const groups: readonly object[] = [
  ];
  return Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map((model: Model) => [model.ref, model])),
  );
})() as unknown as Models`;

const MODULES = /^(?:\.\.?\/[\w./-]+\.js|@kei\/(?:registry|runtime)(?:\/[a-z0-9-]+)?)$/;

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

/** What is in a module that should not be. */
function unexpectedIn(text: string): readonly string[] {
  const source = project.createSourceFile("module.gen.ts", text, { overwrite: true });
  const calledAs = new Set(
    source
      .getImportDeclarations()
      .flatMap((each) => each.getNamedImports())
      .filter((each) => CALLED.includes(each.getName()))
      .map((each) => each.getAliasNode()?.getText() ?? each.getName()),
  );
  const isExpected = (node: Node): boolean => {
    if (!KINDS.has(node.getKind())) return false;
    if (Node.isCallExpression(node)) return calledAs.has(node.getExpression().getText());
    if (Node.isVariableStatement(node)) {
      return node.getDeclarationKind() === VariableDeclarationKind.Const;
    }
    if (Node.isAsExpression(node)) return node.getTypeNode()?.getText() === "const";
    if (Node.isImportDeclaration(node) || Node.isExportDeclaration(node)) {
      const clause = Node.isImportDeclaration(node)
        ? node.getImportClause()
        : node.hasNamedExports();
      return Boolean(clause) && MODULES.test(node.getModuleSpecifierValue() ?? "");
    }
    return true;
  };

  const unexpected: string[] = [];
  source.forEachDescendant((node, traversal) => {
    const gathering = Node.isAsExpression(node) && withoutGroups(node.getText()) === GATHERING;
    if (gathering) traversal.skip();
    else if (!isExpected(node)) {
      unexpected.push(
        `line ${node.getStartLineNumber()}, ${node.getKindName()}: ${node.getText().slice(0, 80)}`,
      );
    }
  });
  return unexpected;
}

const withoutGroups = (text: string) => text.replace(/^ {4}\w+\.models,\n/gm, "");

describe("generated TypeScript is facts, types and a few calls", () => {
  const folders = ["packages/registry/src/gen", "packages/runtime/src/gen"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name}`),
  );

  it.each(files)("%s", (file) => {
    expect(unexpectedIn(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
  });

  it("whatever a registry says", async () => {
    const registry = wildRegistry(7, () => true);
    const options = {
      contentHash: "sha256-0",
      typesModule: CONTRACT_MODULE,
      clients: { runtimeModule: "@kei/runtime/codegen", factsModule: "@kei/registry/*" },
    };
    const emitted = await Promise.all(
      [typescript, clients].map((emitter) => emitter.emit(registry, options)),
    );
    expect(emitted.flat().length).toBeGreaterThan(2 * registry.providers.length);
    for (const { path, text } of emitted.flat()) expect(unexpectedIn(text), path).toEqual([]);
  });
});

it.each([
  ['export const a = eval("1");', "CallExpression"],
  ['export const a = import("node:fs");', "CallExpression"],
  ["export const a = `text`;", "NoSubstitutionTemplateLiteral"],
  ["export const a = `${1}`;", "TemplateExpression"],
  ["export const a = b`text`;", "TaggedTemplateExpression"],
  ['export const a = new Function("");', "NewExpression"],
  ["export const a = () => 1;", "ArrowFunction"],
  ['export const a = globalThis["eval"];', "ElementAccessExpression"],
  ["export const a = { get b() { return 1; } };", "GetAccessor"],
  ["export const a = { ...b };", "SpreadAssignment"],
  ["export const a = { [b]: 1 };", "ComputedPropertyName"],
  ["export let a = 1;", "VariableStatement"],
  ["export const a = {} as any;", "AsExpression"],
  ["export function a() {}", "FunctionDeclaration"],
  ["a;", "ExpressionStatement"],
  ['import { a } from "node:fs";', "ImportDeclaration"],
  ['import "./a.js";', "ImportDeclaration"],
  ['export * from "./a.js";', "ExportDeclaration"],
  ['type A = import("./a.js").A;', "ImportType"],
  ['import { b as defineClient } from "./a.js";\nexport const a = defineClient();', "CallExpr"],
])("finds %s", (text, found) => {
  expect(unexpectedIn(text).join("\n")).toContain(found);
});
