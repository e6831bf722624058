import {
  type ImportDeclarationStructure,
  type OptionalKind,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import type { Provider } from "../../layers/provider.ts";
import { identifier } from "../../registry/names.ts";
import { string } from "../print.ts";
import { constant, moduleText, recordText, tableType } from "./module-text.ts";

/** What the index of the facts depends on. */
export interface FactsIndexInput {
  readonly index: "facts";
  readonly providers: readonly Pick<Provider, "id" | "authScheme" | "protocol" | "transport">[];
  readonly typesModule: string;
}

/** The text of `index.gen.ts`, which ties the generated modules together. */
export function factsIndexText({ providers, typesModule }: FactsIndexInput): string {
  return moduleText([
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
    tableType(
      "Providers",
      "Every provider, by id.",
      providers.map(({ id, authScheme, protocol, transport }) => [
        string(id),
        `Provider<${[id, authScheme, protocol, transport].map(string).join(", ")}>`,
      ]),
    ),
    ...types,
    constant(
      "providers",
      "Every provider, by id.",
      "Providers",
      recordText(providers.map(({ id }) => [string(id), `${identifier(id)}.${identifier(id)}`])),
    ),
    constant("models", "Every model, by ref.", "Models", flattened(providers)),
  ]);
}

function imports(providers: FactsIndexInput["providers"], typesModule: string) {
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

/**
 * Each provider's models are checked in its own module, so this only gathers them. A pure call,
 * so that bundlers can drop it.
 */
function flattened(providers: FactsIndexInput["providers"]): string {
  const groups = providers.map(({ id }) => `    ${identifier(id)}.models,\n`).join("");
  return `/* @__PURE__ */ (() => {
  const groups: readonly object[] = [
${groups}  ];
  return Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map((model: Model) => [model.ref, model])),
  );
})() as unknown as Models`;
}
