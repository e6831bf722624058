import { describe, expect, it } from "vitest";
import { layers } from "../src/layers/layer-names.ts";
import { createLocator, type Path, syntaxProblem } from "../src/source/locate.ts";
import type { TomlTable } from "../src/source/toml.ts";
import { fixtures, parsed } from "./support/fixtures.ts";

const TARGETS = ["key", "value"] as const;

/** Without records to count, a locator parses the whole text. */
const NO_RECORDS: TomlTable = {};

/** Every path of a value, and beside each one that leads nowhere. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null || value instanceof Date) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [
    path,
    [...path, "no-such-key"],
    ...entries.flatMap(([key, item]) => pathsOf(item, [...path, key])),
  ];
}

/** Everything that a locator says of a text. */
function answers(text: string, value: TomlTable, paths: readonly Path[]) {
  const locator = createLocator(text, value);
  return paths.map((path) => ({
    path,
    key: locator.find(path, "key"),
    value: locator.find(path, "value"),
    comment: locator.commentAfter(path),
    float: locator.isFloat(path),
  }));
}

describe("record by record as in the whole file", () => {
  const all = [...fixtures("good"), ...fixtures("bad")].filter(
    ({ name }) => name !== "toml-syntax",
  );

  it.each(all)("$name", ({ texts }) => {
    for (const layer of layers) {
      for (const text of [texts[layer], texts[layer].replaceAll("\n", "\r\n")]) {
        const value = parsed(text);
        const paths = pathsOf(value);
        expect(answers(text, value, paths), layer).toEqual(answers(text, NO_RECORDS, paths));
      }
    }
  });

  it.each([
    [
      "a header inside a string",
      '[[model]]\nnotes = """\n[[model]]\n"""\nid = "a"\n\n[[model]]\nid = "b"\n',
    ],
    [
      "a header inside a string, for one that is in quotes",
      '[["model"]]\nid = "a"\n[[model]]\nnotes = """\n[[model]]\n"""\nid = "b"\n',
    ],
    [
      "a header inside a literal string, for one that is in quotes",
      "[['model']]\nid = 'a'\n[[model]]\nnotes = '''\n  [[model]] # not one\n'''\nid = 'b'\n",
    ],
    ["headers in comments", '# [[model]]\n[[model]] # [[model]]\nid = "a"\n#[[model]]\n'],
    ["blanks in headers", '[[ model ]]\nid = "a"\n\t[[\tmodel\t]] # b\nid = "b"\n  [[model]]\n'],
    [
      "a list of the same name further down",
      "[[model]]\n[[model.model]]\na = 1\n[[model]]\nb = 1\n",
    ],
    ["a name that begins alike", "[[models]]\na = 1\n[[model]]\nb = 1\n[[model-x]]\nc = 1\n"],
    ["records among those of another name", "[[model]]\na = 1\n[[x]]\nb = 1\n[[model]]\nc = 1\n"],
    [
      "records with tables",
      "[[model]]\na = 1\n[model.b]\nc = 1\n[model.b.d]\ne = 1\n[[model]]\na = 2\n",
    ],
    ["records in a line", 'model = [{ id = "a" }, { id = "b", c = [1, { d = 2 }] }]\n'],
    [
      "records before and between",
      "a = 1\n[b]\nc = 2\n[[model]]\nd = 3\n[e]\nf = 4\n[[model]]\ng = 5\n",
    ],
    ["no line break at the end", "[[model]]\na = 1\n[[model]]"],
  ])("%s", (_, text) => {
    const value = parsed(text);
    const paths = pathsOf(value);
    expect(answers(text, value, paths)).toEqual(answers(text, NO_RECORDS, paths));
  });
});

/** ⟦ and ⟧ stand around what is to be found. */
function marked(text: string): { text: string; start: number; end: number } {
  const start = text.indexOf("⟦");
  const end = text.indexOf("⟧") - 1;
  return { text: text.replace(/[⟦⟧]/g, ""), start, end };
}

