import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { showValue } from "../src/commands/drift/show-value.ts";
import type { Model } from "../src/layers/model.ts";
import type { Provider } from "../src/layers/provider.ts";
import type { Registry } from "../src/registry/model.ts";
import { compare, type Field, type Value } from "../src/sources/compare.ts";
import type { Fact, Match, Source } from "../src/sources/fact.ts";
import { matches } from "../src/sources/matches.ts";
import { microCents } from "../src/sources/micro-cents.ts";
import { planUpdate } from "../src/sources/plan-update.ts";
import { readSource } from "../src/sources/read-source.ts";
import { kei, temporaryFolder, writeFiles } from "./support/cli.ts";
import { EMPTY } from "./support/fixtures.ts";
import { sharedFolder } from "./support/shared.ts";

const ON = "2026-07-02";

describe("microCents", () => {
  it.each([
    [0.3, 30_000_000],
    ["0.30", 30_000_000],
    [0.1 + 0.7, 80_000_000],
    [0.0028, 280_000],
    [1.1, 110_000_000],
    [4.35, 435_000_000],
    [25, 2_500_000_000],
    [1e-7, 10],
    ["2.5E1", 2_500_000_000],
    [0, 0],
    ["0.000000005", 1],
    ["0.000000004", 0],
  ])("%s dollars are %i", (dollars, want) => {
    expect(microCents(dollars)).toBe(want);
  });

  it.each([-1, Number.NaN, "", "1,5", "$3"])("refuses %s", (dollars) => {
    expect(() => microCents(dollars)).toThrow(RangeError);
  });
});

describe("matches", () => {
  it.each<[Match, string, boolean]>([
    [{ equals: "gpt-5" }, "gpt-5", true],
    [{ equals: "gpt-5" }, "GPT-5", true],
    [{ equals: "gpt-5" }, "gpt-5-mini", false],
    [{ starts_with: "gpt-5" }, "gpt-5-mini", true],
    [{ ends_with: "-mini" }, "gpt-5-mini", true],
    [{ contains: "-5-" }, "gpt-5-mini", true],
    [{ regex: "^grok-4\\.3-\\d{8}$" }, "grok-4.3-20260101", true],
    [{ regex: "^grok-4\\.3-\\d{8}$" }, "grok-4.3", false],
    [{ or: [{ equals: "a" }, { equals: "b" }] }, "b", true],
    [{ or: [] }, "b", false],
    [{ and: [{ contains: "a" }, { contains: "b" }] }, "ab", true],
    [{ and: [{ contains: "a" }, { contains: "b" }] }, "a", false],
  ])("%j is about %s: %s", (match, id, want) => {
    expect(matches(match, id)).toBe(want);
  });
});

/** A fact as models.dev's data yields it. */
function modelsDev(model: unknown, provider = "openai"): Fact | undefined {
  const text = JSON.stringify({ [provider]: { models: { m: model } } });
  return readSource("api.json", text, ON).facts[0];
}

/** A fact as genai-prices' data yields it. */
function genaiPrices(prices: unknown, on = ON): Fact | undefined {
  const text = JSON.stringify([
    { id: "x-ai", models: [{ id: "m", match: { equals: "m" }, prices }] },
  ]);
  return readSource("data_slim.json", text, on).facts[0];
}

