import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCheckable } from "../../src/output/assert-checkable.ts";
import { checkJsonSchema } from "../../src/output/check-json-schema.ts";
import { failureOf } from "../support/prepare.ts";

const told = (schema: object, value: unknown) => {
  assertCheckable(schema as never);
  return checkJsonSchema(schema as never, value).map(({ path, message }) => `${path} ${message}`);
};

describe("what is wrong, and where", () => {
  const address = { type: "object", properties: { zip: { type: "string" } }, required: ["zip"] };
  const cases: readonly (readonly [schema: object, value: unknown, want: readonly string[]])[] = [
    [{ type: "object" }, [], [' does not satisfy type: "object"']],
    [{ type: ["string", "null"] }, 5, [' does not satisfy type: ["string","null"]']],
    [{ required: ["a", "b"] }, { b: 1 }, [' does not satisfy required: ["a"]']],
    [
      { properties: { a: { minimum: 3 }, b: { maxLength: 1 } } },
      { a: 1, b: "xx" },
      [".a does not satisfy minimum: 3", ".b does not satisfy maxLength: 1"],
    ],
    [
      { items: { $ref: "#/$defs/address" }, $defs: { address } },
      [{ zip: "1" }, {}, { zip: 1 }],
      ['[1] does not satisfy required: ["zip"]', '[2].zip does not satisfy type: "string"'],
    ],
    [
      { additionalProperties: false, properties: { a: true } },
      { a: 1, b: 2 },
      [".b is not allowed"],
    ],
    [
      { patternProperties: { "^x": { type: "number" } } },
      { xa: "1", ya: "1" },
      ['.xa does not satisfy type: "number"'],
    ],
    [
      { prefixItems: [{ type: "string" }], items: { type: "number" } },
      [1, "1"],
      ['[0] does not satisfy type: "string"', '[1] does not satisfy type: "number"'],
    ],
    [{ items: [{ type: "string" }] }, [1, 1], ['[0] does not satisfy type: "string"']],
    [
      { anyOf: [{ type: "string" }, { type: "null" }] },
      5,
      [' does not satisfy anyOf: [{"type":"string"},{"type":"null"}]'],
    ],
    [{ enum: Array.from({ length: 100 }, (_, i) => i) }, "x", [" does not satisfy enum"]],
    [
      {
        if: { properties: { kind: { const: "a" } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword
        then: { required: ["a"] },
        else: { required: ["b"] },
      },
      { kind: "a" },
      [' does not satisfy required: ["a"]'],
    ],
    [{ allOf: [{ type: "string" }, { minLength: 2 }] }, "x", [" does not satisfy minLength: 2"]],
    [{ not: { type: "string" } }, "x", [' does not satisfy not: {"type":"string"}']],
    [
      { propertyNames: { pattern: "^a" } },
      { b: 1 },
      [' does not satisfy propertyNames: {"pattern":"^a"}'],
    ],
    [
      { dependentRequired: { a: ["b"] } },
      { a: 1 },
      [' does not satisfy dependentRequired: {"a":["b"]}'],
    ],
    [
      { items: { type: "string" } },
      Array.from({ length: 99 }, (_, i) => i),
      Array.from({ length: 10 }, (_, i) => `[${i}] does not satisfy type: "string"`),
    ],
    [
      { contains: { const: 1 }, minContains: 2 },
      [1, 2],
      [' does not satisfy contains: {"const":1}'],
    ],
    [
      { contains: { const: 1 }, maxContains: 1 },
      [1, 1],
      [' does not satisfy contains: {"const":1}'],
    ],
    [{ contains: { const: 1 }, minContains: 0 }, [2], []],
    [
      { dependentSchemas: { a: { required: ["b"] } } },
      { a: 1 },
      [' does not satisfy required: ["b"]'],
    ],
    [
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1, b: 2 },
      [".b is not allowed"],
    ],
    [
      { $ref: "#here", $defs: { one: { $anchor: "here", type: "string" } } },
      1,
      [' does not satisfy type: "string"'],
    ],
    [{ items: [true], additionalItems: false }, [1, 2], ["[1] is not allowed"]],
    // Of draft-07, where nothing stands beside a reference.
    [
      {
        $schema: "http://json-schema.org/draft-07/schema#",
        properties: { a: { $ref: "#/definitions/b", minimum: 9 } },
        definitions: { b: { type: "number" } },
      },
      { a: 1 },
      [],
    ],
    // Names that objects have from their prototype.
    [
      { required: ["constructor"], properties: { toString: { type: "string" } } },
      {},
      [' does not satisfy required: ["constructor"]'],
    ],
    [
      { additionalProperties: false, properties: { a: true } },
      JSON.parse('{"__proto__": 1}'),
      [".__proto__ is not allowed"],
    ],
    [{ constructor: 1, toString: { type: "string" }, "x-mine": [] }, 5, []],
    // Numbers and texts as people mean them.
    [{ multipleOf: 0.01 }, 19.99, []],
    [{ multipleOf: 0.01 }, 19.995, [" does not satisfy multipleOf: 0.01"]],
    [{ multipleOf: 2 }, 1_000_000_000_000_001, [" does not satisfy multipleOf: 2"]],
    [{ multipleOf: 0.5 }, 1e308, []],
    [{ multipleOf: 1e-8 }, 12.39e-6, []],
    [{ multipleOf: 3 }, -9, []],
    [{ pattern: "^.\\-$" }, "🙂-", []],
    [{ type: "integer" }, 1.0, []],
    [{ maxLength: 1 }, "🙂", []],
    [{ pattern: "^[\\w\\-]+$" }, "a-b", []],
    [{ const: { a: 1, b: [2] } }, { b: [2], a: 1 }, []],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [" does not satisfy uniqueItems: true"],
    ],
    [{ format: "email", title: 5, default: { $ref: 1 } }, "nobody", []],
  ];

  it.each(cases)("%j %j", (schema, value, want) => {
    expect(told(schema, value)).toEqual(want);
  });
});

