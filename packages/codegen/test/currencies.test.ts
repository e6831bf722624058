import { describe, expect, it } from "vitest";
import { runList } from "../src/commands/list/list.ts";
import { amountsIn } from "../src/text/amount.ts";
import { temporaryFolder, writeFiles } from "./support/cli.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { diagnose, fixture } from "./support/fixtures.ts";

describe("amountsIn", () => {
  it.each<[string, readonly (readonly [string, number, string])[]]>([
    ["$3.00", [["$3.00", 300_000_000, "USD"]]],
    ["¥7", [["¥7", 700_000_000, "CNY"]]],
    ["€9.00", [["€9.00", 900_000_000, "EUR"]]],
    ["9,00 €", [["9,00 €", 900_000_000, "EUR"]]],
    ["USD 99", [["USD 99", 9_900_000_000, "USD"]]],
    ["7 CNY", [["7 CNY", 700_000_000, "CNY"]]],
    ["7元, since May", [["7元", 700_000_000, "CNY"]]],
    ["US$1,234.50", [["US$1,234.50", 123_450_000_000, "USD"]]],
    ["RMB 1,000", [["RMB 1,000", 100_000_000_000, "CNY"]]],
    [
      "$1.00 (¥7)",
      [
        ["$1.00", 100_000_000, "USD"],
        ["¥7", 700_000_000, "CNY"],
      ],
    ],
    ["7, 7.5 and GPT 5", []],
    ["EUROPE 5, 5 USDT, v$2x", []],
  ])("%s", (text, want) => {
    const found = amountsIn(text);
    expect(found.map((each) => [each.text, each.microCents, each.currencies[0]])).toEqual(want);
    for (const { start, end, text: written } of found) expect(text.slice(start, end)).toBe(written);
  });
});

describe("the amount beside a price", () => {
  /** What is said of a price of 700,000,000 with a comment, of a provider that bills in a currency. */
  const told = (billing: string, comment: string): readonly string[] => {
    const minimal = fixture("good", "minimal");
    return diagnose({
      ...minimal,
      provider: minimal.provider.replace('"USD"', `"${billing}"`),
      model: `${minimal.model}cost_input_per_mtok_micro = 700_000_000 # ${comment}\ncost_output_per_mtok_micro = 700_000_000\n`,
    }).map(({ code, message }) => `${code}: ${message}`);
  };

  it.each([
    ["CNY", "¥7"],
    ["CNY", "7 CNY, since May"],
    ["JPY", "¥7.00"],
    ["EUR", "€7.00"],
    ["EUR-account", "7,00 EUR"],
    ["CAD", "$7"],
    ["SEK", "SEK 7.00"],
    ["CNY", "$1.00 (¥7)"],
    ["CNY", "¥9 per hour of storage"],
    ["USD", "the 7 of May"],
  ])("in %s fits: # %s", (billing, comment) => {
    expect(told(billing, comment)).toEqual([]);
  });

  it.each([
    ["CNY", "¥8", "cost_input_per_mtok_micro is 700000000, but its comment says ¥8"],
    ["EUR", "€9.00", "cost_input_per_mtok_micro is 700000000, but its comment says €9.00"],
    ["USD", "USD 99", "cost_input_per_mtok_micro is 700000000, but its comment says USD 99"],
    ["CNY", "8 CNY", "cost_input_per_mtok_micro is 700000000, but its comment says 8 CNY"],
    ["CNY", "$7.00", "cost_input_per_mtok_micro is billed in CNY, but its comment says $7.00"],
    ["USD", "¥7", "cost_input_per_mtok_micro is billed in USD, but its comment says ¥7"],
    ["CNY", "$1.00 (¥8)", "cost_input_per_mtok_micro is billed in CNY, but its comment says $1.00"],
  ])("in %s does not fit: # %s", (billing, comment, want) => {
    expect(told(billing, comment)).toEqual([`price-comment-mismatch: ${want}`]);
  });

  it("is looked at in every file that has prices, and beside fees", () => {
    const minimal = fixture("good", "minimal");
    const found = diagnose({
      ...minimal,
      provider: `${minimal.provider}defaults.fees.web_search_per_1k_micro = 1_000_000_000 # €10.00\n`,
      model: `${minimal.model}fees.image_per_1k_micro = 1_000_000_000 # $1.00\n`,
      price: `[[price]]
model_ref = "anthropic/claude-sonnet-4-6"
to = "2026-01-01"
cost_input_per_mtok_micro = 100_000_000 # ¥1.00
cost_output_per_mtok_micro = 100_000_000 # $1.00
`,
    });
    expect(found.map(({ file, code }) => `${file} ${code}`)).toEqual([
      "models.toml price-comment-mismatch",
      "prices.toml price-comment-mismatch",
      "providers.toml price-comment-mismatch",
    ]);
  });
});

