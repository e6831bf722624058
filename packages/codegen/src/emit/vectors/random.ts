/**
 * Choices that look random and are not: they follow from names, so that the same registry gives the
 * same vectors, and a new record moves few of the others.
 */

/** A number of 32 bits that a text stands for, after another one (FNV-1a over its code units). */
function hashOf(text: string, hash = 0x811c9dc5): number {
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Numbers that follow from a seed. */
export interface Random {
  /** A whole number from 0 to `max`, both included. */
  upTo(max: number): number;
  /** One that is often small and sometimes large, as counts of tokens are; 0 to `10 ** digits`. */
  count(digits: number): number;
}

/** Mulberry32, seeded by a text. */
export function createRandom(seed: string): Random {
  let state = hashOf(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (max: number) => Math.floor(next() * (max + 1));
  return { upTo, count: (digits) => upTo(10 ** upTo(digits)) };
}

/** The item whose name, together with the seed, hashes lowest; `undefined` of none. */
export function pick<T>(items: readonly T[], nameOf: (item: T) => string, seed: string) {
  return sample(items, nameOf, seed, 1)[0];
}

/** Some items, in their own order: those whose names, together with the seed, hash lowest. */
export function sample<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  seed: string,
  count: number,
): T[] {
  if (items.length <= count) return [...items];
  const seeded = hashOf(seed);
  /** Lowest hash first; few, so that a list of thousands is not sorted. */
  const lowest: { readonly index: number; readonly rank: number }[] = [];
  for (const [index, item] of items.entries()) {
    const rank = hashOf(nameOf(item), seeded);
    if (lowest.length === count && rank >= (lowest.at(-1)?.rank ?? 0)) continue;
    const place = lowest.findIndex((other) => rank < other.rank);
    lowest.splice(place < 0 ? lowest.length : place, 0, { index, rank });
    if (lowest.length > count) lowest.pop();
  }
  return lowest
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .map((index) => items[index] as T);
}
