import { linearPattern, type TextTest } from "./linear-pattern.ts";
import { type Keywords, resolveRef, type Schema } from "./subschemas.ts";

type Schemas = readonly Schema[];
type Named<Value = Schema> = Readonly<Record<string, Value>>;
type List = readonly unknown[];

/** Where a rule is applied. */
export interface Place {
  readonly root: Keywords;
  /** The schema that the rule stands in. */
  readonly schema: Keywords;
  /** The whole value that is checked. */
  readonly whole: unknown;
  /** The number that all equal values have. */
  identify(value: unknown): number;
  /** The numbers of the values of a list, which is gone through once. */
  idsOf(values: List): ReadonlySet<number>;
  /** A pattern, made once. */
  testOf(pattern: string): TextTest;
  /** `step` leads to a part of the value, `""` to itself; without one nothing is reported. */
  valid(schema: unknown, value: unknown, step?: string): boolean;
}

/** Whether a value is as a keyword says. */
export type Rule = (value: never, operand: never, at: Place) => boolean;

/** The keywords that are checked, by the kind of value to which they apply. */
export const RULES: Named<Named<Rule>> = {
  any: {
    $ref: (value, ref: string, at) => at.valid(resolveRef(at.root, ref), value, ""),
    type: (value: unknown, types: string | readonly string[]) =>
      [types]
        .flat()
        .some((type) => type === kindOf(value) || (type === "integer" && Number.isInteger(value))),
    enum: (value, values: List, at) => at.idsOf(values).has(at.identify(value)),
    const: (value, one, at) => at.identify(one) === at.identify(value),
    allOf: (value, all: Schemas, at) => every(all, (one) => at.valid(one, value, "")),
    anyOf: (value, any: Schemas, at) => any.some((one) => at.valid(one, value)),
    oneOf: (value, any: Schemas, at) => any.filter((one) => at.valid(one, value)).length === 1,
    not: (value, not: Schema, at) => !at.valid(not, value),
    if: (value, condition: Schema, at) =>
      at.valid(at.schema[at.valid(condition, value) ? "then" : "else"] ?? true, value, ""),
  },
  number: {
    minimum: (value: number, limit: number) => value >= limit,
    maximum: (value: number, limit: number) => value <= limit,
    exclusiveMinimum: (value: number, limit: number) => value > limit,
    exclusiveMaximum: (value: number, limit: number) => value < limit,
    multipleOf: isMultiple,
  },
  string: {
    // Counted in code points.
    minLength: (value: string, limit: number) => [...value].length >= limit,
    maxLength: (value: string, limit: number) => [...value].length <= limit,
    pattern: (value: string, pattern: string, at) => at.testOf(pattern)(value),
    // Not of JSON Schema, but for the schema of schemas.
    "regular expression": isPattern,
    "local reference": (ref: string, _, at) => resolveRef(at.whole, ref) !== undefined,
  },
  array: {
    prefixItems: prefix,
    items: (value: List, items: Schema | Schemas, at) =>
      isList<Schema>(items)
        ? prefix(value, items, at)
        : rest(value, items, lengthOf(at.schema["prefixItems"]), at),
    additionalItems: (value: List, items: Schema, at) =>
      rest(value, items, lengthOf(at.schema["items"]) || value.length, at),
    unevaluatedItems: (value: List, items: Schema, at) =>
      every(
        value,
        (one, i) => evaluates(at.schema, value, i, at) || at.valid(items, one, `[${i}]`),
      ),
    contains(value: List, item: Schema, at) {
      const { minContains = 1, maxContains = value.length } = at.schema;
      const { length } = value.filter((one) => at.valid(item, one));
      return length >= (minContains as number) && length <= (maxContains as number);
    },
    uniqueItems: (value: List, unique: boolean, at) =>
      !unique || new Set(value.map(at.identify)).size === value.length,
    minItems: (value: List, limit: number) => value.length >= limit,
    maxItems: (value: List, limit: number) => value.length <= limit,
  },
  object: {
    properties: (value: Keywords, properties: Named, at) =>
      everyKey(
        value,
        (key) => !has(properties, key) || at.valid(properties[key], value[key], `.${key}`),
      ),
    patternProperties: (value: Keywords, patterns: Named, at) =>
      everyKey(patterns, (pattern) =>
        everyKey(
          value,
          (key) => !at.testOf(pattern)(key) || at.valid(patterns[pattern], value[key], `.${key}`),
        ),
      ),
    additionalProperties: (value: Keywords, others: Schema, at) =>
      everyKey(
        value,
        (key) => isNamed(at.schema, key, at) || at.valid(others, value[key], `.${key}`),
      ),
    unevaluatedProperties: (value: Keywords, others: Schema, at) =>
      everyKey(
        value,
        (key) => evaluates(at.schema, value, key, at) || at.valid(others, value[key], `.${key}`),
      ),
    propertyNames: (value: Keywords, names: Schema, at) =>
      everyKey(value, (key) => at.valid(names, key)),
    required: hasAll,
    minProperties: (value: Keywords, limit: number) => Object.keys(value).length >= limit,
    maxProperties: (value: Keywords, limit: number) => Object.keys(value).length <= limit,
    dependentRequired: depends,
    dependentSchemas: depends,
    dependencies: depends,
  },
};

