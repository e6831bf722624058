import type { Layer } from "../../src/layers/layer-names.ts";
import { rates } from "../../src/layers/rates.ts";
import type { ProtocolName } from "../../src/layers/vocabulary.ts";
import { type TomlValue, tomlLiteral } from "../../src/source/edit.ts";
import { microCents } from "../../src/sources/micro-cents.ts";

/** models.dev's data, as far as it is looked at. */
export type ModelsDev = Readonly<Record<string, MdProvider>>;

export interface MdProvider {
  readonly id: string;
  readonly name: string;
  readonly npm: string;
  readonly api?: string;
  readonly env: readonly string[];
  readonly doc?: string;
  readonly models: Readonly<Record<string, MdModel>>;
}

export interface MdRates {
  readonly input?: number;
  readonly output?: number;
  readonly reasoning?: number;
  readonly cache_read?: number;
  readonly cache_write?: number;
  readonly input_audio?: number;
  readonly output_audio?: number;
}

export interface MdModel {
  readonly id: string;
  readonly name: string;
  readonly reasoning?: boolean;
  readonly tool_call?: boolean;
  readonly structured_output?: boolean;
  readonly temperature?: boolean;
  readonly interleaved?: boolean | { readonly field: string };
  readonly knowledge?: string;
  readonly release_date?: string;
  readonly open_weights?: boolean;
  readonly status?: string;
  readonly modalities: { readonly input: readonly string[]; readonly output: readonly string[] };
  readonly limit: { readonly context?: number; readonly input?: number; readonly output?: number };
  readonly reasoning_options?: readonly {
    readonly type: string;
    readonly values?: readonly (string | null)[];
    readonly min?: number;
    readonly max?: number;
  }[];
  readonly cost?: MdRates & {
    readonly tiers?: readonly (MdRates & { readonly tier: { readonly size: number } })[];
  };
  readonly provider?: { readonly npm?: string; readonly api?: string; readonly shape?: string };
  readonly experimental?: {
    readonly modes?: Readonly<
      Record<
        string,
        { readonly cost?: MdRates; readonly provider?: { readonly body?: Record<string, unknown> } }
      >
    >;
  };
}

/** Why something of a model does not work in the format. */
export type Loss =
  | "no wire of ours"
  | "a token made from a file"
  | "a second URL for one protocol"
  | "a cache read for nothing"
  | "a budget that is none"
  | "an effort that contradicts";

/** A registry in TOML, and what of it does not work, by ref. */
export interface Written {
  readonly texts: Readonly<Partial<Record<Layer, string>>>;
  readonly losses: ReadonlyMap<string, readonly Loss[]>;
}

type Table = Record<string, TomlValue>;

/** Base URLs that models.dev leaves to packages. */
const BASES: Readonly<Record<string, string>> = {
  "@ai-sdk/deepinfra": "https://api.deepinfra.com/v1/openai",
  "@ai-sdk/cerebras": "https://api.cerebras.ai/v1",
  "@ai-sdk/groq": "https://api.groq.com/openai/v1",
  "@ai-sdk/anthropic": "https://api.anthropic.com/v1",
  "@ai-sdk/cohere": "https://api.cohere.ai/compatibility/v1",
  "venice-ai-sdk-provider": "https://api.venice.ai/api/v1",
  "@ai-sdk/perplexity": "https://api.perplexity.ai",
  "@ai-sdk/google": "https://generativelanguage.googleapis.com/v1beta",
  "@ai-sdk/xai": "https://api.x.ai/v1",
  "@ai-sdk/gateway": "https://ai-gateway.vercel.sh/v1",
  "@aihubmix/ai-sdk-provider": "https://aihubmix.com/v1",
  "@ai-sdk/vercel": "https://api.v0.dev/v1",
  "@ai-sdk/mistral": "https://api.mistral.ai/v1",
  "@ai-sdk/togetherai": "https://api.together.xyz/v1",
  "@ai-sdk/openai": "https://api.openai.com/v1",
  "ai-gateway-provider":
    "https://gateway.ai.cloudflare.com/v1/${CLOUDFLARE_ACCOUNT_ID}/${CLOUDFLARE_GATEWAY_ID}/compat",
};

/** Packages whose wire the format has no word for, or whose token is made from a file. */
const UNREACHABLE: Readonly<Record<string, readonly Loss[]>> = {
  "@ai-sdk/amazon-bedrock": ["no wire of ours"],
  "gitlab-ai-provider": ["no wire of ours"],
  "@saladtechnologies-oss/ai-sdk-provider": ["no wire of ours"],
  "watsonx-ai-provider": ["no wire of ours"],
  "@jerome-benoit/sap-ai-provider-v2": ["no wire of ours"],
  "@qvac/ai-sdk-provider": ["no wire of ours"],
  "@ai-sdk/google-vertex": ["a token made from a file"],
  "@ai-sdk/google-vertex/anthropic": ["no wire of ours", "a token made from a file"],
};