describe("recursion", () => {
  const tree = { type: "object", properties: { next: { $ref: "#" } }, required: ["value"] };

  it("follows a schema as far as the value goes", () => {
    let chain: object = {};
    for (let i = 0; i < 50; i++) chain = { value: i, next: chain };
    expect(told(tree, chain)).toEqual([
      `${".next".repeat(50)} does not satisfy required: ["value"]`,
    ]);
  });

  it.each([
    ["a reference to itself", { $ref: "#" }],
    ["many of them", { anyOf: [{ $ref: "#" }, { $ref: "#" }], not: { $ref: "#" } }],
    [
      "one by a way",
      {
        properties: { a: { allOf: [{ $ref: "#/$defs/b" }] } },
        $defs: { b: { not: { $ref: "#/properties/a" } } },
      },
    ],
  ])("is refused before an answer is paid for: %s", (_, schema) => {
    const failure = failureOf(() => assertCheckable(schema as never));
    expect(failure).toBe(
      "bad-request: output cannot be checked as JSON Schema: output has a $ref that leads to itself",
    );
  });

  it("Z3: goes as deep as 200 levels, by five schemas each", () => {
    const node = {
      allOf: [{ $ref: "#/$defs/node" }],
      $defs: { node: { anyOf: [{ type: "null" }, { properties: { next: { $ref: "#" } } }] } },
    };
    let chain: unknown = null;
    for (let i = 0; i < 200; i++) chain = { next: chain };
    expect(told(node, chain)).toEqual([]);
  });

  // Without a memory, or with a scan for each value, these take from minutes to years.
  it.each<[string, object, unknown]>([
    [
      "many values of an enum over many items",
      { items: { enum: Array.from({ length: 50_000 }, (_, i) => `value-${i}`) } },
      Array.from({ length: 50_000 }, (_, i) => `value-${i}`),
    ],
    [
      "equal items at every level",
      { uniqueItems: true, items: { $ref: "#" } },
      Array.from({ length: 500 }).reduce((inner) => [inner, ["x".repeat(10_000)]], []),
    ],
    [
      "two ways down at every level",
      {
        anyOf: [
          { properties: { a: { $ref: "#" } }, required: ["b"] },
          { properties: { a: { $ref: "#" } } },
        ],
      },
      Array.from({ length: 300 }).reduce((inner) => ({ a: inner }), {}),
    ],
    [
      "two ways down to a number",
      {
        $ref: "#/$defs/0",
        $defs: Object.fromEntries(
          Array.from({ length: 200 }, (_, i) => [
            i,
            i === 199
              ? { type: "number" }
              : { oneOf: [{ $ref: `#/$defs/${i + 1}` }, { not: { $ref: `#/$defs/${i + 1}` } }] },
          ]),
        ),
      },
      1,
    ],
    [
      "many properties that are not there",
      {
        items: {
          properties: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`p${i}`, true])),
        },
      },
      Array.from({ length: 20_000 }, () => ({ p1: 1 })),
    ],
  ])("Z3: takes time for schema and value once: %s", (_, schema, value) => {
    expect(told(schema, value)).toEqual([]);
  });

  it("ends on a value that is nested without end", () => {
    let chain: object = { value: 1 };
    for (let i = 0; i < 100_000; i++) chain = { value: i, next: chain };
    expect(told(tree, chain)).toEqual([" is nested too deeply"]);
  });
});

