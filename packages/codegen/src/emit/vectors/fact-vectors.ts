import type { Model } from "../../layers/model.ts";
import type { Provider } from "../../layers/provider.ts";
import { authSchemes, wordsOf } from "../../layers/vocabulary.ts";
import { isEnding, isLiveOn } from "../../registry/ending.ts";
import type { Registry } from "../../registry/model.ts";
import { byCodeUnits, groupByProvider } from "../../registry/model.ts";
import { nextDay, utcDay } from "../../text/utc-time.ts";
import { ASKED } from "./cost-vectors.ts";
import { pick, sample } from "./random.ts";
import type { Vector } from "./vectors-shape.ts";

/** The models that escalation climbs, per provider: on one day, and on those around the end of one. */
export function modelsOfVectors({ providers, models }: Registry): Vector<"modelsOf">[] {
  const asked = sample(providers, ({ id }) => id, "modelsOf", MOST_PROVIDERS).map(({ id }) => id);
  const groups = groupByProvider(models);
  return [...asked, "nobody", "", "__proto__"].flatMap((provider) => {
    const all = groups.get(provider) ?? [];
    const end = pick(all.filter(isEnding), ({ id }) => id, "end");
    const day = end?.deprecatedAt ?? end?.retiresAt;
    const days = day === undefined ? [] : [nextDay(day, -1), day];
    return [ASKED.at, ...days].map((at) => ({
      name: `modelsOf ${JSON.stringify(provider)} on ${at}`,
      provider,
      at,
      refs: all
        .filter((model) => isLiveOn(model, utcDay(at)))
        .map((model) => ({ ref: model.ref, rung: rungOf(model), id: model.id }))
        .sort(
          (a, b) =>
            a.rung[0] - b.rung[0] ||
            a.rung[1] - b.rung[1] ||
            a.rung[2] - b.rung[2] ||
            byCodeUnits(a.id, b.id),
        )
        .map(({ ref }) => ref),
    }));
  });
}

/** Unknown prices last; then by output, then by input. What costs nothing per token costs 0. */
function rungOf({ price }: Model): readonly [unknown: number, output: number, input: number] {
  if (price.kind === "known") return [0, price.output, price.input];
  return [price.kind === "unknown" ? 1 : 0, 0, 0];
}

/** Where each provider takes a key, with keys that a URL has to escape among them. */
export function authVectors({ providers }: Registry): Vector<"auth">[] {
  return sample(providers, ({ id }) => id, "auth", MOST_PROVIDERS).flatMap((provider) =>
    KEYS.map((key, index) => ({
      name: `auth ${provider.id} ${index + 1}`,
      provider: provider.id,
      key,
      auth: sentKey(provider, key),
    })),
  );
}

function sentKey({ auth }: Provider, key: string): Vector<"auth">["auth"] {
  switch (auth.in) {
    case "header":
      return { in: "header", name: auth.name, value: `${auth.prefix ?? ""}${key}` };
    case "query":
      return { in: "query", name: auth.name, value: percentEncoded(key) };
    case "none":
      return { in: "none", name: null, value: null };
  }
}

