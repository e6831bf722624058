import {
  type ImportDeclarationStructure,
  IndentationText,
  type OptionalKind,
  Project,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { Provider } from "../registry/model.ts";
import { identifier } from "../registry/names.ts";
import { HEADER } from "./emitter.ts";
import { string } from "./print.ts";

/** What the index depends on: nothing that changes with a price. */
export interface IndexInput {
  readonly providers: readonly Pick<Provider, "id" | "authScheme" | "protocol" | "transport">[];
  readonly typesModule: string;
}

/**
 * The text of `index.gen.ts`, which ties the generated modules together. ts-morph builds it, and is
 * loaded only with this module: it takes longer to load than 5,000 models take to be checked.
 */
export function indexText({ providers, typesModule }: IndexInput): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  const source = project.createSourceFile("index.gen.ts", {
    statements: [
      ...imports(providers, typesModule),
      {
        kind: StructureKind.ExportDeclaration,
        namedExports: ["contentHash", "modelAliases", "schemaVersion"],
        moduleSpecifier: "./models.gen.js",
      },
      {
        kind: StructureKind.ExportDeclaration,
        isTypeOnly: true,
        namedExports: [
          "DeprecatedModelAlias",
          "DeprecatedModelRef",
          "LiveModelRef",
          "ModelAliases",
          "ModelRef",
          "Models",
        ],
        moduleSpecifier: "./models.gen.js",
      },
      {
        kind: StructureKind.ExportDeclaration,
        namedExports: ["profiles"],
        moduleSpecifier: "./profiles.gen.js",
      },
      {
        kind: StructureKind.ExportDeclaration,
        isTypeOnly: true,
        namedExports: ["ProfileId", "Profiles"],
        moduleSpecifier: "./profiles.gen.js",
      },
      {
        kind: StructureKind.Interface,
        name: "Providers",
        isExported: true,
        docs: ["Every provider, by id."],
        properties: providers.map(({ id, authScheme, protocol, transport }) => ({
          name: string(id),
          isReadonly: true,
          type: `Provider<${[id, authScheme, protocol, transport].map(string).join(", ")}>`,
        })),
      },
      ...types,
      constant("providers", "Every provider, by id.", "Providers", tableOf(providers)),
      constant("models", "Every model, by ref.", "Models", flattened(providers)),
    ],
  });
  // Imports are inserted at the top whatever comes first, so the header is put on last.
  return `${HEADER}\n\n${airy(source.getFullText())}`;
}

/** With a blank line before each declaration that has a comment; ts-morph puts none between. */
function airy(text: string): string {
  return text.replace(/(?<!\n)\n\/\*\*/g, "\n\n/**");
}

function imports(providers: IndexInput["providers"], typesModule: string) {
  const declarations: OptionalKind<ImportDeclarationStructure>[] = [
    {
      isTypeOnly: true,
      namedImports: providers.length === 0 ? ["Model"] : ["Model", "Provider"],
      moduleSpecifier: typesModule,
    },
    {
      isTypeOnly: true,
      namedImports: ["ModelAliases", "ModelRef", "Models"],
      moduleSpecifier: "./models.gen.js",
    },
    // Namespaces, so that no id can clash with the name of something else.
    ...providers.map(({ id }) => ({
      namespaceImport: identifier(id),
      moduleSpecifier: `./providers/${id}.gen.js`,
    })),
  ];
  return declarations.map(
    (declaration): StatementStructures => ({
      kind: StructureKind.ImportDeclaration,
      ...declaration,
    }),
  );
}

const alias = (name: string, doc: string, type: string, typeParameters: string[] = []) =>
  ({
    kind: StructureKind.TypeAlias as const,
    name,
    isExported: true,
    docs: [doc],
    typeParameters,
    type,
  }) satisfies StatementStructures;

const types = [
  alias("ProviderId", "Id of a provider.", "keyof Providers"),
  alias("ModelAlias", "Another ref of a model.", "keyof ModelAliases"),
  alias(
    "ModelId",
    "Id of a model of a provider.",
    "ModelRef extends infer R ? (R extends `${P}/${infer Id}` ? Id : never) : never",
    ["P extends ProviderId"],
  ),
];

/** As text: what ts-morph builds of several lines comes out one level too deep. */
const constant = (name: string, doc: string, type: string, initializer: string) =>
  `/** ${doc} */\nexport const ${name}: ${type} = ${initializer};`;

function tableOf(providers: IndexInput["providers"]): string {
  if (providers.length === 0) return "{}";
  const entries = providers.map(
    ({ id }) => `  ${string(id)}: ${identifier(id)}.${identifier(id)},\n`,
  );
  return `{\n${entries.join("")}}`;
}

/**
 * Each provider's models are checked in its own module, so this only gathers them. A pure call,
 * so that bundlers can drop it.
 */
function flattened(providers: IndexInput["providers"]): string {
  const groups = providers.map(({ id }) => `    ${identifier(id)}.models,\n`).join("");
  return `/* @__PURE__ */ (() => {
  const groups: readonly object[] = [
${groups}  ];
  return Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map((model: Model) => [model.ref, model])),
  );
})() as unknown as Models`;
}
