import { temporaryFolder, writeFiles } from "./cli.ts";

/** A registry of one provider and one model, and data sets about it. */

export const PROVIDERS = `[[provider]]
id = "openai"
display_name = "OpenAI"
endpoint = "https://api.openai.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "OPENAI_API_KEY"
billing_currency = "USD"
`;

export const MODELS = `[[model]]
provider_ref = "openai"
id = "gpt-5"
slug = "gpt-5"
display_name = "GPT-5"
context_window = 400_000
cost_input_per_mtok_micro = 200_000_000 # $2.00
cost_output_per_mtok_micro = 1_000_000_000 # $10.00
verified_at = "2026-05-01"
`;

/** models.dev's data, of 2026-06-01. */
export const API = JSON.stringify({
  openai: {
    models: {
      "gpt-5": {
        last_updated: "2026-06-01",
        limit: { context: 400_000 },
        cost: { input: 1.25, output: 10 },
      },
    },
  },
});

/** genai-prices' data. */
export const GENAI = JSON.stringify([
  {
    id: "openai",
    models: [
      { id: "gpt-5", match: { equals: "gpt-5" }, prices: { input_mtok: 1.25, output_mtok: 10 } },
    ],
  },
]);

/** A folder with the registry and both data sets. */
export function smallRegistry(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "providers.toml": PROVIDERS,
    "models.toml": MODELS,
    "agent-profiles.toml": "",
    "api.json": API,
    "data_slim.json": GENAI,
    ...files,
  });
  return folder;
}
