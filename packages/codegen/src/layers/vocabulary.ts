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
  "query-key": { doc: "`?key=<key>` in the URL.", auth: { in: "query", name: "key" } },
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

/** Where a scheme puts the key. */
export function authOf(scheme: AuthScheme): Auth {
  return schemes[scheme].auth;
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
    "gemini-generate-content": "Gemini, `POST …/models/{model}:generateContent`.",
    "ollama-chat": "Ollama's own API, `POST …/api/chat`, newline-delimited JSON.",
    "codex-exec": "The codex command-line tool, run as a child process.",
  },
);

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
  "What a model can do beyond plain text in and out.",
  {
    tools: "Calls tools (functions).",
    "structured-output": "Follows a JSON Schema for its answer.",
    reasoning: "Thinks before it answers.",
    "reasoning-effort": "Its thinking takes an effort level.",
    "reasoning-budget": "Its thinking takes a budget in tokens.",
    temperature: "Takes a sampling temperature.",
  },
);

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
export type CapsToken = WordOf<typeof capsTokens>;
