import { describe, expect, it } from "vitest";
import { decode, MAX_BYTES } from "../src/source/decode.ts";
import { createSourceFile } from "../src/source/source-file.ts";
import { parseToml } from "../src/source/toml.ts";
import { quote } from "../src/text/quote.ts";

describe("positions", () => {
  it.each<[string, string, [line: number, column: number]]>([
    ["the start", "⟦a", [1, 1]],
    ["the end of a line", "ab⟦\ncd", [1, 3]],
    ["the start of a line", "ab\n⟦cd", [2, 1]],
    ["the end of a text", "ab\ncd⟦", [2, 3]],
    ["the end behind a line break", "ab\n⟦", [2, 1]],
    ["an empty text", "⟦", [1, 1]],
    ["an empty line", "\n⟦\n", [2, 1]],
    ["CRLF", "ab\r\nc⟦d", [2, 2]],
    ["a carriage return, which begins no line", "ab\rc⟦d", [1, 5]],
    ["a line separator, which begins no line", "ab\u2028c⟦d", [1, 5]],
    ["characters of two code units", "🦊⟦a", [1, 3]],
    ["characters of one", "äß漢⟦a", [1, 4]],
  ])("%s", (_, marked, [line, column]) => {
    const source = createSourceFile("a.toml", marked.replace("⟦", ""));
    expect(source.position(marked.indexOf("⟦"))).toEqual({ line, column });
  });

  it("agree with a count by hand at every offset", () => {
    const text = "a\n\nbc\r\n🦊d\n\n\ne";
    const source = createSourceFile("a.toml", text);
    for (let offset = 0; offset <= text.length; offset++) {
      const lines = text.slice(0, offset).split("\n");
      const column = (lines.at(-1) as string).length + 1;
      expect(source.position(offset)).toEqual({ line: lines.length, column });
    }
  });
});

it.each<[string, readonly string[]]>([
  ["", [""]],
  ["a", ["a"]],
  ["a\n", ["a", ""]],
  ["a\nb", ["a", "b"]],
  ["a\r\nb\r\n", ["a", "b", ""]],
  ["\n\n", ["", "", ""]],
  ["a\rb\nc", ["a\rb", "c"]],
])("lines of %j", (text, lines) => {
  const source = createSourceFile("a.toml", text);
  expect(lines.map((_, index) => source.line(index + 1))).toEqual(lines);
  expect(source.line(lines.length + 1)).toBe("");
  expect(source.line(0)).toBe("");
});

describe("bytes", () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);

  it.each([
    ["", ""],
    ["a = 1\n", ""],
    ["äß漢🦊\u0000", ""],
    ["a\uFEFFb", ""],
    ["a = 1", "\uFEFF"],
  ])("%j is a text", (text, mark) => {
    expect(decode(utf8(mark + text))).toEqual({
      ok: true,
      text,
      hadByteOrderMark: mark !== "",
    });
  });

  it.each<[string, readonly number[], offset: number, before: string]>([
    ["a byte that never occurs", [0x61, 0xff, 0x62], 1, "a"],
    ["a byte that continues nothing", [0x61, 0x80], 1, "a"],
    ["a sequence that is broken off", [0xc3, 0xa4, 0xc3, 0x62], 2, "ä"],
    ["a sequence of three broken off", [0x61, 0xe6, 0xbc, 0x62], 1, "a"],
    ["a sequence that the file ends in", [0x61, 0xf0, 0x9f, 0xa6], 1, "a"],
    ["an overlong sequence", [0x61, 0xc0, 0x80], 1, "a"],
    ["a surrogate", [0xed, 0xa0, 0x80], 0, ""],
    ["UTF-16", [0xff, 0xfe, 0x61, 0x00], 0, ""],
    ["behind a byte order mark", [0xef, 0xbb, 0xbf, 0x61, 0xff], 4, "a"],
  ])("%s is none, and it says where", (_, bytes, offset, before) => {
    const decoded = decode(Uint8Array.from(bytes));
    expect(decoded).toEqual({ ok: false, reason: "not-utf8", offset, before });
  });

  it("are read up to 8 MiB", () => {
    expect(decode(new Uint8Array(MAX_BYTES).fill(0x23)).ok).toBe(true);
    expect(decode(new Uint8Array(MAX_BYTES + 1))).toEqual({ ok: false, reason: "too-large" });
  });
});

describe("TOML", () => {
  it("has integers beyond 2^53 as bigints, the others as numbers", () => {
    expect(parseToml("a = 9007199254740991\nb = 9007199254740993")).toEqual({
      value: { a: 9007199254740991, b: 9007199254740993n },
    });
  });

  it.each<[string, string]>([
    ["in the first line", "a = ⟦x"],
    ["in a later line", "a = 1\n\nb = ⟦x\n"],
    ["after CRLF", "a = 1\r\nb = ⟦x\r\n"],
    ["after characters of two code units", 'a = "🦊"\nb = ⟦x'],
  ])("says where it is broken: %s", (_, marked) => {
    const result = parseToml(marked.replace("⟦", ""));
    expect(result).toMatchObject({ problem: { offset: marked.indexOf("⟦") } });
  });

  it("says what is wrong in one line", () => {
    for (const text of [
      "a = x",
      "[a",
      'a = "\n"',
      "a = 1\na = 2",
      "= 1",
      "a = 1 2",
      "[[a]]\n[a]",
    ]) {
      const result = parseToml(text);
      if (!("problem" in result)) throw new Error(`${text} is TOML`);
      expect(result.problem.message).toMatch(/^\S[^\n]*[^\s]$/);
      expect(result.problem.offset).toBeLessThanOrEqual(text.length);
    }
  });
});

describe("quotes", () => {
  it.each([
    ["a", '"a"'],
    ["", '""'],
    ['a "b"', '"a \\"b\\""'],
    ["a\nb\tc", '"a\\nb\\tc"'],
    ["a\u001Bb", '"a\\u001bb"'],
    ["a\u007Fb\u009Bc", '"a\\u007fb\\u009bc"'],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    ["x".repeat(61), `"${"x".repeat(59)}…"`],
    ["sk-ant-FAKE-FAKE", '"••••••••••••••••"'],
    [`${"x ".repeat(28)} sk-ant-FAKE-FAKE-FAKE`, `"${"x ".repeat(28)} ••…"`],
  ])("%j", (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it("cut no character in two", () => {
    for (const length of [56, 57, 58, 59]) {
      expect(quote(`${"x".repeat(length)}🦊🦊🦊`)).not.toMatch(/\p{Surrogate}|\\u/u);
    }
  });
});
