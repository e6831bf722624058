import { badRequest } from "../prepare/failures.ts";
import type { JsonSchema } from "../protocols/protocol.ts";
import { kindOf, type Operand, RULES, regExp, resolveRef } from "./json-schema-rules.ts";

/** What would be checked by a whole validator, and is not here. */
const BEYOND = ["$dynamicRef", "$recursiveRef", "unevaluatedItems", "unevaluatedProperties"];

const TYPES = ["null", "boolean", "number", "integer", "string", "array", "object"];

/**
 * Refuses a JSON Schema by which an answer could not be checked, before the answer is paid for: one
 * that is none, or that has keywords beyond our checker.
 *
 * @param at where the schema is in the request, for the error
 * @throws FailureError `bad-request` with the path of the keyword
 */
export function assertCheckable(root: JsonSchema, at: string): void {
  const seen = new Set<unknown>();

  function isSchema(schema: unknown, at: string): boolean {
    if (typeof schema === "boolean" || seen.has(schema)) return true;
    if (kindOf(schema) !== "object") return false;
    seen.add(schema);
    for (const [key, operand] of Object.entries(schema as JsonSchema)) {
      const path = `${at}.${key}`;
      if (BEYOND.includes(key)) {
        throw badRequest(`${path} cannot be checked here; a Standard Schema brings its own check`);
      }
      if (!Object.hasOwn(RULES, key)) continue;
      const [wanted] = RULES[key] as readonly [Operand];
      if (!fits(operand, wanted, path)) throw badRequest(`${path} is not a ${wanted}`);
    }
    return true;
  }

  function fits(operand: unknown, wanted: Operand, path: string): boolean {
    switch (wanted) {
      case "value":
        return true;
      case "list":
        return Array.isArray(operand);
      case "list of names":
        return Array.isArray(operand) && operand.every((name) => typeof name === "string");
      case "type":
        return [operand].flat().every((type) => TYPES.includes(type as string));
      case "regular expression":
        return isPattern(operand);
      case "reference within the schema": {
        const target = resolveRef(root, operand);
        return target !== undefined && isSchema(target, path);
      }
      case "schema":
        return isSchema(operand, path);
      case "list of schemas":
        return (
          Array.isArray(operand) && operand.every((schema, i) => isSchema(schema, `${path}[${i}]`))
        );
      case "schema or list of schemas":
        return fits(operand, Array.isArray(operand) ? "list of schemas" : "schema", path);
      case "record of schemas":
      case "record of schemas or lists of names":
      case "record of schemas by regular expression":
        return (
          kindOf(operand) === "object" &&
          Object.entries(operand as object).every(
            ([name, schema]) =>
              (wanted !== "record of schemas by regular expression" || isPattern(name)) &&
              ((wanted === "record of schemas or lists of names" &&
                fits(schema, "list of names", path)) ||
                isSchema(schema, `${path}.${name}`)),
          )
        );
      default:
        return typeof operand === wanted;
    }
  }

  isSchema(root, at);
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === "string" && regExp(pattern) !== undefined;
  } catch {
    return false;
  }
}
