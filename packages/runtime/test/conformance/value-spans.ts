/** Where a value of a stream stands in the bytes of its body. */
export interface ValueSpan {
  /** First byte of its JSON, and the first after it. */
  readonly start: number;
  readonly end: number;
  /** The first byte after the line end, or the empty line, that says that it is whole. */
  readonly closed: number;
  readonly text: string;
}

/** The values of a recorded stream: lines of JSON, or the data of events with one line of data each. */
export function valueSpans(body: string, framing: "sse" | "ndjson"): readonly ValueSpan[] {
  const spans: ValueSpan[] = [];
  let offset = 0;
  const lines = body.split("\n");
  for (const [index, line] of lines.entries()) {
    const prefix = framing === "ndjson" ? "" : (/^data: ?/.exec(line)?.[0] ?? line);
    const next = offset + Buffer.byteLength(line) + 1;
    const text = line.slice(prefix.length).trim();
    if (text !== "") {
      const start = offset + prefix.length;
      const empty = framing === "ndjson" ? 0 : Buffer.byteLength(lines[index + 1] ?? "") + 1;
      spans.push({ start, end: start + Buffer.byteLength(text), closed: next + empty, text });
    }
    offset = next;
  }
  return spans;
}
