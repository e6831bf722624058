/**
 * Rules between the keys of one record. Each is stated once and used twice: as a check on the
 * written record, and as JSON Schema for the editors (`dependencies`, and one chain of if/then/else:
 * a list of ifs under `allOf` makes Taplo forget its completions).
 */

/** A JSON Schema, or a part of one. */
export type JsonSchema = { [keyword: string]: unknown };

/** A record as it was written, before anything is known about it. */
export type RawRecord = Readonly<Record<string, unknown>>;

/** What is wrong in a record, and at which key; an absent key means the record's header. */
export interface Violation {
  readonly code:
    | "auth-env-missing"
    | "auth-env-unused"
    | "auth-header-missing"
    | "auth-header-unused"
    | "api-version-incomplete"
    | "retry-incomplete"
    | "effort-contradicted"
    | "word-twice"
    | "price-incomplete";
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

export interface Condition {
  /** Keywords to merge into the record's JSON Schema. */
  readonly keywords: JsonSchema;
  check(record: RawRecord): Violation | undefined;
}

/** `key` may be there only with `needs`. */
export function requires(
  key: string,
  needs: readonly string[],
  code: Violation["code"],
  hint: string,
): Condition {
  return {
    keywords: { dependencies: { [key]: needs } },
    check(record) {
      if (!(key in record)) return undefined;
      const absent = needs.filter((other) => !(other in record));
      if (absent.length === 0) return undefined;
      return { code, key, message: `${key} needs ${absent.join(" and ")}`, hint };
    },
  };
}

/** What holds for some values of a key. */
export interface Branch {
  readonly values: readonly string[];
  readonly holds: JsonSchema;
}

/** What holds depending on the value of a key; nothing for values that no branch names. */
export function when(
  key: string,
  {
    branches,
    check,
  }: {
    readonly branches: readonly Branch[];
    readonly check: (record: RawRecord, value: string) => Violation | undefined;
  },
): Condition {
  return {
    keywords: chain(key, branches),
    check(record) {
      const value = record[key];
      return typeof value === "string" ? check(record, value) : undefined;
    },
  };
}

/** Branches as if/then/else. Tombi takes a sub-schema that says nothing of other keys to forbid them. */
function chain(key: string, [first, ...rest]: readonly Branch[]): JsonSchema {
  if (first === undefined) return {};
  return {
    if: {
      properties: { [key]: { enum: first.values } },
      required: [key],
      additionalProperties: true,
    },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { ...first.holds, additionalProperties: true },
    ...(rest.length === 0 ? {} : { else: { ...chain(key, rest), additionalProperties: true } }),
  };
}

/** The keywords of several conditions as one object; `dependencies` are gathered. */
export function mergeKeywords(conditions: readonly Condition[]): JsonSchema {
  const merged: JsonSchema = {};
  for (const { keywords } of conditions) {
    for (const [keyword, value] of Object.entries(keywords)) {
      if (keyword === "dependencies") {
        merged[keyword] = { ...(merged[keyword] as object | undefined), ...(value as object) };
      } else if (keyword in merged) {
        throw new Error(`two conditions state ${keyword}: chain them instead`);
      } else {
        merged[keyword] = value;
      }
    }
  }
  return merged;
}
