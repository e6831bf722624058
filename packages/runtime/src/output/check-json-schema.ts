import { has, type Keywords, kindOf, RULES } from "./json-schema-rules.ts";

/** What is wrong with a value, and where in it. */
export interface Issue {
  /** As in `.items[2].price`; `""` is the value itself. */
  readonly path: string;
  readonly message: string;
}

const MAX_ISSUES = 10;

/** Steps from schema to schema, more than any answer needs: a `$ref` that leads to itself gets here. */
const MAX_DEPTH = 500;

/** What a keyword says is part of the message up to this length. */
const MAX_TEXT = 80;

/**
 * What is wrong with a value by a JSON Schema that `assertCheckable` has let pass; nothing when it is
 * valid. Of 2020-12, and lists of `items` as in draft-07. Keywords that it does not know say nothing.
 */
export function checkJsonSchema(root: Keywords, whole: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  let depth = 0;
  let deepest = 0;

  /** @param path absent: only the result counts, as below `anyOf` and `not` */
  function valid(schema: unknown, value: unknown, path: string | undefined): boolean {
    if (schema === true) return true;
    // Once too deep, all ends at once: there may be many ways down.
    if (deepest > MAX_DEPTH) return false;
    if (Object(schema) !== schema) return report(path, "is not allowed");
    depth += 1;
    deepest = Math.max(deepest, depth);
    const keywords = schema as Keywords;
    const at = {
      root,
      whole,
      schema: keywords,
      valid: (inner: unknown, part: unknown, step?: string) =>
        valid(inner, part, path === undefined || step === undefined ? undefined : path + step),
    };
    let ok = true;
    for (const kind of ["any", kindOf(value)]) {
      const rules = RULES[kind] ?? {};
      for (const key in keywords) {
        if (!has(rules, key)) continue;
        const before = issues.length;
        if (rules[key]?.(value as never, keywords[key] as never, at)) continue;
        ok = false;
        if (issues.length === before) report(path, described(key, keywords[key], value));
      }
    }
    depth -= 1;
    return ok;
  }

  function report(path: string | undefined, message: string): false {
    if (path !== undefined && issues.length < MAX_ISSUES) issues.push({ path, message });
    return false;
  }

  valid(root, whole, "");
  return deepest > MAX_DEPTH ? [{ path: "", message: "is nested too deeply" }] : issues;
}

function described(key: string, operand: unknown, value: unknown): string {
  const text = JSON.stringify(
    key === "required"
      ? (operand as string[]).filter((name) => !has(value as object, name))
      : operand,
  );
  return `does not satisfy ${key}${text.length > MAX_TEXT ? "" : `: ${text}`}`;
}
