/**
 * The closed vocabularies of the format: each word with the sentence that editors, types and crates
 * show for it. Everything else takes its words from here.
 */
export interface Vocabulary<W extends string = string> {
  /** Name of the type, in every language. */
  readonly name: string;
  /** Name of the list of all words, in TypeScript. */
  readonly list: string;
  /** One sentence. */
  readonly doc: string;
  /** Every word with its sentence, in the order in which words are listed. */
  readonly words: Readonly<Record<W, string>>;
}

/** The words of a vocabulary, as a type. */
export type WordOf<V> = V extends Vocabulary<infer W> ? W : never;

function vocabulary<W extends string>(
  [name, list]: readonly [name: string, list: string],
  doc: string,
  words: Readonly<Record<W, string>>,
): Vocabulary<W> {
  return { name, list, doc, words };
}

/** The words in their order. */
export function wordsOf<W extends string>({ words }: Vocabulary<W>): readonly [W, ...W[]] {
  return Object.keys(words) as [W, ...W[]];
}

/** Where a request carries its key. The value is `prefix`, then the key. */
export type Auth =
  | { readonly in: "header"; readonly name: string; readonly prefix?: string }
  | { readonly in: "query"; readonly name: string }
  | { readonly in: "none" };

/** What each scheme means, and where it puts the key. */
const schemes = {
  "x-api-key": {
    doc: "The key in an `x-api-key` header.",
    auth: { in: "header", name: "x-api-key" },
  },
  bearer: {
    doc: "`Authorization: Bearer <key>`.",
    auth: { in: "header", name: "authorization", prefix: "Bearer " },
  },
  "query-key": {
    doc: "`?key=<key>` in the URL; with `auth_header` in that header.",
    auth: { in: "query", name: "key" },
  },
  header: {
    doc: "The key in the header that `auth_header` names.",
    // That name is data: what a record of this scheme says takes its place.
    auth: { in: "header", name: "" },
  },
  "oauth-subscription": {
    doc: "No key of ours: a vendor's command-line tool signs in to a subscription.",
    auth: { in: "none" },
  },
  none: { doc: "No credential at all.", auth: { in: "none" } },
} as const satisfies Readonly<Record<string, { readonly doc: string; readonly auth: Auth }>>;

export const authSchemes = vocabulary(
  ["AuthScheme", "authSchemes"],
  "How a provider takes its credential.",
  Object.fromEntries(Object.entries(schemes).map(([word, { doc }]) => [word, doc])) as {
    readonly [W in keyof typeof schemes]: string;
  },
);

/**
 * Where a scheme puts the key.
 *
 * @param header A header that takes the place of the scheme's own. What stands before the key stays.
 */
export function authOf(scheme: AuthScheme, header?: string): Auth {
  const { auth }: { readonly auth: Auth } = schemes[scheme];
  if (header === undefined || auth.in === "none") return auth;
  const prefix = auth.in === "header" ? auth.prefix : undefined;
  const name = header.toLowerCase();
  return prefix === undefined ? { in: "header", name } : { in: "header", name, prefix };
}

/** Schemes that send a key, and so need `auth_env`. */
export const keySchemes = wordsOf(authSchemes).filter((word) => sendsKey(word));

/** Schemes that send none. */
export const keylessSchemes = wordsOf(authSchemes).filter((word) => !sendsKey(word));

/** Whether a provider of this scheme is sent a key. Words that are no scheme send none. */
export function sendsKey(scheme: string): boolean {
  return Object.hasOwn(schemes, scheme) && authOf(scheme as AuthScheme).in !== "none";
}

export const protocols = vocabulary(
  ["ProtocolName", "protocolNames"],
  "The request and response format that an endpoint speaks.",
  {
    "anthropic-messages": "Anthropic Messages, `POST …/v1/messages`.",
    "openai-chat": "OpenAI Chat Completions, `POST …/chat/completions`, and what is compatible.",
    "openai-responses": "OpenAI Responses, `POST …/responses`.",
    "gemini-generate-content": "Gemini, `POST …/models/{model}:generateContent`.",
    "ollama-chat": "Ollama's own API, `POST …/api/chat`, newline-delimited JSON.",
    "codex-exec": "The codex command-line tool, run as a child process.",
  },
);

/** How a key goes to an endpoint that speaks a protocol, unless somebody says otherwise. */
export function usualScheme(protocol: ProtocolName): AuthScheme {
  if (protocol === "anthropic-messages") return "x-api-key";
  return protocol === "gemini-generate-content" ? "query-key" : "bearer";
}

