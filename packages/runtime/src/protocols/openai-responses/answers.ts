import { countsBelow } from "../counts-below.ts";
import { modelsBeside } from "../models-beside.ts";
import type { AnswerSide } from "../protocol.ts";
import { readOpenaiResponsesError } from "./errors.ts";
import { type OpenaiResponsesAnswer, readOpenaiResponsesReply } from "./response.ts";
import { createOpenaiResponsesDecoder } from "./stream.ts";

/** What comes back in Responses: a part of its own, which its protocol loads. */
export const openaiResponsesAnswers: AnswerSide<OpenaiResponsesAnswer> = {
  readReply: readOpenaiResponsesReply,
  createDecoder: createOpenaiResponsesDecoder,
  readError: readOpenaiResponsesError,
  modelsUrl: modelsBeside(/\/responses\/?$/, "/models"),
  counting: countsBelow("input_tokens", [
    ...["model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls"],
    ...["text", "reasoning", "truncation", "previous_response_id", "conversation"],
  ]),
};
