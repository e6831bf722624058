import { createSseFramer } from "../framing/sse.ts";
import { AnswerReader, type ReaderArguments } from "./answer-reader.ts";

/** A reader of server-sent events. */
export function createReader(...args: ReaderArguments): AnswerReader {
  return new AnswerReader(createSseFramer, ...args);
}
