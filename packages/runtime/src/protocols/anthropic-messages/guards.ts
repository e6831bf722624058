const NOTHING: Readonly<Record<string, unknown>> = {};

/** What comes from the wire as an object to look into; an empty one for what is none. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as typeof NOTHING) : NOTHING;
}

/** A text; `""` for what is none. */
export function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
