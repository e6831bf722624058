type Keywords = Readonly<Record<string, unknown>>;
export type Schema = Keywords | boolean;
type Schemas = readonly Schema[];
type Named<Value = Schema> = Readonly<Record<string, Value>>;

/** What a keyword has to be, as errors say it. */
export type Operand =
  | "value"
  | "number"
  | "boolean"
  | "list"
  | "list of names"
  | "type"
  | "regular expression"
  | "reference within the schema"
  | "schema"
  | "list of schemas"
  | "schema or list of schemas"
  | "record of schemas"
  | "record of schemas by regular expression"
  | "record of schemas or lists of names";

export type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";

/** Where a rule is applied. */
interface Place {
  readonly root: Keywords;
  /** The schema that the rule stands in. */
  readonly schema: Keywords;
  /** `step` leads to a part of the value, `""` to itself; without one nothing is reported. */
  valid(schema: Schema, value: unknown, step?: string): boolean;
}

type Rule = (value: never, operand: never, place: Place) => boolean;

/**
 * The keywords of JSON Schema that count: what each has to be, whether a value is as it says, and to
 * which kind of value alone that applies.
 */
export const RULES: Named<readonly [Operand, Rule?, Kind?]> = {
  $defs: ["record of schemas"],
  definitions: ["record of schemas"],
  // biome-ignore lint/suspicious/noThenProperty: a keyword
  then: ["schema"],
  else: ["schema"],
  minContains: ["number"],
  maxContains: ["number"],

  $ref: [
    "reference within the schema",
    (value, ref: string, at) => at.valid(resolveRef(at.root, ref) ?? false, value, ""),
  ],
  type: [
    "type",
    (value, types: string | readonly string[]) => {
      const kind = kindOf(value);
      return [types]
        .flat()
        .some((type) => type === kind || (type === "integer" && Number.isInteger(value)));
    },
  ],
  enum: [
    "list",
    (value, values: readonly unknown[]) =>
      values.some((one) => canonical(one) === canonical(value)),
  ],
  const: ["value", (value, one) => canonical(one) === canonical(value)],
  allOf: [
    "list of schemas",
    (value, all: Schemas, at) => every(all, (one) => at.valid(one, value, "")),
  ],
  anyOf: ["list of schemas", (value, any: Schemas, at) => any.some((one) => at.valid(one, value))],
  oneOf: [
    "list of schemas",
    (value, any: Schemas, at) => any.filter((one) => at.valid(one, value)).length === 1,
  ],
  not: ["schema", (value, not: Schema, at) => !at.valid(not, value)],
  if: [
    "schema",
    (value, condition: Schema, at) =>
      at.valid(
        (at.schema[at.valid(condition, value) ? "then" : "else"] ?? true) as Schema,
        value,
        "",
      ),
  ],

  minimum: ["number", (value: number, least: number) => value >= least, "number"],
  maximum: ["number", (value: number, most: number) => value <= most, "number"],
  exclusiveMinimum: ["number", (value: number, limit: number) => value > limit, "number"],
  exclusiveMaximum: ["number", (value: number, limit: number) => value < limit, "number"],
  multipleOf: [
    "number",
    (value: number, step: number) => {
      const times = value / step;
      // 19.99 is a multiple of 0.01, whatever floating point makes of it.
      return Math.abs(times - Math.round(times)) <= Math.abs(times) * 1e-15;
    },
    "number",
  ],

  minLength: ["number", (value: string, least: number) => [...value].length >= least, "string"],
  maxLength: ["number", (value: string, most: number) => [...value].length <= most, "string"],
  pattern: [
    "regular expression",
    (value: string, pattern: string) => regExp(pattern).test(value),
    "string",
  ],

  prefixItems: ["list of schemas", prefix, "array"],
  items: [
    "schema or list of schemas",
    (value: readonly unknown[], items: Schema | Schemas, at) =>
      isList(items) ? prefix(value, items, at) : rest(value, items, at, "prefixItems"),
    "array",
  ],
  additionalItems: [
    "schema",
    (value: readonly unknown[], items: Schema, at) =>
      !isList(at.schema["items"]) || rest(value, items, at, "items"),
    "array",
  ],
  contains: [
    "schema",
    (value: readonly unknown[], item: Schema, at) => {
      const { minContains = 1, maxContains = Infinity } = at.schema as Named<number>;
      const count = value.filter((one) => at.valid(item, one)).length;
      return count >= minContains && count <= maxContains;
    },
    "array",
  ],
  uniqueItems: [
    "boolean",
    (value: readonly unknown[], unique: boolean) =>
      !unique || new Set(value.map(canonical)).size === value.length,
    "array",
  ],
  minItems: [
    "number",
    (value: readonly unknown[], least: number) => value.length >= least,
    "array",
  ],
  maxItems: ["number", (value: readonly unknown[], most: number) => value.length <= most, "array"],

  properties: [
    "record of schemas",
    (value: Keywords, properties: Named, at) =>
      every(
        Object.keys(properties),
        (name) =>
          !Object.hasOwn(value, name) ||
          at.valid(properties[name] as Schema, value[name], `.${name}`),
      ),
    "object",
  ],
  patternProperties: [
    "record of schemas by regular expression",
    (value: Keywords, patterns: Named, at) =>
      every(Object.keys(patterns), (pattern) =>
        every(
          Object.keys(value),
          (name) =>
            !regExp(pattern).test(name) ||
            at.valid(patterns[pattern] as Schema, value[name], `.${name}`),
        ),
      ),
    "object",
  ],
  additionalProperties: [
    "schema",
    (value: Keywords, others: Schema, at) => {
      const { properties = {}, patternProperties = {} } = at.schema as Named<Named>;
      return every(
        Object.keys(value),
        (name) =>
          Object.hasOwn(properties, name) ||
          Object.keys(patternProperties).some((pattern) => regExp(pattern).test(name)) ||
          at.valid(others, value[name], `.${name}`),
      );
    },
    "object",
  ],
  propertyNames: [
    "schema",
    (value: Keywords, names: Schema, at) =>
      Object.keys(value).every((name) => at.valid(names, name)),
    "object",
  ],
  required: ["list of names", hasAll, "object"],
  minProperties: [
    "number",
    (value: Keywords, least: number) => Object.keys(value).length >= least,
    "object",
  ],
  maxProperties: [
    "number",
    (value: Keywords, most: number) => Object.keys(value).length <= most,
    "object",
  ],
  dependentRequired: ["record of schemas or lists of names", dependent, "object"],
  dependentSchemas: ["record of schemas or lists of names", dependent, "object"],
  dependencies: ["record of schemas or lists of names", dependent, "object"],
};

