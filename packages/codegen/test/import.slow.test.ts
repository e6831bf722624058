import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { kei, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { FIXTURES } from "./support/fixtures.ts";
import { sharedFolder } from "./support/shared.ts";

const EMPTY = { "providers.toml": "", "models.toml": "", "agent-profiles.toml": "" };

const api = {
  openai: {
    name: "OpenAI",
    npm: "@ai-sdk/openai",
    env: ["OPENAI_API_KEY"],
    models: {
      "gpt-5": {
        name: "GPT-5",
        limit: { context: 400_000, output: 128_000 },
        modalities: { input: ["text", "image"], output: ["text"] },
        tool_call: true,
        temperature: false,
        cost: { input: 1.25, output: 10, cache_read: 0.125 },
      },
      "gpt-9": {
        name: "GPT-9",
        limit: { context: 900_000 },
        modalities: { input: ["text"], output: ["text"] },
        experimental: {
          modes: {
            fast: {
              cost: { input: 4, output: 8 },
              provider: { body: { service_tier: "priority" } },
            },
          },
        },
        cost: { input: 2, output: 4 },
      },
    },
  },
};

const PROVIDERS = `# Ours.
[[provider]]
id = "openai" # the first
display_name = "OpenAI"
endpoint = "https://api.openai.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "OPENAI_API_KEY"
billing_currency = "USD"
defaults.capabilities = ["tools"]
`;

const MODELS = `[[model]]
provider_ref = "openai"
id = "gpt-5"
display_name = "GPT-5" # short
# What it holds.
context_window = 300_000 # measured
cost_input_per_mtok_micro = 125_000_000 # $1.25
cost_output_per_mtok_micro = 900_000_000 # $9.00
# The end.
`;

/** A registry beside a file. */
function registry(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  writeFiles(folder, { ...EMPTY, "api.json": JSON.stringify(api), ...files });
  return folder;
}

describe("kei import", () => {
  it("fills in what the registry leaves out, keeps what it says and every comment, and shows conflicts", async () => {
    const cwd = registry({ "providers.toml": PROVIDERS, "models.toml": MODELS });
    const first = await kei(["import", "--from", "api.json"], { cwd });
    expect(first.code).toBe(0);
    expect(first.out).toBe(`Not carried over, and what to know:

a registry has no keys for them:
  description, family and attachment of models
the file has https://api.openai.com/v1/responses for openai-responses, the registry none, which stays:
  openai endpoint
the provider has no endpoint for openai-responses:
  openai/gpt-5 protocols
  openai/gpt-9 protocols
the file has 400,000, the registry 300,000, which stays:
  openai/gpt-5 context_window
the file has $10.00, the registry $9.00, which stays:
  openai/gpt-5 cost_output_per_mtok_micro

1 new model, 1 new price, 4 facts (run kei gen)
`);
    const files = readFiles(cwd);
    expect(files["providers.toml"]).toBe(PROVIDERS);
    expect(files["models.toml"]).toBe(`[[model]]
provider_ref = "openai"
id = "gpt-5"
display_name = "GPT-5" # short
# What it holds.
context_window = 300_000 # measured
max_output_tokens = 128_000
refuses = ["temperature"]
input = ["text", "image"]
cost_input_per_mtok_micro = 125_000_000 # $1.25
cost_output_per_mtok_micro = 900_000_000 # $9.00
cache_read_per_mtok_micro = 12_500_000 # $0.125
# The end.

[[model]]
provider_ref = "openai"
id = "gpt-9"
display_name = "GPT-9"
context_window = 900_000
input = ["text"]
cost_input_per_mtok_micro = 200_000_000 # $2.00
cost_output_per_mtok_micro = 400_000_000 # $4.00
`);
    expect(files["prices.toml"]).toBe(`#:schema ./schema/prices.schema.json

[[price]]
model_ref = "openai/gpt-9"
service_tier = "priority"
cost_input_per_mtok_micro = 400_000_000 # $4.00
cost_output_per_mtok_micro = 800_000_000 # $8.00
`);
    const second = await kei(["import", "--from", "api.json", "--json"], { cwd });
    expect(JSON.parse(second.out)).toMatchObject({ changes: [] });
    expect(readFiles(cwd)).toEqual(files);
  });

  it("says as data what it changes and what not, and writes nothing when dry", async () => {
    const cwd = registry();
    const args = ["import", "--from", "api.json", "--model", "gpt-9"];
    const dry = await kei([...args, "--dry-run"], { cwd });
    expect(dry.out).toContain('+id = "gpt-9"');
    expect(dry.out).not.toContain("gpt-5");
    expect(readFiles(cwd)["models.toml"]).toBe("");
    const { changes, dropped, ...others } = JSON.parse(
      (await kei([...args, "--json"], { cwd })).out,
    );
    expect(others).toEqual({});
    expect(changes.map(({ ref, fact }: { ref: string; fact: string }) => [ref, fact])).toEqual([
      ["openai", "provider"],
      ["openai/gpt-9", "model"],
      ["openai/gpt-9 service_tier=priority", "price"],
    ]);
    expect(dropped).toContainEqual({
      what: "description, family and attachment of models",
      why: "a registry has no keys for them",
    });
  });

  it("leaves out a record with an error, and takes the others", async () => {
    const config = `model = "m"
model_provider = "good"
[model_providers.good]
base_url = "https://good.example/v1"
env_key = "GOOD_KEY"
[model_providers.bad]
base_url = "http://bad.example/v1"
env_key = "BAD_KEY"
[profiles.bad]
model = "a b"
`;
    const cwd = registry({ "config.toml": config });
    const { code, out } = await kei(["import", "--from", "config.toml", "--json"], { cwd });
    expect(code).toBe(0);
    const { changes, dropped } = JSON.parse(out);
    expect(changes.map(({ ref }: { ref: string }) => ref)).toEqual(["good", "good/m", "codex"]);
    expect(dropped).toEqual(
      expect.arrayContaining([
        { what: "bad", why: '"bad" would send its key over plain http to bad.example' },
        { what: "good/a b", why: 'id is "a b", which is not an id' },
        { what: "bad good/a b", why: "that model is left out" },
      ]),
    );
    expect(await kei(["check"], { cwd })).toMatchObject({ code: 0 });
  });

  it("does not mix up two servers of one name", async () => {
    const config = `model = "m"
model_provider = "openai"
[model_providers.openai]
base_url = "http://127.0.0.1:9999/v1"
`;
    const cwd = registry({ "providers.toml": PROVIDERS, "config.toml": config });
    const { out } = await kei(["import", "--from", "config.toml", "--json"], { cwd });
    const { changes, dropped } = JSON.parse(out);
    expect(changes).toEqual([]);
    expect(dropped).toContainEqual({
      what: "openai",
      why: "the registry has a provider of that name at another host: its models are left out",
    });
  });

  it("reads a page, and follows it to no other host", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/api.json") response.end(JSON.stringify(api));
      else response.writeHead(302, { location: "https://elsewhere.example/api.json" }).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const env = { KEI_CACHE: temporaryFolder() };
    const cwd = registry();
    const from = `http://127.0.0.1:${port}`;
    expect(await kei(["import", "--from", `${from}/away`], { cwd, env })).toMatchObject({
      code: 1,
      err: expect.stringContaining("it leads to another host, elsewhere.example"),
    });
    const { out } = await kei(["import", "--from", `${from}/api.json`], { cwd, env });
    expect(out).toContain("1 new provider, 2 new models, 1 new price");
  });

  it.each([
    [["--provider", "openia"], "api.json has no provider openia"],
    [["--as", "toml"], "kei cannot import toml"],
    [["--as", "codex"], "api.json is not codex's config.toml"],
  ])("refuses %j", async (args, message) => {
    const ran = await kei(["import", "--from", "api.json", ...args], { cwd: registry() });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(message) });
  });
});

