/** Milliseconds in a unit, by what it begins with. */
const UNITS: readonly (readonly [begins: string, ms: number])[] = [
  ["ms", 1],
  ["mil", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
];

/** How long a text asks to wait, in milliseconds: "try again in 1m2.5s", "retry after 33 seconds". */
export function waitInWords(message: string): number | undefined {
  const start = /(?:try again|retry) (?:in|after) (?=\d)/i.exec(message);
  if (start === null) return undefined;
  return duration(message.slice(start.index + start[0].length));
}

/** Milliseconds of a duration that a text begins with, such as `6m0s`, `1.5 s`, `20 milliseconds`. */
export function duration(said: string): number | undefined {
  const amount = /(\d{1,15}(?:\.\d{1,15})?) ?([a-z]{1,12}) ?/iy;
  let total: number | undefined;
  for (let match = amount.exec(said); match !== null; match = amount.exec(said)) {
    const unit = UNITS.find(([begins]) => match?.[2]?.toLowerCase().startsWith(begins));
    if (unit === undefined) break;
    total = (total ?? 0) + Number(match[1]) * unit[1];
  }
  return total === undefined ? undefined : Math.round(total);
}
