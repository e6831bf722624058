import { createNdjsonFramer } from "../framing/ndjson.ts";
import { AnswerReader, type ReaderArguments } from "./answer-reader.ts";

/** A reader of lines of JSON. */
export function createReader(...args: ReaderArguments): AnswerReader {
  return new AnswerReader(createNdjsonFramer, ...args);
}
