import type { Model } from "../../layers/model.ts";
import type { Billing, Provider } from "../../layers/provider.ts";
import type { Price } from "../../layers/rates.ts";
import { endText, isEnding } from "../../registry/ending.ts";
import type { Registry } from "../../registry/model.ts";
import { groupByProvider } from "../../registry/model.ts";
import { identifier, typeName } from "../../registry/names.ts";
import { forPrograms } from "../../registry/publish.ts";
import { SCHEMA_VERSION } from "../../registry/published.ts";
import { grouped, money } from "../../text/numbers.ts";
import { type EmitOptions, type OutputFile, typesModuleFrom } from "../emitter.ts";
import { block, commentText, literal, moduleText, propertyName, string } from "../print.ts";
import { CONTRACT_MODULE, emitContract } from "./contract.ts";

/**
 * The facts as TypeScript: a module per provider, the refs of all models, the profiles. Only ids are
 * literal types: as const, 5,000 models cost a consumer's compiler six times an empty project, and
 * the compiler refuses to declare them (TS7056). Tables have type aliases, not interfaces: of an
 * interface `Object.values` makes `any[]`.
 */
export function emitFacts(registry: Registry, options: EmitOptions): OutputFile[] {
  const { typesModule } = options;
  const models = groupByProvider(registry.models);
  return [
    ...registry.providers.map((provider) =>
      providerModule(provider, models.get(provider.id) ?? [], typesModuleFrom(typesModule, 1)),
    ),
    modelsModule(registry, options),
    profilesModule(registry, typesModule),
    historyModule(registry, typesModule),
    ...(typesModule === CONTRACT_MODULE ? [emitContract()] : []),
  ];
}

/** `providers/<id>.gen.ts`: the provider's facts and its models. */
function providerModule(
  provider: Provider,
  models: readonly Model[],
  typesModule: string,
): OutputFile {
  const name = commentText(provider.displayName);
  const modelsType = `${typeName(provider.id)}Models`;
  const types = models.length === 0 ? "Provider" : "Model, Provider";
  const refs = models.length === 0 ? "" : 'import type { ModelRef } from "../models.gen.js";\n';
  return file(`providers/${provider.id}.gen.ts`, [
    `import type { ${types} } from ${string(typesModule)};\n${refs}`.trimEnd(),
    `/** ${name}. */\nexport const ${identifier(provider.id)} = ${literal(forPrograms("provider", provider))} as const satisfies Provider;`,
    `/** Models of ${name}, by id. */\nexport type ${modelsType} = ${block(
      models.map(
        (model) =>
          `${modelComment(model, provider.billing)}\n  readonly ${string(model.id)}: Model<ModelRef>;`,
      ),
    )};`,
    `/** Models of ${name}, by id. */\nexport const models: ${modelsType} = ${block(
      models.map(
        (model) => `${propertyName(model.id)}: ${literal(forPrograms("model", model), 2)},`,
      ),
    )};`,
  ]);
}

/**
 * `models.gen.ts`: the refs of all models and their aliases, and which facts these are. Here refs
 * are unions, not keys: a consumer's compiler is through them faster.
 */
function modelsModule({ models }: Registry, { contentHash, typesModule }: EmitOptions): OutputFile {
  const aliases = models.flatMap((model) =>
    model.aliases.map(
      (alias) => [string(`${model.provider}/${alias}`), string(model.ref)] as const,
    ),
  );
  const [live, deprecated] = [false, true].map((retired) =>
    models.filter((model) => isEnding(model) === retired),
  ) as [Model[], Model[]];
  const refs = (list: readonly Model[]) => union(list.map(({ ref }) => ref));
  const retiredAliases = deprecated.flatMap(({ provider, aliases: ids }) =>
    ids.map((id) => `${provider}/${id}`),
  );
  const doc = "/** Other refs that mean a model, and its ref. */";
  return file("models.gen.ts", [
    `import type { Model } from ${string(typesModule)};`,
    `/** Version of the shape of these facts; it goes up when a reader has to change. */\nexport const schemaVersion = ${SCHEMA_VERSION};`,
    `/** Hash of the facts: equal for two builds of the same registry. */\nexport const contentHash = ${string(contentHash)};`,
    `/** Ref of a model whose end is not announced. */\nexport type LiveModelRef =${refs(live)};`,
    `/** Ref of a model that is deprecated or retired, or is going to be: its facts say when. */\nexport type DeprecatedModelRef =${refs(deprecated)};`,
    "/** Ref of a model, `provider/id`. */\nexport type ModelRef = LiveModelRef | DeprecatedModelRef;",
    `/** Another ref of such a model. */\nexport type DeprecatedModelAlias =${union(retiredAliases)};`,
    endingCalls(deprecated),
    "/** Every model, by ref. */\nexport type Models = { readonly [Ref in ModelRef]: Model<ModelRef> };",
    `${doc}\nexport type ModelAliases = ${block(
      aliases.map(([alias, ref]) => `readonly ${alias}: ${ref};`),
    )};`,
    `${doc}\nexport const modelAliases: ModelAliases = ${block(
      aliases.map(([alias, ref]) => `${alias}: ${ref},`),
    )};`,
  ]);
}

