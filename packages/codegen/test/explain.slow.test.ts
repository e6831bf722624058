import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type ExplainOptions, runExplain } from "../src/commands/explain/explain.ts";
import type { Explanation } from "../src/commands/explain/explanation.ts";
import { inputFileNames } from "../src/layers/layer-names.ts";
import type { Terminal } from "../src/terminal/terminal.ts";
import { kei, ROOT, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { FIXTURES, fixture } from "./support/fixtures.ts";

const everything = join(FIXTURES, "good/everything");
const inFixture = { cwd: everything };

function explain(name: string, options: ExplainOptions = {}, changes: Partial<Terminal> = {}) {
  const terminal = fakeTerminal({ ...inFixture, ...changes });
  const code = runExplain(name, { registry: everything, ...options }, terminal);
  return { code, ...terminal.printed };
}

const asData = (name: string) => JSON.parse(explain(name, { json: true }).out) as Explanation;

const fact = (name: string, of: string) => asData(of).facts.find((each) => each.name === name);

describe("kei explain", () => {
  it.each(["anthropic", "ollama-local", "sonnet", "sonnet-4.0", "provider:codex", "planner"])(
    "shows %s",
    async (name) => {
      const { code, out, err } = explain(name);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).not.toContain("\u001B");
      const file = `${name.replace(":", "-")}.txt`;
      await expect(out).toMatchFileSnapshot(join(FIXTURES, "explain", file));
    },
  );

  it.each([
    "anthropic/claude-sonnet-4-6",
    "sonnet",
    "claude-sonnet-4.6@latest",
    "anthropic/claude-sonnet-4.6@latest",
    "model:sonnet",
  ])("knows a model as %s", (name) => {
    expect(asData(name)).toMatchObject({ kind: "model", name: "anthropic/claude-sonnet-4-6" });
  });

  it("says what is not stated of a provider with the least that one may have", () => {
    const folder = temporaryFolder();
    const provider = `[[provider]]
id = "least"
display_name = "Least"
endpoint = "http://litellm:4000/v1/chat/completions"
auth_scheme = "none"
billing_currency = "USD"
`;
    writeFiles(folder, {
      "providers.toml": provider,
      "models.toml": "",
      "agent-profiles.toml": "",
    });
    const { code, out } = explain("least", { registry: folder });
    expect(code).toBe(0);
    expect(out).toMatch(/^retries +not stated +no retry_max$/m);
    expect(out).toMatch(/^requests per minute +not stated +no rate_limit_rpm$/m);
    expect(out).not.toContain("unlimited");
  });

  it("says where a fact is written, or what it follows from", () => {
    expect(fact("name", "sonnet")).toEqual({
      name: "name",
      value: "Claude Sonnet 4.6",
      shown: "Claude Sonnet 4.6",
      at: "models.toml:7",
    });
    expect(fact("protocol", "openai")).toMatchObject({
      value: "openai-chat",
      rule: "from the endpoint https://api.openai.com/v1/chat/completions",
    });
    expect(fact("protocol", "openai")).not.toHaveProperty("at");
    expect(fact("protocol", "anthropic")).toMatchObject({ at: "providers.toml:16" });
  });

  it.each([
    ["sonnet", "$0.045"],
    ["gemini_3_pro", "€0.032"],
    ["qwen3-8b", "nothing"],
    ["gpt-5-codex", "nothing per token"],
  ])("says what a call of %s costs", (name, shown) => {
    expect(fact("a call of 10k in, 1k out", `model:${name}`)).toMatchObject({ shown });
  });

  it("says how old facts are", () => {
    expect(fact("verified", "sonnet")?.shown).toBe("verified 61 days ago (2026-07-02)");
    expect(fact("verified", "sonnet-4.0")?.shown).toBe("never verified");
  });

  it("names what refers to it", () => {
    expect(asData("sonnet").referredToBy).toEqual([
      {
        record: "model anthropic/claude-sonnet-4-0",
        key: "replaced_by",
        at: expect.stringMatching(/^models\.toml:\d+$/),
      },
      { record: "profile code-implementer", key: "default_model_ref", at: "agent-profiles.toml:7" },
      {
        record: "profile code-implementer",
        key: "fallback_model_refs",
        at: "agent-profiles.toml:8",
      },
    ]);
    expect(asData("anthropic").referredToBy.map(({ key }) => key)).toEqual([
      "parent_ref",
      "routes_to",
    ]);
  });

  it.each([
    [
      "sonet",
      '"sonet" is not a provider, model or profile of this registry',
      'did you mean "sonnet"?',
    ],
    ["provider:opnai", '"provider:opnai" is not a provider of this registry', /openai/],
    ["profile:sonnet", /is not a profile/, "kei list profiles lists them"],
  ])("does not know %s", (name, message, hint) => {
    expect(() => explain(name)).toThrow(
      expect.objectContaining({
        name: "UserError",
        message: expect.stringMatching(message),
        hint: expect.stringMatching(typeof hint === "string" ? hint.replace("?", "\\?") : hint),
      }),
    );
  });

  it("asks for one of several", () => {
    const folder = temporaryFolder();
    const { provider, model, profile } = fixture("good", "everything");
    writeFiles(folder, {
      [inputFileNames.provider]: provider,
      [inputFileNames.model]: model.replace('slug = "sonnet"', 'slug = "planner"'),
      [inputFileNames.profile]: profile,
    });
    const options = { registry: folder };
    expect(() => explain("planner", options)).toThrow(
      '"planner" is ambiguous: model:anthropic/claude-sonnet-4-6, profile:planner',
    );
    expect(explain("profile:planner", options).out).toMatch(/^profile planner /);
  });

  it("fits into a terminal, in colour", () => {
    const { out } = explain("sonnet", {}, { width: 70, color: true });
    expect(out).toContain("\u001B[1mmodel anthropic/claude-sonnet-4-6\u001B[22m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
    const plain = out.replace(/\u001B\[\d+m/g, "");
    for (const line of plain.split("\n").slice(1)) {
      expect(line.length <= 70 || !line.slice(26).includes(" "), line).toBe(true);
    }
  });

  it("works as a command", async () => {
    const folder = relative(ROOT, everything);
    const { code, out } = await kei(["explain", "sonnet", "--registry", folder, "--json"]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as Explanation).at).toBe(`${folder}/models.toml:3`);
    const { code: failed, err } = await kei(["explain", "sonet", "--registry", folder]);
    expect(failed).toBe(1);
    expect(err).toContain('did you mean "sonnet"?');
  });
});
