import { isRecord } from "../platform/records.ts";
import { has, kindOf, RULES } from "./json-schema-rules.ts";
import { linearPattern, type TextTest } from "./linear-pattern.ts";
import { isOld, type Keywords, keywordsOf } from "./subschemas.ts";

/** What is wrong with a value, and where in it. */
export interface Issue {
  /** As in `.items[2].price`; `""` is the value itself. */
  readonly path: string;
  readonly message: string;
}

const MAX_ISSUES = 10;

/** What a keyword says is part of the message up to this length. */
const MAX_TEXT = 80;

/** What came of a value by a schema; `told`: and it was said what is wrong. */
type Verdict = "valid" | "invalid" | "told";

/**
 * What is wrong with a value by a JSON Schema that `assertCheckable` has let pass; nothing when it is
 * valid. Of 2020-12, with what draft-07 has beside it. Keywords that it does not know say nothing, and
 * neither does `format`.
 *
 * Each value is looked at once by each schema, so the time is that of both together.
 */
export function checkJsonSchema(root: Keywords, whole: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  const verdicts = new Map<Keywords, Map<unknown, Verdict>>();
  const old = isOld(root);
  const identify = createIdentify();
  const idsOf = cached((values: readonly unknown[]) => new Set(values.map(identify)));
  const testOf = cached<string, TextTest>(linearPattern);

  /** @param path absent: only the result counts, as below `anyOf` and `not` */
  function valid(schema: unknown, value: unknown, path: string | undefined): boolean {
    if (schema === true) return true;
    const place = issues.length < MAX_ISSUES ? path : undefined;
    if (!isRecord(schema)) return report(place, "is not allowed");
    let known = verdicts.get(schema);
    if (known === undefined) {
      known = new Map();
      verdicts.set(schema, known);
    }
    const verdict = known.get(value);
    if (verdict === "valid") return true;
    if (verdict === "told" || (verdict === "invalid" && place === undefined)) return false;
    // What leads to itself is as valid as the rest of it.
    known.set(value, "valid");
    const ok = follows(keywordsOf(schema, old), value, place);
    // The same number or text elsewhere is to be told again.
    const told = place !== undefined && Object(value) === value;
    if (!ok) known.set(value, told ? "told" : "invalid");
    return ok;
  }

  function follows(schema: Keywords, value: unknown, path: string | undefined): boolean {
    const at = {
      root,
      whole,
      schema,
      identify,
      idsOf,
      testOf,
      valid: (inner: unknown, part: unknown, step?: string) =>
        valid(inner, part, path === undefined || step === undefined ? undefined : path + step),
    };
    let ok = true;
    for (const kind of ["any", kindOf(value)]) {
      const rules = RULES[kind] ?? {};
      for (const key in schema) {
        if (!has(rules, key)) continue;
        const before = issues.length;
        if (rules[key]?.(value as never, schema[key] as never, at)) continue;
        ok = false;
        if (issues.length === before) report(path, described(key, schema[key], value));
      }
    }
    return ok;
  }

  function report(path: string | undefined, message: string): false {
    if (path !== undefined && issues.length < MAX_ISSUES) issues.push({ path, message });
    return false;
  }

  try {
    valid(root, whole, "");
    return issues;
  } catch (thrown) {
    // The stack is what limits how deep it can go.
    if (thrown instanceof RangeError) return [{ path: "", message: "is nested too deeply" }];
    throw thrown;
  }
}

function cached<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}

/** Equal values have one number: the order of an object's keys means nothing. Each part is written once. */
function createIdentify(): (value: unknown) => number {
  const numbers = new Map<string, number>();
  const identify = cached((value: unknown): number => {
    let text = "";
    if (Array.isArray(value)) text = `[${value.map(identify)}]`;
    else if (isRecord(value)) {
      const pairs = Object.keys(value).sort();
      text = `{${pairs.map((key) => `${JSON.stringify(key)}:${identify(value[key])}`)}}`;
    } else text = JSON.stringify(value);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
  return identify;
}

function described(key: string, operand: unknown, value: unknown): string {
  const text = JSON.stringify(
    key === "required"
      ? (operand as string[]).filter((name) => !has(value as object, name))
      : operand,
  );
  return `does not satisfy ${key}${text.length > MAX_TEXT ? "" : `: ${text}`}`;
}
