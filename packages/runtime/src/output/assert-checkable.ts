import { badRequest } from "../failure/request-failures.ts";
import { checkJsonSchema } from "./check-json-schema.ts";
import type { Keywords } from "./json-schema-rules.ts";

const schema = { $ref: "#" };
const schemas = { type: "array", items: schema };
const named = { type: "object", additionalProperties: schema };
const names = { type: "array", items: { type: "string" } };
const pattern = { type: "string", "regular expression": "JavaScript" };
const type = { enum: ["null", "boolean", "number", "integer", "string", "array", "object"] };
const isArray = { type: "array" };

/** The schema of the schemas that can be checked. */
const SCHEMAS: Keywords = {
  type: ["object", "boolean"],
  properties: {
    ...all("$defs definitions properties", named),
    ...all("not if then else additionalProperties propertyNames contains", schema),
    ...all("allOf anyOf oneOf prefixItems", schemas),
    ...all(
      "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties",
      { type: "number" },
    ),
    // What would be needed of a whole validator, and is not here.
    ...all(
      "$dynamicRef $recursiveRef additionalItems dependencies dependentSchemas maxContains minContains unevaluatedItems unevaluatedProperties",
      false,
    ),
    $ref: { type: "string", "local reference": "#/…" },
    type: eitherOf({ items: type }, type),
    enum: isArray,
    const: true,
    pattern,
    patternProperties: { ...named, propertyNames: pattern },
    items: eitherOf(schemas, schema),
    uniqueItems: { type: "boolean" },
    required: names,
    dependentRequired: { type: "object", additionalProperties: names },
  },
};

const checkable = new WeakSet<object>();

/**
 * Refuses a JSON Schema by which an answer could not be checked, before the answer is paid for: one
 * that is none, or that has keywords beyond our checker.
 *
 * @throws FailureError `bad-request` with the path of the keyword
 */
export function assertCheckable(schema: Keywords): void {
  if (checkable.has(schema)) return;
  const [issue] = checkJsonSchema(SCHEMAS, schema);
  if (issue !== undefined) {
    throw badRequest(
      `output cannot be checked as JSON Schema: output${issue.path} ${issue.message}`,
    );
  }
  checkable.add(schema);
}

function eitherOf(list: Keywords, one: Keywords): Keywords {
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  return { if: isArray, then: list, else: one };
}

function all(keywords: string, of: Keywords | boolean): Keywords {
  return Object.fromEntries(keywords.split(" ").map((keyword) => [keyword, of]));
}
