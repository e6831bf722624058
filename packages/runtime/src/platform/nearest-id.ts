/** The least share of pairs of letters that two ids have in common to be near. */
const NEAR = 0.5;

/** Of ids the one that is most like one that is none of them; `undefined`: none is near. */
export function nearestId(id: string, ids: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let most = NEAR;
  for (const other of ids) {
    const share = likeness(id, other);
    if (share > most) [nearest, most] = [other, share];
  }
  return nearest;
}

/** The share of the pairs of letters that two ids have in common, small and capital ones alike. */
function likeness(a: string, b: string): number {
  const [some, others] = [pairs(a), new Set(pairs(b))];
  const shared = some.filter((pair) => others.has(pair));
  return (2 * shared.length) / (some.length + others.size);
}

function pairs(id: string): string[] {
  // Of what nobody would call an id only the beginning counts.
  const letters = [...id.slice(0, 200).toLowerCase()];
  return letters.map((letter, i) => letter + (letters[i + 1] ?? ""));
}
