import type { Protocol } from "../protocol.ts";
import { readError } from "./errors.ts";
import { createBody, type OllamaBody } from "./request.ts";
import { type OllamaAnswer, readReply } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** Ollama's own `POST /api/chat`, https://docs.ollama.com/api/chat. */
export const ollamaChat: Protocol<OllamaBody, OllamaAnswer> = {
  name: "ollama-chat",
  supports: {
    tools: true,
    toolChoice: false,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: Number.POSITIVE_INFINITY,
    reasoningEffort: ["none", "low", "medium", "high"],
    reasoningBudget: false,
    imageTypes: ["image/png", "image/jpeg", "image/webp"],
    imageUrls: false,
    fileTypes: [],
    fileUrls: false,
    toolCallIds: /^/,
  },
  framing: "ndjson",
  requestIdHeaders: [],
  url: (endpoint) => endpoint,
  body: createBody,
  readReply,
  createDecoder,
  readError,
};
