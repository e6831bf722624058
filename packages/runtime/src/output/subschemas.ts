import { isRecord } from "../platform/records.ts";

export type Keywords = Readonly<Record<string, unknown>>;
export type Schema = Keywords | boolean;

/** Keywords whose schemas hold for the value itself, and those whose schemas hold for parts of it. */
const IN_PLACE = "allOf anyOf oneOf not if then else dependentSchemas dependencies";
const OF_PARTS =
  "items prefixItems additionalItems unevaluatedItems contains properties patternProperties additionalProperties unevaluatedProperties propertyNames $defs definitions";

/** Keywords that have schemas by name. */
const TABLES: readonly string[] =
  "properties patternProperties dependentSchemas dependencies $defs definitions".split(" ");

/** Keywords of draft-07 and before stand alone beside a `$ref`: it replaces them. */
export function isOld(root: Keywords): boolean {
  return /draft-0[1-7]/.test(String(root["$schema"]));
}

/** The keywords of a schema that count. */
export function keywordsOf(schema: Keywords, old: boolean): Keywords {
  return old && schema["$ref"] !== undefined ? { $ref: schema["$ref"] } : schema;
}

/** The schemas right below one; `inPlace`: only those that hold for the same value. */
export function subschemas(schema: Keywords, inPlace: boolean): Keywords[] {
  const keys = inPlace ? IN_PLACE : `${IN_PLACE} ${OF_PARTS}`;
  return keys.split(" ").flatMap((key) => {
    const operand = Object.hasOwn(schema, key) ? schema[key] : undefined;
    const found = TABLES.includes(key) && isRecord(operand) ? Object.values(operand) : [operand];
    return found.flat().filter(isRecord);
  });
}

/** A schema and all below it, each once. */
export function allSchemas(root: Keywords): ReadonlySet<Keywords> {
  const found = new Set([root]);
  const old = isOld(root);
  // What is added on the way is gone through as well.
  for (const schema of found) {
    for (const inner of subschemas(keywordsOf(schema, old), false)) found.add(inner);
  }
  return found;
}

const anchors = new WeakMap<Keywords, ReadonlyMap<unknown, Keywords>>();

/** Schemas by the names that they give themselves: `$anchor`, in draft-07 `$id` with `#`. */
function anchorsOf(root: Keywords): ReadonlyMap<unknown, Keywords> {
  let known = anchors.get(root);
  if (known === undefined) {
    const named = new Map<unknown, Keywords>();
    for (const schema of allSchemas(root)) {
      const { $anchor, $dynamicAnchor, $id } = schema;
      for (const name of [$anchor, $dynamicAnchor]) {
        if (name !== undefined) named.set(`#${name}`, schema);
      }
      if (String($id).startsWith("#")) named.set($id, schema);
    }
    known = named;
    anchors.set(root, known);
  }
  return known;
}

/** What is at `#`, at a path such as `#/$defs/node`, or at an anchor; `undefined` when there is nothing. */
export function resolveRef(root: unknown, ref: string): Schema | undefined {
  if (!isRecord(root)) return undefined;
  const [base, ...steps] = ref.split("/");
  let found: unknown =
    base === "#" ? root : steps.length === 0 ? anchorsOf(root).get(ref) : undefined;
  for (const step of steps) {
    const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    found =
      Object(found) === found && Object.hasOwn(found as object, key)
        ? (found as Keywords)[key]
        : undefined;
  }
  return found as Schema | undefined;
}

/** References are parts of URLs. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
