/**
 * The contract that generated registries satisfy: ours, and any that `kei gen` writes for somebody
 * else. Resolved facts only: what is unknown or does not apply is absent, never `""`, `"_"` or `0`.
 */

/** How a provider takes its credential. */
export type AuthScheme =
  /** The key in an `x-api-key` header. */
  | "x-api-key"
  /** `Authorization: Bearer <key>`. */
  | "bearer"
  /** `?key=<key>` in the URL. */
  | "query-key"
  /** No key of ours: a vendor's command-line tool signs in to a subscription. */
  | "oauth-subscription"
  /** No credential at all. */
  | "none";

/** The request and response format that an endpoint speaks. */
export type Protocol =
  /** Anthropic Messages, `POST …/v1/messages`. */
  | "anthropic-messages"
  /** OpenAI Chat Completions, `POST …/chat/completions`, and everything compatible with it. */
  | "openai-chat"
  /** Gemini, `POST …/models/{model}:generateContent`. */
  | "gemini-generate-content"
  /** Ollama's own API, `POST …/api/chat`, newline-delimited JSON. */
  | "ollama-chat"
  /** The codex command-line tool, run as a child process. */
  | "codex-exec";

/** Whose infrastructure answers. */
export type Transport =
  | "direct-api"
  | "aws-bedrock"
  | "azure-openai"
  | "google-vertex"
  | "local"
  | "proxy"
  | "subscription";

/** What a model can do beyond plain text in and out. */
export type Capability =
  /** Calls tools (functions). */
  | "tools"
  /** Follows a JSON Schema for its answer. */
  | "structured-output"
  /** Thinks before it answers. */
  | "reasoning"
  /** Its thinking takes an effort level. */
  | "reasoning-effort"
  /** Its thinking takes a budget in tokens. */
  | "reasoning-budget"
  /** Takes a sampling temperature. */
  | "temperature";

/** A kind of content that a model reads. */
export type InputModality = "text" | "image" | "pdf" | "audio" | "video";

/** How use of a provider is paid for. */
export interface Billing {
  /** ISO 4217 code in which the provider bills, such as `"USD"`. */
  readonly currency: string;
  /**
   * `metered`: per token. `subscription`: a flat fee, no price per token. `free`: nothing is
   * billed (local models). `account`: through the account of whoever runs the provider.
   */
  readonly mode: "metered" | "subscription" | "free" | "account";
  /** Whose account, when `mode` is `account`: `"keisei"` for `USD-keisei`. */
  readonly account?: string;
}

/** An LLM provider: where it is, how it is reached, what it asks of a client. */
export interface Provider<
  Id extends string = string,
  Scheme extends AuthScheme = AuthScheme,
  Wire extends Protocol = Protocol,
  Via extends Transport = Transport,
> {
  /** Kebab-case, without a version: `"anthropic"`. */
  readonly id: Id;
  /** For people: `"Anthropic"`. */
  readonly displayName: string;
  /** URL that requests go to, or `local:<program>` for a command-line tool. */
  readonly endpoint: string;
  readonly authScheme: Scheme;
  /** Names of the environment variables that may hold the key, in order. Empty: no key is needed. */
  readonly authEnv: readonly string[];
  readonly protocol: Wire;
  readonly transport: Via;
  /** A header that pins the API's version, where the API wants one. */
  readonly apiVersion?: { readonly header: string; readonly value: string };
  /** `max`: retries after the first attempt. `backoffMs`: first delay, in milliseconds. */
  readonly retry: { readonly max: number; readonly backoffMs: number };
  /** Requests per minute; absent: no limit. */
  readonly rateLimitRpm?: number;
  readonly billing: Billing;
  /** Any model id may be sent, not only those listed (local servers, by default). */
  readonly openModels: boolean;
  /** Id of the provider whose models this one serves (Bedrock, Azure, Vertex). */
  readonly parentRef?: string;
  /** Ids of the providers that a proxy passes requests on to. */
  readonly routesTo?: readonly string[];
  readonly docsUrl?: string;
  readonly notes?: string;
}

