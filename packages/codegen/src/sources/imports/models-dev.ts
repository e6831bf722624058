import * as z from "zod";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { findOnlyText, isObject, parseJson } from "../adapters/adapter.ts";
import { modelsDev as adapter } from "../adapters/models-dev.ts";
import { endpointOf, isVariable, providerId, providerRecord, variableFor } from "./connection.ts";
import type { Dropped, ImportedModel, ImportedProvider, Reader } from "./imported.ts";
import { findKnown } from "./known-servers.ts";

const connection = z.object({ npm: z.string(), api: z.string(), shape: z.string() }).partial();

const provider = z.object({
  name: z.string().optional(),
  npm: z.string().optional(),
  api: z.string().optional(),
  env: z.array(z.string()).optional(),
  doc: z.string().optional(),
  models: z.record(z.string(), z.looseObject({ provider: connection.optional() })),
});

type Connection = z.infer<typeof connection>;
type WrittenProvider = z.infer<typeof provider>;

/** Packages for servers that no client of ours can speak to, and why. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  "@ai-sdk/amazon-bedrock": "Bedrock's own format is none that kei has a client for",
  "gitlab-ai-provider": "GitLab's own format is none that kei has a client for",
  "@saladtechnologies-oss/ai-sdk-provider": "its own format is none that kei has a client for",
  "watsonx-ai-provider": "watsonx's own format is none that kei has a client for",
  "@jerome-benoit/sap-ai-provider-v2": "SAP's own format is none that kei has a client for",
  "@qvac/ai-sdk-provider": "it runs inside the program",
  "@ai-sdk/google-vertex": "its token is made from a file of credentials",
  "@ai-sdk/google-vertex/anthropic": "its token is made from a file of credentials",
};

/** Packages whose requests are those of the models' makers. */
const PROTOCOLS: Readonly<Record<string, ProtocolName>> = {
  "@ai-sdk/anthropic": "anthropic-messages",
  "@ai-sdk/google": "gemini-generate-content",
  "@ai-sdk/openai": "openai-responses",
  "@ai-sdk/azure": "openai-responses",
  "@ai-sdk/amazon-bedrock/mantle": "openai-chat",
};

function protocolOf(npm: string, shape: string | undefined): ProtocolName {
  if (shape === "responses") return "openai-responses";
  return shape === "completions" ? "openai-chat" : (PROTOCOLS[npm] ?? "openai-chat");
}

const AZURE = "@ai-sdk/azure";

/** Packages whose address has variables in it, which models.dev does not say. */
const BASES: Readonly<Record<string, string>> = {
  "ai-gateway-provider":
    "https://gateway.ai.cloudflare.com/v1/${CLOUDFLARE_ACCOUNT_ID}/${CLOUDFLARE_GATEWAY_ID}/compat",
};

/** models.dev's `api.json`: how its providers are reached, beside what its adapter reads of models. */
export const modelsDev: Reader = {
  title: "models.dev's api.json",
  recognises: (material) => adapter.recognises(material),
  read(material, wanted) {
    const data = parseJson(findOnlyText(material)) as Readonly<Record<string, unknown>>;
    const isWanted = (id: string) => wanted.provider(id) || wanted.provider(providerId(id));
    const providers = Object.entries(data).filter(([id]) => isWanted(id));
    const written = z.record(z.string(), provider).parse(Object.fromEntries(providers));
    const { statements } = adapter.read(material, isWanted);
    const parts = Object.entries(written).map(([name, each]) => {
      const id = providerId(name);
      const own = statements.filter(
        (statement) => statement.provider === name && wanted.model(statement.id),
      );
      const server = connect(id, each, new Set(own.map((statement) => statement.id)));
      return {
        providers: server.provider === undefined ? [] : [server.provider],
        models: own.flatMap(({ id: model, facts }): ImportedModel[] => {
          const protocol = server.protocols.get(model);
          return protocol === undefined
            ? []
            : [{ provider: id, id: model, facts, protocols: [protocol] }];
        }),
        dropped: [
          ...server.dropped,
          ...own.flatMap((statement) => lossesOf(id, statement.id, each.models[statement.id])),
        ],
      };
    });
    return {
      providers: parts.flatMap((part) => part.providers),
      models: parts.flatMap((part) => part.models),
      profiles: [],
      dropped: [
        ...parts.flatMap((part) => part.dropped),
        ...(parts.length === 0 ? [] : NEVER_CARRIED),
      ],
    };
  },
};

const NEVER_CARRIED: readonly Dropped[] = [
  { what: "description, family and attachment of models", why: "a registry has no keys for them" },
];

