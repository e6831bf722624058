import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runUpgrade } from "../src/commands/upgrade/upgrade.ts";
import { renameKeys } from "../src/edit/rename-keys.ts";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { endingTexts } from "./support/ending-registry.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { diagnose, fixture } from "./support/fixtures.ts";

/** A model as kei-model's file has it, and as it is written now. */
const FORMER = `# All models.
[[models]] # one
# Who serves it.
provider = "anthropic" # why
id = "claude-sonnet-4-6"
slug = "sonnet"
display_name = "provider = context_tokens"
context_tokens = 1_000_000

  [models.fees] # none
`;
const PRESENT = FORMER.replaceAll("models]", "model]")
  .replace("[models.", "[model.")
  .replace('provider = "', 'provider_ref = "')
  .replace("context_tokens = 1", "context_window = 1");

describe("names of before", () => {
  it.each([
    ["\n", FORMER, PRESENT],
    ["\r\n", FORMER.replaceAll("\n", "\r\n"), PRESENT.replaceAll("\n", "\r\n")],
  ])("get their present ones, and comments stay: %j", (_, before, after) => {
    const { text, renamed } = renameKeys("model", before);
    expect(text).toBe(after);
    expect(renamed.map(({ what, from, to, at }) => [what, from, to, at.line, at.column])).toEqual([
      ["table", "models", "model", 2, 3],
      ["key", "provider", "provider_ref", 4, 1],
      ["key", "context_tokens", "context_window", 8, 1],
      ["table", "models", "model", 10, 4],
    ]);
    expect(renameKeys("model", text).renamed).toEqual([]);
  });

  it.each([
    ["both names", '[[model]]\nprovider = "a"\nprovider_ref = "b"\n'],
    ["both tables", '[[models]]\nid = "a"\n[[model]]\nid = "b"\n'],
    ["no TOML", '[[models\nprovider = "a"\n'],
    ["a text that looks like a header", '[[models]]\nnotes = """\n[[models]]\n"""\n'],
  ])("stay where there are %s", (_, text) => {
    expect(renameKeys("model", text)).toEqual({ text, renamed: [] });
  });

  it("are named by the check, with the command that renames them", () => {
    const minimal = fixture("good", "minimal");
    const former = minimal.model.replace("context_window", "context_tokens");
    expect(diagnose({ ...minimal, model: former }).map(({ code, hint }) => [code, hint])).toEqual([
      ["unknown-key", "it is context_window now: kei upgrade --write renames it"],
    ]);
  });
});

/** What a command printed, and the files that it left. */
async function upgrade(
  texts: Readonly<Record<string, string>>,
  options: Parameters<typeof runUpgrade>[0] = {},
  width = 0,
) {
  const folder = temporaryFolder();
  writeFiles(folder, texts);
  const terminal = fakeTerminal({ cwd: folder, width });
  const code = await runUpgrade(options, terminal);
  const files = Object.keys(texts).map((name) => readFileSync(join(folder, name), "utf8"));
  return { code, files, ...terminal.printed };
}

const REGISTRY = {
  "providers.toml": endingTexts.provider,
  "models.toml": endingTexts.model,
  "agent-profiles.toml": endingTexts.profile,
};

describe("references", () => {
  const after = [
    endingTexts.provider,
    endingTexts.model.replace(
      'replaced_by = "anthropic/claude-3"',
      'replaced_by = "anthropic/claude-4"',
    ),
    endingTexts.profile.replace('"openai/gpt-4o" #', '"openai/gpt-6" #'),
  ];

  it("go to successors, and a second run finds nothing", async () => {
    const first = await upgrade(REGISTRY, { write: true });
    expect(first.files).toEqual(after);
    expect(first.code).toBe(0);
    const [providers = "", models = "", profiles = ""] = first.files;
    const second = await upgrade(
      { "providers.toml": providers, "models.toml": models, "agent-profiles.toml": profiles },
      { write: true },
    );
    expect(second.out).toBe("everything is as it is written now\n");
  });

  it("of models that end later stay", async () => {
    const profile = endingTexts.profile.replace("gpt-4o", "gpt-5");
    const texts = {
      ...REGISTRY,
      "models.toml": endingTexts.model.replace(/"anthropic\/claude-3"/, '"anthropic/claude-4"'),
      "agent-profiles.toml": profile,
    };
    expect((await upgrade(texts)).out).toBe("everything is as it is written now\n");
    expect((await upgrade(texts, { date: "2027-01-01" })).out).toContain(
      "openai/gpt-5 → openai/gpt-6",
    );
  });

  it.each([80, 120])("are shown at %i columns, and nothing is written", async (width) => {
    const { out, files } = await upgrade(REGISTRY, {}, width);
    expect(files).toEqual(Object.values(REGISTRY));
    await expect(out).toMatchFileSnapshot(`fixtures/upgrade/${width}.txt`);
  });

  it("are data", async () => {
    const { out } = await upgrade(REGISTRY, { json: true });
    const { findings, written, diagnostics } = JSON.parse(out);
    expect({ written, diagnostics }).toEqual({ written: [], diagnostics: [] });
    expect(findings).toMatchObject([
      {
        file: "models.toml",
        line: 8,
        column: 15,
        what: "replaced_by of model anthropic/claude-2",
        id: "anthropic/claude-3",
        successor: "anthropic/claude-4",
      },
      {
        file: "agent-profiles.toml",
        line: 5,
        column: 21,
        what: "default_model_ref of profile writer",
        id: "openai/gpt-4o",
        successor: "openai/gpt-6",
      },
    ]);
    expect(findings[1].changes).toContainEqual(
      expect.objectContaining({ kind: "refusal-added", after: "temperature" }),
    );
  });
});

it("makes a registry of before valid, its references as well", async () => {
  const former = {
    ...REGISTRY,
    "models.toml": endingTexts.model
      .replaceAll("[[model]]", "[[models]]")
      .replaceAll("provider_ref", "provider")
      .replaceAll("context_window", "context_tokens"),
  };
  const { files, out } = await upgrade(former, { write: true });
  expect(out).toContain("in 2 files written: run kei gen");
  expect(files[1]).toBe(
    endingTexts.model.replace(
      'replaced_by = "anthropic/claude-3"',
      'replaced_by = "anthropic/claude-4"',
    ),
  );
});
