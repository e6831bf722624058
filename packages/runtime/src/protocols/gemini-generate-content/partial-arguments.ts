/** An object or an array. */
type Container = Record<string | number, unknown>;

/** One step of a JSON path: `.name`, `['name']`, `["name"]` or `[0]`. */
const STEP = /\.([^.[]+)|\[(\d+)\]|\[(["'])(.*?)\3\]/g;

/**
 * Puts one `PartialArg` of a call whose arguments are streamed into `root`. Pieces of one text come
 * one after the other, and are joined. What leads nowhere, or out of the object, is left out: paths
 * come from the wire.
 */
export function addPartialArgument(root: Record<string, unknown>, piece: unknown): void {
  const { jsonPath, stringValue, numberValue, boolValue } = (piece ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof jsonPath !== "string") return;
  const steps = Array.from(jsonPath.matchAll(STEP), ([, name, index, , quoted = ""]) =>
    index === undefined ? (name ?? quoted) : Number(index),
  );
  let at: Container = root;
  for (const [i, step] of steps.entries()) {
    // An array grows by one at a time, so that no number can make a huge one.
    const fits = Array.isArray(at)
      ? typeof step === "number" && step <= at.length
      : typeof step === "string" && step !== "__proto__";
    if (!fits) return;
    const held = at[step];
    if (i === steps.length - 1) {
      const value = stringValue ?? numberValue ?? boolValue ?? null;
      at[step] = typeof held === "string" ? held + value : value;
    } else if (typeof held === "object" && held !== null) {
      at = held as Container;
    } else {
      const made = (typeof steps[i + 1] === "number" ? [] : {}) as Container;
      at[step] = made;
      at = made;
    }
  }
}