const configs = sharedFolder("configs");

describe.skipIf(configs === undefined)("configuration files of other tools", () => {
  it.each([
    "aichat/1.yaml",
    "aichat/4.yaml",
    "aider/2.yml",
    "codex/3.toml",
    "codex/4.toml",
    "codex/6.toml",
    "codex/8.toml",
    "codex/9.toml",
    "continue/1.yaml",
    "crush/2.json",
    "litellm/3.yaml",
    "litellm/5.yaml",
    "litellm/6.yaml",
    "litellm/7.yaml",
    "litellm/9.yaml",
    "opencode/1.jsonc",
    "opencode/3.jsonc",
  ])("%s: what is imported, and what is said of the rest", async (name) => {
    const folder = temporaryFolder();
    writeFiles(folder, EMPTY);
    const args = ["import", "--from", name, "--registry", folder];
    const first = await kei(args, { cwd: configs as string });
    const files = readFiles(folder);
    const told = Object.entries(files).map(([file, text]) => `== ${file}\n${text}`);
    await expect(`${first.out}${first.err}${told.join("")}`).toMatchFileSnapshot(
      join(FIXTURES, "imports", `${name.replaceAll(/\W/g, "-")}.txt`),
    );
    expect(first.out + told.join("")).not.toContain("placeholder-key");
    expect(await kei(["check", "--registry", folder])).toMatchObject({ code: 0 });
    await kei(args, { cwd: configs as string });
    expect(readFiles(folder)).toEqual(files);
  });
});
