import { FailureError } from "../errors.ts";
import type { JsonSchema } from "../protocols/protocol.ts";
import { kindOf, RULES, type Schema } from "./json-schema-rules.ts";

/** What is wrong with a value, and where in it. */
export interface Issue {
  /** As in `.items[2].price`; `""` is the value itself. */
  readonly path: string;
  readonly message: string;
}

const MAX_ISSUES = 10;

/** What a keyword says is part of the message up to this length. */
const MAX_TEXT = 80;

/** Steps from schema to schema, more than any answer needs: a `$ref` that leads to itself gets here. */
const MAX_DEPTH = 500;

/**
 * What is wrong with a value by a JSON Schema, which `assertCheckable` has let pass; nothing when it
 * is valid. 2020-12, and lists of `items` as in draft-07. Keywords that it does not know say nothing.
 *
 * @throws FailureError `protocol` when value or schema are nested without end
 */
export function checkJsonSchema(root: JsonSchema, value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  let depth = 0;

  /** @param path absent: only the result counts, as below `anyOf` and `not` */
  function valid(schema: Schema, part: unknown, path: string | undefined): boolean {
    if (schema === true) return true;
    if (schema === false) return report(path, "is not allowed");
    if (depth > MAX_DEPTH) {
      throw new FailureError({
        code: "protocol",
        message: "the answer is nested too deeply, or the schema without end",
      });
    }
    depth += 1;
    const kind = kindOf(part);
    const check = {
      root,
      schema,
      valid: (inner: Schema, value: unknown, step?: string) =>
        valid(inner, value, path === undefined || step === undefined ? undefined : path + step),
    };
    let ok = true;
    for (const key in schema) {
      if (!Object.hasOwn(RULES, key)) continue;
      const [, rule, applies = kind] = RULES[key] ?? [];
      if (rule === undefined || applies !== kind) continue;
      const before = issues.length;
      if (rule(part as never, schema[key] as never, check)) continue;
      ok = false;
      if (path === undefined) break;
      if (issues.length === before) report(path, described(key, schema[key], part));
    }
    depth -= 1;
    return ok;
  }

  function report(path: string | undefined, message: string): false {
    if (path !== undefined && issues.length < MAX_ISSUES) issues.push({ path, message });
    return false;
  }

  valid(root, value, "");
  return issues;
}

function described(key: string, operand: unknown, value: unknown): string {
  const wanted =
    key === "required"
      ? (operand as string[]).filter((name) => !Object.hasOwn(value as object, name))
      : operand;
  const text = JSON.stringify(wanted);
  return `does not satisfy ${key}${text.length > MAX_TEXT ? "" : `: ${text}`}`;
}
