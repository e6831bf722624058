/** All values of a body of server-sent events, up to `[DONE]`, and whether that came. */
export function sseValues(body: string): { values: unknown[]; done: boolean } {
  const values: unknown[] = [];
  for (const block of body.replace(/\r\n?/g, "\n").split("\n\n")) {
    const data = block
      .split("\n")
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).replace(/^ /, ""))
      .join("\n");
    if (data === "") continue;
    if (data === "[DONE]") return { values, done: true };
    values.push(JSON.parse(data));
  }
  return { values, done: false };
}
