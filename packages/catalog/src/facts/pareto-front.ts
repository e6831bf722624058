/** A point that may be dominated: x is to be low, y high. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The points beside which none is cheaper and has more, by rising x. */
export function paretoFront<P extends Point>(points: readonly P[]): readonly P[] {
  const front: P[] = [];
  for (const point of [...points].sort((a, b) => a.x - b.x || b.y - a.y)) {
    const best = front.at(-1);
    if (best === undefined || point.y > best.y) front.push(point);
  }
  return front;
}