/** Overloads for models that end; where none does, what adds nothing to an intersection. */
function endingCalls(models: readonly Model[]): string {
  const doc =
    "/** Calls with a ref of a model that ends, each with its day and its successor, which editors show. */";
  if (models.length === 0) {
    return `${doc}\nexport type EndingCalls<_Rest extends readonly unknown[], _Result> = unknown;`;
  }
  const calls = models.flatMap((model) => [
    `/** @deprecated ${deprecationText(model)} */`,
    `(ref: ${refsOf(model).map(string).join(" | ")}, ...rest: Rest): Result;`,
  ]);
  return `${doc}\nexport interface EndingCalls<Rest extends readonly unknown[], Result> ${block(calls)}`;
}

/** Its own ref, and those of its aliases. */
function refsOf({ ref, provider, aliases }: Model): readonly string[] {
  return [ref, ...aliases.map((alias) => `${provider}/${alias}`)];
}

/** After `@deprecated`. */
function deprecationText(model: Model): string {
  return commentText(endText(model).replace(/^deprecated /, ""));
}

/** `profiles.gen.ts`: the agent profiles. */
function profilesModule({ profiles }: Registry, typesModule: string): OutputFile {
  return file("profiles.gen.ts", [
    `import type { ModelRef } from "./models.gen.js";\nimport type { Profile } from ${string(typesModule)};`,
    `/** Id of an agent profile. */\nexport type ProfileId =${union(profiles.map(({ id }) => id))};`,
    "/** Every agent profile, by id. */\nexport type Profiles = { readonly [Id in ProfileId]: Profile<Id, ModelRef> };",
    `/** Every agent profile, by id. */\nexport const profiles: Profiles = ${block(
      profiles.flatMap((profile) => [
        `/** ${commentText(profile.description)} */`,
        `${propertyName(profile.id)}: ${literal(profile, 2)},`,
      ]),
    )};`,
  ]);
}

/** `price-history.gen.ts`: the prices of all times, of models whose price has changed. */
function historyModule({ history }: Registry, typesModule: string): OutputFile {
  return file("price-history.gen.ts", [
    `import type { PriceHistory } from ${string(typesModule)};`,
    `/** Prices of all times, by ref, of models whose price has changed. */\nexport const history: PriceHistory = ${block(
      [...history].map(([ref, rows]) => `${string(ref)}: ${literal(rows, 2)},`),
    )};`,
  ]);
}

/** What an editor shows for a model; `@deprecated` makes it strike the id through. */
function modelComment(model: Model, { currency }: Billing): string {
  const { contextWindow } = model;
  const limits = contextWindow === undefined ? "" : `${grouped(contextWindow)} tokens, `;
  const facts = `${commentText(model.displayName)}: ${limits}${priceText(model.price, currency)}.`;
  if (!isEnding(model)) return `/** ${facts} */`;
  return `/** ${facts} @deprecated ${deprecationText(model)} */`;
}

function priceText(price: Price, currency: string): string {
  switch (price.kind) {
    case "known":
      return `${money(price.input, currency)} in, ${money(price.output, currency)} out per million`;
    case "free":
      return "free";
    case "subscription":
      return "on the subscription";
    case "unknown":
      return "price unknown";
  }
}

/** A union of string literals, a line each. */
function union(members: readonly string[]): string {
  return members.length === 0
    ? " never"
    : members.map((member) => `\n  | ${string(member)}`).join("");
}

function file(path: string, parts: readonly string[]): OutputFile {
  return { target: "typescript", path, text: moduleText(parts) };
}
