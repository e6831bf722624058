import { describe, expect, it } from "vitest";
import { type Code, catalog } from "../src/diagnostics/catalog.ts";
import { createDiagnostic, type Diagnostic, rangeOf } from "../src/diagnostics/diagnostic.ts";
import { formatters } from "../src/diagnostics/format/format.ts";
import { createSourceFile } from "../src/source/source-file.ts";
import { diagnose, diagnoseMinimal, fixture, fixtures } from "./support/fixtures.ts";

const bad = fixtures("bad");
const color = false;

/** A diagnostic at what ⟦ and ⟧ stand around in a text. */
function at(
  marked: string,
  finding: { code?: Code; message?: string; hint?: string; file?: string } = {},
): Diagnostic {
  const start = marked.indexOf("⟦");
  const end = marked.indexOf("⟧") - 1;
  const source = createSourceFile(finding.file ?? "models.toml", marked.replace(/[⟦⟧]/g, ""));
  return createDiagnostic(
    finding.code ?? "unknown-key",
    source,
    { start, end },
    { message: finding.message ?? "a message", hint: finding.hint },
  );
}

describe("plain", () => {
  it("is one line a diagnostic, however many lines a value has", () => {
    for (const { texts } of bad) {
      const diagnostics = diagnose(texts);
      const lines = formatters.plain(diagnostics, { color }).split("\n");
      expect(lines).toHaveLength(diagnostics.length + 1);
      for (const line of lines.slice(0, -1)) {
        expect(line).toMatch(/^[\w.-]+:\d+:\d+ - (error|warning) [a-z0-9-]+: \S/);
      }
    }
  });

  it("is nothing for nothing", () => {
    expect(formatters.plain([], { color })).toBe("");
  });
});

describe("text of a registry in messages", () => {
  const hostile = "x\\n::error file=a::b\\u001B[31m\\u009B31m\\u202E\\u2028\\u007F";

  it.each([
    ["provider", "id"],
    ["provider", "auth_scheme"],
    ["provider", "endpoint"],
    ["provider", "parent_ref"],
    ["provider", "routes_to"],
    ["model", "provider_ref"],
    ["model", "id"],
    ["model", "slug"],
    ["model", "replaced_by"],
    ["profile", "caps"],
    ["profile", "default_model_ref"],
    ["profile", "no_such_key"],
    ["profile", hostile],
  ] as const)("stays on its line and controls no terminal: %s %s", (layer, key) => {
    const value = key === "routes_to" ? `["${hostile}"]` : `"${hostile}"`;
    const line = `"${key}" = ${value}`;
    const { [layer]: text } = fixture("good", "minimal");
    const others = text.split("\n").filter((each) => !each.startsWith(`${key} = `));
    const diagnostics = diagnoseMinimal({ [layer]: [...others, line, ""].join("\n") });
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { message, hint = "" } of diagnostics) {
      expect(message).not.toMatch(CONTROL);
      expect(hint).not.toMatch(CONTROL);
    }
    expect(formatters.plain(diagnostics, { color }).split("\n")).toHaveLength(
      diagnostics.length + 1,
    );
  });

  it("is shown in a frame without what a terminal would act on", () => {
    for (const raw of ["\u001B[31m", "\u009B31m", "\u0000", "\u007F", "\u202E", "\r"]) {
      const diagnostics = diagnoseMinimal({ profile: `[[profile]]\nid = "a${raw}b" x\n` });
      expect(diagnostics.map(({ code }) => code)).toEqual(["toml-syntax"]);
      const text = formatters.pretty(diagnostics, { color });
      expect(text.replaceAll("\n", ""), JSON.stringify(raw)).not.toMatch(CONTROL);
    }
  });

  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
  const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;
});

describe("json", () => {
  it("is an array of data", () => {
    for (const { texts } of bad) {
      const diagnostics = diagnose(texts);
      const parsed = JSON.parse(formatters.json(diagnostics, { color })) as unknown[];
      expect(parsed).toHaveLength(diagnostics.length);
      for (const [index, item] of parsed.entries()) {
        const { code, severity, message, file, range, hint, related } = diagnostics[
          index
        ] as Diagnostic;
        expect(item).toEqual({
          ...{ code, severity, message, file, range },
          ...(hint === undefined ? {} : { hint }),
          ...(related === undefined ? {} : { related }),
        });
      }
    }
  });

  it("is an empty array for nothing", () => {
    expect(JSON.parse(formatters.json([], { color }))).toEqual([]);
  });
});

