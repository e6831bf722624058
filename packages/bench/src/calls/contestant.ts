import type { Format } from "./payloads.ts";

/** A client that is set up. Both answer how long the text was that they got. */
export interface Peer {
  readonly call: () => Promise<number>;
  readonly stream: (onText: () => void) => Promise<number>;
}

/** Something that calls a provider, to be compared with others. */
export interface Contestant {
  readonly name: string;
  readonly formats: readonly Format[];
  /** Packages that are installed for the bench alone, see `run-clients.ts`. */
  readonly packages: readonly string[];
  readonly setUp: (base: string, format: Format, load: Load) => Peer | Promise<Peer>;
}

/** Imports one of a contestant's packages. */
export type Load = (name: string) => Promise<unknown>;

/** Reads a stream to its end. */
export async function countTexts<Value>(
  values: AsyncIterable<Value>,
  text: (value: Value) => string | null | undefined,
  onText: () => void,
): Promise<number> {
  let length = 0;
  for await (const value of values) {
    const word = text(value);
    if (!word) continue;
    length += word.length;
    onText();
  }
  return length;
}
