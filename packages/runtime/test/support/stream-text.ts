/** Values as servers write them into a stream of events. A text is what stands between blank lines. */
export function sse(...values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === "string" ? value : `data: ${JSON.stringify(value)}`))
    .map((event) => `${event}\n\n`)
    .join("");
}

/** The same with events that have the name of their value's type, as Anthropic's do. */
export function namedSse(...values: readonly unknown[]): string {
  return sse(...values.map(named));
}

function named(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("type" in value)) return value;
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}`;
}

/** Values as lines. */
export function ndjson(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
