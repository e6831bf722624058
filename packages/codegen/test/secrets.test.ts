import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";
import { type FormatName, formatters } from "../src/diagnostics/format/format.ts";
import { type Layer, layers } from "../src/layers/layer-names.ts";
import { hasSecret, redactSecrets } from "../src/text/secrets.ts";
import { diagnose, diagnoseMinimal, fixture } from "./support/fixtures.ts";

/** Made up, all of them: they only look right. */
const FAKES = {
  anthropic: "sk-ant-FAKE-FAKE-FAKE-0000",
  openai: "sk-FAKEFAKEFAKE",
  xai: "xai-FAKEFAKEFAKEFAKEFAKE0000",
  perplexity: "pplx-FAKEFAKEFAKEFAKEFAKE",
  groq: "gsk_FAKEFAKEFAKEFAKEFAKE",
  "hugging face": "hf_FAKEFAKEFAKEFAKEFAKE",
  github: "ghp_FAKEFAKEFAKEFAKEFAKE",
  "github, fine-grained": "github_pat_FAKEFAKEFAKEFAKEFAKE",
  gitlab: "glpat-FAKEFAKEFAKEFAKEFAKE",
  nvidia: "nvapi-FAKE-FAKE-FAKE-FAKE-FAKE",
  google: "AIzaFAKEFAKEFAKEFAKEFAKEFAKEFAKE00",
  "google, oauth": "ya29.FAKEFAKEFAKEFAKEFAKE",
  aws: "AKIAFAKEFAKEFAKEFAKE",
  slack: "xoxb-FAKE-FAKE-FAKE",
  jwt: "eyJFAKEFAKE.FAKEFAKE.FAKEFAKE",
  "bearer header": "Bearer FAKE.FAKE.FAKE.FAKE.0000",
  "private key": "-----BEGIN RSA PRIVATE KEY-----",
  "user in a URL": "://me:fake-password@",
  "key in a query": "?key=fakefakefake",
  "token in a query": "&token=fakefakefake",
  "long run": "FAKEfakeFAKEfakeFAKEfakeFAKE0000",
} as const;

const fakes = Object.entries(FAKES);

describe("what looks like a secret", () => {
  it.each(fakes)("%s", (_, fake) => {
    for (const text of [fake, `"${fake}"`, `a ${fake} b`, `# ${fake}\n`, `x = '${fake}', y`]) {
      expect(hasSecret(text), text).toBe(true);
      const redacted = redactSecrets(text);
      expect(redacted).not.toContain(fake);
      expect(redacted).toHaveLength(text.length);
      expect(hasSecret(redacted)).toBe(false);
    }
  });

  it("all of several, one after another", () => {
    const text = fakes.map(([, fake]) => fake).join(" ");
    const redacted = redactSecrets(text);
    for (const [, fake] of fakes) expect(redacted).not.toContain(fake);
    expect(redacted.replace(/[• ]/g, "")).toBe("");
  });

  it("wherever in a long text", () => {
    for (let before = 0; before < 70; before++) {
      const text = `${"- ".repeat(before)}${FAKES["long run"]}${" -".repeat(70)}`;
      expect(hasSecret(text), String(before)).toBe(true);
      expect(hasSecret(`-${text}`), String(before)).toBe(true);
    }
  });
});

it.each([
  "ANTHROPIC_API_KEY",
  "sk-",
  "sk-short",
  "task-force-of-many-words",
  "disk-based-storage",
  "https://api.example.com:8443/v1/chat/completions",
  "https://api.example.com/v1/models?view=full&page_token=1",
  "https://example.com/@user",
  "mailto://a@b",
  "claude-sonnet-4-6-20260217",
  "mlx-community/Qwen3-Coder-480B-A35B-Instruct-4bit",
  "hf:nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4",
  "accounts/fireworks/models/deepseek-v3p1",
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "5d41402abc4b2a76b9719d911017c592",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
  "550e8400-e29b-41d4-a716-446655440000",
  "a".repeat(64),
  "A long sentence about keys, tokens and secrets: Bearer tokens go into a header.",
  "Authorization: Bearer <key>",
  "",
])("%s is none", (text) => {
  expect(hasSecret(text)).toBe(false);
  expect(redactSecrets(text)).toBe(text);
});

it("is not at a loss over a text as long as a file can be", () => {
  for (const unit of ["x", "X1a", "0a1b", "sk-", "eyJ", "://a:", "?key=", "- "]) {
    const text = unit.repeat(Math.floor(8_000_000 / unit.length));
    expect(redactSecrets(text)).toHaveLength(text.length);
    hasSecret(text);
  }
});

/** Every format of some diagnostics, in one text. */
function shown(diagnostics: readonly Diagnostic[]): string {
  const names = Object.keys(formatters) as FormatName[];
  return names
    .flatMap((name) => [true, false].map((color) => formatters[name](diagnostics, { color })))
    .join("\n");
}

/** As it stands in a registry: quoted, and nothing in front that would hide it from the patterns. */
const asValue = (fake: string) => (fake.startsWith("://") ? `https${fake}example.com` : fake);

