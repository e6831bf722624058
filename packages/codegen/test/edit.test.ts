import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inputFileNames, type Layer, layers } from "../src/layers/layer-names.ts";
import { pages } from "../src/layers/pages.ts";
import {
  addKey,
  appendRecord,
  removeKey,
  removeRecord,
  setKey,
  type TomlValue,
  tomlLiteral,
} from "../src/source/edit.ts";
import { createLocator, type Path } from "../src/source/locate.ts";
import { parseToml, type TomlTable } from "../src/source/toml.ts";
import { ROOT } from "./support/cli.ts";
import { sharedFolder } from "./support/shared.ts";

const FILE = `# Head.

# ─── A ───

[[model]]
provider_ref = "a"
# Why this id.
id = "one"   # pinned
price = 100_000_000     # $1.00 (check)
tags = [
  "x",
  "y",
]

# ─── B ───

[[model]]
provider_ref = "b"
id = "two"
# extra = 1
`;

const first = { table: "model", index: 0 };
const second = { table: "model", index: 1 };
const order = ["provider_ref", "id", "slug", "price", "tags"];

describe("tomlLiteral", () => {
  it.each<[TomlValue, string]>([
    ["a", '"a"'],
    ['q"\\\n\t\x7f\x01é', '"q\\"\\\\\\n\\t\\u007F\\u0001é"'],
    [0, "0"],
    [9999, "9999"],
    [10000, "10_000"],
    [-1234567, "-1_234_567"],
    [1.5, "1.5"],
    [true, "true"],
    [[], "[]"],
    [["a", "b"], '["a", "b"]'],
    [[{ above: 200000, "a b": [1] }], '[{ above = 200_000, "a b" = [1] }]'],
  ])("writes %j as %s", (given, want) => {
    expect(tomlLiteral(given)).toBe(want);
    expect(valuesOf(`x = ${want}`)["x"]).toEqual(given);
  });
});

