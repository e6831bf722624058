/**
 * What data sets call providers that a registry may call otherwise, each row one provider. Equal ids
 * need no row. Of a row that holds several names of one data set each is looked at.
 */
const NAMES: readonly (readonly string[])[] = [
  ["xai", "x-ai"],
  ["google", "gemini", "google-ai-studio"],
  ["bedrock", "aws-bedrock", "amazon-bedrock", "aws"],
  ["vertex", "google-vertex", "vertex-ai"],
  ["azure", "azure-openai"],
  ["mistral", "mistralai"],
  ["moonshot", "moonshotai"],
  ["together", "togetherai", "together-ai"],
  ["fireworks", "fireworks-ai"],
  ["novita", "novita-ai"],
  ["github-copilot", "copilot"],
  ["vercel", "vercel-ai-gateway"],
  ["cloudflare", "cloudflare-workers-ai"],
  ["lmstudio", "lmstudio-local", "lm-studio"],
  ["codex", "openai-codex"],
];

/** Providers that offer a choice of the models of another one, which data sets have. */
const CHOICE_OF: ReadonlyMap<string, string> = new Map([["codex", "openai"]]);

/** What a data set may call a provider of a registry, its own id first. */
export function namesOf(provider: string): readonly string[] {
  const row = NAMES.find((names) => names.includes(provider)) ?? [];
  return [provider, ...row.filter((name) => name !== provider)];
}

/**
 * The provider of a data set that a provider of a registry is, by what it is called, or whose models it
 * offers a choice of. `undefined` when the data set has neither.
 */
export function findProvider(
  provider: string,
  known: ReadonlySet<string>,
): { readonly name: string; readonly isChoice: boolean } | undefined {
  const own = namesOf(provider).find((name) => known.has(name));
  if (own !== undefined) return { name: own, isChoice: false };
  const whole = CHOICE_OF.get(provider);
  return whole !== undefined && known.has(whole) ? { name: whole, isChoice: true } : undefined;
}

/**
 * How long a provider keeps what is written to its cache, where a data set states a price of writing
 * and no lifetime.
 */
const CACHE_WRITE: ReadonlyMap<string, "cacheWrite5m" | "cacheWrite30m"> = new Map([
  ["anthropic", "cacheWrite5m"],
  ["openai", "cacheWrite30m"],
]);

/** The rate that a price of writing to a provider's cache is, where its lifetime is not stated. */
export function cacheWriteOf(provider: string): "cacheWrite" | "cacheWrite5m" | "cacheWrite30m" {
  return CACHE_WRITE.get(provider) ?? "cacheWrite";
}
