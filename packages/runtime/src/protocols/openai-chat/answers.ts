import { modelsBeside } from "../models-beside.ts";
import type { AnswerSide } from "../protocol.ts";
import { readOpenaiChatError } from "./errors.ts";
import { type OpenaiChatAnswer, readOpenaiChatReply } from "./response.ts";
import { createOpenaiChatDecoder } from "./stream.ts";

/** What comes back in Chat Completions: a part of its own, which its protocol loads. */
export const openaiChatAnswers: AnswerSide<OpenaiChatAnswer> = {
  readReply: readOpenaiChatReply,
  createDecoder: createOpenaiChatDecoder,
  readError: readOpenaiChatError,
  modelsUrl: modelsBeside(/\/chat\/completions\/?$/, "/models"),
};