export const transports = vocabulary(
  ["TransportKind", "transportKinds"],
  "Whose infrastructure answers.",
  {
    "direct-api": "The vendor's own API.",
    "aws-bedrock": "Amazon Bedrock.",
    "azure-openai": "Azure OpenAI.",
    "google-vertex": "Google Vertex AI.",
    local: "A server on this machine.",
    proxy: "A service that passes requests on to other providers.",
    subscription: "A vendor's tool on a flat fee.",
  },
);

export const billingModes = vocabulary(
  ["BillingMode", "billingModes"],
  "What of its use a provider bills.",
  {
    metered: "Per token.",
    subscription: "A flat fee: no price per token.",
    free: "Nothing, as for models on this machine.",
    account: "Through an account that is named beside it.",
  },
);

export const capabilities = vocabulary(
  ["Capability", "capabilities"],
  "What a model can do, or takes, beyond plain text in and out.",
  {
    tools: "Calls tools (functions).",
    "tool-choice": "Can be made to call a tool.",
    "parallel-tools": "Calls several tools in one answer.",
    "strict-tools": "Keeps to the schema of a tool's arguments.",
    "json-output": "Answers in JSON when told to.",
    "structured-output": "Follows a JSON Schema for its answer.",
    "strict-output": "Keeps to a JSON Schema for its answer: the provider enforces it.",
    reasoning: "Thinks before it answers.",
    "reasoning-off": "Its thinking can be turned off.",
    "reasoning-effort": "Its thinking takes an effort level.",
    "reasoning-budget": "Its thinking takes a budget in tokens.",
    "reasoning-adaptive": "Decides by itself how much it thinks.",
    "reasoning-between-tools": "Thinks between calls of tools.",
    "reasoning-pro": "Has a mode that thinks longer, at the price of more tokens.",
    temperature: "Takes a sampling temperature.",
    "top-p": "Takes a share of the probability to sample from.",
    "top-k": "Takes a number of tokens to sample from.",
    penalties: "Takes penalties for presence and frequency.",
    seed: "Takes a seed.",
    stop: "Takes sequences that end its answer.",
    logprobs: "Gives the probabilities of its tokens.",
    citations: "Cites passages of what it read.",
    "web-search": "Searches the web by a tool of the provider.",
    "file-search": "Searches files by a tool of the provider.",
    "code-execution": "Runs code by a tool of the provider.",
    "computer-use": "Works a computer by a tool of the provider.",
    compaction: "Can have a long conversation made shorter by the provider.",
  },
);

/** Words that a word implies: who keeps to a schema can follow one. */
const implied: Readonly<Partial<Record<Capability, Capability>>> = {
  "tool-choice": "tools",
  "parallel-tools": "tools",
  "strict-tools": "tools",
  "strict-output": "structured-output",
  "structured-output": "json-output",
  "reasoning-off": "reasoning",
  "reasoning-effort": "reasoning",
  "reasoning-budget": "reasoning",
  "reasoning-adaptive": "reasoning",
  "reasoning-between-tools": "reasoning",
  "reasoning-pro": "reasoning",
};

/** What follows from a word that a model can do, that word first. */
export function impliedBy(word: Capability): readonly Capability[] {
  const next = implied[word];
  return next === undefined ? [word] : [word, ...impliedBy(next)];
}

/** What a model cannot do that cannot do this, that word first. */
export function impliedByRefusal(word: Capability): readonly Capability[] {
  const stronger = wordsOf(capabilities).filter((each) => implied[each] === word);
  return [word, ...stronger.flatMap(impliedByRefusal)];
}

export const efforts = vocabulary(["Effort", "efforts"], "How much a model thinks.", {
  none: "Not at all.",
  minimal: "As little as it can.",
  low: "Little.",
  medium: "As much as it thinks right.",
  high: "Much.",
  xhigh: "More than much.",
  max: "As much as it can.",
});

export const thinkingModes = vocabulary(
  ["ThinkingMode", "thinkingModes"],
  "What a request asks of a model's thinking.",
  {
    off: "None.",
    adaptive: "As much as the model thinks right.",
    budget: "As many tokens as the request says.",
  },
);

export const modelStatuses = vocabulary(["ModelStatus", "modelStatuses"], "How far a model is.", {
  alpha: "An early test.",
  beta: "A test.",
  deprecated: "Not to be chosen any more; the day is not known.",
});

