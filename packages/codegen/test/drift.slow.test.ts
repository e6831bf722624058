import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kei, ROOT, temporaryFolder } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";
import { API, MODELS, PROVIDERS, smallRegistry } from "./support/small-registry.ts";

const SOURCES = `[[source]]
id = "models-dev"
adapter = "models-dev"
from = "api.json"
`;

const DISPUTES = `[[dispute]]
model_refs = ["openai/gpt-5"]
fact = "prices"
ours = "$2.00 / $10.00 / –"
says.models-dev = "$1.25 / $10.00 / –"
reason = "Ours is the price of 2026."
decided_at = "2026-06-02"
`;

describe("kei drift", () => {
  it("shows what disagrees", async () => {
    const { code, out, err } = await kei(["drift", "--against", "api.json,data_slim.json"], {
      cwd: smallRegistry(),
    });
    expect(err).toBe("");
    expect(out).toBe(
      [
        "model         fact                  ours          models-dev        genai-prices",
        "openai/gpt-5  prices  $2.00 / $10.00 / –  $1.25 / $10.00 / –  $1.25 / $10.00 / –",
        "1 disagreement on 2026-05-01: 1 prices",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  it("prints integers for programs", async () => {
    const { code, out, err } = await kei(["drift", "--json", "--against", "api.json"], {
      cwd: smallRegistry(),
    });
    expect(JSON.parse(out)).toEqual({
      date: "2026-05-01",
      sources: ["models-dev"],
      counts: { prices: 1 },
      explained: 0,
      uncompared: [],
      disagreements: [
        {
          ref: "openai/gpt-5",
          fact: "prices",
          ours: { input: 200_000_000, output: 1_000_000_000 },
          theirs: [{ source: "models-dev", value: { input: 125_000_000, output: 1_000_000_000 } }],
          agreed: true,
        },
      ],
      diagnostics: [],
    });
    expect(err).toContain("1 disagreement");
    expect(code).toBe(0);
  });

  it.each([
    ["price", 1],
    ["any", 1],
    ["limits", 0],
    ["ids", 0],
  ])("--fail-on %s ends with %i", async (kind, want) => {
    const args = ["drift", "--against", "api.json", "--fail-on", kind];
    expect(await kei(args, { cwd: smallRegistry() })).toMatchObject({ code: want });
  });

  it("passes nothing on that a terminal would act on", async () => {
    const model = '{"modalities":{"output":["text"]}}';
    const cwd = smallRegistry({
      "api.json": `{"openai":{"models":{"\\u001b[31mred":${model}}}}`,
    });
    const { out } = await kei(["drift", "--against", "api.json"], { cwd });
    expect(out).toContain("missing-here");
    expect(out).not.toContain("\u001b");
  });

  it("says that all agree", async () => {
    const models = MODELS.replace("200_000_000 # $2.00", "125_000_000 # $1.25");
    const args = ["drift", "--against", "api.json", "--date", "2026-07-02", "--fail-on", "any"];
    expect(await kei(args, { cwd: smallRegistry({ "models.toml": models }) })).toMatchObject({
      code: 0,
      out: "0 disagreements on 2026-07-02\n",
    });
  });

  it("compares the models of any provider that a data set has", async () => {
    const cwd = smallRegistry({
      "providers.toml": PROVIDERS.replace('"openai"', '"groq"'),
      "models.toml": MODELS.replace('"openai"', '"groq"').replace(
        "200_000_000 # $2.00",
        "99_000_000_000 # $990.00",
      ),
      "api.json": API.replace('"openai"', '"groq"'),
    });
    const args = ["drift", "--against", "api.json", "--provider", "groq", "--fail-on", "any"];
    expect(await kei(args, { cwd })).toMatchObject({
      code: 1,
      out: expect.stringContaining("groq/gpt-5"),
    });
  });

  it("names what it did not compare, and compares no provider that no data set has", async () => {
    const cwd = smallRegistry({
      "providers.toml": `${PROVIDERS}\n${PROVIDERS.replaceAll("openai", "acme")}`,
    });
    expect(await kei(["drift", "--against", "api.json"], { cwd })).toMatchObject({
      out: expect.stringContaining("not compared, no data set has it: acme\n"),
    });
    const args = ["drift", "--against", "api.json", "--provider", "acme", "--fail-on", "any"];
    expect(await kei(args, { cwd })).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("the models of acme cannot be compared: no data set has that"),
    });
  });

  it.each([
    [["package.json"], "package.json cannot be read: it does not exist"],
    [["models.toml"], "models.toml is no data set that kei knows: it is not JSON"],
    [["api.json,./api.json"], "./api.json is data of models-dev, and so is one before it"],
    [["api.json", "--provider", "opnai"], 'there is no provider "opnai"'],
    [["api.json", "--date", "2026-02-30"], '--date takes a day as YYYY-MM-DD, not "2026-02-30"'],
    [["api.json", "--fail-on", "anything"], "Allowed choices are price, limits, ids, any"],
  ])("refuses --against %j", async (args, message) => {
    const { code, out, err } = await kei(["drift", "--against", ...args], {
      cwd: smallRegistry(),
    });
    expect(err).toContain(message);
    expect(out).toBe("");
    expect(code).toBe(1);
  });

  it("compares nothing with a registry that has errors", async () => {
    const { code, out } = await kei(["drift", "--against", "api.json"], {
      cwd: smallRegistry({ "models.toml": MODELS.replace("openai", "opnai") }),
    });
    expect(out).toContain("unknown-provider");
    expect(code).toBe(1);
  });
});

describe("kei drift over sources.toml", () => {
  it("passes when every disagreement is explained", async () => {
    const cwd = smallRegistry({ "sources.toml": SOURCES, "disputes.toml": DISPUTES });
    expect(await kei(["drift"], { cwd })).toMatchObject({
      code: 0,
      out: "0 disagreements on 2026-05-01; 1 explained in disputes.toml\n",
    });
  });

  it("fails for what no dispute explains, also when the data sets are named", async () => {
    const cwd = smallRegistry({ "sources.toml": SOURCES });
    for (const args of [["drift"], ["drift", "--against", "api.json"]]) {
      const { code, out } = await kei(args, { cwd });
      expect(out).toContain("openai/gpt-5  prices");
      expect(code).toBe(1);
    }
    const { out } = await kei(["drift", "--json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [
        {
          code: "dispute-new",
          severity: "error",
          file: "models.toml",
          message:
            'prices of "openai/gpt-5" is $2.00 / $10.00 / – here, and models-dev says $1.25 / $10.00 / –',
          range: { start: { line: 3, column: 1 } },
        },
      ],
    });
  });

  it("fails for a dispute that is not true any more", async () => {
    const models = MODELS.replace("200_000_000 # $2.00", "300_000_000 # $3.00");
    const cwd = smallRegistry({
      "models.toml": models,
      "sources.toml": SOURCES,
      "disputes.toml": DISPUTES,
    });
    const { code, out } = await kei(["drift"], { cwd });
    expect(out).toContain("dispute-stale");
    expect(out).toContain("the registry says $3.00 / $10.00 / –");
    expect(out).toContain("1 dispute not true any more");
    expect(code).toBe(1);
  });

  it("refuses a data set that is not what sources.toml says", async () => {
    const cwd = smallRegistry({ "sources.toml": `${SOURCES}hash = "sha256-00"\n` });
    expect(await kei(["drift"], { cwd })).toMatchObject({
      code: 1,
      err: expect.stringContaining("api.json is not what sources.toml says: its hash is sha256-"),
    });
  });

  it("asks for data sets where there are none", async () => {
    expect(await kei(["drift"], { cwd: smallRegistry() })).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no data set to compare with"),
    });
  });

  it("asks what a source may decide", async () => {
    const cwd = smallRegistry({ "sources.toml": `${SOURCES}facts = ["limits"]\n` });
    expect(await kei(["drift"], { cwd })).toMatchObject({
      code: 0,
      out: "0 disagreements on 2026-05-01\n",
    });
  });
});

