import { describe, expect, it } from "vitest";
import type { Layer } from "../src/layers/layer-names.ts";
import { diagnose, fixture } from "./support/fixtures.ts";

const minimal = fixture("good", "minimal");

/** A good model but for the lines that are added to it. */
const model = (id: string, ...more: readonly string[]) => [
  "[[model]]",
  'provider_ref = "anthropic"',
  `id = "${id}"`,
  `display_name = "${id}"`,
  ...more,
  "",
];

/** What is said of some lines behind those of the smallest registry: the line of them, code and hint. */
function told(layer: Layer, lines: readonly string[], { alone = false } = {}) {
  const before = alone ? "" : minimal[layer];
  const skipped = before.split("\n").length - 1;
  return diagnose({ ...minimal, [layer]: before + lines.join("\n") }).map(
    ({ code, message, hint, range }) => ({ line: range.start.line - skipped, code, message, hint }),
  );
}

const codes = (found: ReturnType<typeof told>) => found.map(({ line, code }) => `${line} ${code}`);

describe("a mistake of syntax in one record", () => {
  it.each([
    ["a quote missing at the end", 'notes = "x'],
    ["a quote missing at the beginning", 'notes = x"'],
    ["a quote of the other kind", "notes = 'x\""],
    ["commas in a number", "context_window = 200,000"],
    ["blanks in a number", "context_window = 200 000"],
    ["a colon", 'notes: "x"'],
    ["curly quotes", "notes = “x”"],
    ["no equals sign", 'notes "x"'],
    ["two equals signs", 'notes == "x"'],
    ["a text without quotes", "notes = see below"],
    ["a word of Python", "open_weights = True"],
    ["a word for nothing", "context_window = null"],
    ["a number with a letter", "context_window = 256k"],
    ["a number with a zero in front", "context_window = 0200000"],
    ["an amount", "cost_input_per_mtok_micro = $3.00"],
    ["a month", "released_at = 2026-07"],
    ["a dash for a minus", "context_window = −1"],
    ["a list that does not end", 'capabilities = ["tools"'],
    ["a list without a comma", 'capabilities = ["tools" "reasoning"]'],
    ["a list in parentheses", 'capabilities = ("tools")'],
    ["a table that does not end", 'sources = { prices = ["a"]'],
    ["a table with a comma at its end", "sources = { prices = [], }"],
    ["a comma at the end of the line", 'notes = "x",'],
    ["two keys on a line", 'notes = "x" slug = "y"'],
    ["a comment of another language", "// the best one"],
    ["a comment of another language behind a value", 'notes = "x" // the best one'],
    ["a backslash", 'notes = "C:\\Users"'],
    ["a key without a value", "notes ="],
    ["a key with blanks", 'display name = "x"'],
    ["a line of text", "the best one of all"],
    ["a key that is there twice", 'id = "y"'],
    ["a text of lines that does not end", 'notes = """'],
    ["a header that does not end", "[model.sources"],
    ["a table that is there twice", "[model.sources]\n[model.sources]"],
  ])("hides nothing of the others: %s", (_, line) => {
    const found = told("model", [
      ...model("x", "no_such_key = 1"),
      ...model("y", line),
      ...model("z", "no_such_key = 1"),
    ]);
    const syntax = found.filter(({ code }) => code === "toml-syntax");
    expect(syntax).toHaveLength(1);
    expect(syntax[0]?.hint).toBeDefined();
    expect(syntax[0]?.line).toBeGreaterThanOrEqual(7);
    expect(syntax[0]?.line).toBeLessThanOrEqual(12);
    const others = found.filter((each) => !syntax.includes(each));
    const last = 13 + line.split("\n").length - 1 + 4;
    expect(codes(others)).toEqual(["5 unknown-key", `${last} unknown-key`]);
  });

  it("hides no other one, and nothing else, of its record", () => {
    const lines = model("y", "notes: x", "context_window = 200,000", "contextwindow = 1");
    expect(codes(told("model", lines))).toEqual([
      "5 toml-syntax",
      "6 toml-syntax",
      "7 unknown-key",
    ]);
  });

  it("makes no reference to a record of its file dangle, whichever key it is in", () => {
    const other = (ref: string) => ({
      ...minimal,
      profile: `${minimal.profile}\n[[profile]]\nid = "other"\nrole = "r"\ncaps = "FS"\ndescription = "d"\ndefault_model_ref = "anthropic/${ref}"\n`,
    });
    for (const line of ["notes: x", 'id "y"', "aliases = [", "provider_ref = anthropic"]) {
      for (const ref of ["y", "an-alias"]) {
        const lines = model("y", 'aliases = ["an-alias"]').flatMap((each) =>
          each.split(" ", 1)[0] === line.split(/[ :]/, 1)[0] ? [line] : [each],
        );
        const texts = {
          ...other(ref),
          model: `${minimal.model}${lines.join("\n")}\n${line.startsWith("notes") ? line : ""}\n`,
        };
        const files = diagnose(texts).map(({ code, file }) => `${file} ${code}`);
        expect(files, `${line} ${ref}`).toEqual(["models.toml toml-syntax"]);
      }
    }
  });

  it("leaves references that lead nowhere what they are, where all ids can be read", () => {
    const profile = minimal.profile.replace(
      /default_model_ref = .*/,
      'default_model_ref = "anthropic/none"',
    );
    const texts = {
      ...minimal,
      profile,
      model: `${minimal.model}${model("y", "notes: x").join("\n")}\n`,
    };
    expect(diagnose(texts).map(({ code }) => code)).toEqual(["unknown-model", "toml-syntax"]);
  });

  it("makes nothing dangle that may have stood below the place where a file is cut off", () => {
    const profile = minimal.profile.replace(
      /default_model_ref = .*/,
      'default_model_ref = "anthropic/below"',
    );
    const texts = { ...minimal, profile, model: `${minimal.model}[[model]]\nid = "cut` };
    expect(diagnose(texts).map(({ code }) => code)).toEqual(["toml-syntax"]);
  });

  it("says what others have to say of the same record: a secret, and a price's comment", () => {
    const lines = model(
      "y",
      "notes: x",
      "cost_input_per_mtok_micro = 100_000_000 # $2.00",
      "cost_output_per_mtok_micro = 300_000_000",
    );
    expect(codes(told("model", lines))).toEqual(["5 toml-syntax", "6 price-comment-mismatch"]);
  });
});