export const factGroups = vocabulary(["FactGroup", "factGroups"], "A group of facts.", {
  prices: "What a model costs.",
  limits: "How much it takes and gives.",
  abilities: "What it can do.",
  lifecycle: "When it came, and when it goes.",
});

export const adapters = vocabulary(["Adapter", "adapters"], "How a data set is read.", {
  "models-dev": "`api.json` of models.dev.",
  "genai-prices": "`data.json` of genai-prices.",
  "pi-ai": "The catalogues of pi-ai, a file a provider.",
  "sdk-lifecycle": "The lists of deprecated models in a vendor's SDK.",
  "ai-sdk": "The catalogues of capabilities in a provider of the AI SDK.",
});

export const systemRoles = vocabulary(
  ["SystemRole", "systemRoles"],
  "The role in which instructions are sent.",
  {
    system: "`system`.",
    developer: "`developer`.",
    none: "None: instructions go before the first message of the user.",
  },
);

export const reasoningStyles = vocabulary(
  ["ReasoningStyle", "reasoningStyles"],
  "How a request of Chat Completions asks for thinking.",
  {
    openai: "`reasoning_effort`.",
    openrouter: "`reasoning: { effort, max_tokens, enabled }`.",
    deepseek: '`thinking: { type: "enabled" }`, with `reasoning_effort`.',
    qwen: "`enable_thinking`, with `thinking_budget`.",
    zai: '`thinking: { type: "enabled" }`.',
    together: "`reasoning: { enabled }`.",
    "chat-template": "`chat_template_kwargs: { enable_thinking }`.",
    none: "It takes nothing.",
  },
);

export const cacheStyles = vocabulary(
  ["CacheStyle", "cacheStyles"],
  "How a request to a server of OpenAI's protocols says what is to be cached.",
  {
    openai:
      "`prompt_cache_key`, with `prompt_cache_options` or `prompt_cache_retention` as the model takes them.",
    xai: "`prompt_cache_key`; in Chat Completions the header `x-grok-conv-id`.",
    key: "`prompt_cache_key`.",
    anthropic:
      "`cache_control` on parts of content, as gateways to Anthropic's models take it in Chat Completions.",
    none: "Nothing: it caches by itself.",
  },
);

export const cacheTtls = vocabulary(
  ["CacheTtl", "cacheTtls"],
  "How long a prompt can be kept in a cache.",
  {
    "5m": "Five minutes.",
    "30m": "30 minutes.",
    "1h": "One hour.",
    "12h": "Twelve hours.",
    "24h": "At most a day.",
  },
);

export const weekdays = vocabulary(["Weekday", "weekdays"], "A day of the week, in UTC.", {
  mon: "Monday.",
  tue: "Tuesday.",
  wed: "Wednesday.",
  thu: "Thursday.",
  fri: "Friday.",
  sat: "Saturday.",
  sun: "Sunday.",
});

export const inputModalities = vocabulary(
  ["InputModality", "inputModalities"],
  "A kind of content that a model reads.",
  {
    text: "Text.",
    image: "Pictures.",
    pdf: "PDF documents.",
    audio: "Sound.",
    video: "Video.",
  },
);

export const outputModalities = vocabulary(
  ["OutputModality", "outputModalities"],
  "A kind of content that a model gives.",
  {
    text: "Text.",
    image: "Pictures.",
    pdf: "PDF documents.",
    audio: "Sound.",
    video: "Video.",
    embedding: "Vectors.",
  },
);

export const capsTokens = vocabulary(["CapsToken", "capsTokens"], "What an agent may do.", {
  "FS-RO": "Reads files.",
  "FS-RW": "Reads and writes files.",
  BASH: "Runs shell commands.",
  WEB: "Fetches and searches the web.",
  AGENT: "Starts other agents.",
  PLAN: "May plan before it acts.",
});

/** Words that `caps` joins with dashes. `FS-RO` is `FS` and `RO`; either alone means the same. */
export const capsWords = ["FS", "RO", "RW", "BASH", "WEB", "AGENT", "PLAN"] as const;

export type AuthScheme = WordOf<typeof authSchemes>;
export type ProtocolName = WordOf<typeof protocols>;
export type TransportKind = WordOf<typeof transports>;
export type Capability = WordOf<typeof capabilities>;
export type Effort = WordOf<typeof efforts>;
export type FactGroup = WordOf<typeof factGroups>;
export type Weekday = WordOf<typeof weekdays>;
export type CapsToken = WordOf<typeof capsTokens>;