/** Like `Array.every`, but looks at all: there may be more than one thing to report. */
function every<T>(list: readonly T[], test: (one: T, index: number) => boolean): boolean {
  return list.filter(test).length === list.length;
}

function prefix(value: readonly unknown[], items: Schemas, at: Place): boolean {
  return every(value, (one, i) => at.valid(items[i] ?? true, one, `[${i}]`));
}

/** The items after those that the list of another keyword is about. */
function rest(value: readonly unknown[], items: Schema, at: Place, after: string): boolean {
  const { length } = (at.schema[after] ?? []) as Schemas;
  return every(value, (one, i) => i < length || at.valid(items, one, `[${i}]`));
}

function hasAll(value: Keywords, names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(value, name));
}

function dependent(value: Keywords, on: Named<Schema | readonly string[]>, at: Place): boolean {
  return every(Object.keys(on), (name) => {
    const needed = on[name] as Schema | readonly string[];
    if (!Object.hasOwn(value, name)) return true;
    return isList(needed) ? hasAll(value, needed) : at.valid(needed, value, "");
  });
}

function isList<Item>(value: unknown): value is readonly Item[] {
  return Array.isArray(value);
}

export function kindOf(value: unknown): Kind {
  return value === null ? "null" : isList(value) ? "array" : (typeof value as Kind);
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
export function regExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    // Needless escapes, as in `[\\-_]`, are no Unicode patterns, and common.
    return new RegExp(pattern);
  }
}

/** The schema at `#` or at a path such as `#/$defs/node`; `undefined` when there is none. */
export function resolveRef(root: Keywords, ref: unknown): Schema | undefined {
  const [base, ...steps] = String(ref).split("/");
  let found: unknown = base === "#" ? root : undefined;
  for (const step of steps) {
    const name = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    const holds = typeof found === "object" && found !== null && Object.hasOwn(found, name);
    found = holds ? (found as Keywords)[name] : undefined;
  }
  const kind = kindOf(found);
  return kind === "object" || kind === "boolean" ? (found as Schema) : undefined;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
