export type Keywords = Readonly<Record<string, unknown>>;
export type Schema = Keywords | boolean;
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
    enum: (value, values: List) => values.some((one) => canonical(one) === canonical(value)),
    const: (value, one) => canonical(one) === canonical(value),
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
    multipleOf(value: number, step: number) {
      const times = value / step;
      // 19.99 is a multiple of 0.01, whatever floating point makes of it.
      return Math.abs(times - Math.round(times)) <= Math.abs(times) * 1e-15;
    },
  },
  string: {
    // Counted in code points.
    minLength: (value: string, limit: number) => [...value].length >= limit,
    maxLength: (value: string, limit: number) => [...value].length <= limit,
    pattern: (value: string, pattern: string) => regExp(pattern).test(value),
    // Not of JSON Schema, but for the schema of schemas.
    "regular expression": isPattern,
    "local reference": (ref: string, _, at) => resolveRef(at.whole, ref) !== undefined,
  },
  array: {
    prefixItems: prefix,
    items: (value: List, items: Schema | Schemas, at) =>
      isList<Schema>(items)
        ? prefix(value, items, at)
        : every(value, (one, i) => {
            const { length } = (at.schema["prefixItems"] ?? []) as Schemas;
            return i < length || at.valid(items, one, `[${i}]`);
          }),
    contains: (value: List, item: Schema, at) => value.some((one) => at.valid(item, one)),
    uniqueItems: (value: List, unique: boolean) =>
      !unique || new Set(value.map(canonical)).size === value.length,
    minItems: (value: List, limit: number) => value.length >= limit,
    maxItems: (value: List, limit: number) => value.length <= limit,
  },
  object: {
    properties: (value: Keywords, properties: Named, at) =>
      everyKey(
        properties,
        (key) => !has(value, key) || at.valid(properties[key], value[key], `.${key}`),
      ),
    patternProperties: (value: Keywords, patterns: Named, at) =>
      everyKey(patterns, (pattern) =>
        everyKey(
          value,
          (key) => !regExp(pattern).test(key) || at.valid(patterns[pattern], value[key], `.${key}`),
        ),
      ),
    additionalProperties: (value: Keywords, others: Schema, at) =>
      everyKey(
        value,
        (key) =>
          has(at.schema["properties"] ?? {}, key) ||
          Object.keys(at.schema["patternProperties"] ?? {}).some((pattern) =>
            regExp(pattern).test(key),
          ) ||
          at.valid(others, value[key], `.${key}`),
      ),
    propertyNames: (value: Keywords, names: Schema, at) =>
      everyKey(value, (key) => at.valid(names, key)),
    required: hasAll,
    minProperties: (value: Keywords, limit: number) => Object.keys(value).length >= limit,
    maxProperties: (value: Keywords, limit: number) => Object.keys(value).length <= limit,
    dependentRequired: (value: Keywords, needed: Named<readonly string[]>) =>
      everyKey(needed, (key) => !has(value, key) || hasAll(value, needed[key] ?? [])),
  },
};

/** Like `Array.every`, but looks at all: there may be more than one thing to report. */
function every<Item>(list: readonly Item[], test: (item: Item, index: number) => boolean): boolean {
  return list.filter(test).length === list.length;
}

function everyKey(value: object, test: (key: string) => boolean): boolean {
  return every(Object.keys(value), test);
}

function prefix(value: List, items: Schemas, at: Place): boolean {
  return every(value, (one, i) => at.valid(items[i] ?? true, one, `[${i}]`));
}

function hasAll(value: Keywords, names: readonly string[]): boolean {
  return names.every((name) => has(value, name));
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

/** What equal values have in common: the order of an object's keys means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    kindOf(part) === "object"
      ? Object.fromEntries(Object.entries(part as object).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** @throws SyntaxError */
function regExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    // Needless escapes, as in `\-`, are common, and no Unicode patterns.
    return new RegExp(pattern);
  }
}

function isPattern(pattern: string): boolean {
  try {
    regExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** What is at `#` or at a path such as `#/$defs/node`; `undefined` when there is nothing. */
function resolveRef(root: unknown, ref: string): unknown {
  const [base, ...steps] = ref.split("/");
  let found = base === "#" ? root : undefined;
  for (const step of steps) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found =
      Object(found) === found && has(found as object, key) ? (found as Keywords)[key] : undefined;
  }
  return found;
}
