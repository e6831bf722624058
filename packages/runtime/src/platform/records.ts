/** An object that comes from outside: nothing is known of what it holds. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys: no list, not `null`. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` when it is an object with keys. */
export function record(value: unknown): UnknownRecord | undefined {
  return isRecord(value) ? value : undefined;
}

/** `value` to look into: what is no object with keys has none. */
export function fields(value: unknown): UnknownRecord {
  return isRecord(value) ? value : NO_FIELDS;
}

const NO_FIELDS: UnknownRecord = Object.freeze({});

/** A text; `""` for all that is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A count, of tokens mostly; `undefined` for all that is none. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/**
 * A copy without the fields that are `undefined`. To delete them instead would make V8 turn the object
 * into a table, which is slow to make and slow to write as JSON.
 */
export function present<T extends object>(
  fields: {
    readonly [K in keyof T]?: T[K] | undefined;
  },
): T {
  const found: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) found[key] = fields[key];
  return found as T;
}