describe("readSource", () => {
  it("reads models.dev's data", () => {
    const fact = modelsDev({
      limit: { context: 1000, output: 100 },
      modalities: { output: ["text"] },
      cost: {
        input: 0.3,
        output: 1.1,
        cache_read: 0.07,
        cache_write: 0.375,
        tiers: [{ input: 0.6, output: 2.2, tier: { size: 200_000 } }],
      },
    });
    expect(fact).toEqual({
      provider: "openai",
      id: "m",
      match: { equals: "m" },
      rates: {
        input: 30_000_000,
        output: 110_000_000,
        cacheRead: 7_000_000,
        cacheWrite5m: 37_500_000,
      },
      tiers: [{ aboveInputTokens: 200_000, input: 60_000_000, output: 220_000_000 }],
      contextWindow: 1000,
      maxOutputTokens: 100,
      deprecated: false,
      chat: true,
    });
  });

  it("takes a cache price or a limit of 0 as not stated, and an absent price as unknown", () => {
    const cost = { input: 1, output: 1, cache_read: 0, cache_write: 0 };
    expect(modelsDev({ cost, limit: { context: 0, output: 0 } })).toMatchObject({
      rates: { input: 100_000_000, output: 100_000_000 },
    });
    expect(modelsDev({ limit: { context: 0, output: 0 } })).toEqual({
      provider: "openai",
      id: "m",
      match: { equals: "m" },
      tiers: [],
      deprecated: false,
    });
    expect(modelsDev({ cost: { input: 0, output: 0 } })?.rates).toEqual({ input: 0, output: 0 });
  });

  it("leaves out providers that the registry does not name", () => {
    expect(modelsDev({}, "elsewhere")).toBeUndefined();
  });

  it("reads genai-prices' data, under our id of the provider", () => {
    const fact = genaiPrices({
      input_mtok: { base: 3, tiers: [{ start: 200_000, price: 6 }] },
      output_mtok: { base: "15", tiers: [{ start: 200_000, price: "22.5" }] },
      cache_read_mtok: 0.3,
      cache_write_mtok: 3.75,
      cache_write_1h_mtok: 6,
    });
    expect(fact).toEqual({
      provider: "xai",
      id: "m",
      match: { equals: "m" },
      rates: {
        input: 300_000_000,
        output: 1_500_000_000,
        cacheRead: 30_000_000,
        cacheWrite5m: 375_000_000,
        cacheWrite1h: 600_000_000,
      },
      tiers: [{ aboveInputTokens: 200_000, input: 600_000_000, output: 2_250_000_000 }],
    });
    expect(genaiPrices({})).not.toHaveProperty("rates");
  });

  it.each([
    ["2026-08-31", 1],
    ["2026-09-01", 2],
    ["2026-12-31", 2],
  ])("takes the price in force on %s", (on, dollars) => {
    const prices = [
      { prices: { input_mtok: 1 } },
      { constraint: { start_date: "2026-09-01" }, prices: { input_mtok: 2 } },
      { constraint: { start_date: "2027-01-01" }, prices: { input_mtok: 3 } },
    ];
    expect(genaiPrices(prices, on)?.rates?.input).toBe(dollars * 100_000_000);
  });

  it.each([
    ["00:30:00Z", "16:30:00Z", 2],
    ["16:30:00Z", "00:30:00Z", 1],
    ["22:00:00Z", "13:00:00Z", 2],
    ["12:00:00Z", "12:30:00Z", 2],
    ["11:00:00Z", "12:00:00Z", 1],
  ])("takes the price at noon where another holds from %s to %s", (start, end, dollars) => {
    const prices = [
      { prices: { input_mtok: 1 } },
      { constraint: { start_time: start, end_time: end }, prices: { input_mtok: 2 } },
    ];
    expect(genaiPrices(prices)?.rates?.input).toBe(dollars * 100_000_000);
  });

  it.each([
    ["[[provider]]", "x.json is not JSON"],
    ["[]", "x.json is neither models.dev's data nor genai-prices'"],
    ["{}", "x.json is neither"],
    ["3", "x.json is neither"],
    ['{"name": "kei"}', "x.json is neither"],
    ['{"openai": {"models": {"m": {"cost": {"input": "free"}}}}}', "openai.models.m.cost.input"],
    ['{"openai": {"models": {"m": {"cost": {"input": -1}}}}}', "openai.models.m.cost.input"],
    [
      '[{"id": "x-ai", "models": [{"id": "m"}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '[{"id": "x-ai", "models": [{"id": "m", "match": {"like": "m"}, "prices": {}}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '[{"id": "x-ai", "models": [{"id": "m", "match": {"regex": "("}, "prices": {}}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
  ])("refuses %s", (text, message) => {
    expect(() => readSource("x.json", text, ON)).toThrow(message);
  });
});

const PROVIDER: Provider = {
  id: "openai",
  displayName: "",
  endpoint: "https://example.test/chat/completions",
  authScheme: "none",
  authEnv: [],
  auth: { in: "none" },
  protocol: "openai-chat",
  transport: "direct-api",
  retry: { max: 0, backoffMs: 0 },
  billing: { currency: "USD", mode: "metered" },
  openModels: false,
};

const MODEL: Model = {
  ref: "openai/m",
  provider: "openai",
  id: "m",
  slug: "m",
  displayName: "",
  aliases: [],
  contextWindow: 1000,
  protocols: ["openai-chat"],
  output: ["text"],
  price: { kind: "known", input: 100, output: 200 },
};

function registry(model: Partial<Model>, provider: Partial<Provider> = {}): Registry {
  const used = { ...PROVIDER, ...provider };
  const ref = `${used.id}/${model.id ?? MODEL.id}`;
  return {
    ...EMPTY,
    providers: [used],
    models: [{ ...MODEL, provider: used.id, ref, ...model }],
  };
}

function source(name: Source["name"], ...facts: Partial<Fact>[]): Source {
  return {
    name,
    facts: facts.map((fact) => {
      const id = fact.id ?? "m";
      return { provider: "openai", id, match: { equals: id }, tiers: [], ...fact };
    }),
  };
}

/** Disagreements as `ref field: ours | theirs`. */
function found(registry: Registry, ...sources: Source[]): string[] {
  return compare(registry, sources, ON).map(
    ({ ref, field, ours, theirs, agreed }) =>
      `${ref} ${field}: ${JSON.stringify(ours)} | ${theirs.map(({ value }) => JSON.stringify(value) ?? "none").join(", ")}${agreed ? "" : " (they differ)"}`,
  );
}

describe("compare", () => {
  const tier = { aboveInputTokens: 10, input: 200, output: 400 };
  const known = (more: object) => ({ price: { ...MODEL.price, ...more } as Model["price"] });

  it.each<[string, Registry, Source[], string[]]>([
    [
      "nothing where nothing is stated",
      registry({ maxOutputTokens: 5 }),
      [source("models.dev", {})],
      [],
    ],
    [
      "a price, with every data set's",
      registry({}),
      [
        source("models.dev", { rates: { input: 100, output: 200 } }),
        source("genai-prices", { rates: { input: 100, output: 300 } }),
      ],
      ["openai/m output: 200 | 200, 300 (they differ)"],
    ],
    [
      "a price of 0 beside a known one",
      registry({}),
      [source("models.dev", { rates: { input: 0, output: 200 } })],
      ["openai/m input: 100 | 0"],
    ],
    [
      "an unknown price that is stated",
      registry({ price: { kind: "unknown" } }),
      [source("models.dev", { rates: { input: 100, output: 200 } })],
      ["openai/m input: undefined | 100", "openai/m output: undefined | 200"],
    ],
    [
      "free as 0",
      registry({ price: { kind: "free" } }),
      [source("models.dev", { rates: { input: 0, output: 200 } })],
      ["openai/m output: 0 | 200"],
    ],
    [
      "no price where a flat fee covers use",
      registry({ price: { kind: "subscription" } }),
      [source("models.dev", { rates: { input: 1, output: 2 }, contextWindow: 7 })],
      ["openai/m contextWindow: 1000 | 7"],
    ],
    [
      "cache prices that are stated",
      registry(known({ cacheRead: 10, cacheWrite5m: 20 })),
      [
        source("models.dev", { rates: { cacheRead: 10 } }),
        source("genai-prices", { rates: { cacheRead: 11, cacheWrite5m: 20, cacheWrite1h: 40 } }),
      ],
      ["openai/m cacheRead: 10 | 10, 11 (they differ)", "openai/m cacheWrite1h: undefined | 40"],
    ],
    [
      "no tiers where the price has none",
      registry(known({ tiers: [tier] })),
      [source("models.dev", { rates: { input: 100, output: 200 } })],
      [`openai/m tiers: ${JSON.stringify([tier])} | []`],
    ],
    [
      "tiers by the rates that both state",
      registry(known({ tiers: [tier] })),
      [
        source("models.dev", {
          rates: { input: 100, output: 200 },
          tiers: [{ ...tier, cacheRead: 9 }],
        }),
      ],
      [],
    ],
    [
      "tiers that begin elsewhere",
      registry(known({ tiers: [tier] })),
      [source("models.dev", { rates: {}, tiers: [{ ...tier, aboveInputTokens: 11 }] })],
      [
        `openai/m tiers: ${JSON.stringify([tier])} | ${JSON.stringify([{ ...tier, aboveInputTokens: 11 }])}`,
      ],
    ],
    [
      "limits and deprecation",
      registry({ maxOutputTokens: 5, deprecatedAt: "2026-07-03" }),
      [source("models.dev", { contextWindow: 999, maxOutputTokens: 6, deprecated: true })],
      [
        "openai/m contextWindow: 1000 | 999",
        "openai/m maxOutputTokens: 5 | 6",
        "openai/m deprecated: false | true",
      ],
    ],
    [
      "an id that one data set does not know",
      registry({ id: "n" }),
      [source("models.dev", {}), source("genai-prices", { match: { starts_with: "n" } })],
      ['openai/n unknown-there: "n" | none, "m" (they differ)'],
    ],
    [
      "an id that is known by an alias",
      registry({ id: "n", aliases: ["m"] }),
      [source("models.dev", {})],
      [],
    ],
    [
      "no unknown id of a deprecated model",
      registry({ id: "n", deprecatedAt: "2026-07-02" }),
      [source("models.dev", {})],
      [],
    ],
    [
      "live chat models that are missing",
      registry({}),
      [
        source(
          "models.dev",
          {},
          { id: "new", chat: true },
          { id: "old", chat: true, deprecated: true },
          { id: "picture", chat: false },
        ),
        source(
          "genai-prices",
          {},
          { id: "vague" },
          { match: { starts_with: "new" }, id: "newest" },
        ),
      ],
      ['openai/new missing-here: undefined | "new", "newest"'],
    ],
    [
      "nothing missing or unknown at a server that takes any id",
      registry({}, { id: "lmstudio-local", openModels: true }),
      [source("models.dev", { provider: "lmstudio-local", id: "new", chat: true })],
      [],
    ],
    [
      "codex with OpenAI's models, of which it has a choice",
      registry({ price: { kind: "subscription" } }, { id: "codex" }),
      [source("models.dev", { contextWindow: 7 }, { id: "new", chat: true })],
      ["codex/m contextWindow: 1000 | 7"],
    ],
    [
      "no provider that a data set does not have",
      registry({}, { id: "other" }),
      [source("models.dev", {})],
      [],
    ],
  ])("finds %s", (_, ours, sources, want) => {
    expect(found(ours, ...sources)).toEqual(want);
  });
});

describe("planUpdate", () => {
  const theirs = (...values: Value[]) =>
    values.map((value, i) => ({ source: i === 0 ? "models.dev" : "genai-prices", value }) as const);
  const plan = (field: Field, ours: Value, ...values: Value[]) =>
    planUpdate([
      {
        ref: "openai/m",
        field,
        ours,
        theirs: theirs(...values),
        agreed: new Set(values).size < 2,
      },
    ]).map(({ to }) => to);

  it.each<[Field, Value, Value[], Value[]]>([
    ["input", 1, [2, 2], [2]],
    ["input", 1, [2], []],
    ["input", 1, [2, 3], []],
    ["cacheRead", undefined, [2, 2], [2]],
    ["contextWindow", 1, [2], [2]],
    ["contextWindow", 1, [2, 3], []],
    ["deprecated", false, [true], []],
    ["missing-here", undefined, ["m", "m"], []],
    ["unknown-there", "m", [undefined], []],
  ])("%s %s, where they state %j", (field, ours, values, want) => {
    expect(plan(field, ours, ...values)).toEqual(want);
  });

  it("adds tiers with the rates that either data set states, and changes none", () => {
    const tier = { aboveInputTokens: 10, input: 200, output: 400 };
    const found = (ours: Value, other: object = tier) => [
      {
        ref: "openai/m",
        field: "tiers" as const,
        ours,
        theirs: theirs([{ ...tier, cacheRead: 9 }], [other as typeof tier]),
        agreed: true,
      },
    ];
    expect(planUpdate(found([]))[0]?.to).toEqual([{ ...tier, cacheRead: 9 }]);
    expect(planUpdate(found([tier]))).toEqual([]);
  });
});

describe("showValue", () => {
  it.each([
    ["input", 280_000, "$0.0028"],
    ["input", 0, "$0.00"],
    ["contextWindow", 1_048_576, "1,048,576"],
    ["deprecated", true, "deprecated"],
    ["deprecated", false, "live"],
    ["unknown-there", "gpt-5", "gpt-5"],
    ["input", undefined, "–"],
    ["tiers", [], "none"],
    [
      "tiers",
      [{ aboveInputTokens: 200_000, input: 250_000_000, output: 1_500_000_000 }],
      ">200,000: $2.50 / $15.00 / –",
    ],
  ] as const)("%s %j is %s", (field, value, want) => {
    expect(showValue(field, value)).toBe(want);
  });
});

const PROVIDERS = `[[provider]]
id = "openai"
display_name = "OpenAI"
endpoint = "https://api.openai.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "OPENAI_API_KEY"
retry_max = 3
retry_backoff_ms = 1000
rate_limit_rpm = 500
billing_currency = "USD"
`;

const MODELS = `[[model]]
provider_ref = "openai"
id = "gpt-5"
slug = "gpt-5"
display_name = "GPT-5"
context_window = 400_000
cost_input_per_mtok_micro = 200_000_000 # $2.00
cost_output_per_mtok_micro = 1_000_000_000 # $10.00
verified_at = "2026-05-01"
`;

const API = JSON.stringify({
  openai: {
    models: { "gpt-5": { limit: { context: 400_000 }, cost: { input: 1.25, output: 10 } } },
  },
});

const GENAI = JSON.stringify([
  {
    id: "openai",
    models: [
      { id: "gpt-5", match: { equals: "gpt-5" }, prices: { input_mtok: 1.25, output_mtok: 10 } },
    ],
  },
]);

/** A folder with a small registry and two data sets. */
function folder(models = MODELS): string {
  const made = temporaryFolder();
  writeFiles(made, {
    "providers.toml": PROVIDERS,
    "models.toml": models,
    "agent-profiles.toml": "",
    "api.json": API,
    "data_slim.json": GENAI,
  });
  return made;
}

describe("kei drift", () => {
  it("shows what disagrees", async () => {
    const { code, out, err } = await kei(["drift", "--against", "api.json", "data_slim.json"], {
      cwd: folder(),
    });
    expect(err).toBe("");
    expect(out).toBe(
      [
        "model         field   ours  models.dev  genai-prices",
        "openai/gpt-5  input  $2.00       $1.25         $1.25",
        "1 disagreement on 2026-05-01: 1 input",
        "",
      ].join("\n"),
    );
    expect(code).toBe(0);
  });

  it("prints integers for programs", async () => {
    const { code, out, err } = await kei(["drift", "--json", "--against", "api.json"], {
      cwd: folder(),
    });
    expect(JSON.parse(out)).toEqual({
      date: "2026-05-01",
      sources: ["models.dev"],
      counts: { input: 1 },
      disagreements: [
        {
          ref: "openai/gpt-5",
          field: "input",
          ours: 200_000_000,
          theirs: [{ source: "models.dev", value: 125_000_000 }],
          agreed: true,
        },
      ],
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
    expect(await kei(args, { cwd: folder() })).toMatchObject({ code: want });
  });

  it("passes nothing on that a terminal would act on", async () => {
    const cwd = folder();
    const model = '{"modalities":{"output":["text"]}}';
    writeFiles(cwd, { "api.json": `{"openai":{"models":{"\\u001b[31mred":${model}}}}` });
    const { out } = await kei(["drift", "--against", "api.json"], { cwd });
    expect(out).toContain("missing-here");
    expect(out).not.toContain("\u001b");
  });

  it("says that all agree", async () => {
    const models = MODELS.replace("200_000_000 # $2.00", "125_000_000 # $1.25");
    const args = ["drift", "--against", "api.json", "--date", "2026-07-02", "--fail-on", "any"];
    expect(await kei(args, { cwd: folder(models) })).toMatchObject({
      code: 0,
      out: "0 disagreements on 2026-07-02\n",
    });
  });

  it.each([
    [["package.json"], "package.json cannot be read: it does not exist"],
    [["models.toml"], "models.toml is not JSON"],
    [["api.json", "./api.json"], "./api.json is data of models.dev, and so is a file before it"],
    [["api.json", "--provider", "opnai"], 'there is no provider "opnai"'],
    [["api.json", "--date", "2026-02-30"], '--date takes a day as YYYY-MM-DD, not "2026-02-30"'],
    [["api.json", "--fail-on", "anything"], "Allowed choices are price, limits, ids, any"],
  ])("refuses --against %j", async (args, message) => {
    const { code, out, err } = await kei(["drift", "--against", ...args], { cwd: folder() });
    expect(err).toContain(message);
    expect(out).toBe("");
    expect(code).toBe(1);
  });

  it("compares nothing with a registry that has errors", async () => {
    const { code, out } = await kei(["drift", "--against", "api.json"], {
      cwd: folder(MODELS.replace("openai", "opnai")),
    });
    expect(out).toContain("unknown-provider");
    expect(code).toBe(1);
  });

  /** Runs `kei drift --update` in a folder and tells what `models.toml` then is. */
  async function update(cwd: string, ...args: string[]) {
    const given = ["drift", "--update", "--date", "2026-07-02", "--against"];
    const ran = await kei(
      [...given, ...(args.length === 0 ? ["api.json", "data_slim.json"] : args)],
      {
        cwd,
      },
    );
    return { ...ran, models: readFileSync(join(cwd, "models.toml"), "utf8") };
  }

  it.each(["\n", "\r\n"])("--update writes what two data sets agree on (%j)", async (eol) => {
    const models = `# Ours.\n${MODELS.replace("# $2.00", "# $2.00 (see docs)")}# The end.\n`;
    const text = models.replaceAll("\n", eol);
    const cwd = folder(text);
    const ran = await update(cwd);
    expect(ran.out).toBe(
      [
        "model         field    was     is",
        "openai/gpt-5  input  $2.00  $1.25",
        "1 correction (run kei gen); left: 0 disagreements on 2026-07-02",
        "",
      ].join("\n"),
    );
    expect(ran.models).toBe(
      text
        .replace("200_000_000 # $2.00 (see docs)", "125_000_000 # $1.25 (see docs)")
        .replace("2026-05-01", "2026-07-02"),
    );
    const again = await update(cwd);
    expect(again.out).toBe("0 corrections; left: 0 disagreements on 2026-07-02\n");
    expect(again.models).toBe(ran.models);
  });

  it("--update leaves a price alone that one data set states, and takes its limits", async () => {
    const cwd = folder(MODELS.replace("400_000", "200_000"));
    const { out, models } = await update(cwd, "api.json");
    expect(out).toContain("1 correction (run kei gen); left: 1 disagreement");
    expect(models).toBe(MODELS);
  });

  it("--update verifies no price of which a part is disputed", async () => {
    const cwd = folder(MODELS.replace("1_000_000_000 # $10.00", "900_000_000 # $9.00"));
    writeFiles(cwd, { "data_slim.json": GENAI.replace('"output_mtok":10', '"output_mtok":11') });
    const { out, models } = await update(cwd);
    expect(out).toContain("1 correction (run kei gen); left: 1 disagreement");
    expect(models).toContain("125_000_000 # $1.25");
    expect(models).toContain('verified_at = ""');
  });

  it("--update --json says what was and what is", async () => {
    const { out } = await update(folder(), "api.json", "data_slim.json", "--json");
    expect(JSON.parse(out)).toMatchObject({
      corrections: [{ ref: "openai/gpt-5", field: "input", from: 200_000_000, to: 125_000_000 }],
      disagreements: [],
    });
  });

  it("--update writes nothing that the check refuses", async () => {
    const models = MODELS.replace(/cost_.*\n/g, "");
    const cwd = folder(models);
    writeFiles(cwd, {
      "api.json": API.replace(',"output":10', ""),
      "data_slim.json": GENAI.replace(',"output_mtok":10', ""),
    });
    const ran = await update(cwd);
    expect(ran.out).toContain("price-incomplete");
    expect(ran.out).toContain("1 error, 0 warnings: nothing written");
    expect(ran.code).toBe(1);
    expect(ran.models).toBe(models);
  });

  it("downloads a URL, and says so when it cannot", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/api.json" ? 200 : 404;
      response.end(API);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cwd = folder();
    expect(await kei(["drift", "--against", `${base}/api.json`], { cwd })).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 disagreement"),
    });
    expect(await kei(["drift", "--against", `${base}/gone`], { cwd })).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${base}/gone cannot be read: it answers 404`),
    });
  });

  const data = sharedFolder("data");

  it.skipIf(data === undefined)("finds what is known to be wrong downstream", async () => {
    const folder = data as string;
    const { out } = await kei([
      "drift",
      "--registry",
      join(folder, "keiseikit"),
      "--json",
      "--against",
      join(folder, "models-dev/api.json"),
      join(folder, "genai-prices/data_slim.json"),
    ]);
    const disagreements = (
      JSON.parse(out) as { disagreements: { ref: string; field: string; theirs: unknown }[] }
    ).disagreements;
    const about = disagreements.map(({ ref, field }) => `${ref} ${field}`);
    expect(about).toEqual(
      expect.arrayContaining([
        "codex/gpt-5-codex contextWindow",
        "deepseek/deepseek-r1 unknown-there",
        "deepseek/deepseek-v3 unknown-there",
        "deepseek/deepseek-chat missing-here",
        "deepseek/deepseek-reasoner missing-here",
        "google/gemini-2.5-pro cacheRead",
        "google/gemini-2.5-pro contextWindow",
        "google/gemini-2.5-pro tiers",
        "openai/gpt-5 input",
        "openai/gpt-5 output",
        "openai/gpt-5 cacheRead",
        "xai/grok-4 cacheRead",
      ]),
    );
    expect(about.filter((each) => /^anthropic.*(put|cache\w+|tiers)$/.test(each))).toEqual([]);
    expect(disagreements).toContainEqual(
      expect.objectContaining({
        ref: "xai/grok-4",
        field: "cacheRead",
        theirs: [{ source: "genai-prices", value: 75_000_000 }],
      }),
    );
  });
});
