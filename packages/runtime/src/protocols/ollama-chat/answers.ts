import { modelsBeside } from "../models-beside.ts";
import type { AnswerSide } from "../protocol.ts";
import { readError } from "./errors.ts";
import { type OllamaAnswer, readReply } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** What comes back in Ollama's chat: a part of its own, which its protocol loads. */
export const ollamaAnswers: AnswerSide<OllamaAnswer> = {
  readReply,
  createDecoder,
  readError,
  modelsUrl: modelsBeside(/\/chat\/?$/, "/tags"),
};
