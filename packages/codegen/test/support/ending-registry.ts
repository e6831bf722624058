import { check } from "../../src/pipeline/generate.ts";
import type { Registry } from "../../src/registry/model.ts";
import { inputsOf, TODAY } from "./fixtures.ts";

const PROVIDERS = [
  ["anthropic", "https://api.anthropic.com/v1/messages", "x-api-key"],
  ["openai", "https://api.openai.com/v1/chat/completions", "bearer"],
  ["codex", "https://codex.example.com/v1/chat/completions", "bearer"],
  ["deepseek", "https://api.deepseek.com/chat/completions", "bearer"],
] as const;

/** The providers' file of {@link endingTexts}. */
const providers = PROVIDERS.map(
  ([id, endpoint, scheme]) => `[[provider]]
id = "${id}"
display_name = "${id}"
endpoint = "${endpoint}"
auth_scheme = "${scheme}"
auth_env = "${id.toUpperCase()}_API_KEY"
billing_currency = "USD"
`,
).join("\n");

const model = (ref: string, keys: string) => {
  const [provider, id] = ref.split("/");
  return `[[model]]
provider_ref = "${provider}"
id = "${id}"
slug = "${provider}-${id}"
display_name = "${id}"
${keys}
`;
};

/** A registry, as the day {@link TODAY} finds it, with models in every state. */
export const endingTexts = {
  provider: providers,
  model: [
    model(
      "anthropic/claude-2",
      'deprecated_at = "2026-01-01"\nretires_at = "2026-06-01"\nreplaced_by = "anthropic/claude-3"',
    ),
    model("anthropic/claude-3", 'deprecated_at = "2026-05-01"\nreplaced_by = "anthropic/claude-4"'),
    model("anthropic/claude-4", 'aliases = ["claude-4-20260401"]'),
    model(
      "openai/gpt-4o",
      `aliases = ["gpt-4o-2024-08-06"]
context_window = 128_000
max_output_tokens = 16_384
capabilities = ["tools", "stop", "temperature"]
cost_input_per_mtok_micro = 250_000_000 # $2.50
cost_output_per_mtok_micro = 1_000_000_000 # $10.00
verified_at = "2026-05-01"
deprecated_at = "2026-05-01"
replaced_by = "openai/gpt-6"`,
    ),
    model(
      "openai/gpt-6",
      `context_window = 400_000
max_output_tokens = 128_000
capabilities = ["tools", "reasoning"]
refuses = ["temperature"]
cost_input_per_mtok_micro = 200_000_000 # $2.00
cost_output_per_mtok_micro = 1_200_000_000 # $12.00
cache_read_per_mtok_micro = 20_000_000 # $0.20
verified_at = "2026-05-01"`,
    ),
    model("openai/gpt-3", 'retires_at = "2026-03-01"'),
    model("openai/code-1", 'deprecated_at = "2026-05-01"\nreplaced_by = "openai/gpt-6"'),
    model("openai/gpt-5", 'deprecated_at = "2027-01-01"\nreplaced_by = "openai/gpt-6"'),
    model("codex/code-1", 'deprecated_at = "2026-05-01"\nreplaced_by = "codex/code-2"'),
    model("codex/code-2", ""),
    model("deepseek/coder", 'deprecated_at = "2026-05-01"\nreplaced_by = "openai/gpt-6"'),
  ].join("\n"),
  profile: `[[profile]]
id = "writer"
role = "writer"
caps = "FS-RW"
default_model_ref = "openai/gpt-4o" # cheap
description = "Writes."
`,
};

/** The same, read. */
export function endingRegistry(): Registry {
  const { registry, diagnostics } = check(inputsOf(endingTexts), TODAY);
  if (registry === undefined) throw new Error(JSON.stringify(diagnostics, undefined, 2));
  return registry;
}