const PATHS: Readonly<Partial<Record<ProtocolName, string>>> = {
  "openai-chat": "/chat/completions",
  "openai-responses": "/responses",
  "anthropic-messages": "/messages",
  "gemini-generate-content": "/models",
};

function protocolOf(npm: string, shape: string | undefined): ProtocolName {
  if (shape === "responses") return "openai-responses";
  if (shape === "completions") return "openai-chat";
  if (npm === "@ai-sdk/anthropic") return "anthropic-messages";
  if (npm === "@ai-sdk/google") return "gemini-generate-content";
  return npm === "@ai-sdk/openai" || npm === "@ai-sdk/azure" ? "openai-responses" : "openai-chat";
}

/** The whole of models.dev in the format. */
export function asRegistry(data: ModelsDev): Written {
  const losses = new Map<string, Loss[]>();
  const texts = { provider: "", model: "", price: "", profile: "" };
  for (const provider of Object.values(data)) {
    const { record, models } = writeProvider(provider, losses);
    texts.provider += block("provider", record);
    for (const model of models) texts.model += block("model", model);
    for (const model of Object.values(provider.models)) {
      for (const row of rowsOf(providerId(provider.id), model)) texts.price += block("price", row);
    }
  }
  return { texts, losses };
}

/** Ids have no dots here. */
export function providerId(id: string): string {
  return id.replaceAll(".", "-");
}

function writeProvider(
  { name, npm, api, env, doc, models, ...provider }: MdProvider,
  losses: Map<string, Loss[]>,
): { readonly record: Table; readonly models: readonly Table[] } {
  const id = providerId(provider.id);
  const lose = (model: MdModel, ...reasons: readonly Loss[]) => {
    const ref = `${id}/${model.id}`;
    losses.set(ref, [...(losses.get(ref) ?? []), ...reasons]);
  };
  const main = protocolOf(npm, undefined);
  const base =
    npm === "@ai-sdk/azure"
      ? `https://\${${env[0]}}.openai.azure.com/openai/v1`
      : (api ?? BASES[npm] ?? "https://unreachable.example/v1");
  const urls = new Map<ProtocolName, string>([[main, urlOf(base, main)]]);
  const written = Object.values(models).map((model): Table => {
    const own = model.provider ?? {};
    const reason = UNREACHABLE[own.npm ?? npm] ?? [];
    const needsFile = (UNREACHABLE[npm] ?? []).includes("a token made from a file");
    const isReachable = reason.length === 0 || (own.api !== undefined && !needsFile);
    if (reason.length === 0 && needsFile) lose(model, "a token made from a file");
    const protocol = protocolOf(own.npm ?? npm, own.shape);
    if (!isReachable) lose(model, ...reason);
    else if (!needsFile) {
      const url = urlOf(own.api ?? base, protocol);
      if ((urls.get(protocol) ?? url) !== url) lose(model, "a second URL for one protocol");
      else urls.set(protocol, url);
    }
    const reached = isReachable ? protocol : main;
    return {
      ...modelRecord(id, model, (loss) => lose(model, loss)),
      ...(reached === main ? {} : { protocols: [reached] }),
    };
  });
  const keys = env.filter((variable) => /KEY|TOKEN|PAT$|SECRET/.test(variable));
  const others = [...urls].filter(([protocol]) => protocol !== main);
  return {
    record: {
      id,
      display_name: name,
      endpoint: urls.get(main) as string,
      protocol: main,
      ...(others.length === 0 ? {} : { endpoints: Object.fromEntries(others) }),
      ...authOf(main, npm, keys),
      ...(others.some(([protocol]) => protocol === "anthropic-messages") && keys.length > 0
        ? { endpoint_auth: { "anthropic-messages": "x-api-key" } }
        : {}),
      billing_currency: "USD",
      ...(doc?.startsWith("http") ? { docs_url: doc } : {}),
    },
    models: written,
  };
}

function authOf(main: ProtocolName, npm: string, keys: readonly string[]): Table {
  if (keys.length === 0) return { auth_scheme: "none", auth_env: "_" };
  const names = keys.length === 1 ? (keys[0] as string) : keys;
  if (npm === "@ai-sdk/azure") {
    return { auth_scheme: "header", auth_header: "api-key", auth_env: names };
  }
  if (main === "anthropic-messages") return { auth_scheme: "x-api-key", auth_env: names };
  return main === "gemini-generate-content"
    ? { auth_scheme: "query-key", auth_header: "x-goog-api-key", auth_env: names }
    : { auth_scheme: "bearer", auth_env: names };
}

function urlOf(base: string, protocol: ProtocolName): string {
  const path = PATHS[protocol] ?? "";
  const trimmed = base.replace(/\/+$/, "");
  return trimmed.endsWith(path) ? trimmed : trimmed + path;
}