/** All but letters, digits and `-_.`, which is what the keys here have of what need not be. */
function percentEncoded(text: string): string {
  return text.replace(
    /[^\w.-]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Examples, no keys. */
const KEYS = ["example-key_1.2", "ab+cd/ef==", "a&key=b?c#d%20e:f"];

const MOST_PROVIDERS = 40;

/** Protocols and transports by hand, so that the rule is stated twice. */
export function deriveVectors(): Vector<"derive">[] {
  return DERIVED.map(([endpoint, authScheme, routed, protocol, transport]) => ({
    name: `derive ${endpoint}${routed ? ", routed" : ""}${authScheme === "bearer" ? "" : `, ${authScheme}`}`,
    endpoint,
    authScheme,
    routed,
    protocol,
    transport,
  }));
}

type Derived = readonly [
  endpoint: string,
  authScheme: Provider["authScheme"],
  routed: boolean,
  protocol: Provider["protocol"] | null,
  transport: Provider["transport"],
];

/** Only a subscription's scheme tells how a provider is reached. */
const ANY_SCHEME = wordsOf(authSchemes)[0];

const DERIVED: readonly Derived[] = [
  ["https://api.example.com/v1/chat/completions", "bearer", false, "openai-chat", "direct-api"],
  ["https://api.example.com/v1/chat/completions/", "bearer", false, "openai-chat", "direct-api"],
  ["https://api.example.com/v1/chat/completions?v=1", "bearer", false, "openai-chat", "direct-api"],
  ["https://api.example.com/chat/completions", "bearer", false, "openai-chat", "direct-api"],
  [
    "https://api.example.com:8443/v1/chat/completions",
    "bearer",
    false,
    "openai-chat",
    "direct-api",
  ],
  ["https://api.example.com/v1/chat/completions/x", "bearer", false, null, "direct-api"],
  ["https://api.example.com/v1/chat", "bearer", false, null, "direct-api"],
  ["https://api.example.com/v1/completions", "bearer", false, null, "direct-api"],
  ["https://api.example.com/", "bearer", false, null, "direct-api"],
  ["https://api.example.com", "bearer", false, null, "direct-api"],
  ["https://chat/completions", "bearer", false, null, "direct-api"],
  ["https://api.example.com/v1/responses", "bearer", false, "openai-responses", "direct-api"],
  [
    "https://api.example.com/openai/v1/responses/",
    "bearer",
    false,
    "openai-responses",
    "direct-api",
  ],
  ["https://api.example.com/v1/messages", ANY_SCHEME, false, "anthropic-messages", "direct-api"],
  ["https://api.example.com/messages", ANY_SCHEME, false, "anthropic-messages", "direct-api"],
  ["https://api.example.com/v1/messages//", ANY_SCHEME, false, "anthropic-messages", "direct-api"],
  ["https://api.example.com/v1/my-messages", ANY_SCHEME, false, null, "direct-api"],
  [
    "https://api.example.com/v1beta/models",
    "query-key",
    false,
    "gemini-generate-content",
    "direct-api",
  ],
  [
    "https://api.example.com/v1alpha/models",
    "query-key",
    false,
    "gemini-generate-content",
    "direct-api",
  ],
  [
    "https://api.example.com/v1/models",
    "query-key",
    false,
    "gemini-generate-content",
    "direct-api",
  ],
  ["https://api.example.com/v2/models", "query-key", false, null, "direct-api"],
  ["https://api.example.com/models", "query-key", false, null, "direct-api"],
  ["https://api.example.com/api/chat", "bearer", false, "ollama-chat", "direct-api"],
  ["http://127.0.0.1:11434/api/chat", "none", false, "ollama-chat", "local"],
  ["http://127.8.9.10:11434/api/chat", "none", false, "ollama-chat", "local"],
  ["http://localhost:11434/api/chat", "none", false, "ollama-chat", "local"],
  ["http://box.localhost/api/chat", "none", false, "ollama-chat", "local"],
  ["http://[::1]:8080/v1/chat/completions", "none", false, "openai-chat", "local"],
  ["http://127.0.0.1:4000/llm/v1/chat/completions", "bearer", true, "openai-chat", "local"],
  ["https://notlocalhost/api/chat", "none", false, "ollama-chat", "direct-api"],
  ["https://127.0.0.1.example.com/api/chat", "none", false, "ollama-chat", "direct-api"],
  ["http://192.168.0.7:11434/api/chat", "none", false, "ollama-chat", "direct-api"],
  ["https://api.example.com/llm/v1/chat/completions", "bearer", false, "openai-chat", "proxy"],
  ["https://api.example.com/litellm/v1/messages", "bearer", false, "anthropic-messages", "proxy"],
  ["https://api.example.com/proxy/v1/chat/completions", "bearer", false, "openai-chat", "proxy"],
  ["https://api.example.com/gateway/v1/chat/completions", "bearer", false, "openai-chat", "proxy"],
  ["https://api.example.com/v1/llm/chat/completions", "bearer", false, "openai-chat", "direct-api"],
  [
    "https://api.example.com/llms/v1/chat/completions",
    "bearer",
    false,
    "openai-chat",
    "direct-api",
  ],
  ["https://api.example.com/v1/chat/completions", "bearer", true, "openai-chat", "proxy"],
  [
    "https://bedrock-runtime.eu-west-1.amazonaws.com/v1/messages",
    "bearer",
    false,
    "anthropic-messages",
    "aws-bedrock",
  ],
  ["https://amazonaws.com/v1/messages", "bearer", false, "anthropic-messages", "aws-bedrock"],
  ["https://notamazonaws.com/v1/messages", "bearer", false, "anthropic-messages", "direct-api"],
  [
    "https://amazonaws.com.example.com/v1/messages",
    "bearer",
    false,
    "anthropic-messages",
    "direct-api",
  ],
  [
    "https://me.openai.azure.com/v1/chat/completions",
    ANY_SCHEME,
    false,
    "openai-chat",
    "azure-openai",
  ],
  [
    "https://me.cognitiveservices.azure.com/v1/chat/completions",
    ANY_SCHEME,
    false,
    "openai-chat",
    "azure-openai",
  ],
  [
    "https://me.services.ai.azure.com/v1/chat/completions",
    ANY_SCHEME,
    false,
    "openai-chat",
    "azure-openai",
  ],
  ["https://openai.azure.com/v1/chat/completions", ANY_SCHEME, false, "openai-chat", "direct-api"],
  ["https://me.azure.com/v1/chat/completions", ANY_SCHEME, false, "openai-chat", "direct-api"],
  [
    "https://aiplatform.googleapis.com/v1/models",
    "bearer",
    false,
    "gemini-generate-content",
    "google-vertex",
  ],
  [
    "https://europe-west4-aiplatform.googleapis.com/v1/models",
    "bearer",
    false,
    "gemini-generate-content",
    "google-vertex",
  ],
  [
    "https://eu.aiplatform.googleapis.com/v1/chat/completions",
    "bearer",
    true,
    "openai-chat",
    "google-vertex",
  ],
  [
    "https://myaiplatform.googleapis.com/v1/models",
    "bearer",
    false,
    "gemini-generate-content",
    "direct-api",
  ],
  [
    "https://generativelanguage.googleapis.com/v1beta/models",
    "query-key",
    false,
    "gemini-generate-content",
    "direct-api",
  ],
  ["${BASE_URL}/chat/completions", "bearer", false, "openai-chat", "direct-api"],
  ["${BASE_URL}/chat/completions?v=1", "bearer", true, "openai-chat", "proxy"],
  ["${BASE_URL}", "none", false, null, "direct-api"],
  ["http://localhost:${PORT}/api/chat", "none", false, "ollama-chat", "local"],
  ["https://${HOST}/${model}/v1/messages", ANY_SCHEME, false, "anthropic-messages", "direct-api"],
  [
    "https://${RESOURCE}.openai.azure.com/openai/deployments/${model}/chat/completions?api-version=1",
    ANY_SCHEME,
    false,
    "openai-chat",
    "azure-openai",
  ],
  ["local:codex-cli", "oauth-subscription", false, "codex-exec", "subscription"],
  ["local:codex-cli", "none", false, "codex-exec", "local"],
  ["local:other-cli", "none", false, null, "local"],
  [
    "https://api.example.com/v1/chat/completions",
    "oauth-subscription",
    false,
    "openai-chat",
    "subscription",
  ],
  [
    "https://bedrock-runtime.eu-west-1.amazonaws.com/v1/messages",
    "oauth-subscription",
    true,
    "anthropic-messages",
    "subscription",
  ],
];
