/** Ids of this registry's providers, by what the data sets call them. */
export const providerNames: ReadonlyMap<string, string> = new Map([
  ["anthropic", "anthropic"],
  ["deepseek", "deepseek"],
  ["google", "google"],
  ["lmstudio", "lmstudio-local"],
  ["openai", "openai"],
  ["x-ai", "xai"],
  ["xai", "xai"],
]);