describe("github", () => {
  it.each<[string, Diagnostic, string]>([
    [
      "a diagnostic",
      at("⟦nmae⟧ = 1"),
      "::error file=models.toml,line=1,col=1,endLine=1,endColumn=5,title=unknown-key::a message\n",
    ],
    [
      "a warning",
      at("a = ⟦1⟧", { code: "long-slug" }),
      "::warning file=models.toml,line=1,col=5,endLine=1,endColumn=6,title=long-slug::a message\n",
    ],
    [
      "a hint, on a line of its own",
      at("⟦a⟧", { hint: "a hint" }),
      "::error file=models.toml,line=1,col=1,endLine=1,endColumn=2,title=unknown-key::a message%0Aa hint\n",
    ],
    [
      "line breaks and per cent in a message",
      { ...at("⟦a⟧"), message: "100%0A of\r\n::error::it, all: of it" },
      "::error file=models.toml,line=1,col=1,endLine=1,endColumn=2,title=unknown-key::100%250A of%0D%0A::error::it, all: of it\n",
    ],
    [
      "commas, colons and per cent in a path",
      at("⟦a⟧", { file: "C:/a,b/100%/models.toml" }),
      "::error file=C%3A/a%2Cb/100%25/models.toml,line=1,col=1,endLine=1,endColumn=2,title=unknown-key::a message\n",
    ],
  ])("%s", (_, diagnostic, text) => {
    expect(formatters.github([diagnostic], { color })).toBe(text);
  });

  it("is one line a diagnostic", () => {
    for (const { texts } of bad) {
      const diagnostics = diagnose(texts);
      const lines = formatters.github(diagnostics, { color }).split("\n");
      expect(lines).toHaveLength(diagnostics.length + 1);
    }
  });
});

interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: SarifRegion;
  };
}

interface SarifLog {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly defaultConfiguration: { readonly level: string };
        }[];
      };
    };
    readonly columnKind: string;
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly SarifLocation[];
      readonly relatedLocations?: readonly (SarifLocation & {
        readonly message: { readonly text: string };
      })[];
    }[];
  }[];
}

