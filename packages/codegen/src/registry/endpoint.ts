import type { Provider } from "../layers/provider.ts";
import type { Auth, ProtocolName } from "../layers/vocabulary.ts";

/** An endpoint of a provider, and where it is written. */
export interface Endpoint {
  readonly text: string;
  readonly protocol: ProtocolName;
  readonly auth: Auth;
  /** The key as written. */
  readonly path: readonly (string | number)[];
}

/** All endpoints of a provider. */
export function endpointsOf(provider: Provider): readonly Endpoint[] {
  const { endpoint, endpoints = {}, protocol, auth, endpointAuth = {} } = provider;
  const further = Object.entries(endpoints) as [ProtocolName, string][];
  return [
    { text: endpoint, protocol, auth, path: ["endpoint"] },
    ...further.map(([name, text]) => ({
      text,
      protocol: name,
      auth: endpointAuth[name] ?? auth,
      path: ["endpoints", name],
    })),
  ];
}

/** The variables that a provider's endpoints and headers are filled from, each once. */
export function variablesOfProvider(provider: Provider): readonly string[] {
  const texts = [
    ...endpointsOf(provider).map(({ text }) => text),
    ...Object.values(provider.headers ?? {}),
  ];
  return [...new Set(texts.flatMap(variablesOf))];
}

/** `${NAME}`, a variable of the environment, and `${model}`, the id of the model. */
const PLACEHOLDER = /\$\{([0-9]*[A-Z][A-Z0-9_]*|model)\}/g;

/** The variables that a text is filled from, each once, in their order. */
export function variablesOf(text: string): readonly string[] {
  const names = [...text.matchAll(PLACEHOLDER)].flatMap(([, name = ""]) =>
    name === "model" ? [] : [name],
  );
  return [...new Set(names)];
}

/**
 * The endpoint with something in place of each placeholder. What one stands for is not known before a
 * request: a host in its place is none that there is, so nothing is taken for this machine that may be
 * another.
 */
export function sampleOf(endpoint: string): string {
  return endpoint
    .replace(/^\$\{[0-9]*[A-Z][A-Z0-9_]*\}(?=[/?]|$)/, "https://x")
    .replace(/:\$\{[0-9]*[A-Z][A-Z0-9_]*\}(?=[/?]|$)/, ":1")
    .replace(PLACEHOLDER, "x");
}

/** What is wrong with a placeholder, and what to write instead. */
export interface PlaceholderProblem {
  /** Continues a sentence about the endpoint. */
  readonly what: string;
  readonly hint: string;
}

/**
 * Placeholders in other notations than ours: requests and the key would go to the literal text. The
 * name is what the first group has that took part.
 */
const FOREIGN: readonly RegExp[] = [
  /\$\{([^{}]*)\}/,
  /\{\{\s*([^{}]*?)\s*\}\}/,
  /\{([^{}]*)\}/,
  /%7b(.*?)%7d/i,
  /<([^<>]*)>/,
  // An address in brackets has a colon.
  /\[([^[\]:]*)\]/,
  /\$(\w+)/,
  /%([A-Za-z_]\w{2,})%/,
  /\/:([A-Za-z_]\w*)(?=[/?]|$)/,
  /__([A-Z]\w*?)__/,
  new RegExp(
    String.raw`\b(your[-_]?(?:[a-z]+[-_])*(?:account|app|company|deployment|domain|endpoint|gateway|host|id|instance|` +
      "model|name|org|organization|project|region|resource|server|service|subdomain|tenant|url|workspace))\\b",
    "i",
  ),
  /(?<=[/.=])([A-Z]+(?:_[A-Z]+)+)(?=[/.?&:]|$)/,
  /(?<=[/.=])(?:x{3,}|\*+)(?=[/.?&:]|$)|\.{3}|…/i,
  /[{}<>|\\^`"$]/,
];

/** Names that others have for the id of the model. */
const MODEL_NAMES = /^(?:the|your)?_*(?:model|deployment)_*(?:id|name)?$/i;

/**
 * What keeps an endpoint from working: a placeholder that nothing fills, or one where nothing that fills
 * it is safe.
 */
export function placeholderProblem(endpoint: string): PlaceholderProblem | undefined {
  const rest = endpoint.replace(PLACEHOLDER, "x");
  for (const pattern of FOREIGN) {
    const [written, name] = pattern.exec(rest) ?? [];
    if (written === undefined) continue;
    return {
      what: `has ${written.replace(/^\//, "")}, which nothing fills`,
      hint: name
        ? instead(name)
        : "write ${NAME} for a variable of the environment, ${model} for the id of the model",
    };
  }
  if (endpoint.startsWith("${model}")) {
    return {
      what: "begins with ${model}",
      hint: "begin with https://, or with a variable that holds a URL",
    };
  }
  if (/^\$\{\w+\}[^/?]/.test(endpoint)) {
    return {
      what: "goes on behind a variable that holds the beginning of the URL",
      hint: "a variable at the start holds an http(s) URL: let a / follow it, or begin with https://",
    };
  }
  return undefined;
}

function instead(name: string): string {
  const words = name
    .replace(/:.*/, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^(?:your)?[_\d]+|_+$/gi, "");
  return MODEL_NAMES.test(words)
    ? "write ${model} for the id of the model"
    : `write \${${words.toUpperCase() || "NAME"}} for a variable of the environment of that name`;
}
