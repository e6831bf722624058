import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import * as z3 from "zod/v3";
import { toJsonSchema } from "../../src/output/to-json-schema.ts";
import { fromZod3 } from "../../src/zod3.ts";
import { failureOf } from "../support/prepare.ts";

describe("toJsonSchema", () => {
  it("leaves JSON Schema as it is", () => {
    const schema = { type: "object", $schema: "https://json-schema.org/draft/2020-12/schema" };
    expect(toJsonSchema(schema, "output")).toBe(schema);
  });

  it("takes that of zod 4, of what is to be written: before defaults and transformations", () => {
    const schema = z.object({
      city: z.string().describe("A city"),
      days: z.number().default(1),
      size: z.string().transform((text) => text.length),
      pair: z.tuple([z.string(), z.int().positive()]),
    });
    expect(toJsonSchema(schema, "output")).toEqual({
      type: "object",
      properties: {
        city: { type: "string", description: "A city" },
        days: { type: "number", default: 1 },
        size: { type: "string" },
        pair: {
          type: "array",
          items: false,
          minItems: 2,
          maxItems: 2,
          prefixItems: [
            { type: "string" },
            { type: "integer", exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          ],
        },
      },
      required: ["city", "size", "pair"],
    });
  });

  it("writes a schema once", () => {
    let count = 0;
    const jsonSchema = { input: () => ({ type: "object", count: ++count }), output: () => ({}) };
    const schema = { "~standard": { version: 1, vendor: "acme", jsonSchema } } as const;
    expect(toJsonSchema(schema, "output")).toBe(toJsonSchema(schema, "output"));
    expect(count).toBe(1);
  });

  it("takes schemas that are functions", () => {
    const jsonSchema = { input: () => ({ type: "string" }), output: () => ({}) };
    const standard = { version: 1, vendor: "acme", jsonSchema } as const;
    const schema = Object.assign(() => true, { "~standard": standard });
    expect(toJsonSchema(schema as never, "output")).toEqual({ type: "string" });
  });

  const must = 'must be JSON Schema, such as { type: "object" }, or a Standard Schema';
  const acme = { "~standard": { version: 1, vendor: "acme", validate: () => ({ value: 1 }) } };
  const cases: readonly (readonly [name: string, schema: unknown, want: string])[] = [
    ["zod 3", z3.object({}), "is of zod 3: use fromZod3(schema) of @kei/runtime/zod3"],
    ["zod/mini", mini.object({}), "is of zod/mini or zod before 4.2: use z.toJSONSchema(schema)"],
    [
      "a Standard Schema alone",
      acme,
      "is of acme, without ~standard.jsonSchema: use its JSON Schema",
    ],
    [
      "a date",
      z.date(),
      "cannot be written as JSON Schema: Date cannot be represented in JSON Schema",
    ],
    ["null", null, must],
    ["undefined", undefined, must],
    ["a list", [{ type: "object" }], must],
    ["a text", '{"type":"object"}', must],
    ["a function", () => ({ type: "object" }), must],
    ["an object without a keyword", { name: "string" }, must],
    ["names of every object alone", { constructor: 1 }, must],
  ];

  it.each(cases)("says of %s what to do", (_, schema, want) => {
    expect(failureOf(() => toJsonSchema(schema as never, "tools[0].parameters"))).toBe(
      `bad-request: tools[0].parameters ${want}`,
    );
  });
});

describe("fromZod3", () => {
  const written = (schema: z3.ZodTypeAny) => toJsonSchema(fromZod3(schema), "output");
  const string = { type: "string" };

  it("writes schemas that occur twice twice, as not all providers follow references", () => {
    const address = z3.object({ zip: z3.string() });
    const json = {
      type: "object",
      properties: { zip: string },
      required: ["zip"],
      additionalProperties: false,
    };
    expect(written(z3.object({ home: address, work: address.optional() }))).toEqual({
      type: "object",
      properties: { home: json, work: json },
      required: ["home"],
      additionalProperties: false,
    });
  });

  interface Tree {
    name: string;
    parts: Tree[];
  }
  const tree: z3.ZodType<Tree> = z3.lazy(() =>
    z3.object({ name: z3.string(), parts: z3.array(tree) }),
  );
  const node = (ref: string) => ({
    type: "object",
    properties: { name: string, parts: { type: "array", items: { $ref: ref } } },
    required: ["name", "parts"],
    additionalProperties: false,
  });

  it("writes a recursive schema with references to itself", () => {
    expect(written(tree)).toEqual(node("#"));
  });

  it("writes recursive parts as definitions", () => {
    const want = node("#/$defs/schema0");
    expect(written(z3.object({ "a/b": tree, again: tree }))).toEqual({
      type: "object",
      properties: { "a/b": want, again: { $ref: "#/$defs/schema0" } },
      required: ["a/b", "again"],
      additionalProperties: false,
      $defs: { schema0: want },
    });
  });

  it("writes tuples as 2020-12 has them, and as draft-07 has them when asked", () => {
    const schema = z3.tuple([z3.string()]).rest(z3.number());
    const rest = { type: "number" };
    expect(written(schema)).toEqual({
      type: "array",
      minItems: 1,
      prefixItems: [string],
      items: rest,
    });
    expect(fromZod3(schema)["~standard"].jsonSchema.input({ target: "draft-07" })).toEqual({
      type: "array",
      minItems: 1,
      items: [string],
      additionalItems: rest,
    });
    expect(
      messageOf(() => fromZod3(schema)["~standard"].jsonSchema.input({ target: "openapi-3.0" })),
    ).toBe("openapi-3.0 is not written here");
  });
});

function messageOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
