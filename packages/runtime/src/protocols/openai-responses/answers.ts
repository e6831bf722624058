import { countsBelow } from "../counts-below.ts";
import type { AnswerSide } from "../protocol.ts";
import { readOpenaiResponsesError } from "./errors.ts";
import { type OpenaiResponsesAnswer, readOpenaiResponsesReply } from "./response.ts";
import { createOpenaiResponsesDecoder } from "./stream.ts";

/** What comes back in Responses: a part of its own, which its protocol loads. */
export const openaiResponsesAnswers: AnswerSide<OpenaiResponsesAnswer> = {
  readReply: readOpenaiResponsesReply,
  createDecoder: createOpenaiResponsesDecoder,
  readError: readOpenaiResponsesError,
  counting: countsBelow("input_tokens", [
    ...["model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls"],
    ...["text", "reasoning", "truncation", "previous_response_id", "conversation"],
  ]),
};
