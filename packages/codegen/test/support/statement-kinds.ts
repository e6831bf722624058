import { Node, Project, SyntaxKind, VariableDeclarationKind } from "ts-morph";

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

/** What is in a generated module that should not be. */
export function unexpectedIn(text: string): readonly string[] {
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