describe("no format shows one", () => {
  it("of the fixture", () => {
    const texts = fixture("bad", "secret-in-registry");
    const output = shown(diagnose(texts));
    const secrets = [
      "sk-ant-FAKE-FAKE-FAKE-0000",
      "fake-password",
      "fakefakefake0000",
      "AIzaFAKEFAKEFAKEFAKEFAKEFAKEFAKE00",
      "FAKE.FAKE.FAKE.FAKE.0000",
      "xai-FAKEFAKEFAKEFAKEFAKE0000",
      "FAKEfakeFAKEfakeFAKEfakeFAKE0000",
    ];
    for (const secret of secrets) {
      expect(Object.values(texts).join("")).toContain(secret);
      expect(output).not.toContain(secret);
    }
  });

  const KEYS: Readonly<Record<Layer, readonly string[]>> = {
    provider: [
      "id",
      "display_name",
      "endpoint",
      "auth_scheme",
      "auth_env",
      "api_version_value",
      "retry_max",
      "billing_currency",
      "notes",
      "protocol",
      "parent_ref",
      "docs_url",
      "no_such_key",
    ],
    model: ["provider_ref", "id", "slug", "verified_at", "replaced_by", "context_window", "notes"],
    profile: ["id", "role", "caps", "default_model_ref", "description", "manifest_path"],
    price: ["model_ref", "from", "service_tier", "source_url"],
    source: ["id", "adapter", "from", "version", "hash", "license"],
    dispute: ["fact", "ours", "reason", "decided_at"],
  };

  it.each(layers)("at any key of a %s", (layer) => {
    for (const key of KEYS[layer]) {
      for (const fake of ["sk-ant-fake-fake-fake-0000", ...fakes.map(([, each]) => each)]) {
        const line = `${key} = "${asValue(fake)}"`;
        const diagnostics = diagnoseMinimal({ [layer]: withLine(layer, key, line) });
        expect(
          diagnostics.map(({ code }) => code),
          line,
        ).toContain("secret-in-registry");
        expect(shown(diagnostics), line).not.toContain(fake);
      }
    }
  });

  const secret = FAKES.anthropic;
  const lower = secret.toLowerCase();

  it.each<[string, Layer, key: string, line: string]>([
    ["in a list", "provider", "auth_env", `auth_env = ["${secret}"]`],
    ["in a list, after a name", "provider", "auth_env", `auth_env = ["A_KEY", "${secret}"]`],
    ["in an alias", "model", "aliases", `aliases = ["${secret}"]`],
    ["in an item that is there twice", "model", "aliases", `aliases = ["${secret}", "${secret}"]`],
    ["in a reference", "profile", "fallback_model_refs", `fallback_model_refs = ["a/${secret}"]`],
    ["in a table", "profile", "x", `x = { y = { z = "${secret}" } }`],
    ["in several lines", "profile", "description", `description = """\n  ${secret}\n"""`],
    ["in single quotes", "provider", "notes", `notes = '${secret}'`],
    ["as a key", "provider", "x", `"${secret}" = 1`],
    ["as a key in single quotes", "provider", "x", `'${secret}' = 1`],
    ["as a bare key", "provider", "x", `${secret} = 1`],
    ["as a table", "provider", "x", `[provider.${secret}]`],
  ])("%s, and it is reported", (_, layer, key, line) => {
    const diagnostics = diagnoseMinimal({ [layer]: withLine(layer, key, line) });
    expect(diagnostics.map(({ code }) => code)).toContain("secret-in-registry");
    expect(shown(diagnostics)).not.toContain(secret);
    expect(shown(diagnostics)).not.toContain(line.replace(/^\w+ = /, ""));
  });

  it.each<[string, () => readonly Diagnostic[]]>([
    [
      "in the hint about a slug that two models have",
      () => {
        const { model } = fixture("good", "minimal");
        const twice = `${model}\n${model.replace("sonnet-4-6", "sonnet-4-5")}`;
        return diagnoseMinimal({ model: twice.replaceAll('slug = "sonnet"', `slug = "${lower}"`) });
      },
    ],
    [
      "in the suggestion for a reference",
      () =>
        diagnoseMinimal({
          model: [["claude-sonnet-4-6", lower]],
          profile: [["claude-sonnet-4-6", lower.replace("0000", "000")]],
        }),
    ],
    [
      "in the suggestion for a provider",
      () =>
        diagnoseMinimal({
          provider: [["anthropic", lower]],
          model: [["anthropic", lower.replace("0000", "000")]],
        }),
    ],
    [
      "in the replacement of a model",
      () =>
        diagnoseMinimal({
          model: [
            [
              "context_window",
              `deprecated_at = "2026-01-01"\nreplaced_by = "anthropic/${lower}"\ncontext_window`,
            ],
          ],
        }),
    ],
    [
      "in a comment beside something else",
      () => diagnoseMinimal({ provider: [["retry_max = 3", `retry_mx = 3 # ${lower}`]] }),
    ],
    [
      "in the comment after a price",
      () =>
        diagnoseMinimal({
          model: [
            [
              "context_window",
              `cost_input_per_mtok_micro = 100_000_000 # $2.00 ${lower}\ncost_output_per_mtok_micro = 0\ncontext_window`,
            ],
          ],
        }),
    ],
    [
      "in a line that is no TOML",
      () => diagnoseMinimal({ provider: [["retry_max = 3", `auth_env = ${lower}`]] }),
    ],
  ])("%s", (_, diagnostics) => {
    const found = diagnostics();
    expect(found.length).toBeGreaterThan(0);
    const output = shown(found);
    expect(output).not.toContain(lower);
    expect(output).not.toContain(lower.replace("0000", "000"));
  });

  /** The smallest good file of a layer, with a line of its own in place of a key's. */
  function withLine(layer: Layer, key: string, line: string): string {
    const { [layer]: text } = fixture("good", "minimal");
    const own = new RegExp(`^${key} = .*$`, "m");
    return own.test(text) ? text.replace(own, () => line) : `${text}${line}\n`;
  }
});
