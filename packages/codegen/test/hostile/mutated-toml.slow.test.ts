import { describe, expect, it } from "vitest";
import { mutate, type Pieces } from "../../../runtime/test/support/mutate.ts";
import { isSoak, soak } from "../../../runtime/test/support/soak.ts";
import { formatPretty } from "../../src/diagnostics/format/pretty.ts";
import { emitters } from "../../src/emit/emitters.ts";
import { CONTRACT_MODULE } from "../../src/emit/typescript/contract.ts";
import { createRandom } from "../../src/emit/vectors/random.ts";
import { inputFileNames, layers } from "../../src/layers/layer-names.ts";
import { check, generate } from "../../src/pipeline/generate.ts";
import { decode } from "../../src/source/decode.ts";
import { addKey, appendRecord, removeKey, removeRecord, setKey } from "../../src/source/edit.ts";
import { parseToml, type TomlTable } from "../../src/source/toml.ts";
import { UserError } from "../../src/text/user-error.ts";
import { fixtures, inputsOf, mapLayers, TODAY } from "../support/fixtures.ts";
import { unexpectedIn } from "../support/statement-kinds.ts";

/** What readers of TOML trip over. Bytes that are no text among them. */
const PIECES: Pieces = [
  ...['"', "'", '"""', "'''", "[", "]", "[[", "]]", "{", "}", "=", "#", ",", ".", "\\", "\n", "\r"],
  ...["\t", "\0", "\u007f", "\u202e", "\u2028", "\ufeff", "\u{e0041}", "ё", "🦊", "\\u{d800}"],
  ...[
    "\\uD800",
    "\\U00110000",
    "\\x41",
    "\\e",
    "1e400",
    "-0",
    "nan",
    "inf",
    "0x",
    "1__0",
    "9".repeat(40),
  ],
  ...["2026-02-30", "24:60:60", "1979-05-27T07:32:00Z", "true", "__proto__ = 1\n", "[model]\n"],
  ...[
    "[[model]]\n",
    "[[provider]]\n",
    "[[price]]\n",
    "constructor.prototype = {}\n",
    "a.b.c = 1\n",
  ],
  ...['"" = ""\n', "${HOME}", "*/", "</script>", "x = [".repeat(30), "{ a = ".repeat(30)],
  ...[new Uint8Array([0xff]), new Uint8Array([0xc0, 0x80]), new Uint8Array([0xed, 0xa0, 0x80])],
];

const FILES = 100_000;
const seeds = fixtures("good").filter(({ texts }) => texts.model !== "");
const cases = soak(
  Array.from({ length: FILES }, (_, number) => `file ${number}`),
  "mutated TOML",
);

/** A registry in which one file is not what somebody meant. */
function mutated(name: string) {
  const random = createRandom(name);
  const { texts } = seeds[random.upTo(seeds.length - 1)] as (typeof seeds)[number];
  const present = layers.filter((layer) => texts[layer] !== "");
  const layer = present[random.upTo(present.length - 1)] as (typeof layers)[number];
  const from = present[random.upTo(present.length - 1)] as (typeof layers)[number];
  const [bytes, other] = [texts[layer], texts[from]].map((text) => new TextEncoder().encode(text));
  const file = mutate(bytes as Uint8Array, random, other as Uint8Array, PIECES);
  return { random, layer, file, inputs: inputsOf({ ...texts, [layer]: file }) };
}

const options = {
  emitters,
  today: TODAY,
  typesModule: CONTRACT_MODULE,
  clients: { runtimeModule: "@kei/runtime/codegen", factsModule: "@kei/registry/*" },
};

