import { AnswerReader, type ReaderArguments } from "./answer-reader.ts";
import { createNdjsonFramer } from "./ndjson.ts";

/** A reader of lines of JSON. */
export function createReader(...args: ReaderArguments): AnswerReader {
  return new AnswerReader(createNdjsonFramer, ...args);
}
