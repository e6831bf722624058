import { FailureError } from "../../chat/errors.ts";
import type { Protocol } from "../protocol.ts";
import { readError } from "./errors.ts";
import { createBody, type GeminiBody, requestUrl } from "./request.ts";
import { createAnswerState, type GeminiAnswer, readAnswer } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** Gemini's `generateContent` and `streamGenerateContent`, https://ai.google.dev/api/generate-content. */
export const geminiGenerateContent: Protocol<GeminiBody, GeminiAnswer> = {
  name: "gemini-generate-content",
  supports: {
    tools: true,
    toolChoice: true,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: 5,
    reasoningEffort: ["none", "minimal", "low", "medium", "high"],
    reasoningBudget: true,
    imageTypes: ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"],
    imageUrls: true,
    fileTypes: ["application/pdf", "text/*", "audio/*", "video/*"],
    fileUrls: true,
    toolCallIds: /^/,
  },
  framing: "sse",
  // Google has none; the id is in the body.
  requestIdHeaders: [],
  url: requestUrl,
  body: createBody,
  readReply(body, builder) {
    if (typeof body !== "object" || body === null) {
      throw new FailureError({ code: "protocol", message: "the answer is not a JSON object" });
    }
    readAnswer(body, builder, createAnswerState());
  },
  createDecoder,
  readError,
};