/**
 * Prices that hold when the whole input of a request exceeds a number of tokens. The whole request
 * is then billed at them, not only the part above (as Google and Anthropic bill long context).
 */
export interface PriceTier {
  /** The tier applies to requests with more input tokens than this. */
  readonly aboveInputTokens: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

/** A metered price. All numbers are integers in micro-cents per million tokens (1 USD = 100,000,000). */
export interface KnownPrice {
  readonly kind: "known";
  readonly input: number;
  readonly output: number;
  /** Reading a cached prompt; absent: unknown or not offered. */
  readonly cacheRead?: number;
  /** Writing to the cache for five minutes; absent: unknown or not offered. */
  readonly cacheWrite5m?: number;
  /** Writing to the cache for one hour; absent: unknown or not offered. */
  readonly cacheWrite1h?: number;
  /** Ascending by `aboveInputTokens`. */
  readonly tiers?: readonly PriceTier[];
}

/** What a model costs. Unknown is not free, and a subscription is neither. */
export type Price =
  | KnownPrice
  | { readonly kind: "free" }
  | { readonly kind: "subscription" }
  | { readonly kind: "unknown" };

/** A model of a provider. */
export interface Model {
  /** `provider/id`, the key of the model everywhere: `"anthropic/claude-sonnet-4-6"`. */
  readonly ref: string;
  /** Id of the provider. */
  readonly provider: string;
  /** The id that goes over the wire. */
  readonly id: string;
  /** Short name, unique in the registry: `"sonnet"`. */
  readonly slug: string;
  /** For people: `"Claude Sonnet 4.6"`. */
  readonly displayName: string;
  /** Other ids of the same model at the same provider, such as dated ones. */
  readonly aliases: readonly string[];
  /** Tokens of input and output together, unless the provider counts otherwise. */
  readonly contextWindow: number;
  /** Most tokens of one answer; absent: unknown. */
  readonly maxOutputTokens?: number;
  /** Absent: nothing is known. Present: what is not listed is not known to be offered. */
  readonly capabilities?: readonly Capability[];
  /** Kinds of content it reads; absent: unknown. */
  readonly input?: readonly InputModality[];
  readonly price: Price;
  /** ISO date on which the price was last found right; absent: never verified. */
  readonly verifiedAt?: string;
  /** ISO date from which the model is not to be chosen any more; absent: live. */
  readonly deprecatedAt?: string;
  /** Ref of the model to use instead. */
  readonly replacedBy?: string;
  /** Page on which a person can check the facts. */
  readonly sourceUrl?: string;
  readonly notes?: string;
}

/** What an agent may do. */
export type CapsToken =
  /** Reads files. */
  | "FS-RO"
  /** Reads and writes files. */
  | "FS-RW"
  /** Runs shell commands. */
  | "BASH"
  /** Fetches and searches the web. */
  | "WEB"
  /** Starts other agents. */
  | "AGENT"
  /** May plan before it acts. */
  | "PLAN";

/** An agent profile: a role, what it may do, and the model it runs on unless told otherwise. */
export interface Profile<Id extends string = string, Ref extends string = string> {
  readonly id: Id;
  readonly role: string;
  /** As written, in downstream's order: `"FS-RW-BASH-PLAN"`. */
  readonly caps: string;
  /** The same, taken apart: `["FS-RW", "BASH", "PLAN"]`. */
  readonly capsTokens: readonly CapsToken[];
  readonly defaultModelRef: Ref;
  /** Models to try, in order, when the default one is not to be had. */
  readonly fallbackModelRefs: readonly Ref[];
  readonly description: string;
  /** Where the system prompt is kept, as downstream names it. */
  readonly systemPromptRef?: string;
  /** Path of the agent's manifest, as downstream names it. */
  readonly manifestPath?: string;
}
