/**
 * Records as TOML with records and keys in another order: a different text of the same meaning. Prices
 * stay in theirs, since the last row that holds counts.
 */
export function stringifyShuffled(
  layer: string,
  records: readonly Readonly<Record<string, unknown>>[],
  seed: number,
): string {
  const random = generator(seed);
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => [random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  return (layer === "price" ? records : shuffled(records))
    .map((record) => {
      const lines = shuffled(Object.entries(record)).map(
        ([key, value]) => `${key} = ${toml(value)}`,
      );
      return `[[${layer}]]\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

function toml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key} = ${toml(item)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** Park and Miller's generator: the same numbers for the same seed, everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
}
