import { expect, it } from "vitest";
import { anthropicSchema } from "../../../src/protocols/anthropic-messages/output-schema.ts";

const open = { type: "object", properties: { a: { type: "string" } } };
const closed = { ...open, additionalProperties: false };

it.each<[string, object, object]>([
  ["objects are closed", open, closed],
  ["lists of them as well", { type: "array", items: open }, { type: "array", items: closed }],
  [
    "limits are told",
    { type: "number", minimum: 1, maximum: 9, description: "Stars" },
    { type: "number", description: "Stars {minimum: 1, maximum: 9}" },
  ],
  [
    "formats that are known stay",
    { type: "string", format: "email" },
    { type: "string", format: "email" },
  ],
  [
    "others are told",
    { type: "string", format: "color" },
    { type: "string", description: '{format: "color"}' },
  ],
  [
    "few items stay",
    { type: "array", items: {}, minItems: 1 },
    { type: "array", items: {}, minItems: 1 },
  ],
  [
    "one of several is any of them",
    { oneOf: [open, { type: "null" }] },
    { anyOf: [closed, { type: "null" }] },
  ],
  [
    "definitions",
    { ...open, properties: { a: { $ref: "#/$defs/b" } }, $defs: { b: open } },
    { ...closed, properties: { a: { $ref: "#/$defs/b" } }, $defs: { b: closed } },
  ],
])("Z7: %s", (_, schema, want) => {
  expect(anthropicSchema(schema as never)).toEqual(want);
});

it.each<[string, object]>([
  [
    "recursion",
    {
      ...open,
      properties: { a: { $ref: "#/$defs/b" } },
      $defs: { b: { items: { $ref: "#/$defs/b" } } },
    },
  ],
  ["recursion to the top", { ...open, properties: { a: { $ref: "#" } } }],
  ["a table of things by name", { type: "object", additionalProperties: { type: "number" } }],
  ["an object of which nothing is said", { type: "object" }],
  ["objects in an enum", { enum: [{ a: 1 }] }],
  ["a reference to nothing", { $ref: "#/$defs/a" }],
  ["a keyword of logic", { not: { type: "string" } }],
  ["anything", { items: true }],
])("Z7: %s goes into the instructions", (_, schema) => {
  expect(anthropicSchema(schema as never)).toBeUndefined();
});
