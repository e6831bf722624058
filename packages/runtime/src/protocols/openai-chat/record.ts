/** An object from the wire: whatever it holds is unknown. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** `value` when it is an object with keys, and not a list. */
export function record(value: unknown): WireRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as WireRecord)
    : undefined;
}

/** The same object without the fields that are `undefined`. Changes it. */
export function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  const found = fields as Record<string, unknown>;
  for (const key in found) if (found[key] === undefined) delete found[key];
  return fields as T;
}

/** A text, `""` for whatever is none. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