describe("edits change what they must and nothing else", () => {
  it.each<[string, string, string, string]>([
    [
      "a value, its comment in its column",
      setKey(FILE, { ...first, key: "id", value: "oned" }),
      'id = "one"   # pinned',
      'id = "oned"  # pinned',
    ],
    [
      "a value too long for the column",
      setKey(FILE, { ...first, key: "id", value: "one-and-more" }),
      'id = "one"   # pinned',
      'id = "one-and-more" # pinned',
    ],
    [
      "a price and the amount beside it",
      setKey(FILE, { ...first, key: "price", value: 2_000_000_000, amount: "$20.00" }),
      "price = 100_000_000     # $1.00 (check)",
      "price = 2_000_000_000   # $20.00 (check)",
    ],
    [
      "a list of several lines",
      setKey(FILE, { ...first, key: "tags", value: ["z", "y", "w"] }),
      '  "x",\n  "y",\n',
      '  "z",\n  "y",\n  "w",\n',
    ],
    [
      "the same value",
      setKey(FILE.replace("100_000_000", "100000000"), {
        ...first,
        key: "price",
        value: 100_000_000,
      }),
      "100_000_000",
      "100000000",
    ],
    [
      "a new key below the one before it",
      addKey(FILE, { ...first, key: "slug", value: "s", order }),
      'id = "one"   # pinned\n',
      'id = "one"   # pinned\nslug = "s"\n',
    ],
    [
      "a new price, with its amount",
      addKey(FILE, { ...second, key: "price", value: 5, amount: "$0.00000005", order }),
      'id = "two"\n',
      'id = "two"\nprice = 5 # $0.00000005\n',
    ],
    [
      "a new key with none before it",
      addKey(FILE, { ...second, key: "first", value: true, order: ["first", ...order] }),
      '[[model]]\nprovider_ref = "b"',
      '[[model]]\nfirst = true\nprovider_ref = "b"',
    ],
    [
      "a key and the comment beside it",
      removeKey(FILE, { ...first, key: "id" }),
      'id = "one"   # pinned\n',
      "",
    ],
    [
      "a list that goes",
      removeKey(FILE, { ...first, key: "tags" }),
      'tags = [\n  "x",\n  "y",\n]\n',
      "",
    ],
    [
      "a record between sections",
      removeRecord(FILE, first),
      FILE.slice(FILE.indexOf("[[model]]"), FILE.indexOf("# ─── B")),
      "",
    ],
    [
      "the last record, with the comment below it",
      removeRecord(FILE, second),
      '\n[[model]]\nprovider_ref = "b"\nid = "two"\n# extra = 1\n',
      "",
    ],
    [
      "a record beside those of its group",
      appendRecord(FILE, {
        table: "model",
        group: "provider_ref",
        entries: [
          { key: "provider_ref", value: "a" },
          { key: "price", value: 100_000, amount: "$0.001" },
        ],
      }),
      "]\n\n# ─── B",
      ']\n\n[[model]]\nprovider_ref = "a"\nprice = 100_000 # $0.001\n\n# ─── B',
    ],
    [
      "a record at the end",
      appendRecord(FILE, { table: "model", entries: [{ key: "id", value: "three" }] }),
      "# extra = 1\n",
      '# extra = 1\n\n[[model]]\nid = "three"\n',
    ],
  ])("%s", (_, got, before, after) => {
    expect(got).toBe(FILE.replace(before, () => after));
  });

  it("in files with Windows line breaks", () => {
    const windows = (text: string) => text.replaceAll("\n", "\r\n");
    const edits: ((text: string) => string)[] = [
      (text) => setKey(text, { ...first, key: "price", value: 2, amount: "$0.00000002" }),
      (text) => setKey(text, { ...first, key: "tags", value: ["z", "w"] }),
      (text) => addKey(text, { ...first, key: "slug", value: "s", order }),
      (text) => removeKey(text, { ...first, key: "id" }),
      (text) => removeRecord(text, first),
      (text) => removeRecord(text, second),
      (text) => appendRecord(text, { table: "model", entries: [{ key: "id", value: "three" }] }),
    ];
    for (const edit of edits) expect(edit(windows(FILE))).toBe(windows(edit(FILE)));
  });

  it("with the indentation of the record", () => {
    const indented = FILE.replaceAll(/^(?=\w)/gm, "\t");
    expect(addKey(indented, { ...first, key: "slug", value: "s", order })).toContain(
      '# pinned\n\tslug = "s"\n',
    );
    expect(
      appendRecord(indented, { table: "model", entries: [{ key: "id", value: "three" }] }),
    ).toContain('\n\n[[model]]\n\tid = "three"\n');
  });

  it("at the end of a file without a last line break, and in one without records", () => {
    const entries = [{ key: "id", value: "x" }];
    expect(appendRecord("", { table: "model", entries })).toBe('[[model]]\nid = "x"\n');
    expect(appendRecord("# Head.\n", { table: "model", entries })).toBe(
      '# Head.\n\n[[model]]\nid = "x"\n',
    );
    expect(appendRecord('[[model]]\nid = "w"', { table: "model", entries })).toBe(
      '[[model]]\nid = "w"\n\n[[model]]\nid = "x"\n',
    );
    expect(addKey('[[model]]\nid = "w"', { ...first, key: "price", value: 1, order })).toBe(
      '[[model]]\nid = "w"\nprice = 1\n',
    );
  });

  it("leaves what it cannot edit without loss to a person", () => {
    const commented = FILE.replace('"x",', '"x", # why');
    expect(() => setKey(commented, { ...first, key: "tags", value: ["z"] })).toThrow(/comments/);
    const tables = "[[model]]\nid = 1\n[[model.tiers]]\na = 1\n";
    expect(() => setKey(tables, { ...first, key: "tiers", value: [] })).toThrow(/table of its own/);
    expect(() => removeRecord("model = [{ id = 1 }]", first)).toThrow(
      /not written as \[\[model\]\]/,
    );
    expect(addKey(tables, { ...first, key: "z", value: 2, order: ["id", "tiers", "z"] })).toBe(
      "[[model]]\nid = 1\nz = 2\n[[model.tiers]]\na = 1\n",
    );
    expect(removeRecord(`${tables}\n[[model]]\nid = 2\n`, first)).toBe("[[model]]\nid = 2\n");
  });
});

const folders = [join(ROOT, "registry"), sharedFolder("data/keiseikit")].filter(
  (folder) => folder !== undefined,
);
const files = folders.flatMap((folder) =>
  layers
    .map((layer) => ({ layer, path: join(folder, inputFileNames[layer]) }))
    .filter(({ path }) => existsSync(path)),
);

