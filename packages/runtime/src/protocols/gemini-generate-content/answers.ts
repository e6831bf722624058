import { FailureError } from "../../chat/errors.ts";
import { modelsBeside } from "../models-beside.ts";
import type { AnswerSide } from "../protocol.ts";
import { readError } from "./errors.ts";
import { createAnswerState, type GeminiAnswer, readAnswer } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** What comes back in generateContent: a part of its own, which its protocol loads. */
export const geminiAnswers: AnswerSide<GeminiAnswer> = {
  readReply(body, builder) {
    if (typeof body !== "object" || body === null) {
      throw new FailureError({ code: "protocol", message: "the answer is not a JSON object" });
    }
    readAnswer(body, builder, createAnswerState(builder));
  },
  createDecoder,
  readError,
  modelsUrl: modelsBeside(/\/models\/?$/, "/models"),
  counting: {
    url: (url) => url.replace(/:generateContent(?=\?|$)/, ":countTokens"),
    // By itself it takes the conversation alone, without instructions and tools.
    body: (body, modelId) => ({
      generateContentRequest: { model: `models/${modelId}`, ...body },
    }),
    tokens: (answer) => answer["totalTokens"],
  },
};
