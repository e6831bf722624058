import type { AnswerSide } from "../protocol.ts";
import { readOpenaiResponsesError } from "./errors.ts";
import { type OpenaiResponsesAnswer, readOpenaiResponsesReply } from "./response.ts";
import { createOpenaiResponsesDecoder } from "./stream.ts";

/** What comes back in Responses: a part of its own, which its protocol loads. */
export const openaiResponsesAnswers: AnswerSide<OpenaiResponsesAnswer> = {
  readReply: readOpenaiResponsesReply,
  createDecoder: createOpenaiResponsesDecoder,
  readError: readOpenaiResponsesError,
};
