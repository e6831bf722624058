/** Whole numbers from 0 to `max`, both included. */
export interface Random {
  upTo(max: number): number;
}

const bytesOf = (piece: string | Uint8Array) =>
  typeof piece === "string" ? new TextEncoder().encode(piece) : piece;

const NEWLINE = 10;

/** The stretch of the line that a place is in, its end included. */
function lineAt(bytes: Uint8Array, at: number): readonly [start: number, end: number] {
  const end = bytes.indexOf(NEWLINE, at);
  return [bytes.lastIndexOf(NEWLINE, at - 1) + 1, end < 0 ? bytes.length : end + 1];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** What readers of a format trip over. Bytes that are no text may be among them. */
export type Pieces = readonly (string | Uint8Array)[];

type Mutation = (
  bytes: Uint8Array,
  random: Random,
  other: Uint8Array,
  pieces: Pieces,
) => Uint8Array;

const mutations: readonly Mutation[] = [
  function insertPiece(bytes, random, _, pieces) {
    const at = random.upTo(bytes.length);
    const piece = pieces[random.upTo(pieces.length - 1)] ?? "";
    return joined(bytes.subarray(0, at), bytesOf(piece), bytes.subarray(at));
  },
  function changeByte(bytes, random) {
    const changed = bytes.slice();
    if (bytes.length > 0) changed[random.upTo(bytes.length - 1)] = random.upTo(255);
    return changed;
  },
  function cutStretch(bytes, random) {
    const at = random.upTo(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + random.upTo(40)));
  },
  function cutEnd(bytes, random) {
    return bytes.slice(0, random.upTo(bytes.length));
  },
  function repeatLine(bytes, random) {
    const [start, end] = lineAt(bytes, random.upTo(bytes.length));
    return joined(bytes.subarray(0, end), bytes.subarray(start));
  },
  function moveLine(bytes, random) {
    const [start, end] = lineAt(bytes, random.upTo(bytes.length));
    const rest = joined(bytes.subarray(0, start), bytes.subarray(end));
    const [to] = lineAt(rest, random.upTo(rest.length));
    return joined(rest.subarray(0, to), bytes.subarray(start, end), rest.subarray(to));
  },
  function takeLine(bytes, random, other) {
    const [start, end] = lineAt(other, random.upTo(other.length));
    const [to] = lineAt(bytes, random.upTo(bytes.length));
    return joined(bytes.subarray(0, to), other.subarray(start, end), bytes.subarray(to));
  },
  function repeatAll(bytes) {
    return joined(bytes, bytes);
  },
];

/**
 * A text after one to four changes as accidents and enemies make them: by the byte and by the line.
 *
 * @param other where foreign lines come from
 * @param pieces what is put in
 */
export function mutate(
  bytes: Uint8Array,
  random: Random,
  other: Uint8Array,
  pieces: Pieces,
): Uint8Array {
  let mutated = bytes;
  for (let left = 1 + random.upTo(3); left > 0; left--) {
    const mutation = mutations[random.upTo(mutations.length - 1)] as Mutation;
    mutated = mutation(mutated, random, other, pieces);
  }
  return mutated;
}
