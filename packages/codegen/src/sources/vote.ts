/** What a data set says, and how new it is. */
export interface Opinion<V> {
  readonly source: string;
  /** ISO date; empty: not known. */
  readonly datedAt: string;
  readonly value: V;
}

/** What data sets say together. */
export interface Vote<V> {
  /** What most of them say; where no side has more, what the newest says. */
  readonly value: V;
  /** Those that say so, in the order in which they were given. */
  readonly sources: readonly string[];
  /** Those that say something else. */
  readonly dissent: readonly string[];
  /** Whether it won by its age alone. */
  readonly isTie: boolean;
}

/**
 * Counts opinions. Those that agree are one side; who says less than another is on each side that it does
 * not contradict.
 */
export function vote<V>(
  opinions: readonly Opinion<V>[],
  agree: (a: V, b: V) => boolean,
): Vote<V> | undefined {
  const sides = opinions.map((opinion) => ({
    opinion,
    with: opinions.filter((other) => agree(opinion.value, other.value)),
  }));
  const [first, ...others] = sides.sort(
    (a, b) =>
      b.with.length - a.with.length || newest(b.with).localeCompare(newest(a.with), "en-US"),
  );
  if (first === undefined) return undefined;
  const sources = first.with.map(({ source }) => source);
  return {
    value: first.opinion.value,
    sources,
    dissent: opinions.map(({ source }) => source).filter((source) => !sources.includes(source)),
    isTie: others.some(
      (side) =>
        side.with.length === first.with.length && !agree(side.opinion.value, first.opinion.value),
    ),
  };
}

function newest(opinions: readonly Opinion<unknown>[]): string {
  return (
    opinions
      .map(({ datedAt }) => datedAt)
      .sort()
      .at(-1) ?? ""
  );
}
