import { type Profiler, Session } from "node:inspector";

type Method = (...args: never[]) => unknown;

/** What a call of a built-in function has looked at or copied, by its `this`, arguments and result. */
type Cost = (
  self: never,
  args: readonly unknown[],
  result: unknown,
  /** Of an expression: where it began. */
  from: number,
) => number;

const length = (value: unknown) => (value as { readonly length?: number } | null)?.length ?? 0;
const ofSelf: Cost = (self) => length(self);
const ofResult: Cost = (_, __, result) => length(result);
const ofFirst: Cost = (_, [first]) => length(first);

/** What was found at an index was looked for up to there. */
const toIndex: Cost = (self, [, from = 0], result) =>
  ((result as number) < 0 ? length(self) : (result as number)) - (from as number);

/** The built-in functions whose time depends on how much they are given, by what takes that time. */
const COSTS: readonly (readonly [owner: object, costs: Readonly<Record<string, Cost>>])[] = [
  [
    String.prototype,
    {
      indexOf: toIndex,
      includes: ofSelf,
      lastIndexOf: (self, _, result) => length(self) - Math.max(0, result as number),
      startsWith: ofFirst,
      endsWith: ofFirst,
      slice: ofResult,
      substring: ofResult,
      split: ofSelf,
      replace: ofSelf,
      replaceAll: ofSelf,
      match: ofSelf,
      search: ofSelf,
      // The end that goes, and what stays, which is not copied.
      trim: (self, _, result) => length(self) - length(result) + 1,
      trimStart: (self, _, result) => length(self) - length(result) + 1,
      trimEnd: (self, _, result) => length(self) - length(result) + 1,
      toLowerCase: ofSelf,
    },
  ],
  [
    RegExp.prototype,
    {
      exec: (self: RegExp, [text], result, from) =>
        result === null
          ? self.sticky
            ? 1
            : length(text) - from
          : (result as RegExpExecArray).index + length((result as RegExpExecArray)[0]) - from,
      test: ofFirst,
    },
  ],
  [
    Array.prototype,
    {
      join: ofResult,
      slice: ofResult,
      splice: ofSelf,
      concat: ofResult,
      filter: ofSelf,
      indexOf: ofSelf,
      includes: ofSelf,
      find: ofSelf,
      shift: () => 1,
    },
  ],
  [Object, { keys: ofResult, values: ofResult, entries: ofResult, fromEntries: ofFirst }],
  [JSON, { parse: ofFirst, stringify: ofResult }],
  [TextDecoder.prototype, { decode: ofFirst }],
  [TextEncoder.prototype, { encode: ofFirst }],
  [globalThis, { btoa: ofResult, atob: ofResult, encodeURIComponent: ofResult }],
];

/** What something took. */
export interface Work {
  /** Characters, bytes and items that built-in functions went through, and blocks of code that ran. */
  readonly amount: number;
  /** The files that had a part in it, as URLs. */
  readonly files: ReadonlySet<string>;
}

// Only functions that are compiled from here on count their blocks: what reads is imported later.
const session = new Session();
session.connect();
post("Profiler.enable");
post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * How much work something is. Unlike a clock it gives the same count each time, on any machine: V8 counts
 * how often each block of code ran, and built-in functions are counted by what they were given. How often
 * an expression goes back it does not see: `regular-expressions.slow.test.ts` does.
 */
export async function countWork(run: () => unknown): Promise<Work> {
  let work = 0;
  // What one built-in function does in another is its own matter.
  let depth = 0;
  const originals: [object, string, Method][] = [];
  try {
    for (const [owner, costs] of COSTS) {
      for (const [name, cost] of Object.entries(costs)) {
        const original = Reflect.get(owner, name) as Method;
        originals.push([owner, name, original]);
        Reflect.set(owner, name, function (this: never, ...args: never[]): unknown {
          depth += 1;
          try {
            const from = placeOf(this);
            const result = original.apply(this, args);
            if (depth === 1) work += cost(this, args, result, from) + 1;
            return result;
          } finally {
            depth -= 1;
          }
        });
      }
    }
    post("Profiler.takePreciseCoverage");
    await run();
  } finally {
    for (const [owner, name, original] of originals) Reflect.set(owner, name, original);
  }
  const { result } = post("Profiler.takePreciseCoverage") as {
    readonly result: readonly Profiler.ScriptCoverage[];
  };
  const files = new Set<string>();
  for (const { url, functions } of result) {
    if (url.startsWith("node:") || url === import.meta.url) continue;
    for (const { functionName, ranges } of functions) {
      for (const { count } of ranges) work += count;
      // Without a name it is the module itself, which ran when it was loaded.
      if (functionName !== "" && ranges.some(({ count }) => count > 0)) files.add(url);
    }
  }
  return { amount: work, files };
}

/** Where an expression goes on, if it does. */
function placeOf(self: unknown): number {
  return self instanceof RegExp && (self.sticky || self.global) ? self.lastIndex : 0;
}

/** The session is of this thread: it answers at once. */
function post(method: string, params: object = {}): unknown {
  let answer: unknown;
  session.post(method, params, (error: Error | null, result?: object) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
}