describe("sarif", () => {
  const logOf = (diagnostics: readonly Diagnostic[]) =>
    JSON.parse(formatters.sarif(diagnostics, { color })) as SarifLog;

  it.each(bad)("$name: a log of version 2.1.0", ({ texts }) => {
    const diagnostics = diagnose(texts);
    const log = logOf(diagnostics);
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/sarif.*2\.1\.0.*\.json$/);
    expect(log.runs).toHaveLength(1);
    const [run] = log.runs;
    const { name, rules } = run?.tool.driver ?? { name: "", rules: [] };
    expect(name).toBe("kei");
    expect(run?.columnKind).toBe("utf16CodeUnits");

    const ids = rules.map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(diagnostics.map(({ code }) => code)));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, shortDescription, defaultConfiguration } of rules) {
      expect(shortDescription.text).toBe(catalog[id as Code].summary);
      expect(defaultConfiguration.level).toBe(catalog[id as Code].severity);
    }

    expect(run?.results).toHaveLength(diagnostics.length);
    for (const [index, result] of (run?.results ?? []).entries()) {
      const diagnostic = diagnostics[index] as Diagnostic;
      expect(result.ruleId).toBe(diagnostic.code);
      expect(ids[result.ruleIndex]).toBe(diagnostic.code);
      expect(result.level).toBe(diagnostic.severity);
      expect(result.message.text).toContain(diagnostic.message);
      expect(result.locations).toHaveLength(1);
      const all = [...result.locations, ...(result.relatedLocations ?? [])];
      for (const { physicalLocation } of all) expectRegion(physicalLocation.region);
      expect(result.relatedLocations?.length).toBe(diagnostic.related?.length);
      for (const { message } of result.relatedLocations ?? []) expect(message.text).not.toBe("");
    }
  });

  function expectRegion({ startLine, startColumn, endLine, endColumn }: SarifRegion): void {
    for (const number of [startLine, startColumn, endLine, endColumn]) {
      expect(Number.isInteger(number) && number >= 1).toBe(true);
    }
    expect(endLine > startLine || (endLine === startLine && endColumn >= startColumn)).toBe(true);
  }

  it("is a log without results for nothing", () => {
    const [run] = logOf([]).runs;
    expect(run?.results).toEqual([]);
    expect(run?.tool.driver.rules).toEqual([]);
  });

  it.each([
    ["registry/models.toml", "registry/models.toml"],
    ["my registry/models.toml", "my%20registry/models.toml"],
    ["реестр/models.toml", "%D1%80%D0%B5%D0%B5%D1%81%D1%82%D1%80/models.toml"],
    ["100%/models.toml", "100%25/models.toml"],
    ["c#/models.toml", "c%23/models.toml"],
    ["what?/models.toml", "what%3F/models.toml"],
  ])("names %s by a URI", (file, uri) => {
    const [run] = logOf([at("⟦a⟧", { file })]).runs;
    expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

describe("pretty", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
  const ANSI = /\u001B\[[\d;]*m/g;
  const everything = bad.flatMap(({ texts }) => diagnose(texts));

  it("has escape sequences with colour, and none without", () => {
    const plain = formatters.pretty(everything, { color: false });
    const colored = formatters.pretty(everything, { color: true });
    expect(plain).not.toMatch(ANSI);
    expect(colored).toMatch(ANSI);
    expect(colored.replace(ANSI, "")).toBe(plain);
  });

  it("is nothing for nothing", () => {
    expect(formatters.pretty([], { color: false })).toBe("");
  });

  it("shows the line, carets under the range, second places and the hint", () => {
    const source = createSourceFile("models.toml", 'id = "a"\nid = "b"\n');
    const diagnostic = createDiagnostic(
      "duplicate-id",
      source,
      { start: 14, end: 17 },
      {
        message: "two of them",
        hint: "remove one",
        related: [
          {
            message: "the first",
            file: "models.toml",
            range: rangeOf(source, { start: 5, end: 8 }),
          },
        ],
      },
    );
    expect(formatters.pretty([diagnostic], { color: false })).toBe(
      [
        "models.toml:2:6 - error duplicate-id: two of them",
        "  |",
        '2 | id = "b"',
        "  |      ^^^",
        "  = the first: models.toml:1:6",
        "  = hint: remove one",
        "",
        "",
      ].join("\n"),
    );
  });

  it.each<[string, string, string]>([
    ["a key", '⟦nmae⟧ = "a"', "nmae"],
    ["a value", 'name = ⟦"a"⟧ # b', '"a"'],
    ["tabs before", "\t\tname = ⟦1⟧", "1"],
    ["tabs inside", "a =\t⟦[1,\t2]⟧\t# b", "[1, 2]"],
    ["a line that just fits", `a = ⟦"${"x".repeat(110)}"⟧`, `"${"x".repeat(110)}"`],
    ["a line that is cut behind", `a = ⟦1⟧ # ${"x".repeat(500)}`, "1"],
    ["a line that is cut before", `a = "${"x".repeat(500)}", b = ⟦1⟧`, "1"],
    [
      "a line that is cut on both sides",
      `a = "${"x".repeat(500)}", ⟦b⟧ = "${"y".repeat(500)}"`,
      "b",
    ],
    ["a place at the end of a long line", `${"x".repeat(500)}⟦y⟧`, "y"],
    ["a line of CRLF", "a = ⟦1⟧\r\nb = 2\r\n", "1"],
    ["the last line without a break", "a = 1\nb = ⟦2⟧", "2"],
  ])("carets stand under %s", (_, marked, under) => {
    const [head = "", , line = "", carets = "", ...rest] = formatters
      .pretty([at(marked)], { color: false })
      .split("\n");
    expect(head).toContain("unknown-key");
    expect(rest).toEqual(["", ""]);
    const start = carets.indexOf("^");
    expect(carets.slice(start)).toBe("^".repeat(under.length));
    expect(line.slice(start, start + under.length)).toBe(under);
    expect(line).not.toMatch(/[\t\r]/);
    expect(line.length).toBeLessThan(135);
  });

  it("cuts a range that is longer than what is shown", () => {
    const text = formatters.pretty([at(`a = ⟦"${"x".repeat(500)}"⟧`)], { color: false });
    const [, , line = "", carets = ""] = text.split("\n");
    expect(line.endsWith("…")).toBe(true);
    expect(carets.length).toBeLessThanOrEqual(line.length);
    expect(carets.trimStart()).toMatch(/^\| +\^{100,}$/);
  });

  it("shows the first line of a range of several, to its end", () => {
    const text = formatters.pretty([at("a = ⟦[\n  1,\n]⟧ # b")], { color: false });
    expect(text.split("\n").slice(2, 5)).toEqual(["1 | a = [", "  |     ^", ""]);
  });

  it("shows one caret for a range of nothing, and no frame for a line of nothing", () => {
    const [, , line, carets] = formatters.pretty([at("a = ⟦⟧")], { color: false }).split("\n");
    expect([line, carets]).toEqual(["1 | a = ", "  |     ^"]);
    expect(formatters.pretty([at("⟦⟧\n")], { color: false })).toBe(
      "models.toml:1:1 - error unknown-key: a message\n\n",
    );
  });

  it("makes room for the number of the line", () => {
    const text = formatters.pretty([at(`${"\n".repeat(1_233)}⟦a⟧ = 1`)], { color: false });
    expect(text.split("\n").slice(1, 4)).toEqual(["     |", "1234 | a = 1", "     | ^"]);
  });

  it("cuts no character in two", () => {
    for (let length = 110; length < 125; length++) {
      const line = `⟦a⟧ = "${"x".repeat(length)}🦊🦊🦊🦊🦊🦊🦊🦊"`;
      expect(formatters.pretty([at(line)], { color: false })).not.toMatch(/\p{Surrogate}/u);
    }
  });
});
