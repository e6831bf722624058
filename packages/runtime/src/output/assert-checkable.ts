import { badRequest } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import { checkJsonSchema, type Issue } from "./check-json-schema.ts";
import {
  allSchemas,
  isOld,
  type Keywords,
  keywordsOf,
  resolveRef,
  subschemas,
} from "./subschemas.ts";

const schema = { $ref: "#" };
const schemas = { type: "array", items: schema };
const named = { type: "object", additionalProperties: schema };
const isArray = { type: "array" };
const names = { type: "array", items: { type: "string" } };
const pattern = { type: "string", "regular expression": "of JavaScript, without references back" };
const text = { type: "string" };
const eitherNames = eitherOf(names, schema);
const type = { enum: ["null", "boolean", "number", "integer", "string", "array", "object"] };

/** The schema of the schemas that can be checked. */
const SCHEMAS: Keywords = {
  type: ["object", "boolean"],
  properties: {
    ...all("$defs definitions properties", named),
    ...all(
      "not if then else additionalProperties unevaluatedProperties propertyNames contains additionalItems unevaluatedItems",
      schema,
    ),
    ...all("allOf anyOf oneOf prefixItems", schemas),
    ...all(
      "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems minContains maxContains minProperties maxProperties",
      { type: "number" },
    ),
    multipleOf: { type: "number", exclusiveMinimum: 0 },
    // Which schema these mean depends on the way to them.
    ...all("$dynamicRef $recursiveRef", false),
    ...all("$anchor $dynamicAnchor $id", text),
    // Others may say that keywords mean something else.
    $schema: { type: "string", pattern: "^https?://json-schema\\.org/" },
    $ref: { type: "string", "local reference": "#/…" },
    type: eitherOf({ items: type }, type),
    enum: isArray,
    const: true,
    pattern,
    patternProperties: { ...named, propertyNames: pattern },
    items: eitherOf(schemas, schema),
    uniqueItems: { type: "boolean" },
    required: names,
    dependentRequired: { ...named, additionalProperties: names },
    dependentSchemas: named,
    dependencies: { ...named, additionalProperties: eitherNames },
  },
};

const checkable = new WeakSet<object>();

/**
 * Refuses a JSON Schema by which an answer could not be checked, before the answer is paid for: one
 * that is none, that has keywords beyond our checker, or that leads to itself without an end.
 *
 * @param at where the schema is in the request, for the error
 * @throws FailureError `bad-request` with the path of the keyword
 */
export function assertCheckable(schema: Keywords, at = "output"): void {
  if (checkable.has(schema)) return;
  const issue = findIssue(schema);
  if (issue !== undefined) {
    throw badRequest(`${at} cannot be checked as JSON Schema: ${at}${issue.path} ${issue.message}`);
  }
  checkable.add(schema);
}

function findIssue(root: Keywords): Issue | undefined {
  const [issue] = checkJsonSchema(SCHEMAS, root);
  if (issue !== undefined) return issue;
  const old = isOld(root);
  const below = (schema: Keywords) => subschemas(keywordsOf(schema, old), false);
  if (hasLoop([root], below)) return { path: "", message: "is nested too deeply" };
  const schemas = allSchemas(root);
  const all = new Set(schemas);
  let refers = false;
  // What a reference leads to may stand where no schema is looked for.
  for (const schema of all) {
    const { $ref } = schema;
    if (typeof $ref !== "string") continue;
    refers = true;
    const target = resolveRef(root, $ref);
    if (!isRecord(target) || all.has(target)) continue;
    const [wrong] = checkJsonSchema(SCHEMAS, target);
    if (wrong !== undefined) return { ...wrong, path: `${$ref.slice(1)}${wrong.path}` };
    for (const inner of allSchemas(target)) all.add(inner);
  }
  const here = (schema: Keywords) => {
    const target =
      typeof schema["$ref"] === "string" ? resolveRef(root, schema["$ref"]) : undefined;
    return [...subschemas(keywordsOf(schema, old), true), ...(isRecord(target) ? [target] : [])];
  };
  if (hasLoop(all, here)) return { path: "", message: "has a $ref that leads to itself" };
  const isBase = ({ $id }: Keywords) => $id !== undefined && !String($id).startsWith("#");
  if (refers && [...all].some((schema) => schema !== root && isBase(schema))) {
    return {
      path: "",
      message: "has a $ref, and an $id below its top that may change what it means",
    };
  }
  return undefined;
}

/** Whether a way leads from one of these back to itself. */
function hasLoop(from: Iterable<Keywords>, next: (schema: Keywords) => Keywords[]): boolean {
  const done = new Set<Keywords>();
  const open = new Set<Keywords>();
  const loops = (schema: Keywords): boolean => {
    if (open.has(schema)) return true;
    if (done.has(schema)) return false;
    open.add(schema);
    const found = next(schema).some(loops);
    open.delete(schema);
    done.add(schema);
    return found;
  };
  return [...from].some(loops);
}

function eitherOf(list: Keywords, one: Keywords): Keywords {
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  return { if: isArray, then: list, else: one };
}

function all(keywords: string, of: Keywords | boolean): Keywords {
  return Object.fromEntries(keywords.split(" ").map((keyword) => [keyword, of]));
}
