/** An object that comes from outside: whatever it holds is unknown. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys: no list, not `null`. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` when it is an object with keys. */
export function record(value: unknown): UnknownRecord | undefined {
  return isRecord(value) ? value : undefined;
}

/** A text; `""` for whatever is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