describe("a registry that bills in several currencies", () => {
  const provider = (id: string, billing: string) => `
[[provider]]
id = "${id}"
display_name = "${id}"
endpoint = "https://api.example.com/v1/chat/completions"
auth_scheme = "bearer"
auth_env = "KEY"
retry_max = 3
retry_backoff_ms = 500
rate_limit_rpm = 60
billing_currency = "${billing}"
`;
  const model = (id: string, output: number | undefined) => `
[[model]]
provider_ref = "${id.split("/")[0]}"
id = "${id.split("/")[1]}"
slug = "${id.replace("/", "-")}"
display_name = "${id}"
context_window = 200_000
${output === undefined ? "" : `cost_input_per_mtok_micro = 100_000_000\ncost_output_per_mtok_micro = ${output}`}
`;
  const MIXED = {
    "providers.toml": [provider("us", "USD"), provider("cn", "CNY"), provider("eu", "EUR")].join(
      "",
    ),
    "models.toml": [
      model("us/dear", 2_500_000_000),
      model("us/cheap", 200_000_000),
      model("us/unknown", undefined),
      model("cn/cheap", 150_000_000),
      model("eu/cheap", 180_000_000),
    ].join(""),
    "agent-profiles.toml": "",
  };

  const listed = (files: Record<string, string>, options: object) => {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    const terminal = fakeTerminal({ cwd: folder });
    runList("models", { json: true, ...options }, terminal);
    const refs = (JSON.parse(terminal.printed.out) as { ref: string }[]).map(({ ref }) => ref);
    return { refs, err: terminal.printed.err };
  };

  const OTHERS = "prices are compared in USD: 2 models billed in CNY, EUR left out\n";

  it.each<[string, object, readonly string[], string]>([
    ["a most", { maxOutputPrice: 2.5 }, ["us/cheap"], OTHERS],
    [
      "a most with a sign",
      { maxOutputPrice: 2, currencies: ["CNY", "JPY"] },
      ["cn/cheap"],
      "prices are compared in CNY: 3 models billed in USD, EUR left out\n",
    ],
    ["a most that is no whole number", { maxOutputPrice: 2, provider: ["us"] }, ["us/cheap"], ""],
    ["an order", { sort: "out" }, ["us/cheap", "us/dear", "us/unknown"], OTHERS],
    ["an order of one of them", { sort: "out", provider: ["cn"] }, ["cn/cheap"], ""],
    [
      "another order",
      { sort: "slug" },
      ["cn/cheap", "eu/cheap", "us/cheap", "us/dear", "us/unknown"],
      "",
    ],
  ])("compares no price with one of another currency: %s", (_, options, refs, err) => {
    expect(listed(MIXED, options)).toEqual({ refs, err });
  });

  it("shows amounts in the currency of their provider, and warns by its size", () => {
    const yuan = (amount: number) =>
      diagnose({
        provider: MIXED["providers.toml"],
        model: model("cn/dear", amount),
        profile: "",
      }).map(({ code, message, hint }) => `${code}: ${message} (${hint})`);
    expect(yuan(250_000_000_000)).toEqual([]);
    expect(yuan(2_500_000_000_000)).toEqual([
      'price-too-large: cost_output_per_mtok_micro of "cn/dear" is ¥25,000.00 per million tokens (¥1.00 is 100_000_000: check the zeros)',
    ]);
  });
});
