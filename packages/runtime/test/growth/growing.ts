/** What reads text from outside, and a shape of such text that asks much of it. */
export interface Growing {
  readonly name: string;
  /** Text of about that many characters. */
  shape(size: number): string;
  read(text: string): unknown;
}

/** A beginning, and then the same again and again. */
export const again =
  (unit: string, start = "", end = "") =>
  (size: number): string =>
    start + unit.repeat(Math.max(1, Math.floor(size / unit.length))) + end;

/** As {@link again}, of pieces that differ by their number. */
export const numbered =
  (unit: (number: number) => string, start = "", end = "") =>
  (size: number): string => {
    const pieces: string[] = [];
    for (let left = size, i = 0; left > 0; i += 1) {
      const piece = unit(i);
      pieces.push(piece);
      left -= piece.length;
    }
    return start + pieces.join("") + end;
  };

/** A reader and its shapes, by what they are made of. */
export function shapes(
  name: string,
  read: (text: string) => unknown,
  all: readonly (string | ((size: number) => string))[],
): Growing[] {
  return all.map((shape) => {
    const make = typeof shape === "string" ? again(shape) : shape;
    return { name: `${name}: ${JSON.stringify(make(1).slice(0, 60))}`, shape: make, read };
  });
}
