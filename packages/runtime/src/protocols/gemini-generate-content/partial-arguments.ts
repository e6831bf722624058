/** An object or an array. */
type Container = Record<string | number, unknown>;

/** Longest path that is followed, in characters and in steps. */
const MAX_PATH = 4096;
const MAX_STEPS = 100;

/**
 * Puts one `PartialArg` of a call whose arguments are streamed into `root`. Pieces of one text come
 * one after the other, and are joined. Paths come from the wire.
 *
 * @returns whether it has a place: what leads nowhere, or out of the object, is left out
 */
export function addPartialArgument(root: Record<string, unknown>, piece: unknown): boolean {
  if (typeof piece !== "object" || piece === null) return true;
  const { jsonPath, stringValue, numberValue, boolValue } = piece as Record<string, unknown>;
  const steps = stepsOf(jsonPath);
  if (steps === undefined || steps.length === 0) return false;
  let at: Container = root;
  for (const [i, step] of steps.entries()) {
    // An array grows by one at a time, so that no number can make a huge one.
    const fits = Array.isArray(at)
      ? typeof step === "number" && step <= at.length
      : typeof step === "string" && step !== "__proto__";
    if (!fits) return false;
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
  return true;
}

/**
 * The steps of a JSON path: `$.name`, `['name']`, `["name"]`, `[0]`. `undefined` for all else. By hand:
 * what an expression with repetition makes of a hostile path takes ever longer.
 */
function stepsOf(path: unknown): (string | number)[] | undefined {
  if (typeof path !== "string" || path.length > MAX_PATH) return undefined;
  const steps: (string | number)[] = [];
  for (let at = path.startsWith("$") ? 1 : 0; at < path.length; ) {
    if (steps.length >= MAX_STEPS) return undefined;
    const quote = path[at + 1];
    let from = at + 1;
    let end: number;
    if (path[at] === "[" && (quote === "'" || quote === '"')) {
      from = at + 2;
      end = path.indexOf(`${quote}]`, from);
      if (end === -1) return undefined;
      steps.push(path.slice(from, end));
      at = end + 2;
    } else if (path[at] === "[") {
      end = path.indexOf("]", from);
      const index = Number(path.slice(from, end));
      if (end <= from || !Number.isSafeInteger(index) || index < 0) return undefined;
      steps.push(index);
      at = end + 1;
    } else {
      if (path[at] !== ".") {
        // A path without its beginning: `name.list[0]`.
        if (steps.length > 0) return undefined;
        from = at;
      }
      end = from;
      while (end < path.length && path[end] !== "." && path[end] !== "[") end += 1;
      if (end === from) return undefined;
      steps.push(path.slice(from, end));
      at = end;
    }
  }
  return steps;
}
