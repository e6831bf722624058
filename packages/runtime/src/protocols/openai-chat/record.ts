/** An object from the wire: whatever it holds is unknown. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** `value` when it is an object with keys, and not a list. */
export function record(value: unknown): WireRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as WireRecord)
    : undefined;
}
