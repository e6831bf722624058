/** The least share of pairs of letters that two words have in common to be near. */
const NEAR = 0.5;

/** Of words the one that is most like one that is none of them; `undefined`: none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  let found: string | undefined;
  let most = NEAR;
  for (const other of words) {
    const share = likeness(word, other);
    if (share > most) [found, most] = [other, share];
  }
  return found;
}

/** The share of the pairs of letters that two words have in common, small and capital ones alike. */
function likeness(a: string, b: string): number {
  const [some, others] = [pairs(a), new Set(pairs(b))];
  const shared = some.filter((pair) => others.has(pair));
  return (2 * shared.length) / (some.length + others.size);
}

function pairs(word: string): string[] {
  // Of what nobody would call a word only the beginning counts.
  const letters = [...word.slice(0, 200).toLowerCase().replaceAll("_", "")];
  return letters.map((letter, i) => letter + (letters[i + 1] ?? ""));
}
