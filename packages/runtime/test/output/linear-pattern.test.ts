import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearPattern } from "../../src/output/linear-pattern.ts";

describe("what matches", () => {
  it.each<[pattern: string, text: string, want: boolean]>([
    ["^[a-z0-9]+(-[a-z0-9]+)*$", "a-slug-of-4", true],
    ["^[a-z0-9]+(-[a-z0-9]+)*$", "a--b", false],
    ["^[^@]+@[^@]+\\.[^@]+$", "a@b.test", true],
    ["^\\d{4}-\\d{2}-\\d{2}$", "2026-11-30", true],
    ["^\\d{4}-\\d{2}-\\d{2}$", "2026-11-3", false],
    ["^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$", "Passw0rdx", true],
    ["^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$", "Pass w0rd", false],
    ["(?<=\\$)\\d+(?!\\.)", "cost $42", true],
    ["(?<!\\$)\\b\\d+", "$42", false],
    ["^(?<year>\\d{4})$", "2026", true],
    ["^{\\w+}$", "{name}", true],
    ["^a{,2}$", "a{,2}", true],
    ["^[\\w\\-.]+$", "a-b.c", true],
    ["^\\p{Lu}\\p{L}*$", "Éa", true],
    ["^\\u{1F642}$", "🙂", true],
    ["^\\ud83d\\ude42$", "🙂", true],
    ["^.$", "🙂", true],
    ["^[🙂🙁]{2}$", "🙂🙁", true],
    ["^\\x41\\cJ\\t$", "A\n\t", true],
    ["^\\S(?:a|)+\\/$", "xaa/", true],
    ["a??b*?", "", true],
    ["^[]$", "a", false],
    ["^[^]$", "\n", true],
    ["^[\\]]$", "]", true],
    ["", "anything", true],
  ])("%s on %j", (pattern, text, want) => {
    expect(linearPattern(pattern)(text)).toBe(want);
    // Where it is an expression of Unicode, JavaScript says the same.
    const native = attempt(() => new RegExp(pattern, "u"));
    if (native !== undefined) expect(native.test(text)).toBe(want);
  });

  const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w", "\\b", "^", "$", "é", "\\d");
  const pattern = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4, depthSize: "medium" },
      atom,
      fc.tuple(tie("any"), tie("any")).map(([one, two]) => one + two),
      fc.tuple(tie("any"), tie("any")).map(([one, two]) => `(?:${one}|${two})`),
      fc
        .tuple(tie("any"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
        .map(([one, times]) => `(?:${one})${times}`),
      fc
        .tuple(fc.constantFrom("?=", "?!", "?<=", "?<!"), tie("any"))
        .map(([look, one]) => `(${look}${one})`),
    ),
  })).any;
  // No characters of two units: V8 looks between them for what takes none.
  const text = fc.array(fc.constantFrom("a", "b", "1", " ", "é"), { maxLength: 6 });

  it("Z4: what JavaScript matches, on random patterns and texts", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (source, texts) => {
        const native = new RegExp(source, "u");
        const linear = linearPattern(source);
        for (const characters of texts) {
          const whole = characters.join("");
          expect(linear(whole), JSON.stringify({ source, whole })).toBe(native.test(whole));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what takes others years", () => {
  it.each([
    ["^(a+)+$"],
    ["^(a|a)*$"],
    ["^(a|aa)+$"],
    ["^(a*)*b?$"],
    ["(.*)(.*)(.*)x"],
    ["^(?=(a+)+$)x"],
    ["^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$"],
  ])("Z4: %s", (pattern) => {
    expect(linearPattern(pattern)(`${"a".repeat(20_000)}!`)).toBe(false);
  });
});

describe("what is refused", () => {
  it.each([
    ["(", "Invalid regular expression"],
    ["^(a)\\1$", "a pattern cannot refer back"],
    ["^(?<one>a)\\k<one>$", "a pattern cannot refer back"],
    ["^((a{1,100}){1,100}){1,100}$", "the pattern is too large"],
    ["^(){1000000000}$", "the pattern is too large"],
  ])("Z4: %s", (pattern, message) => {
    expect(() => linearPattern(pattern)).toThrow(message);
  });
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