describe("a header that is wrong", () => {
  const body = model("y", "no_such_key = 1").slice(1);

  it.each([
    "[model]",
    "[[model]",
    "[model]]",
    "[[model",
    "[ model ]",
    '["model"]',
    "[model] # the first",
  ])("%s begins a record as well", (header) => {
    const found = told("model", [header, ...body, ...model("z", "no_such_key = 1")]);
    expect(codes(found)).toEqual(["1 toml-syntax", "5 unknown-key", "11 unknown-key"]);
    expect(found[0]?.hint).toBe("write [[model]] above each model");
  });

  it("is said of each record, and of no line below", () => {
    const found = told("model", [
      "[model]",
      ...body,
      "[model]",
      ...body.join("\n").replace('"y"', '"z"').split("\n"),
    ]);
    expect(codes(found)).toEqual([
      "1 toml-syntax",
      "5 unknown-key",
      "7 toml-syntax",
      "11 unknown-key",
    ]);
  });

  it("of the only record of a file is TOML, and a table in place of a list", () => {
    const found = told("model", ["[model]", ...body], { alone: true });
    // The profile's model is none any more.
    expect(codes(found)).toEqual(["5 unknown-model", "1 wrong-type", "5 unknown-key"]);
    expect(found[1]?.hint).toBe("write [[model]] above each model");
  });

  it("with an id in it is told to be a record with that id, which others may name", () => {
    const text = minimal.provider
      .replace("[[provider]]", "[provider.anthropic]")
      .replace(/^id = .*\n/m, "");
    const found = diagnose({
      ...minimal,
      provider: `${text}[provider.anthropic.headers]\na = "b"\n`,
    });
    expect(found.map(({ code, hint }) => [code, hint])).toEqual([
      ["wrong-type", 'write [[provider]], and id = "anthropic" below it'],
    ]);
  });

  it("with an id in it is told the same behind a record that is right", () => {
    const [found, ...rest] = told("provider", ["[provider.other]", 'display_name = "Other"']);
    expect(rest).toEqual([]);
    expect(found?.hint).toBe('for another provider write [[provider]], and id = "other" below it');
  });
});

describe("a merge that was not finished", () => {
  const conflict = (ours: readonly string[], theirs: readonly string[]) => [
    "<<<<<<< HEAD",
    ...ours,
    "=======",
    ...theirs,
    ">>>>>>> branch",
  ];

  it("is said once, whichever lines it has", () => {
    const inside = model("y", ...conflict(["context_window = 1_000"], ["context_window = 2_000"]));
    const around = conflict(model("y"), model("z"));
    for (const lines of [inside, around]) {
      const found = told("model", [...lines, ...model("last", "no_such_key = 1")]);
      expect(found.map(({ code, message }) => [code, message])).toEqual([
        ["toml-syntax", "a merge conflict is not resolved"],
        ["unknown-key", '[[model]] has no key "no_such_key"'],
      ]);
    }
  });

  it("is known by a marker that stands alone", () => {
    const found = told("model", model("y", ">>>>>>> branch"));
    expect(found.map(({ code, hint }) => [code, hint?.slice(0, 4)])).toEqual([
      ["toml-syntax", "keep"],
    ]);
  });
});

describe("bytes that editors leave", () => {
  const mark = "\uFEFF";

  it.each([
    ["two byte order marks", `${mark}${mark}`, 1],
    ["three of them", `${mark}${mark}${mark}`, 1],
  ])("%s are an error, and hide nothing", (_, marks, line) => {
    const text = marks + model("y", "no_such_key = 1").join("\n");
    const found = told("model", [text], { alone: true });
    expect(codes(found)).toEqual([
      "5 unknown-model",
      `${line} byte-order-mark`,
      `${line} toml-syntax`,
      "5 unknown-key",
    ]);
  });

  it("a mark between two files that were put together is an error", () => {
    const found = told("model", [mark + model("y").join("\n"), ...model("z", "no_such_key = 1")]);
    expect(codes(found)).toEqual(["1 toml-syntax", "10 unknown-key"]);
  });

  it("line breaks of carriage returns alone are said once", () => {
    const found = told("model", [model("y").join("\r")], { alone: true });
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ["toml-syntax", "the lines end in carriage returns alone"],
    ]);
  });

  it("a blank of another kind is named", () => {
    const [found] = told("model", model("y", "notes\u00A0= 1"));
    expect(found?.hint).toBe("write plain blanks between keys and values");
  });
});

describe("a file in another language", () => {
  it.each([
    ["JSON", '{ "model": [\n  { "id": "y" }\n] }\n'],
    ["JSON", '[\n  { "id": "y" }\n]\n'],
    ["YAML", "# models\nmodel:\n  - id: y\n    provider_ref: anthropic\n"],
    ["YAML", "---\n- id: y\n"],
  ])("is told to be %s, and nothing else", (name, text) => {
    const found = told("model", [text], { alone: true });
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ["toml-syntax", `the file looks like ${name}, and must be TOML`],
    ]);
  });
});