function modelRecord(provider: string, model: MdModel, lose: (loss: Loss) => void): Table {
  const { limit, cost, modalities, interleaved } = model;
  const able: string[] = [];
  const refused: string[] = [];
  const answer = (word: string, value: boolean | undefined) => {
    if (value !== undefined) (value ? able : refused).push(word);
  };
  answer("tools", model.tool_call);
  answer("structured-output", model.structured_output);
  answer("temperature", model.temperature);
  answer("reasoning", model.reasoning);
  if (interleaved === true) able.push("reasoning-between-tools");
  const thinking = thinkingOf(model, able, lose);
  // What costs nothing at all reads for nothing as well.
  if (cost?.cache_read === 0 && (cost.input || cost.output)) lose("a cache read for nothing");
  return {
    provider_ref: provider,
    id: model.id,
    display_name: model.name,
    ...(limit.context ? { context_window: limit.context } : {}),
    ...(limit.input ? { max_input_tokens: limit.input } : {}),
    ...(limit.output ? { max_output_tokens: limit.output } : {}),
    ...(able.length === 0 ? {} : { capabilities: able }),
    ...(refused.length === 0 ? {} : { refuses: refused }),
    ...(modalities.input.length === 0 ? {} : { input: modalities.input }),
    ...(modalities.output.join() === "text" ? {} : { output: modalities.output }),
    ...thinking,
    ...(typeof interleaved === "object" ? { dialect: { reasoning_field: interleaved.field } } : {}),
    ...(cost === undefined ? {} : ratesOf(model.id, cost)),
    ...(cost?.tiers === undefined || cost.tiers.length === 0
      ? {}
      : {
          price_tiers: cost.tiers
            .map((tier) => ({ above_input_tokens: tier.tier.size, ...ratesOf(model.id, tier) }))
            .sort((a, b) => a.above_input_tokens - b.above_input_tokens),
        }),
    ...(model.status === undefined ? {} : { status: model.status }),
    ...(model.release_date ? { released_at: model.release_date } : {}),
    ...(model.knowledge ? { knowledge_until: model.knowledge } : {}),
    ...(model.open_weights === undefined ? {} : { open_weights: model.open_weights }),
  };
}

const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

function thinkingOf(model: MdModel, able: string[], lose: (loss: Loss) => void): Table {
  const thinking: Table = {};
  for (const { type, values = [], min, max } of model.reasoning_options ?? []) {
    // A budget or an effort of what does not think is none.
    if (model.reasoning === false) {
      lose("an effort that contradicts");
      continue;
    }
    if (type === "toggle") able.push("reasoning-off");
    if (type === "effort") {
      const efforts = values
        .map((value) => value ?? "none")
        .filter((each) => EFFORTS.includes(each));
      if (efforts.length > 0) thinking["efforts"] = efforts;
    }
    if (type === "budget_tokens") {
      able.push("reasoning-budget");
      if (min !== undefined && min >= 0) thinking["reasoning_budget_min_tokens"] = min;
      else if (min !== undefined) lose("a budget that is none");
      if (max !== undefined && max > 0) thinking["reasoning_budget_max_tokens"] = max;
    }
  }
  return thinking;
}

/** A mode with a price of its own is a tier of service. */
function rowsOf(provider: string, { id, experimental }: MdModel): readonly Table[] {
  return Object.entries(experimental?.modes ?? {}).flatMap(([name, { cost, provider: sent }]) => {
    if (cost === undefined) return [];
    const tier = sent?.body?.["service_tier"] ?? sent?.body?.["speed"] ?? name;
    return [{ model_ref: `${provider}/${id}`, service_tier: String(tier), ...ratesOf(id, cost) }];
  });
}

/** As the format has them: micro-cents, a rate of 0 for a cache left out. */
export function ratesOf(id: string, cost: MdRates): Record<string, number> {
  const stated: [string, number | undefined][] = [
    [rates.input.key, cost.input],
    [rates.output.key, cost.output],
    [rates.reasoning.key, cost.reasoning],
    [rates.cacheRead.key, cost.cache_read || undefined],
    [
      (id.includes("claude") ? rates.cacheWrite5m : rates.cacheWrite).key,
      cost.cache_write || undefined,
    ],
    [rates.inputAudio.key, cost.input_audio],
    [rates.outputAudio.key, cost.output_audio],
  ];
  return Object.fromEntries(
    stated.flatMap(([key, amount]) => (amount === undefined ? [] : [[key, microCents(amount)]])),
  );
}

/** A record, its tables by dotted keys. */
function block(table: string, record: Table): string {
  const lines = Object.entries(record).flatMap(([key, value]) =>
    ["endpoints", "endpoint_auth", "dialect"].includes(key)
      ? Object.entries(value).map(([name, inner]) => `${key}.${name} = ${tomlLiteral(inner)}`)
      : [`${key} = ${tomlLiteral(value)}`],
  );
  return `[[${table}]]\n${lines.join("\n")}\n\n`;
}