const data = sharedFolder("data");

describe.skipIf(data === undefined)("kei drift on registry/", () => {
  const against = ["models-dev/api.json", "genai-prices/data.json", "pi-ai"].map((name) =>
    join(data ?? "", "2026-11", name),
  );
  const drift = (registry: string) =>
    kei(["drift", "--registry", registry, "--against", against.join(",")], {
      env: { KEI_CACHE: temporaryFolder() },
    });

  it("passes over all three, and fails when one row is changed by hand", async () => {
    const registry = join(ROOT, "registry");
    expect(await drift(registry)).toMatchObject({
      code: 0,
      out: expect.stringContaining("0 disagreements on 2026-11-20; "),
    });
    const change = async (file: string, from: string, to: string) => {
      const copy = temporaryFolder();
      cpSync(registry, copy, { recursive: true });
      const text = readFileSync(join(copy, file), "utf8");
      expect(text).toContain(from);
      writeFileSync(join(copy, file), text.replace(from, to));
      return await drift(copy);
    };
    const price = "cost_input_per_mtok_micro = 400_000_000 # $4.00";
    expect(await change("models.toml", price, price.replaceAll("4", "3"))).toMatchObject({
      code: 1,
      out: expect.stringContaining("1 disagreement on 2026-11-20"),
    });
    const ours = 'says.pi-ai = "$1.32 / $3.96 / $0.044"';
    expect(await change("disputes.toml", ours, ours.replace("1.32", "1.33"))).toMatchObject({
      code: 1,
      out: expect.stringContaining("1 dispute not true any more"),
    });
  });
});

it.skipIf(data === undefined)("kei drift finds what is known to be wrong downstream", async () => {
  const folder = data as string;
  const { out } = await kei([
    "drift",
    "--registry",
    join(folder, "keiseikit"),
    "--json",
    "--against",
    ["models-dev/api.json", "genai-prices/data_slim.json"]
      .map((name) => join(folder, name))
      .join(","),
  ]);
  const { disagreements } = JSON.parse(out) as {
    readonly disagreements: readonly { readonly ref: string; readonly fact: string }[];
  };
  const about = disagreements.map(({ ref, fact }) => `${ref} ${fact}`);
  expect(about).toEqual(
    expect.arrayContaining([
      "codex/gpt-5-codex context_window",
      "deepseek/deepseek-r1 unknown-there",
      "deepseek/deepseek-v3 unknown-there",
      "deepseek/deepseek-chat missing-here",
      "deepseek/deepseek-reasoner missing-here",
      "google/gemini-2.5-pro prices",
      "google/gemini-2.5-pro context_window",
      "google/gemini-2.5-pro price_tiers",
      "openai/gpt-5 prices",
      "xai/grok-4 prices",
    ]),
  );
  expect(about.filter((each) => /^anthropic.*(prices|cache_write_\w+|tiers)$/.test(each))).toEqual(
    [],
  );
});
