import type { Model } from "../../layers/model.ts";
import type { Provider } from "../../layers/provider.ts";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { identifier, typeName } from "../../registry/names.ts";
import type { ClientModules, OutputFile } from "../emitter.ts";
import { block, commentText, moduleText, propertyName, string } from "../print.ts";
import { modelTakes } from "./model-takes.ts";

/** What the runtime calls each protocol that it speaks. */
const protocolNames: Readonly<Record<ProtocolName, string>> = {
  "anthropic-messages": "anthropicMessages",
  "openai-chat": "openaiChat",
  "openai-responses": "openaiResponses",
  "gemini-generate-content": "geminiGenerateContent",
  "ollama-chat": "ollamaChat",
  "codex-exec": "codexExec",
};

/**
 * What the runtime calls the protocols of a client: the provider's own, and those that another of its
 * endpoints speaks and one of its models is served in. All of them are in a program that has the client.
 */
function wiresOf({ protocol, endpoints = {} }: Provider, own: readonly Model[]): ProtocolName[] {
  const further = (Object.keys(endpoints) as ProtocolName[]).filter(
    (name) => name !== protocol && own.some(({ protocols }) => protocols.includes(name)),
  );
  return [protocol, ...further];
}

/**
 * `<id>.gen.ts`: the client of one provider. Types and names only; how a call is made is the
 * runtime's business, so that a mistake there is mended without generating anything. Its types name no
 * facts: a new price changes no client, and what type-checks a client loads no declarations of facts.
 *
 * @param models Those of all providers: a proxy takes the models of others.
 */
export function emitClient(
  provider: Provider,
  models: ReadonlyMap<string, readonly Model[]>,
  { runtimeModule, factsModule }: ClientModules,
): OutputFile {
  const { id } = provider;
  const own = models.get(id) ?? [];
  // What is imported steps aside for what is exported.
  const importAs = createImporter(identifier(id));
  const facts = importAs(identifier(id), "provider");
  const table = importAs("models");
  const define = importAs("defineClient");
  const wires = wiresOf(provider, own).map((name) => importAs(protocolNames[name]));
  const route = importAs("routedModels");
  const routes = (provider.routesTo ?? []).flatMap((to): Route[] => {
    const group = models.get(to);
    if (group === undefined) return [];
    return [{ id: to, models: group, table: importAs("models", `${identifier(to)}Models`) }];
  });
  const takesOwn = own.length > 0 || routes.length === 0;

  const takes = takesOf(provider, own, routes);
  const factsOf = (of: string) => string(factsModule.replace("*", of));
  const imports = [
    importLine(factsOf(id), [facts.imported, takesOwn && table.imported]),
    ...routes.map((to) => importLine(factsOf(to.id), [to.table.imported])),
    importLine(string(runtimeModule), [
      takes.some((text) => text.includes("AllBut<")) && "type AllBut",
      "type ClientFactory",
      takes.length > 0 && "type ModelTakes",
      define.imported,
      ...wires.map(({ imported }) => imported),
      routes.length > 0 && route.imported,
    ]),
  ];
  const ids = modelIds(provider, takes.length > 0);
  const name = commentText(provider.displayName);
  const type = `${typeName(id)}Model`;
  const locals = wires.map(({ local }) => local);
  const typeArgs = [
    type,
    locals.map((local) => `typeof ${local}`).join(" | "),
    ...(takes.length > 0 ? [takesType(id)] : []),
  ].join(", ");
  const args =
    routes.length === 0
      ? [facts.local, table.local, ...locals].join(", ")
      : lines(
          [
            facts.local,
            `/* @__PURE__ */ ${route.local}(${tableOf(routes)}${takesOwn ? `, ${table.local}` : ""})`,
            ...locals,
          ],
          4,
        );
  const text = moduleText([
    imports.join("\n"),
    `/** ${idsComment(name, provider, ids)} */\nexport type ${type} =${union(ids)};`,
    ...takes,
    // Pure, so that bundlers drop the clients that nobody uses.
    `/** ${name}. ${keyComment(provider)} */\nexport const ${identifier(id)}: ClientFactory<${typeArgs}> =\n  /* @__PURE__ */ ${define.local}(${args});`,
  ]);
  return { target: "clients", path: `${id}.gen.ts`, text };
}

/** A name as it stands in an import, and what it is called from there on. */
interface Imported {
  readonly imported: string;
  readonly local: string;
}

