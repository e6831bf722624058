type Method = (...args: never[]) => unknown;

/** What a call of a built-in function has looked at or copied, by its `this`, arguments and result. */
type Cost = (self: never, args: readonly unknown[], result: unknown) => number;

const length = (value: unknown) => (value as { readonly length?: number } | null)?.length ?? 0;
const ofSelf: Cost = (self) => length(self);
const ofResult: Cost = (_, __, result) => length(result);

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
      exec: (_, [text], result) =>
        result === null
          ? length(text)
          : (result as RegExpExecArray).index + length((result as RegExpExecArray)[0]),
      test: (_, [text]) => length(text),
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
    },
  ],
  [JSON, { parse: (_, [text]) => length(text), stringify: ofResult }],
  [TextDecoder.prototype, { decode: (_, [bytes]) => length(bytes) }],
  [globalThis, { btoa: ofResult, atob: ofResult, encodeURIComponent: ofResult }],
];

/**
 * How much work something is: characters, bytes and items that built-in functions have gone through.
 * Unlike a clock it gives the same count each time, on any machine. What loops do by themselves, and how
 * often an expression goes back, it does not see.
 */
export function countWork(run: () => void): number {
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
            const result = original.apply(this, args);
            if (depth === 1) work += cost(this, args, result) + 1;
            return result;
          } finally {
            depth -= 1;
          }
        });
      }
    }
    run();
  } finally {
    for (const [owner, name, original] of originals) Reflect.set(owner, name, original);
  }
  return work;
}
