const DAY_MS = 86_400_000;

/** Whole days from one ISO date to another; a month counts from its first day. */
export function dayDifference(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
