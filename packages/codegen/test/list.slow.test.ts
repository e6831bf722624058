import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Listed, type ListOptions, runList } from "../src/commands/list/list.ts";
import { inputFileNames } from "../src/layers/layer-names.ts";
import type { Terminal } from "../src/terminal/terminal.ts";
import { kei, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { FIXTURES, fixture } from "./support/fixtures.ts";

const everything = join(FIXTURES, "good/everything");
const golden = (name: string) => join(FIXTURES, "list", `${name}.txt`);

async function list(kind: Listed, options: ListOptions = {}, changes: Partial<Terminal> = {}) {
  const terminal = fakeTerminal(changes);
  const code = runList(kind, { registry: everything, ...options }, terminal);
  return { code, ...terminal.printed };
}

/** The first column, without its title. */
async function first(kind: Listed, options: ListOptions) {
  const { out } = await list(kind, options);
  return out
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split(" ", 1)[0]);
}

describe("kei list", () => {
  it.each(["providers", "models", "profiles"] as const)("shows %s", async (kind) => {
    const { code, out, err } = await list(kind);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    await expect(out).toMatchFileSnapshot(golden(kind));
  });

  it("shows a table that fits", async () => {
    const { out } = await list("models", { all: true }, { width: 90 });
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(90);
    await expect(out).toMatchFileSnapshot(golden("models-90"));
  });

  it("dims the titles where there is colour, and nothing else", async () => {
    const plain = (await list("profiles")).out;
    const [titles = "", ...rows] = plain.split("\n");
    expect(plain).not.toContain("\u001B");
    expect((await list("profiles", {}, { color: true })).out).toBe(
      [`\u001B[2m${titles}\u001B[22m`, ...rows].join("\n"),
    );
  });

  it.each<[ListOptions, string[]]>([
    [{ provider: ["google", "codex"] }, ["codex/gpt-5-codex", "google/gemini-3-pro"]],
    [{ capability: ["tools", "reasoning"] }, ["anthropic/claude-sonnet-4-6"]],
    [{ input: ["pdf"] }, ["anthropic/claude-sonnet-4-6"]],
    [
      { maxOutputPrice: 12, currencies: ["EUR"] },
      [
        "codex/gpt-5-codex",
        "google/gemini-3-pro",
        "ollama-local/hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M",
      ],
    ],
    // The dollar is what is compared with, and a price in euros is not.
    [
      { maxOutputPrice: 12 },
      ["codex/gpt-5-codex", "ollama-local/hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M"],
    ],
    [
      { maxOutputPrice: 11.99, currencies: ["EUR"] },
      ["codex/gpt-5-codex", "ollama-local/hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M"],
    ],
    // What is free comes first, what a flat fee covers after all that is billed.
    [{ sort: "cost", minContext: 128_000 }, ["anthropic/claude-sonnet-4-6", "codex/gpt-5-codex"]],
    [{ sort: "cost", limit: 1 }, ["ollama-local/hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M"]],
    [{ metered: true, sort: "cost", limit: 1 }, ["anthropic/claude-sonnet-4-6"]],
    [{ minContext: 1_000_001 }, ["google/gemini-3-pro"]],
    [{ deprecated: true }, ["anthropic/claude-sonnet-4-0"]],
    [
      { all: true, provider: ["anthropic"] },
      ["anthropic/claude-sonnet-4-0", "anthropic/claude-sonnet-4-6"],
    ],
    [
      { sort: "context", provider: ["google", "codex", "anthropic"] },
      ["codex/gpt-5-codex", "anthropic/claude-sonnet-4-6", "google/gemini-3-pro"],
    ],
  ])("models %j", async (options, refs) => {
    expect(await first("models", options)).toEqual(refs);
  });

  it("lists the profiles of a provider's models", async () => {
    expect(await first("profiles", { provider: ["google"] })).toEqual(["planner"]);
  });

  it("says so when nothing fits", async () => {
    const { code, out } = await list("models", { provider: ["azure"] });
    expect({ code, out }).toEqual({ code: 0, out: "no record of the registry fits\n" });
    expect((await list("models", { provider: ["azure"], json: true })).out).toBe("[]\n");
  });

  it.each<[Listed, ListOptions, string, string | undefined]>([
    ["models", { provider: ["antropic"] }, "no provider", 'did you mean "anthropic"?'],
    ["models", { capability: ["tolls"] }, "no capability", 'did you mean "tools"?'],
    ["models", { input: ["smell"] }, "no kind of input", "one of: text, image, pdf, audio, video"],
    ["models", { sort: "slugs" }, "no column", 'did you mean "slug"?'],
    [
      "profiles",
      { capability: ["tools"] },
      "--capability is about models, not profiles",
      undefined,
    ],
  ])("refuses %s %j", async (kind, options, message, hint) => {
    await expect(list(kind, options)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(message),
      hint,
    });
  });

  it("prints data", async () => {
    const models = JSON.parse((await list("models", { json: true })).out) as unknown[];
    expect(models[0]).toMatchObject({
      ref: "anthropic/claude-sonnet-4-6",
      provider: "anthropic",
      currency: "USD",
      price: { kind: "known", input: 300_000_000, output: 1_500_000_000 },
      verifiedAt: "2026-07-02",
    });
    const providers = JSON.parse((await list("providers", { json: true })).out) as unknown[];
    expect(providers[1]).toMatchObject({ id: "anthropic", liveModels: 1, rateLimitRpm: 4000 });
  });

  it("lists what is valid beside errors, and exits with 1", async () => {
    const folder = temporaryFolder();
    const texts = fixture("good", "everything");
    writeFiles(folder, {
      [inputFileNames.provider]: texts.provider,
      [inputFileNames.model]: `${texts.model}\n[[model]]\nprovider_ref = "openai"\n`,
      [inputFileNames.profile]: texts.profile,
    });
    const { code, out, err } = await list("models", { registry: folder });
    expect(code).toBe(1);
    expect(err).toContain("error missing-key");
    expect(out).toBe(readFileSync(golden("models"), "utf8"));
  });

  it("works as a command", async () => {
    const { code, out } = await kei([
      ...["list", "models", "--registry", everything, "--provider", "google"],
      ...["--provider", "codex", "--max-output-price", "12.5", "--json"],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(2);
    const { out: cheapest } = await kei([
      ...["list", "models", "--registry", everything, "--capability", "tools", "--metered"],
      ...["--min-context", "200k", "--sort", "cost", "--limit", "3"],
    ]);
    expect(cheapest).toMatch(/^REF .* COST .*\nanthropic\/claude-sonnet-4-6 .*\$0\.024 /);
    expect((await kei(["list", "models", "--min-context", "big"])).err).toContain("200k");
    expect((await kei(["list", "models", "--limit", "few"])).err).toContain("whole number");
    expect((await kei(["list", "modles"])).code).toBe(1);
    expect((await kei(["list", "models", "--max-output-price", "cheap"])).err).toContain("2.50");
  });
});
