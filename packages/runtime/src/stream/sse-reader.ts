import { AnswerReader, type ReaderArguments } from "./answer-reader.ts";
import { createSseFramer } from "./sse.ts";

/** A reader of server-sent events. */
export function createReader(...args: ReaderArguments): AnswerReader {
  return new AnswerReader(createSseFramer, ...args);
}
