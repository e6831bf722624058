/** What somebody typed, as `costAt` takes it: whole, and 0 or more. It throws on anything else. */
export function tokenCount(text: string | null, otherwise: number): number {
  const count = Math.round(Number(text || otherwise));
  return Number.isSafeInteger(count) && count >= 0 ? count : otherwise;
}
