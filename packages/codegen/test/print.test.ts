import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commentText, literal, propertyName } from "../src/emit/print.ts";
import { KEBAB } from "../src/layers/patterns.ts";
import { identifier, typeName } from "../src/registry/names.ts";
import { HIDDEN } from "../src/text/quote.ts";

/** Strings made of what code generators trip over, and of anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "*/",
        "/*",
        "//",
        "`",
        "${",
        "}",
        '"',
        "'",
        "\\",
        "\n",
        "\r",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u009b",
        "\u{e0041}",
      ),
      fc.constantFrom("</script>", "<!--", "__proto__", "@deprecated", "{@link x}", "\u0000"),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

/** Data as the registry has it: no `__proto__` keys, which zod refuses; no -0, which JSON has not. */
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    hostile,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(hostile, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const evaluate = (source: string) =>
  JSON.parse(runInNewContext(`JSON.stringify((${source}))`) as string) as unknown;

describe("literal", () => {
  it("is source text of the same value", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(evaluate(literal(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("ends no script and no line but its own", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(literal(value)).not.toMatch(/[\u2028\u2029]|<\//);
        expect(literal(value)).not.toMatch(HIDDEN);
      }),
    );
  });

  it("keeps a key that would set a prototype a key", () => {
    const printed = `{ ${propertyName("__proto__")}: 1 }`;
    expect(runInNewContext(`Object.keys(${printed}).join()`)).toBe("__proto__");
  });

  it.each([
    [{ a: 1, b: ["x"] }, '{ a: 1, b: ["x"] }'],
    [[], "[]"],
    [{}, "{}"],
    [{ a: undefined, "b-c": true }, '{ "b-c": true }'],
    [{ long: "x".repeat(90) }, `{\n  long: "${"x".repeat(90)}",\n}`],
  ])("%j reads well", (value, want) => {
    expect(literal(value)).toBe(want);
  });
});

describe("commentText", () => {
  it("stays inside a comment, on its line, and begins no tag", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const comment = commentText(text);
        expect(comment).not.toMatch(/\*\/|<\/|[\n\r\u2028\u2029]/);
        expect(comment).not.toMatch(HIDDEN);
        expect(comment).not.toMatch(/(^|[^\\])@/);
        expect(runInNewContext(`/** ${comment} */ "after"`)).toBe("after");
      }),
    );
  });
});

describe("identifiers", () => {
  const ids = fc.stringMatching(new RegExp(KEBAB.source)).filter((id) => id.length <= 64);

  it("can be bound, whatever the id", () => {
    fc.assert(
      fc.property(
        fc.oneof(ids, fc.constantFrom("class", "default", "await", "eval", "models")),
        (id) => {
          expect(
            runInNewContext(`"use strict"; const ${identifier(id)} = 1; ${identifier(id)}`),
          ).toBe(1);
        },
      ),
    );
  });

  it.each([
    ["anthropic", "anthropic", "Anthropic"],
    ["ollama-local", "ollamaLocal", "OllamaLocal"],
    ["302ai", "_302ai", "_302ai"],
    ["default", "default_", "Default_"],
    ["models", "models_", "Models_"],
  ])("%s is %s", (id, name, type) => {
    expect([identifier(id), typeName(id)]).toEqual([name, type]);
  });
});
