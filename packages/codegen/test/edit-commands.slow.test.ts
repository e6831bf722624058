import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { askRecord, type Draft } from "../src/commands/add/ask-record.ts";
import { findRecord, nameOf } from "../src/edit/find-record.ts";
import { unifiedDiff } from "../src/edit/line-diff.ts";
import { microCents } from "../src/edit/price-amount.ts";
import { inputFileNames, type Layer } from "../src/layers/layer-names.ts";
import type { TomlTable } from "../src/source/toml.ts";
import { kei, readFiles, temporaryFolder, writeFiles } from "./support/cli.ts";
import { FIXTURES } from "./support/fixtures.ts";
import { sharedFolder } from "./support/shared.ts";

const shared = sharedFolder("data/keiseikit");

/** Downstream's files in a git repository of their own. */
function repository(): string {
  const folder = temporaryFolder();
  for (const name of Object.values(inputFileNames)) {
    const path = join(shared as string, name);
    if (existsSync(path)) writeFileSync(join(folder, name), readFileSync(path));
  }
  git(folder, "init", "-q");
  git(folder, "add", ".");
  return folder;
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" });
}

/** Lines added and deleted by file, as `git diff --numstat` counts them. */
function numstat(folder: string): Record<string, string> {
  return Object.fromEntries(
    git(folder, "diff", "--numstat")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t") as [string, string, string])
      .map(([added, deleted, name]) => [name, `+${added} -${deleted}`]),
  );
}

const NEW_MODEL = [
  ...["--provider-ref", "anthropic", "--id", "claude-next", "--slug", "next"],
  ...["--display-name", "Claude Next", "--context-window", "1_000_000"],
];
const NEW_PROVIDER = [
  ...["--id", "mistral", "--display-name", "Mistral", "--auth-scheme", "bearer"],
  ...["--endpoint", "https://api.mistral.ai/v1/chat/completions", "--auth-env", "A_KEY,B_KEY"],
  ...["--retry-max", "3", "--retry-backoff-ms", "500", "--rate-limit-rpm", "0"],
  ...["--billing-currency", "EUR"],
];
const NEW_PROFILE = [
  ...["--id", "reviewer", "--role", "reviewer", "--caps", "RO-FS", "--description", "Reads."],
  ...["--default-model-ref", "anthropic/claude-sonnet-4-6"],
];

