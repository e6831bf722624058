import type { CreateFramer, Framing } from "../framing/framer.ts";
import { createLoader, type Loader } from "../platform/load-part.ts";
import type { AnswerReader, ReaderArguments } from "./answer-reader.ts";

/** Makes the reader of one answer. */
export type CreateReader = (...args: ReaderArguments) => AnswerReader;

const READERS: Readonly<Record<Framing, Loader<CreateReader>>> = {
  sse: createLoader(() => readerOf(import("../framing/sse.ts").then((sse) => sse.createSseFramer))),
  ndjson: createLoader(() =>
    readerOf(import("../framing/ndjson.ts").then((ndjson) => ndjson.createNdjsonFramer)),
  ),
};

/**
 * Loads what reads streams of one framing: a program that streams nothing does without, and one that
 * streams does without the other framing.
 */
export function loadReader(framing: Framing): Promise<CreateReader> {
  return READERS[framing]();
}

async function readerOf(loading: Promise<CreateFramer>): Promise<CreateReader> {
  const [{ AnswerReader }, createFramer] = await Promise.all([
    import("./answer-reader.ts"),
    loading,
  ]);
  return (...args) => new AnswerReader(createFramer, ...args);
}
