/** A whole number, 0 or more. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** A text; `""` for what is none. */
export function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** An object that is no list. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
