/** A small registry that checks, generates and shows every layer once. */
export const sampleFiles: Readonly<Record<string, string>> = {
  "providers.toml": `#:schema ./schema/providers.schema.json

# Layer 1 of 3: who is called, and how. Versions and prices belong to models.

[[provider]]
id = "example"
display_name = "Example"
endpoint = "https://api.example.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "EXAMPLE_API_KEY"     # the variable's name, never the key
retry_max = 3
retry_backoff_ms = 500
rate_limit_rpm = 0               # 0: no limit
billing_currency = "USD"

[[provider]]
id = "ollama"
display_name = "Ollama (local)"
endpoint = "http://127.0.0.1:11434/api/chat"
auth_scheme = "none"
auth_env = "_"
retry_max = 1
retry_backoff_ms = 0
rate_limit_rpm = 0
billing_currency = "USD-zero"    # nothing is billed
`,
  "models.toml": `#:schema ./schema/models.schema.json

# Layer 2 of 3: what is called. Prices are micro-cents per million tokens: $1.00 is 100_000_000.

[[model]]
provider_ref = "example"
id = "example-large"
slug = "large"
display_name = "Example Large"
context_window = 200_000
capabilities = ["tools"]
input = ["text"]
cost_input_per_mtok_micro = 300_000_000      # $3.00
cost_output_per_mtok_micro = 1_500_000_000   # $15.00
verified_at = ""                             # the date of your last look at the price list
deprecated_at = ""

[[model]]
provider_ref = "ollama"
id = "llama3.1:8b"
slug = "llama-local"
display_name = "Llama 3.1 8B"
context_window = 128_000
cost_input_per_mtok_micro = 0
cost_output_per_mtok_micro = 0
`,
  "agent-profiles.toml": `#:schema ./schema/agent-profiles.schema.json

# Layer 3 of 3: who works with it, and what it may do.

[[profile]]
id = "reviewer"
role = "reviewer"
caps = "RO-FS-WEB"
default_model_ref = "example/example-large"
fallback_model_refs = ["ollama/llama3.1:8b"]
description = "Reads code and says what is wrong with it."
`,
};
