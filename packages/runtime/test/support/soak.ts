/** Of a long run the tests do every so manieth case, `pnpm soak` all: the name of the script says which. */
export const isSoak = process.env["npm_lifecycle_event"] === "soak";
const PART = isSoak ? 1 : 50;

/**
 * The cases of a long run that are to be done now: all, or one of fifty, spread evenly from a place that
 * the seed says. There is at least one, and the same seed gives the same ones.
 */
export function soak<T>(cases: readonly T[], seed: string): readonly T[] {
  let hash = 0;
  for (const character of seed) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  const first = hash % Math.max(1, Math.min(PART, cases.length));
  return cases.filter((_, index) => index % PART === first);
}