describe.skipIf(shared === undefined)("commands that edit, on downstream's files", () => {
  it.each<[string, string[], Record<string, string>]>([
    ["add model", ["add", "model", ...NEW_MODEL], { "models.toml": "+7 -0" }],
    ["add provider", ["add", "provider", ...NEW_PROVIDER], { "providers.toml": "+11 -0" }],
    ["add profile", ["add", "profile", ...NEW_PROFILE], { "agent-profiles.toml": "+7 -0" }],
    ["set a model", ["set", "haiku", "context_window=300000"], { "models.toml": "+1 -1" }],
    [
      "set a provider",
      ["set", "provider:codex", "rate_limit_rpm=50"],
      { "providers.toml": "+1 -1" },
    ],
    ["set a profile", ["set", "critic", "caps=RO-FS-BASH"], { "agent-profiles.toml": "+1 -1" }],
    ["set a new key", ["set", "opus", "max_output_tokens=64_000"], { "models.toml": "+1 -0" }],
    ["set a key to nothing", ["set", "opus", "notes="], { "models.toml": "+0 -1" }],
    ["deprecate", ["deprecate", "gpt-5"], { "models.toml": "+1 -1" }],
    [
      "deprecate for another",
      ["deprecate", "opus", "--replaced-by", "sonnet", "--date", "2026-01-31"],
      { "models.toml": "+2 -1" },
    ],
    ["remove a model", ["remove", "openai/gpt-5"], { "models.toml": "+0 -15" }],
    ["remove a profile", ["remove", "profile:critic"], { "agent-profiles.toml": "+0 -8" }],
  ])("%s", async (_, args, want) => {
    const folder = repository();
    const { code, out, err } = await kei(args, { cwd: folder });
    expect(code).toBe(0);
    expect(err).toBe(
      args.includes("--replaced-by")
        ? "--rewrite-references leads 4 references to anthropic/claude-sonnet-4-6\n"
        : "",
    );
    expect(numstat(folder)).toEqual(want);
    expect(out).toMatch(/\.toml: \d+ lines? (changed|added|removed).*\nrun kei gen\n$/);
    expect(await kei(["check"], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it("adds a model below the last of its provider, with its prices in its currency", async () => {
    const folder = repository();
    const prices = ["--input-price", "3.00", "--output-price", "0.125"];
    await kei(["add", "model", ...NEW_MODEL, "--capabilities", "tools", ...prices], {
      cwd: folder,
    });
    expect(git(folder, "diff", "-U2")).toContain(
      [
        ' notes = "Architecture, novel reasoning, math derivation. Tokenizer overhead 1.35x vs Sonnet."',
        " ",
        "+[[model]]",
        '+provider_ref = "anthropic"',
        '+id = "claude-next"',
        '+slug = "next"',
        '+display_name = "Claude Next"',
        "+context_window = 1_000_000",
        '+capabilities = ["tools"]',
        "+cost_input_per_mtok_micro = 300_000_000 # $3.00",
        "+cost_output_per_mtok_micro = 12_500_000 # $0.125",
        "+",
        ` # ─── OpenAI ${"─".repeat(60)}`,
      ].join("\n"),
    );
  });

  it("sets a price and the amount beside it", async () => {
    const folder = repository();
    await kei(["set", "haiku", "cost_input_per_mtok_micro=200_000_000"], { cwd: folder });
    expect(git(folder, "diff", "-U0")).toContain(
      "\n+cost_input_per_mtok_micro = 200_000_000     # $2.00\n",
    );
  });

  it("changes one line for each record that is set", async () => {
    for (const [layer, key] of [
      ["provider", "display_name"],
      ["model", "display_name"],
      ["profile", "description"],
    ] as const) {
      const folder = repository();
      const text = readFileSync(join(folder, inputFileNames[layer]), "utf8");
      const names = [...text.matchAll(/^(?:id|slug) = "(.*)"/gm)].map(([, name]) => name as string);
      // One run each takes long; test/edit.test.ts edits every key of every record.
      const ids = layer === "model" ? names.filter((_, i) => i % 2 === 1) : names;
      const sample = ids.filter((_, i) => i % Math.ceil(ids.length / 5) === 0);
      for (const name of sample) {
        expect(
          await kei(["set", `${layer}:${name}`, `${key}=Other`], { cwd: folder }),
        ).toMatchObject({ code: 0 });
      }
      expect(numstat(folder)).toEqual({
        [inputFileNames[layer]]: `+${sample.length} -${sample.length}`,
      });
    }
  });

  it.each<[string, string[], RegExp]>([
    [
      "a provider that has models",
      ["remove", "openai"],
      /referred to in 1 place:\n {2}models\.toml:66: provider_ref of model "openai\/gpt-5"/,
    ],
    [
      "a model that profiles run on",
      ["remove", "haiku"],
      /agent-profiles\.toml:\d+: default_model_ref[\s\S]*kei deprecate anthropic\/claude-haiku-4-5/,
    ],
    ["a key that is required", ["set", "opus", "display_name="], /display_name is required/],
    ["an unknown key", ["set", "opus", "contxt_window=1"], /did you mean "context_window"/],
    ["a value of another type", ["set", "opus", "context_window=big"], /takes an integer/],
    ["a record that is not there", ["set", "opsu", "notes=x"], /did you mean "opus"/],
    ["a provider that is to retire", ["deprecate", "openai"], /is not a model/],
    [
      "missing keys without a terminal",
      ["add", "model", "--id", "x"],
      /needs --provider-ref, --display-name/,
    ],
    [
      "a price that is none",
      ["add", "model", ...NEW_MODEL, "--input-price", "x"],
      /is not a price/,
    ],
    ["an unknown flag", ["add", "model", "--colour", "red"], /unknown option/],
    ["nothing to add", ["add"], /Usage: kei add/],
  ])("refuse %s", async (_, args, want) => {
    const folder = repository();
    const { code, err } = await kei(args, { cwd: folder });
    expect(err).toMatch(want);
    expect(code).toBe(1);
    expect(numstat(folder)).toEqual({});
  });

  it.each<[string, string[], RegExp]>([
    ["a slug twice", ["set", "opus", "slug=haiku"], /models\.toml:51:8 - error duplicate-slug/],
    ["an id that profiles name", ["set", "haiku", "id=other"], /error unknown-model/],
    ["one price of two", ["add", "model", ...NEW_MODEL, "--input-price", "1"], /price-incomplete/],
    ["its own successor", ["deprecate", "opus", "--replaced-by", "opus"], /error self-reference/],
    ["no date", ["deprecate", "opus", "--date", "tomorrow"], /deprecated_at is "tomorrow"/],
  ])("write nothing that the check refuses: %s", async (_, args, want) => {
    const folder = repository();
    const { code, out } = await kei(args, { cwd: folder });
    expect(out).toMatch(want);
    expect(out).toMatch(/models\.toml: nothing written, because of \d errors?\n$/);
    expect(code).toBe(1);
    expect(numstat(folder)).toEqual({});
  });

  it("say what they would do with --dry-run, as text and as data", async () => {
    const folder = repository();
    const args = ["set", "haiku", "context_window=300000", "--dry-run"];
    const text = await kei(args, { cwd: folder });
    expect(text.out).toContain("\n-context_window = 200000\n+context_window = 300_000\n");
    expect(text.out).toMatch(/1 line changed, not written \(--dry-run\)\n$/);
    const { out } = await kei([...args, "--json"], { cwd: folder });
    expect(JSON.parse(out)).toEqual({
      file: "models.toml",
      written: false,
      lines: [
        { kind: "removed", line: 23, text: "context_window = 200000" },
        { kind: "added", line: 23, text: "context_window = 300_000" },
      ],
      diagnostics: [],
    });
    expect(numstat(folder)).toEqual({});
  });

  it("put right a record that is wrong, in a file with a byte order mark", async () => {
    const folder = repository();
    const path = join(folder, "models.toml");
    const text = `\uFEFF${readFileSync(path, "utf8").replace("= 200000", '= "many"')}`;
    writeFileSync(path, text);
    expect(await kei(["set", "haiku", "context_window=5"], { cwd: folder })).toMatchObject({
      code: 0,
    });
    expect(readFileSync(path, "utf8")).toBe(text.replace('= "many"', "= 5"));
  });

  it("leave nothing beside the files", async () => {
    const folder = repository();
    const names = () => Object.keys(readFiles(folder)).filter((name) => !name.startsWith(".git"));
    const before = names();
    await kei(["set", "haiku", "context_window=5"], { cwd: folder });
    expect(names()).toEqual(before);
  });
});

it.each(["add", "set", "deprecate", "remove"])("kei %s --help has an example", async (name) => {
  const { code, out } = await kei([name, "--help"]);
  expect(out).toContain(`Example:\n  kei ${name} `);
  expect(code).toBe(0);
});

describe("keys of tables", () => {
  const change = async (...args: string[]) => {
    const folder = temporaryFolder();
    cpSync(join(FIXTURES, "good/grown"), folder, { recursive: true });
    const { code, out, err } = await kei([...args, "--dry-run"], { cwd: folder });
    const lines = out.split("\n").filter((line) => /^[+-](?![+-])/.test(line));
    return { code, lines, err };
  };

  it.each<[string, string[], string[]]>([
    [
      "change where they stand on lines of their own",
      ["set", "acme", "dialect.system_role=none"],
      ['-dialect.system_role = "developer"', '+dialect.system_role = "none"'],
    ],
    [
      "are added below the others of their table",
      ["set", "acme", "defaults.fees.file_search_per_1k_micro=250_000_000"],
      ["+defaults.fees.file_search_per_1k_micro = 250_000_000 # $2.50"],
    ],
    [
      "change within a table on one line",
      ["set", "large", "service_tier_percent.priority=250", "service_tier_percent.batch="],
      [
        "-service_tier_percent = { batch = 50, priority = 200 }",
        "+service_tier_percent = { priority = 250 }",
      ],
    ],
    [
      "are written as name=value",
      ["set", "acme/old", "region_percent=eu=110,us=105"],
      ["+region_percent = { eu = 110, us = 105 }"],
    ],
    [
      "go with their table",
      ["set", "large", "sources="],
      ['-sources = { prices = ["books", "pages"], limits = ["pages"] }'],
    ],
  ])("%s", async (_, args, want) => {
    expect(await change(...args)).toMatchObject({ code: 0, lines: want });
  });

  it("of prices, sources and disputes change as well", async () => {
    const row = await change("set", "price:acme/large to=2026-07-31T16:00Z", "to=2026-07-30");
    expect(row.lines).toEqual(['-to = "2026-07-31T16:00Z"', '+to = "2026-07-30"']);
    const source = await change("set", "books", "version=1.0.1");
    expect(source.lines).toEqual(['-version = "1.0.0"', '+version = "1.0.1"']);
    const dispute = await change("set", "acme/large maxOutputTokens", "says.books=300,000");
    expect(dispute.lines).toEqual(['-says.books = "272,000"', '+says.books = "300,000"']);
    const added = await change(
      ...["add", "price", "--model-ref", "acme/old", "--to", "2026-01-01"],
      ...["--input-price", "3", "--output-price", "9"],
    );
    expect(added.lines).toEqual([
      "+",
      "+[[price]]",
      '+model_ref = "acme/old"',
      '+to = "2026-01-01"',
      "+cost_input_per_mtok_micro = 300_000_000 # $3.00",
      "+cost_output_per_mtok_micro = 900_000_000 # $9.00",
    ]);
    const removed = await change("remove", "dispute:acme/large maxOutputTokens");
    expect(removed.lines).toHaveLength(8);
  });

  it.each([
    ["acme", "dialect.sytem_role=none", "dialect.system_role"],
    ["acme", "auth_env.x=1", "auth_env has no keys"],
    ["large", "service_tier_percent=50", "name=value"],
    ["large", "sources=prcies=books", "prices"],
  ])("that %s does not have are refused: %s", async (ref, assignment, hint) => {
    const { code, err } = await change("set", ref, assignment);
    expect(code).toBe(1);
    expect(err).toContain(hint);
  });
});

it("says which file is no TOML", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "providers.toml": "", "models.toml": "=", "agent-profiles.toml": "" });
  const { code, err } = await kei(["add", "provider", ...NEW_PROVIDER], { cwd: folder });
  expect(err).toContain("models.toml cannot be read");
  expect(code).toBe(1);
});

const records: Record<Layer, TomlTable[]> = {
  provider: [
    { id: "acme", billing_currency: "EUR" },
    { id: "both", billing_currency: "USD" },
  ],
  model: [
    { provider_ref: "acme", id: "big", slug: "large", aliases: ["big-2026"] },
    { provider_ref: "both", id: "big", slug: "both-large" },
    { provider_ref: "both", id: "old", slug: "both", deprecated_at: "2026-01-01" },
  ],
  profile: [{ id: "large" }],
  price: [],
  source: [],
  dispute: [],
};
const registry = { recordsOf: (layer: Layer) => records[layer] };

describe("findRecord", () => {
  it.each([
    ["acme", "acme"],
    ["acme/big", "acme/big"],
    ["acme/big-2026", "acme/big"],
    ["big-2026", "acme/big"],
    ["both-large", "both/big"],
    ["model:large", "acme/big"],
    ["profile:large", "large"],
    ["provider:both", "both"],
  ])("%s is %s", (ref, want) => {
    expect(nameOf(findRecord(ref, registry))).toBe(want);
  });

  it.each([
    ["large", /ambiguous: model:acme\/big, profile:large/],
    ["big", /ambiguous: model:acme\/big, model:both\/big/],
    ["nothing", /not a provider, model or profile/],
    ["profile:acme", /not a profile/],
  ])("%s is an error", (ref, want) => {
    expect(() => findRecord(ref, registry)).toThrow(want);
  });
});

it.each([
  ["3.00", 300_000_000],
  ["15", 1_500_000_000],
  ["$0.00000001", 1],
  ["0.29", 29_000_000],
  ["3.00 USD", 300_000_000],
])("microCents(%s) is %d", (given, want) => {
  expect(microCents(given, "USD")).toBe(want);
});

it.each(["€3.00", "3 CNY", "¥3", "3,00", "$", "-1", "1e3"])("microCents(%s) is no USD", (given) => {
  expect(() => microCents(given, "USD")).toThrow(/is not a price/);
});

it("shows a difference with its surroundings", () => {
  const lines = (...all: string[]) => `${all.join("\n")}\n`;
  expect(
    unifiedDiff("f", lines("1", "2", "3", "4", "5", "6"), lines("1", "2", "3", "4", "x", "y", "6")),
  ).toBe(lines("--- f", "+++ f", "@@ -2,5 +2,6 @@", " 2", " 3", " 4", "-5", "+x", "+y", " 6"));
});

describe("askRecord", () => {
  /** Answers in order; keeps what was asked and said. */
  async function interviewed(layer: Layer, given: Draft, answers: string[]) {
    const asked: string[] = [];
    const said: string[] = [];
    const draft = await askRecord({
      layer,
      given,
      registry,
      ask: async ({ text, choices, wrong }) => {
        for (;;) {
          asked.push(choices === undefined ? text : `${text} (${choices.join(", ")})`);
          const answer = answers.shift();
          if (answer === undefined) throw new Error(`no answer to ${text}`);
          const complaint = wrong(answer);
          if (complaint === undefined) return answer;
          said.push(complaint);
        }
      },
    });
    expect(answers).toEqual([]);
    return { draft, asked, said };
  }

  it("asks for what a model must have, and for what matters besides", async () => {
    const { draft, asked, said } = await interviewed("model", { slug: "new" }, [
      ...["acmee", "acme", "new-1", "", "New One", "many", "200_000", ""],
      ...["tools, reasonning", "tools, reasoning", "text", "3.00", "15", "nowhere", ""],
    ]);
    expect(draft).toEqual({
      provider_ref: "acme",
      id: "new-1",
      slug: "new",
      display_name: "New One",
      context_window: 200_000,
      capabilities: ["tools", "reasoning"],
      input: ["text"],
      cost_input_per_mtok_micro: 300_000_000,
      cost_output_per_mtok_micro: 1_500_000_000,
    });
    expect(asked[0]).toBe("provider_ref: Id of the provider that serves the model (acme, both)");
    expect(asked.some((question) => question.includes("Input price in EUR per million"))).toBe(
      true,
    );
    expect(asked.some((question) => question.includes("(text, image, pdf, audio, video)"))).toBe(
      true,
    );
    expect(said).toEqual([
      'acmee is not known; did you mean "acme"?',
      "it is required",
      'context_window takes an integer, not "many"',
      'reasonning is not known; did you mean "reasoning"?',
      'source_url is "nowhere", which is not a link; begin with https://, and leave blanks out',
    ]);
  });

  it("asks for a key only where one is sent, for an output price only after an input price", async () => {
    const provider = ["x", "X", "http://127.0.0.1/v1/chat/completions", "none", "USD"];
    expect((await interviewed("provider", {}, [...provider, ""])).draft).not.toHaveProperty(
      "auth_env",
    );
    const model = ["acme", "m", "m", "M", "5", "", "", "", "", ""];
    expect(Object.keys((await interviewed("model", {}, model)).draft)).toHaveLength(5);
  });

  it("takes live models for a profile", async () => {
    const { draft, said } = await interviewed("profile", {}, [
      ...["p", "p", "RO-FS", "both/old", "acme/big-2026", "both/big", "What it does.", ""],
    ]);
    expect(draft).toMatchObject({
      default_model_ref: "acme/big-2026",
      fallback_model_refs: ["both/big"],
    });
    expect(said).toEqual([expect.stringMatching(/both\/old is not known/)]);
  });
});