describe("finds", () => {
  it.each<[string, Path, "key" | "value", string]>([
    ["a key", ["model", 0, "id"], "key", '[[model]]\n⟦id⟧ = "a"'],
    ["a value", ["model", 0, "id"], "value", '[[model]]\nid = ⟦"a"⟧ # "b"'],
    [
      "a value of the second record",
      ["model", 1, "id"],
      "value",
      "[[model]]\nid = 1\n[[model]]\nid = ⟦2⟧",
    ],
    ["a key in quotes", ["model", 0, "id"], "key", '[[model]]\n⟦"id"⟧ = "a"'],
    ["a key with escapes", ["model", 0, "id"], "key", '[[model]]\n⟦"\\u0069d"⟧ = "a"'],
    [
      "the header for a key that is not there",
      ["model", 1, "id"],
      "value",
      "[[model]]\n⟦[[model]]⟧ # x",
    ],
    ["the header with its blanks", ["model", 0, "id"], "value", "  ⟦[[ model ]]⟧"],
    ["the header of a record", ["model", 0], "key", "⟦[[model]]⟧\na = 1"],
    ["an item", ["model", 0, "a", 1], "value", "[[model]]\na = [1, ⟦2⟧, 3]"],
    [
      "an item on a line of its own",
      ["model", 0, "a", 1],
      "value",
      "[[model]]\na = [\n  1,\n  ⟦2⟧,\n]",
    ],
    ["an item that has no key", ["model", 0, "a", 0], "key", "[[model]]\na = [⟦1⟧]"],
    ["a list for an item that is not there", ["model", 0, "a", 7], "value", "[[model]]\na = ⟦[1]⟧"],
    ["a list of lists", ["model", 0, "a", 0, 1], "value", "[[model]]\na = [[1, ⟦2⟧]]"],
    ["a key in an inline table", ["model", 0, "a", 0, "b"], "key", "[[model]]\na = [{ ⟦b⟧ = 1 }]"],
    [
      "a value in an inline table",
      ["model", 0, "a", "b"],
      "value",
      "[[model]]\na = { b = ⟦1⟧, c = 2 }",
    ],
    [
      "an inline table for a key it lacks",
      ["model", 0, "a", "d"],
      "value",
      "[[model]]\na = ⟦{ b = 1 }⟧",
    ],
    ["the first part of a dotted key", ["a"], "key", "⟦a⟧.b = 1"],
    ["the last part of a dotted key", ["a", "b"], "key", "a.⟦b⟧ = 1"],
    ["a value at a dotted key", ["a", "b"], "value", "a . b = ⟦1⟧"],
    ["a dotted key in an inline table", ["a", "b", "c"], "key", "a = { b.⟦c⟧ = 1 }"],
    ["a table", ["a", "b"], "key", "⟦[a.b]⟧\nc = 1"],
    ["a key of a table", ["a", "b", "c"], "key", "[a.b]\n⟦c⟧ = 1"],
    [
      "a tier for a key that it lacks",
      ["model", 0, "t", 1, "x"],
      "value",
      "[[model]]\n[[model.t]]\n⟦[[model.t]]⟧\ny = 1",
    ],
    ["a list of records by its name", ["modle"], "key", '[[⟦modle⟧]]\nid = "a"'],
    [
      "a string of several lines",
      ["model", 0, "a"],
      "value",
      '[[model]]\na = ⟦"""\nb\n"""⟧\nc = 1',
    ],
    ["a date", ["model", 0, "a"], "value", "[[model]]\na = ⟦2026-07-02⟧"],
    ["a value after wide characters", ["model", 0, "b"], "value", '[[model]]\na = "🦊漢"\nb = ⟦1⟧'],
    ["a value after CRLF", ["model", 0, "b"], "value", "[[model]]\r\na = 1\r\nb = ⟦1⟧\r\n"],
    ["the start for nothing at all", ["nothing"], "key", "⟦⟧a = 1"],
  ])("%s", (_, path, target, source) => {
    const { text, start, end } = marked(source);
    expect(createLocator(text, parsed(text)).find(path, target)).toEqual({ start, end });
  });

  it("a start in a text that cannot be parsed, and throws nothing", () => {
    const locator = createLocator("[[model]]\na = \n[[model]]\n", { model: [{}, {}] });
    for (const target of TARGETS) {
      expect(locator.find(["model", 0, "a"], target)).toEqual({ start: 0, end: 0 });
    }
    expect(locator.commentAfter(["model", 0, "a"])).toBeUndefined();
    expect(locator.isFloat(["model", 0, "a"])).toBe(false);
  });
});

describe("comments", () => {
  it.each<[string, Path, string]>([
    ["after a value", ["model", 0, "a"], "[[model]]\na = 1 ⟦# one⟧\nb = 2 # two"],
    [
      "after a value of the second record",
      ["model", 1, "a"],
      "[[model]]\na = 1 # x\n[[model]]\na = 1 ⟦# y⟧",
    ],
    ["after a list", ["model", 0, "a"], "[[model]]\na = [ # first\n  1, # item\n] ⟦# one⟧"],
    ["after an item", ["model", 0, "a", 0], "[[model]]\na = [\n  1, ⟦# item⟧\n] # one"],
    ["with a sign like its own in a string", ["model", 0, "a"], '[[model]]\na = "# no" ⟦# yes⟧'],
    ["without a blank", ["model", 0, "a"], "[[model]]\na = 1⟦#one⟧"],
    ["after CRLF", ["model", 0, "b"], "[[model]]\r\na = 1 # x\r\nb = 1 ⟦# y⟧\r\n"],
  ])("%s", (_, path, source) => {
    const { text, start, end } = marked(source);
    const comment = createLocator(text, parsed(text)).commentAfter(path);
    expect(comment?.span).toEqual({ start, end });
    expect(`#${comment?.text}`).toBe(text.slice(start, end));
  });

  it.each<[string, Path, string]>([
    ["on the next line", ["model", 0, "a"], "[[model]]\na = 1\n# one"],
    ["after the next value", ["model", 0, "a"], "[[model]]\na = 1\nb = 2 # two"],
    ["before", ["model", 0, "a"], "[[model]] # one\n# two\na = 1"],
    ["of the next record", ["model", 0, "a"], "[[model]]\na = 1\n[[model]] # two"],
    ["of nothing", ["model", 0, "b"], "[[model]]\na = 1 # one"],
  ])("not one %s", (_, path, text) => {
    expect(createLocator(text, parsed(text)).commentAfter(path)).toBeUndefined();
  });
});

describe("floats", () => {
  it.each([
    ["1.0", true],
    ["1e3", true],
    ["-0.0", true],
    ["inf", true],
    ["1_000", false],
    ["0x1e3", false],
    ['"1.0"', false],
    ["true", false],
    ["[1.0]", false],
  ])("%s: %s", (written, float) => {
    const text = `[[model]]\na = ${written}\n`;
    expect(createLocator(text, parsed(text)).isFloat(["model", 0, "a"])).toBe(float);
  });
});

describe("what the second parser has against a text", () => {
  it("is nothing, or a message and a place in the text", () => {
    expect(syntaxProblem("a = 1\n")).toBeUndefined();
    const { text, start } = marked("a = { b = 1,\n⟦⟧c = 2 }\n");
    const problem = syntaxProblem(text);
    expect(problem?.message).toMatch(/newline/i);
    expect(problem?.offset).toBe(start);
  });
});