describe("agreement with ajv", () => {
  const key = fc.constantFrom("a", "b", "ab");
  const pattern = fc.constantFrom("^a", "b$", "^[ab]{2}$", "");
  const scalar = fc.oneof(
    fc.constantFrom(null, true, false, "", "a", "ab", "b", "🙂"),
    fc.integer({ min: -3, max: 6 }),
    fc.constantFrom(0.5, 2.5, 1e3),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      scalar,
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).any;
  const type = fc.constantFrom("null", "boolean", "number", "integer", "string", "array", "object");
  const count = fc.nat(3);
  const limit = fc.constantFrom(-1, 0, 0.5, 1, 2, 2.5, 3);
  const names = fc.uniqueArray(key, { maxLength: 3 });

  const schema = fc.letrec((tie) => {
    const sub = tie("schema");
    const list = fc.array(sub, { minLength: 1, maxLength: 3 });
    const named = fc.dictionary(key, sub, { maxKeys: 3, noNullPrototype: true });
    const keywords: Record<string, fc.Arbitrary<unknown>> = {
      type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(value, {
        minLength: 1,
        maxLength: 4,
        comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b),
      }),
      const: value,
      properties: named,
      required: names,
      additionalProperties: sub,
      patternProperties: fc.dictionary(pattern, sub, { maxKeys: 2, noNullPrototype: true }),
      propertyNames: sub,
      items: sub,
      prefixItems: list,
      contains: sub,
      uniqueItems: fc.boolean(),
      minItems: count,
      maxItems: count,
      minProperties: count,
      maxProperties: count,
      minLength: count,
      maxLength: count,
      pattern,
      minimum: limit,
      maximum: limit,
      exclusiveMinimum: limit,
      exclusiveMaximum: limit,
      multipleOf: fc.constantFrom(0.5, 1, 2, 3),
      allOf: list,
      anyOf: list,
      oneOf: list,
      not: sub,
      if: sub,
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      then: sub,
      else: sub,
      dependentRequired: fc.dictionary(key, names, { maxKeys: 2, noNullPrototype: true }),
      $ref: fc.constantFrom("#/$defs/one", "#/$defs/two~1b"),
      title: fc.string(),
    };
    // A few keywords each: a schema of all of them accepts nothing.
    const some = fc
      .subarray(Object.keys(keywords), { minLength: 1, maxLength: 4 })
      .chain((keys) =>
        fc.record(
          Object.fromEntries(keys.map((name) => [name, keywords[name] as fc.Arbitrary<unknown>])),
        ),
      );
    return { schema: fc.oneof({ maxDepth: 3, depthSize: "small" }, fc.boolean(), some) };
  }).schema;
  // Definitions refer to nothing, so that no reference leads to itself.
  const leaf = fc.record({ type });
  const whole = fc
    .tuple(schema, leaf, leaf)
    .map(([root, one, two]) => ({ allOf: [root], $defs: { one, "two/b": two } }));

  it("on random schemas and values", () => {
    let valid = 0;
    let invalid = 0;
    fc.assert(
      fc.property(whole, fc.array(value, { minLength: 5, maxLength: 5 }), (root, values) => {
        // Without `allErrors` it leaves out what follows `prefixItems` on an empty list.
        const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
        const validate = ajv.compile(root);
        assertCheckable(root);
        for (const one of values) {
          const want = attempt(() => validate(one));
          if (want === undefined) continue;
          if (want) valid += 1;
          else invalid += 1;
          expect(checkJsonSchema(root, one).length === 0, JSON.stringify({ root, one })).toBe(want);
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(valid, invalid)).toBeGreaterThan(100);
  });
});

/** Its own bookkeeping for `unevaluatedProperties` fails at times. */
function attempt(action: () => boolean): boolean | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

describe("assertCheckable", () => {
  const BEGINNING = "bad-request: output cannot be checked as JSON Schema: output";
  const cases: readonly (readonly [schema: unknown, want: string])[] = [
    [
      { type: "strng" },
      `.type does not satisfy enum: ["null","boolean","number","integer","string","array","object"]`,
    ],
    [
      { type: ["string", 5] },
      `.type[1] does not satisfy enum: ["null","boolean","number","integer","string","array","object"]`,
    ],
    [
      { properties: { a: { minimum: "3" } } },
      '.properties.a.minimum does not satisfy type: "number"',
    ],
    [{ properties: { a: null } }, '.properties.a does not satisfy type: ["object","boolean"]'],
    [{ properties: [] }, '.properties does not satisfy type: "object"'],
    [{ required: "a" }, '.required does not satisfy type: "array"'],
    [{ required: [5] }, '.required[0] does not satisfy type: "string"'],
    [{ anyOf: [{}, 5] }, '.anyOf[1] does not satisfy type: ["object","boolean"]'],
    [{ items: [{}, 5] }, '.items[1] does not satisfy type: ["object","boolean"]'],
    [{ items: 5 }, '.items does not satisfy type: ["object","boolean"]'],
    [
      { pattern: "(" },
      '.pattern does not satisfy regular expression: "of JavaScript, without references back"',
    ],
    [
      { patternProperties: { "(": true } },
      '.patternProperties does not satisfy propertyNames: {"type":"string","regular expression":"of JavaScript, without references back"}',
    ],
    [
      { items: { $ref: "https://example.com/schema" } },
      '.items.$ref does not satisfy local reference: "#/…"',
    ],
    [{ $ref: "#/$defs/nobody" }, '.$ref does not satisfy local reference: "#/…"'],
    [{ $ref: "#/$defs/constructor" }, '.$ref does not satisfy local reference: "#/…"'],
    [{ $ref: "#anchor" }, '.$ref does not satisfy local reference: "#/…"'],
    [{ $ref: 5 }, '.$ref does not satisfy type: "string"'],
    [{ anyOf: [{ $recursiveRef: "#" }] }, ".anyOf[0].$recursiveRef is not allowed"],
    [{ $dynamicRef: "#x" }, ".$dynamicRef is not allowed"],
    [{ multipleOf: 0 }, ".multipleOf does not satisfy exclusiveMinimum: 0"],
    [
      { dependentSchemas: { a: 5 } },
      '.dependentSchemas.a does not satisfy type: ["object","boolean"]',
    ],
    [{ minContains: "1" }, '.minContains does not satisfy type: "number"'],
    [
      { $ref: "#/components/a", components: { a: { $dynamicRef: "#x" } } },
      "/components/a.$dynamicRef is not allowed",
    ],
    [
      { $ref: "#/$defs/a", $defs: { a: { $id: "https://example.com/a" } } },
      " has a $ref, and an $id below its top that may change what it means",
    ],
    [{ $schema: "https://example.com/mine" }, ".$schema does not satisfy pattern"],
  ];

  it.each(cases)("refuses %j", (schema, want) => {
    const failure = failureOf(() => assertCheckable(schema as never));
    expect(failure.startsWith(BEGINNING + want)).toBe(true);
  });

  it("refuses what is no tree", () => {
    const schema: Record<string, unknown> = { type: "object" };
    schema["properties"] = { self: schema };
    expect(failureOf(() => assertCheckable(schema))).toBe(`${BEGINNING} is nested too deeply`);
  });

  it("takes names that are keywords for what they are", () => {
    const properties = Object.fromEntries(
      ["$ref", "unevaluatedItems", "type", "items", "__proto__", "constructor"].map((name) => [
        name,
        { type: "string" },
      ]),
    );
    expect(() =>
      assertCheckable({ type: "object", properties, default: { $ref: 5 } }),
    ).not.toThrow();
  });
});