describe(`${cases.length} mutated files`, { timeout: isSoak ? 3_600_000 : 180_000 }, () => {
  it("are checked without a crash, and every finding has a place in its file", () => {
    let broken = 0;
    for (const name of cases) {
      const { inputs } = mutated(name);
      const { diagnostics } = check(inputs, TODAY);
      const lines = mapLayers(
        (layer) =>
          String(Buffer.from((inputs[layer].bytes as Uint8Array) ?? [])).split("\n").length,
      );
      const known = new Map<string, number>(
        layers.map((layer) => [inputFileNames[layer], lines[layer]]),
      );
      for (const { file, range, message } of diagnostics) {
        expect(range.start.line, name).toBeLessThanOrEqual(known.get(file) ?? 0);
        expect(range.start.column, name).toBeGreaterThan(0);
        expect(message, name).toMatch(/^[^\p{Cc}]+$/u);
      }
      expect(formatPretty(diagnostics, { color: false }), name).not.toMatch(/[^\P{Cc}\n\t]/u);
      if (diagnostics.some(({ severity }) => severity === "error")) broken += 1;
    }
    // Else the mutations spoil nothing, or everything.
    expect(broken).toBeGreaterThan(cases.length / 4);
    expect(broken).toBeLessThan(cases.length);
  });

  it("give code of facts alone, and JSON, where they are without an error", async () => {
    const seen = new Set<string>();
    for (const name of cases) {
      const { inputs } = mutated(name);
      const { registry } = check(inputs, TODAY);
      if (registry === undefined) continue;
      // What differs in nothing that is generated has been looked at.
      const facts = JSON.stringify(registry);
      if (seen.has(facts)) continue;
      seen.add(facts);
      const { files } = await generate(inputs, options);
      for (const { path, text } of files) {
        if (path.endsWith(".ts")) expect(unexpectedIn(text), `${name}, ${path}`).toEqual([]);
        else if (path.endsWith(".json")) JSON.parse(text);
      }
    }
    expect(seen.size).toBeGreaterThan(seeds.length);
  });

  it("keep what an edit is not about, or refuse it", () => {
    let edited = 0;
    for (const name of cases) {
      const { random, layer, file } = mutated(name);
      const decoded = decode(file);
      if (!decoded.ok) continue;
      const { text } = decoded;
      const before = recordsIn(text, layer);
      if (before === undefined || before.length === 0) continue;
      const index = random.upTo(before.length - 1);
      const [key = "id"] = Object.keys(before[index] ?? {});
      const place = { table: layer, index, key };
      const edit = EDITS[random.upTo(EDITS.length - 1)] as Edit;
      let after: readonly TomlTable[] | undefined;
      try {
        after = recordsIn(edit(text, place), layer);
      } catch (error) {
        expect(error, name).toBeInstanceOf(UserError);
        continue;
      }
      edited += 1;
      expect(after, name).toBeDefined();
      const others = (records: readonly TomlTable[] = []) =>
        records.filter((_, position) => position !== index);
      const kept = edit === removeOne ? after : others(after?.slice(0, before.length));
      expect(kept, name).toEqual(others(before));
    }
    expect(edited).toBeGreaterThan(cases.length / 10);
  });
});

type Edit = (
  text: string,
  place: { readonly table: string; readonly index: number; readonly key: string },
) => string;

const removeOne: Edit = (text, place) => removeRecord(text, place);
const EDITS: readonly Edit[] = [
  (text, place) => setKey(text, { ...place, value: "changed" }),
  (text, place) => addKey(text, { ...place, key: "added", value: 1, order: [place.key] }),
  (text, place) => removeKey(text, place),
  removeOne,
  (text, { table }) => appendRecord(text, { table, entries: [{ key: "id", value: "x" }] }),
];

/** The records of a file; `undefined` where it cannot be parsed, or something else has their name. */
function recordsIn(text: string, table: string): readonly TomlTable[] | undefined {
  const toml = parseToml(text);
  if ("problem" in toml) return undefined;
  const records = toml.value[table] ?? [];
  return Array.isArray(records) && records.every((each) => Object(each) === each)
    ? (records as readonly TomlTable[])
    : undefined;
}