/** Like `Array.every`, but looks at all: there may be more than one thing to report. */
function every<Item>(list: readonly Item[], test: (item: Item, index: number) => boolean): boolean {
  let ok = true;
  // Not `forEach`: the stack limits how deep a value can go.
  for (let i = 0; i < list.length; i++) ok = test(list[i] as Item, i) && ok;
  return ok;
}

function everyKey(value: object, test: (key: string) => boolean): boolean {
  return every(Object.keys(value), test);
}

function prefix(value: List, items: Schemas, at: Place): boolean {
  return every(value, (one, i) => at.valid(items[i] ?? true, one, `[${i}]`));
}

function rest(value: List, items: Schema, from: number, at: Place): boolean {
  return every(value, (one, i) => i < from || at.valid(items, one, `[${i}]`));
}

function hasAll(value: Keywords, names: readonly string[]): boolean {
  return names.every((name) => has(value, name));
}

/** Draft-07 has one keyword for names and for schemas. */
function depends(value: Keywords, needed: Named<Schema | readonly string[]>, at: Place): boolean {
  return everyKey(value, (key) => {
    const need = has(needed, key) ? needed[key] : true;
    return isList<string>(need) ? hasAll(value, need) : at.valid(need, value, "");
  });
}

/** Whether `properties` or `patternProperties` have a key. */
function isNamed(
  { properties = {}, patternProperties = {} }: Keywords,
  key: string,
  at: Place,
): boolean {
  return (
    has(properties as object, key) ||
    Object.keys(patternProperties as object).some((pattern) => at.testOf(pattern)(key))
  );
}

/**
 * Whether a schema, or one that holds for the same value with it, says something of a property or an
 * item. What it says was checked by then: a schema that does not hold says nothing.
 */
function evaluates(
  schema: unknown,
  value: List | Keywords,
  key: string | number,
  at: Place,
  seen: Set<unknown> = new Set(),
): boolean {
  if (!isObject(schema) || seen.has(schema)) return false;
  const isFirst = seen.size === 0;
  seen.add(schema);
  const inner = (one: unknown) => evaluates(one, value, key, at, seen);
  const holds = (one: unknown) => at.valid(one, value) && inner(one);
  const { items, contains, $ref, dependentSchemas = {} } = schema;
  const own =
    typeof key === "string"
      ? isNamed(schema, key, at) ||
        schema["additionalProperties"] !== undefined ||
        (!isFirst && schema["unevaluatedProperties"] !== undefined)
      : key < lengthOf(schema["prefixItems"]) ||
        (isList(items) ? key < items.length : items !== undefined) ||
        (isList(items) && schema["additionalItems"] !== undefined) ||
        (contains !== undefined && at.valid(contains, (value as List)[key])) ||
        (!isFirst && schema["unevaluatedItems"] !== undefined);
  return (
    own ||
    (typeof $ref === "string" && inner(resolveRef(at.root, $ref))) ||
    listOf(schema["allOf"]).some(inner) ||
    [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])].some(holds) ||
    (schema["if"] !== undefined &&
      (at.valid(schema["if"], value)
        ? inner(schema["if"]) || inner(schema["then"])
        : inner(schema["else"]))) ||
    Object.keys(dependentSchemas as object).some(
      (name) => has(value, name) && inner((dependentSchemas as Named)[name]),
    )
  );
}

/** Of decimal numbers as they are written: 19.99 is a multiple of 0.01. */
function isMultiple(value: number, step: number): boolean {
  const [[a, powerA], [b, powerB]] = [decimal(value), decimal(step)];
  const power = Math.min(powerA, powerB);
  return (a * 10n ** BigInt(powerA - power)) % (b * 10n ** BigInt(powerB - power)) === 0n;
}

/** The digits of a number, and the power of ten that they are multiplied by. */
function decimal(value: number): [digits: bigint, power: number] {
  const [digits = "", power = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  return [BigInt(whole + fraction), Number(power) - fraction.length];
}

export function has(value: object, key: string): boolean {
  return Object.hasOwn(value, key);
}

function isList<Item>(value: unknown): value is readonly Item[] {
  return Array.isArray(value);
}

export function kindOf(value: unknown): string {
  return value === null ? "null" : isList(value) ? "array" : typeof value;
}

function isObject(value: unknown): value is Keywords {
  return kindOf(value) === "object";
}

function listOf(value: unknown): List {
  return isList(value) ? value : [];
}

function lengthOf(value: unknown): number {
  return listOf(value).length;
}

function isPattern(pattern: string): boolean {
  try {
    linearPattern(pattern);
    return true;
  } catch {
    return false;
  }
}