/** A provider that a proxy passes requests on to. */
interface Route {
  readonly id: string;
  readonly models: readonly Model[];
  readonly table: Imported;
}

/** Gives every import a name of its own: ids decide what the exports are called, and may be anything. */
function createImporter(exported: string): (name: string, local?: string) => Imported {
  const taken = new Set([exported]);
  return (name, wanted = name) => {
    let local = wanted;
    while (taken.has(local)) local += "_";
    taken.add(local);
    return { imported: local === name ? name : `${name} as ${local}`, local };
  };
}

/** The types of what a provider takes as a model. */
function modelIds(provider: Provider, hasTakes: boolean): string[] {
  return [
    ...(hasTakes ? [`keyof ${takesType(provider.id)}`] : []),
    // Any string, without swallowing those above: editors go on offering them.
    ...(provider.openModels ? ["(string & {})"] : []),
  ];
}

/** What the models of a client take: a table by id, and an interface for all that take the same. */
function takesOf(provider: Provider, own: readonly Model[], routes: readonly Route[]): string[] {
  const names = new Map<string, string>();
  const interfaces: string[] = [];
  const nameOf = (members: string, id: string): string => {
    const known = names.get(members);
    if (known !== undefined) return known;
    let name = `Like${id.replace(/[^a-zA-Z0-9]+(.)?|^(.)/g, (_, next = "", first = "") => `${next}${first}`.toUpperCase())}`;
    while ([...names.values()].includes(name)) name += "_";
    names.set(members, name);
    interfaces.push(`interface ${name} extends ModelTakes ${members}`);
    return name;
  };
  const wires = wiresOf(provider, own);
  const rows = (models: readonly Model[], prefix: string) =>
    models.flatMap((model) => {
      // As the client chooses: a proxy knows nothing of how its models are served.
      const served = prefix === "" ? model.protocols : [];
      const protocol = served.find((name) => wires.includes(name)) ?? provider.protocol;
      const members = modelTakes(model, provider, protocol);
      const name = nameOf(members, prefix + model.id);
      return [model.id, ...model.aliases].map((id) => `readonly ${string(prefix + id)}: ${name};`);
    });
  const table = [...rows(own, ""), ...routes.flatMap(({ id, models }) => rows(models, `${id}/`))];
  if (table.length === 0) return [];
  const doc = `What models of ${commentText(provider.displayName)} take, by id.`;
  return [
    `/** ${doc} */\nexport interface ${takesType(provider.id)} ${block(table)}`,
    ...interfaces,
  ];
}

function takesType(id: string): string {
  return `${typeName(id)}Takes`;
}

function idsComment(name: string, provider: Provider, ids: readonly string[]): string {
  if (ids.length === 0) return `The registry has no models of ${name}.`;
  if (provider.openModels) return `What ${name} takes as a model: any id. Those listed are known.`;
  return provider.routesTo === undefined
    ? `What ${name} takes as a model: ids, and their other names.`
    : `What ${name} takes as a model: \`provider/id\`, and other names of the same.`;
}

/** Where the key comes from. */
function keyComment({ authScheme, authEnv }: Provider): string {
  if (authScheme === "oauth-subscription") return "No key: the vendor's own program signs in.";
  if (authScheme === "none" || authEnv.length === 0) return "No key is needed.";
  const names = authEnv.map((name) => `\`${commentText(name)}\``).join(", ");
  const from = authEnv.length === 1 ? names : `the first of ${names} that is set`;
  return `The key comes from ${from}, unless \`apiKey\` says otherwise.`;
}

function importLine(from: string, names: readonly (string | false)[]): string {
  return `import { ${names.filter((name) => name !== false).join(", ")} } from ${from};`;
}

function tableOf(routes: readonly Route[]): string {
  return `{${lines(
    routes.map(({ id, table }) => `${propertyName(id)}: ${table.local}`),
    6,
  )}}`;
}

/** What stands between two brackets, a line each. */
function lines(items: readonly string[], indent: number): string {
  const pad = " ".repeat(indent);
  return `\n${items.map((item) => `${pad}${item},\n`).join("")}${pad.slice(2)}`;
}

/** A union of types, a line each when there are several. */
function union(members: readonly string[]): string {
  if (members.length < 2) return ` ${members[0] ?? "never"}`;
  return members.map((member) => `\n  | ${member}`).join("");
}
