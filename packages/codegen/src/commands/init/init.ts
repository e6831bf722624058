import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { ExitCode, Terminal } from "../../terminal/terminal.ts";
import { UserError } from "../../text/user-error.ts";
import type { DefineCommand } from "../context.ts";

export const defineInit: DefineCommand = ({ program, terminal, exit }) => {
  program
    .command("init")
    .description("make a small registry of your own")
    .argument("<dir>", "folder to make it in")
    .addHelpText("after", "\nExample:\n  kei init my-registry && cd my-registry && kei gen")
    .action((dir: string) => exit(runInit(dir, terminal)));
};

/** `kei init DIR`: a small registry that checks, generates and shows every layer once. */
function runInit(dir: string, { cwd, out }: Terminal): ExitCode {
  const root = resolve(cwd, dir);
  const taken = Object.keys(files).find((name) => existsSync(join(root, name)));
  if (taken !== undefined) {
    throw new UserError(
      `${join(dir, taken)} is there already; nothing was written`,
      "name another folder, or check what you have with: kei check",
    );
  }
  mkdirSync(root, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const here = relative(cwd, root) || ".";
  out(
    `Made ${Object.keys(files).join(", ")} in ${here}.\n\n` +
      `Next:\n  cd ${here}\n  kei gen          # writes schema/ for your editor, gen/ and clients/ for TypeScript, data/ for the rest\n` +
      "  kei gen --watch  # the same after every change\n",
  );
  return 0;
}

const files: Readonly<Record<string, string>> = {
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
