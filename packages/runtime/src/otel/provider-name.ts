import type { CallStart } from "../call/options.ts";

/** What the conventions call the clouds that serve models of others. */
const CLOUDS: { readonly [Transport in CallStart["transport"]]?: string } = {
  "aws-bedrock": "aws.bedrock",
  "azure-openai": "azure.ai.openai",
  "google-vertex": "gcp.vertex_ai",
};

/** What they call providers, by the ids that registries have for them. */
const PROVIDERS: Readonly<Record<string, string>> = {
  google: "gcp.gemini",
  mistral: "mistral_ai",
  moonshot: "moonshot_ai",
  moonshotai: "moonshot_ai",
  watsonx: "ibm.watsonx.ai",
  xai: "x_ai",
};

/** A provider as the conventions name it; one that they have no name for by its id. */
export function providerName({ transport, provider }: CallStart): string {
  const known = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  return CLOUDS[transport] ?? known ?? provider;
}
