import type { Registry } from "../../registry/model.ts";
import { identifier } from "../../registry/names.ts";
import type { Emitter, OutputFile } from "../emitter.ts";
import { block, moduleText, string } from "../print.ts";
import { emitFacts } from "./facts.ts";

/** The typed registry: its facts, and the index that ties them together. */
export const typescript: Emitter = {
  name: "typescript",
  emit(registry, options) {
    return [emitIndex(registry, options.typesModule), ...emitFacts(registry, options)];
  },
};

/** `index.gen.ts`, which ties the generated modules together. */
function emitIndex({ providers }: Registry, typesModule: string): OutputFile {
  const text = moduleText([
    [
      `import type { ${providers.length === 0 ? "Model" : "Model, Provider"} } from ${string(typesModule)};`,
      'import type { ModelAliases, ModelRef, Models } from "./models.gen.js";',
      // Namespaces, so that no id can clash with the name of something else.
      ...providers.map(
        ({ id }) => `import * as ${identifier(id)} from ${string(`./providers/${id}.gen.js`)};`,
      ),
      'export { contentHash, modelAliases, schemaVersion } from "./models.gen.js";',
      'export type { DeprecatedModelAlias, DeprecatedModelRef, EndingCalls, LiveModelRef, ModelAliases, ModelRef, Models } from "./models.gen.js";',
      'export { profiles } from "./profiles.gen.js";',
      'export type { ProfileId, Profiles } from "./profiles.gen.js";',
    ].join("\n"),
    // An alias: of an interface `Object.values` makes `any[]`.
    `/** Every provider, by id. */\nexport type Providers = ${block(
      providers.map(({ id, authScheme, protocol, transport }) => {
        const args = [id, authScheme, protocol, transport].map(string).join(", ");
        return `readonly ${string(id)}: Provider<${args}>;`;
      }),
    )};`,
    "/** Id of a provider. */\nexport type ProviderId = keyof Providers;",
    "/** Another ref of a model. */\nexport type ModelAlias = keyof ModelAliases;",
    "/** Id of a model of a provider. */\nexport type ModelId<P extends ProviderId> = ModelRef extends infer R ? (R extends `${P}/${infer Id}` ? Id : never) : never;",
    `/** Every provider, by id. */\nexport const providers: Providers = ${block(
      providers.map(({ id }) => `${string(id)}: ${identifier(id)}.${identifier(id)},`),
    )};`,
    `/** Every model, by ref. */\nexport const models: Models = ${flattened(providers)};`,
  ]);
  return { target: "typescript", path: "index.gen.ts", text };
}

/**
 * Each provider's models are checked in its own module, so this only gathers them. A pure call,
 * so that bundlers can drop it.
 */
function flattened(providers: Registry["providers"]): string {
  const groups = providers.map(({ id }) => `    ${identifier(id)}.models,\n`).join("");
  return `/* @__PURE__ */ (() => {
  const groups: readonly object[] = [
${groups}  ];
  return Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map((model: Model) => [model.ref, model])),
  );
})() as unknown as Models`;
}
