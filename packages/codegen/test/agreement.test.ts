import { join } from "node:path";
import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { describe, expect, it } from "vitest";
import { catalog } from "../src/diagnostics/catalog.ts";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";
import { inputFileNames, type Layer, layers } from "../src/layers/layer-names.ts";
import { pages } from "../src/layers/pages.ts";
import { createLocator } from "../src/source/locate.ts";
import { createSourceFile } from "../src/source/source-file.ts";
import type { TomlTable } from "../src/source/toml.ts";
import { ROOT } from "./support/cli.ts";
import {
  diagnose,
  type Fixture,
  fixture,
  fixtures,
  mapLayers,
  parsed,
  readTexts,
} from "./support/fixtures.ts";
import { inJsonSchema, validatorsOf, valueForSchema } from "./support/json-schema.ts";
import { sharedFolder } from "./support/shared.ts";

const good = fixtures("good");
const bad = fixtures("bad");
const shared = sharedFolder("data");
const real: readonly Fixture[] = [
  { name: "registry", folder: join(ROOT, "registry") },
  ...(shared === undefined
    ? []
    : [
        { name: "keiseikit", folder: join(shared, "keiseikit") },
        { name: "scale", folder: join(shared, "scale") },
      ]),
].map(({ name, folder }) => ({ name, texts: readTexts(folder) }));

/** A native date is no value of JSON. To ajv it would be an empty object. */
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return null;
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item)]));
}

/** Where in a file something is wrong: a record by its index, or -1 for what is in none. */
type Place = number;

interface Verdicts {
  /** Places that the emitted schema rejects. */
  readonly rejected: ReadonlySet<Place>;
  /** Places of the errors that `check` has, by what a schema can say of their code. */
  readonly errors: Readonly<Record<"yes" | "no" | "partly", ReadonlySet<Place>>>;
  readonly diagnostics: readonly { readonly place: Place; readonly diagnostic: Diagnostic }[];
}

/** Both verdicts on each file of a registry whose files are all TOML. */
async function verdictsOf({ texts }: Fixture): Promise<Record<Layer, Verdicts> | undefined> {
  const diagnostics = diagnose(texts);
  if (diagnostics.some(({ code }) => code === "toml-syntax")) return undefined;
  const values = mapLayers((layer) => parsed(texts[layer]));
  const validators = await validatorsOf(values);
  return mapLayers((layer) => {
    const validate = validators[layer];
    validate(valueForSchema(texts[layer]));
    const rejected = (validate.errors ?? []).map(({ instancePath }) => {
      const index = new RegExp(`^/${layer}/(\\d+)`).exec(instancePath)?.[1];
      return index === undefined ? -1 : Number(index);
    });
    const placeOf = recordFinder(layer, texts[layer], values[layer]);
    const placed = diagnostics
      .filter(({ file }) => file === inputFileNames[layer])
      .map((diagnostic) => ({ place: placeOf(diagnostic), diagnostic }));
    const errors = (kind: "yes" | "no" | "partly") =>
      new Set(
        placed
          .filter(({ diagnostic: { severity, code } }) => {
            return severity === "error" && inJsonSchema[code] === kind;
          })
          .map(({ place }) => place),
      );
    return {
      rejected: new Set(rejected),
      errors: { yes: errors("yes"), no: errors("no"), partly: errors("partly") },
      diagnostics: placed,
    };
  });
}

/** The record that a diagnostic is in: the last one that begins at or above its line. */
function recordFinder(layer: Layer, text: string, value: TomlTable): (d: Diagnostic) => Place {
  const source = createSourceFile("", text);
  const locator = createLocator(text, value);
  const records = Array.isArray(value[layer]) ? value[layer] : [];
  const starts = records.map(
    (_, index) => source.position(locator.find([layer, index], "key").start).line,
  );
  return ({ range }) => starts.findLastIndex((line) => line <= range.start.line);
}

