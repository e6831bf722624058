import type { JsonSchema } from "../../chat/json-schema.ts";
import { isRecord } from "../../platform/records.ts";

const FORMATS = /^(?:date-time|time|date|duration|email|hostname|uri|ipv4|ipv6|uuid)$/;

/** Keywords that go as they are. */
const KEPT = ["$ref", "type", "title", "description", "default", "enum", "const", "required"];

/** Limits that Anthropic refuses: they go into the description, and the answer is checked by them. */
const TOLD =
  /^(?:(?:exclusiveM|m)(?:in|ax)imum|multipleOf|(?:min|max)(?:Length|Items|Properties)|uniqueItems|pattern|format)$/;

/** Keywords of schemas by name, and of lists of them. */
const TABLES = ["properties", "$defs", "definitions"];
const LISTS = ["anyOf", "oneOf", "allOf"];

/** Keywords that say nothing here, or are written anew. */
const DROPPED = [
  "additionalProperties",
  "$schema",
  "$id",
  "$comment",
  "examples",
  "deprecated",
  "readOnly",
];

/**
 * A schema as Anthropic takes it: objects are closed, limits are told in words. An answer that follows it
 * follows the caller's own but for those limits. `undefined` for what Anthropic refuses or cannot be
 * said: recursion, objects with keys that are not named, `not`, `if` and other keywords.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function anthropicSchema(schema: JsonSchema): JsonSchema | undefined {
  const done = new Set<string>();
  try {
    return written(schema, []);
  } catch (thrown) {
    if (thrown instanceof Unsayable) return undefined;
    throw thrown;
  }

  /** @param open the references that led here */
  function written(part: unknown, open: readonly string[]): JsonSchema {
    if (!isRecord(part)) throw new Unsayable();
    const { type, description, properties, additionalProperties, enum: words } = part;
    const result: Record<string, unknown> = {};
    const told: string[] = [];
    for (const [key, operand] of Object.entries(part)) {
      if (key === "$ref") follow(String(operand), open);
      if (KEPT.includes(key)) result[key] = operand;
      else if (TABLES.includes(key) && isRecord(operand)) {
        const entries = Object.entries(operand);
        result[key] = Object.fromEntries(
          entries.map(([name, each]) => [name, written(each, open)]),
        );
      } else if (key === "items") result[key] = written(operand, open);
      else if (LISTS.includes(key) && Array.isArray(operand)) {
        // Which of them it is alone is checked later.
        const name = key === "oneOf" ? "anyOf" : key;
        if (name in result || (name === "allOf" && operand.some(refers))) throw new Unsayable();
        result[name] = operand.map((each) => written(each, open));
      } else if (
        (key === "format" && FORMATS.test(String(operand))) ||
        (key === "minItems" && (operand === 0 || operand === 1))
      ) {
        result[key] = operand;
      } else if (TOLD.test(key)) told.push(`${key}: ${JSON.stringify(operand)}`);
      else if (!DROPPED.includes(key)) throw new Unsayable();
    }
    if (properties !== undefined || [type].flat().includes("object")) {
      // A table of things by name cannot be closed, and neither can what nothing is said of.
      if (isRecord(additionalProperties) || properties === undefined) throw new Unsayable();
      result["additionalProperties"] = false;
    }
    if (Array.isArray(words) && words.some((each) => Object(each) === each)) throw new Unsayable();
    if (told.length > 0) {
      result["description"] = [description, `{${told.join(", ")}}`].filter(Boolean).join(" ");
    }
    return result;
  }

  /** Looks for recursion, which Anthropic does not take, and for other documents. */
  function follow(ref: string, open: readonly string[]): void {
    const [base, table = "", name = "", ...rest] = ref.split("/");
    const schemas = schema[table];
    if (base !== "#" || rest.length > 0 || open.includes(ref) || !isRecord(schemas)) {
      throw new Unsayable();
    }
    if (done.has(ref)) return;
    written(schemas[name], [...open, ref]);
    done.add(ref);
  }
}

class Unsayable extends Error {}

function refers(schema: unknown): boolean {
  return isRecord(schema) && schema["$ref"] !== undefined;
}