describe.each(files)("every record of $path", ({ layer, path }) => {
  const text = readFileSync(path, "utf8");
  const records = recordsOf(text, layer);
  const keys = Object.keys(pages[layer].record.shape);

  /** The slow comparison, which says what differs, runs only where something does. */
  const expectRecords = (edited: string, want: readonly TomlTable[]) => {
    const got = recordsOf(edited, layer);
    if (got.some((record, i) => !equals(record, want[i])) || got.length !== want.length) {
      expect(got).toEqual(want);
    }
  };
  // Every record; of more than a hundred of them, every tenth.
  const each = records.flatMap((record, index) =>
    records.length > 100 && index % 10 > 0
      ? []
      : pairsOf(text, record, [layer, index]).map((key) => ({ table: layer, index, key })),
  );
  const valueAt = ({ index, key }: { readonly index: number; readonly key: string }) =>
    key
      .split(".")
      .reduce<unknown>((value, name) => (value as TomlTable)[name], records[index]) as TomlValue;

  it("sets each key on its own line", () => {
    for (const place of each) {
      const value = changed(valueAt(place));
      const edited = setKey(text, { ...place, value });
      const { added, removed } = difference(text, edited);
      expect({ place, removed: removed.length }).toEqual({ place, removed: 1 });
      expect(added).toHaveLength(1);
      expect(commentOf(added[0])).toBe(commentOf(removed[0]));
      expectRecords(
        edited,
        records.with(place.index, withValue(records[place.index] as TomlTable, place.key, value)),
      );
    }
  });

  it("removes each key with its line, and puts it back", () => {
    for (const place of each) {
      const value = valueAt(place);
      const rest = withValue(records[place.index] as TomlTable, place.key, undefined);
      const without = removeKey(text, place);
      const gone = difference(text, without);
      expect({ place, ...gone }).toEqual({ place, added: [], removed: [gone.removed[0]] });
      expectRecords(without, records.with(place.index, rest));
      const again = addKey(without, { ...place, value, order: keys });
      expect(difference(without, again)).toMatchObject({ added: [expect.anything()], removed: [] });
      expectRecords(again, records);
    }
  });

  it("removes each record and nothing else, and appends it again", () => {
    for (const [index, record] of records.entries()) {
      const without = removeRecord(text, { table: layer, index });
      expect(difference(text, without).added).toEqual([]);
      expectRecords(without, records.toSpliced(index, 1));
      const headings = (all: string) => all.match(/^# ─.*$/gm);
      expect(headings(without)).toEqual(headings(text));
      const again = appendRecord(without, {
        table: layer,
        group: "provider_ref",
        entries: Object.entries(record).map(([key, value]) => ({ key, value: value as TomlValue })),
      });
      expect(difference(without, again).removed).toEqual([]);
      expect(recordsOf(again, layer)).toContainEqual(record);
      expect(recordsOf(again, layer)).toHaveLength(records.length);
    }
  });
});

/** The keys of a record as they are written: those of a table with dots. */
function pairsOf(text: string, record: TomlTable, path: Path): string[] {
  const locator = createLocator(text, valuesOf(text));
  const visit = (value: TomlTable, at: Path, before: string): string[] =>
    Object.entries(value).flatMap(([key, item]) => {
      const own = [...at, key];
      const isPair = locator.find(own, "value").start > locator.find(own, "key").start;
      return isPair ? [`${before}${key}`] : visit(item as TomlTable, own, `${before}${key}.`);
    });
  return visit(record, path, "");
}

/** A record with one value changed; without it where there is none. */
function withValue(record: TomlTable, key: string, value: TomlValue | undefined): TomlTable {
  const [first = "", ...more] = key.split(".");
  const { [first]: old, ...rest } = record;
  const next = more.length === 0 ? value : withValue(old as TomlTable, more.join("."), value);
  const isGone = next === undefined || (more.length > 0 && Object.keys(next).length === 0);
  return isGone ? rest : { ...record, [first]: next };
}

function valuesOf(text: string): TomlTable {
  const parsed = parseToml(text);
  if ("problem" in parsed) throw new Error(parsed.problem.message);
  return parsed.value;
}

function recordsOf(text: string, layer: Layer): TomlTable[] {
  return valuesOf(text)[layer] as TomlTable[];
}

/** Whether two records say the same, in whatever order. */
function equals(a: TomlTable, b: TomlTable | undefined): boolean {
  const text = (record: TomlTable) =>
    JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return b !== undefined && text(a) === text(b);
}

/** Another value of the same type. */
function changed(value: TomlValue): TomlValue {
  if (typeof value === "string") return `${value}-"changed"`;
  if (typeof value === "number") return value + 12_345;
  if (typeof value === "boolean") return !value;
  return ["changed"];
}

/** What follows the value of a line; the test data has no "#" in its values. */
function commentOf(line = ""): string | undefined {
  return /#(?!.*")[^"]*$/.exec(line)?.[0];
}

/** Lines between the common beginning and the common end. */
function difference(before: string, after: string): { added: string[]; removed: string[] } {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  return { added: b.slice(start, b.length - end), removed: a.slice(start, a.length - end) };
}