const sorted = (places: Iterable<Place>) => [...places].sort((a, b) => a - b);

describe("the emitted JSON Schemas under ajv agree with check, record by record", () => {
  it.each([...good, ...real])("accepted: $name", async (registry) => {
    const verdicts = await verdictsOf(registry);
    for (const layer of layers) {
      expect(sorted(verdicts?.[layer].rejected ?? []), layer).toEqual([]);
      expect(sorted(verdicts?.[layer].errors.yes ?? []), layer).toEqual([]);
    }
  });

  it.each(bad.filter(({ name }) => name !== "toml-syntax"))("$name", async (registry) => {
    const verdicts = await verdictsOf(registry);
    if (verdicts === undefined) throw new Error("a file is not TOML");
    for (const layer of layers) {
      const { rejected, errors } = verdicts[layer];
      const known = new Set([...errors.yes, ...errors.partly]);
      expect(
        sorted(errors.yes).filter((place) => !rejected.has(place)),
        `records of the ${layer} file that check rejects and the schema takes`,
      ).toEqual([]);
      expect(
        sorted(rejected).filter((place) => !known.has(place)),
        `records of the ${layer} file that the schema rejects and check takes`,
      ).toEqual([]);
    }
  });

  /** As TOML: what is at the edge of some key's limits, and what is beside the point of all. */
  const VALUES = [
    ...[
      '""',
      '" "',
      '"_"',
      '"a"',
      '"A"',
      '"a-b"',
      '"a\\nb"',
      '"a\\n"',
      '"é"',
      '"🦊"',
      '"anthropic"',
    ],
    ...['"ANTHROPIC_API_KEY"', '"_KEY"', '"9KEY"', '"USD"', '"USD-zero"', '"USD-"', '"usd"'],
    ...[
      '"https://example.com"',
      '"https://"',
      '"http://a b"',
      '"HTTPS://example.com"',
      '"local:a"',
    ],
    ...['"anthropic/claude-sonnet-4-6"', '"anthropic/"', '"/a"', '"anthropic/a b"', '"a/b/c"'],
    ...['"bearer"', '"none"', '"tools"', '"text"', '"toString"', '"__proto__"', '"constructor"'],
    ...['"FS-RW"', '"RW-FS"', '"RO-RW"', '"FS-FS"', '"FS--RW"', '"PLAN-FS-RO-WEB-BASH-AGENT"'],
    ...['"2024-02-29"', '"2023-02-29"', '"2026-13-01"', '"0000-01-01"', '"2026-07-02 "', '"node"'],
    ...[
      `"${"a".repeat(64)}"`,
      `"${"a".repeat(65)}"`,
      `"${"a".repeat(200)}"`,
      `"${"a".repeat(201)}"`,
    ],
    ...["0", "-0", "1", "-1", "100", "101", "3_600_000", "3_600_001", "10_000_000", "10_000_001"],
    ...["1_000_000_000", "1_000_000_001", "100_000_000_000_000", "100_000_000_000_001"],
    ...["9_007_199_254_740_991", "9_007_199_254_740_992", "9_223_372_036_854_775_807"],
    ...[
      "0.0",
      "1.0",
      "1.5",
      "-1.5",
      "1e3",
      "2e5",
      "2E+5",
      "2_0.0e4",
      "1e300",
      "inf",
      "-inf",
      "nan",
      "true",
      "false",
    ],
    ...["2026-07-02", "2026-07-02T00:00:00Z", "07:32:00", "{}", "{ a = 1 }", "[{}]", "[{ a = 1 }]"],
    ...[
      "[]",
      "[[]]",
      '[""]',
      '["a"]',
      '["a", "a"]',
      "[1]",
      '["a", 1]',
      '["A_KEY", "B_KEY"]',
      '["_"]',
    ],
    ...[
      '["tools", "tools"]',
      '["tools", "reasoning"]',
      '["text"]',
      '["anthropic"]',
      '["toString"]',
    ],
    ...['["anthropic/claude-sonnet-4-6"]', '["claude-sonnet-4-6"]', '["2026-07-02"]'],
  ];

  /** Records of layers of which the smallest registry has none. */
  const RECORDS: Readonly<Partial<Record<Layer, string>>> = {
    price: `[[price]]
model_ref = "anthropic/claude-sonnet-4-6"
cost_input_per_mtok_micro = 300_000_000
cost_output_per_mtok_micro = 1_500_000_000
`,
    source: `[[source]]
id = "models-dev"
adapter = "models-dev"
from = "api.json"
`,
    dispute: `[[dispute]]
model_refs = ["anthropic/claude-sonnet-4-6"]
fact = "contextWindow"
ours = "200_000"
says = { models-dev = "1_000_000" }
reason = "The page says so."
decided_at = "2026-07-02"
`,
  };

  it.each(layers)("any value at any key of a %s", async (layer) => {
    const minimal = fixture("good", "minimal");
    const validate = (await validatorsOf(mapLayers((each) => parsed(minimal[each]))))[layer];
    const prices = "cost_input_per_mtok_micro = 0\ncost_output_per_mtok_micro = 0\n";
    const base = `${minimal[layer] || RECORDS[layer]}${layer === "model" ? prices : ""}`;
    const disagreed: string[] = [];
    for (const key of Object.keys(pages[layer].record.shape)) {
      const rest = base.replace(new RegExp(`^${key} = .*\n`, "m"), "");
      for (const value of VALUES) {
        const text = `${rest}${key} = ${value}\n`;
        const found = diagnose({ ...minimal, [layer]: text })
          .filter(({ file, severity }) => file === inputFileNames[layer] && severity === "error")
          .map(({ code }) => code);
        const must = found.some((code) => inJsonSchema[code] === "yes");
        const may = must || found.some((code) => inJsonSchema[code] === "partly");
        const rejects = !validate(withoutDates(valueForSchema(text)));
        if (rejects ? !may : must) disagreed.push(`${key} = ${value}: ${rejects} and [${found}]`);
      }
    }
    expect(disagreed).toEqual([]);
  });

  it("has fixtures for both sides of what a schema finds in some cases only", async () => {
    const partly = Object.entries(inJsonSchema).filter(([, kind]) => kind === "partly");
    for (const [code] of partly) {
      const registry = bad.find(({ name }) => name === code);
      const verdicts = registry === undefined ? undefined : await verdictsOf(registry);
      const found = layers.flatMap((layer) => {
        const { diagnostics, rejected, errors } = verdicts?.[layer] ?? never(code);
        return diagnostics
          .filter(({ place, diagnostic }) => diagnostic.code === code && !errors.yes.has(place))
          .map(({ place }) => rejected.has(place));
      });
      expect(new Set(found), code).toEqual(new Set([true, false]));
    }
  });

  it("promises nothing about warnings", () => {
    for (const [code, { severity }] of Object.entries(catalog)) {
      if (severity === "warning") expect(inJsonSchema[code as keyof typeof catalog]).toBe("no");
    }
  });
});

describe("both TOML parsers read the same", () => {
  const second = (text: string) => getStaticTOMLValue(parseTOML(text, { tomlVersion: "1.0.0" }));

  it.each([...good, ...real])("$name", ({ texts }) => {
    for (const layer of layers) expect(parsed(texts[layer]), layer).toEqual(second(texts[layer]));
  });

  it.each(good)("$name with CRLF, and as with LF", ({ texts }) => {
    for (const layer of layers) {
      const text = texts[layer].replaceAll("\n", "\r\n");
      expect(parsed(text), layer).toEqual(second(text));
      expect(parsed(text), layer).toEqual(parsed(texts[layer]));
    }
  });
});

function never(code: string): never {
  throw new Error(`no fixture for ${code}`);
}