interface Connected {
  readonly provider: ImportedProvider | undefined;
  /** By id of the model. */
  readonly protocols: ReadonlyMap<string, ProtocolName>;
  readonly dropped: readonly Dropped[];
}

/** Where a provider's models are, each by one protocol, and which are nowhere. */
function connect(id: string, written: WrittenProvider, wanted: ReadonlySet<string>): Connected {
  const { name = id, npm = "", api, env = [], doc } = written;
  const dropped: Dropped[] = [];
  const endpoints = new Map<ProtocolName, string>();
  const protocols = new Map<string, ProtocolName>();
  const base = api ?? (npm === AZURE ? azureBase(env) : (BASES[npm] ?? knownBase(id, npm)));
  const main = protocolOf(npm, undefined);
  const isKeyFile = /credentials/.test(UNREACHABLE[npm] ?? "");
  const reached = (own: Connection): { protocol: ProtocolName; url: string } | string => {
    const why = isKeyFile ? UNREACHABLE[npm] : UNREACHABLE[own.npm ?? npm];
    if (why !== undefined && (isKeyFile || own.api === undefined)) return why;
    const from = own.api ?? base;
    if (from === undefined) return `models.dev leaves its address to the package ${npm}`;
    const protocol = protocolOf(own.npm ?? npm, own.shape);
    return { protocol, url: endpointOf(from, protocol) };
  };
  // The provider's own endpoint comes first, though no model of today may use it.
  const own = reached({});
  if (typeof own !== "string") endpoints.set(own.protocol, own.url);
  for (const [model, { provider: connection = {} }] of Object.entries(written.models)) {
    if (!wanted.has(model)) continue;
    const found = reached(connection);
    if (typeof found === "string") {
      dropped.push({ what: `${id}/${model}`, why: found });
      continue;
    }
    const { protocol, url } = found;
    const first = endpoints.get(protocol) ?? url;
    if (first === url) {
      endpoints.set(protocol, url);
      protocols.set(model, protocol);
    } else {
      const why = `it is served at ${url}, and a provider has one endpoint a protocol`;
      dropped.push({ what: `${id}/${model}`, why });
    }
  }
  const [first] = endpoints.keys();
  if (first === undefined) {
    const why = typeof own === "string" ? own : "no model of it can be reached";
    return { provider: undefined, protocols, dropped: [{ what: id, why }, ...dropped] };
  }
  const keys = env.filter(isVariable).filter((variable) => /KEY|TOKEN|PAT$|SECRET/.test(variable));
  const isGuessed = !(npm in PROTOCOLS) && npm !== "@ai-sdk/openai-compatible";
  const remarks = [
    ...(api === undefined && typeof own !== "string" ? [`The address is what ${npm} has`] : []),
    ...(isGuessed ? [`the package ${npm} is taken to speak ${main}`] : []),
  ];
  return {
    provider: {
      id,
      record: providerRecord({
        id,
        name,
        protocol: endpoints.has(main) ? main : first,
        endpoints,
        key: {
          env: keys.length === 0 && env.length > 0 ? [variableFor(id)] : keys,
          ...(npm === AZURE ? { scheme: "header", header: "api-key" } : {}),
        },
        docs: doc,
      }),
      remark:
        remarks.length === 0
          ? undefined
          : `${capital(remarks.join("; "))}: models.dev does not say.`,
    },
    protocols,
    dropped,
  };
}

function azureBase(env: readonly string[]): string | undefined {
  const resource = env.find((variable) => variable.endsWith("RESOURCE_NAME"));
  return resource && `https://\${${resource}}.openai.azure.com/openai/v1`;
}

function knownBase(id: string, npm: string): string | undefined {
  const known = findKnown(id) ?? findKnown(npm.replace(/^@[\w-]+\//, ""));
  return known?.base;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What the adapter leaves out of a model because a registry cannot say it. */
function lossesOf(provider: string, id: string, model: unknown): Dropped[] {
  if (!isObject(model)) return [];
  const { cost, reasoning_options: options } = model;
  const losses: Dropped[] = [];
  const drop = (fact: string, why: string) =>
    losses.push({ what: `${provider}/${id} ${fact}`, why });
  if (isObject(cost) && cost["cache_read"] === 0 && (cost["input"] || cost["output"])) {
    drop("cache_read", "a price of 0 for reading a cache means in a registry that it is unknown");
  }
  for (const option of Array.isArray(options) ? options : []) {
    if (option?.type === "budget_tokens" && option.min < 0) {
      drop("reasoning_budget_min_tokens", `${option.min} is no number of tokens`);
    }
  }
  return losses;
}
