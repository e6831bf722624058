import type { OpenaiOptions } from "../../chat/provider-options.ts";
import { createLoader } from "../../platform/load-part.ts";
import type { Protocol } from "../protocol.ts";
import type { OpenaiChatBody } from "./request.ts";
import type { OpenaiChatAnswer } from "./response.ts";

const protocol = {
  name: "openai-chat",
  path: /\/chat\/completions\/*$/,
  bodyKey: "messages",
  supports: {
    tools: true,
    toolChoice: true,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: 4,
    reasoningEffort: ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    reasoningBudget: false,
    imageTypes: ["image/png", "image/jpeg", "image/gif", "image/webp"],
    imageUrls: true,
    fileTypes: ["application/pdf", "audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3"],
    fileIds: ["file"],
    fileUrls: false,
    toolCallIds: /^.{1,40}$/s,
    settings: [
      "seed",
      "presencePenalty",
      "frequencyPenalty",
      "parallelToolCalls",
      "logprobs",
      "userId",
      "strict",
      "detail",
    ],
    serviceTiers: ["auto", "standard", "flex", "priority", "scale"],
    longCaches: ["24h"],
    options: {
      group: "openai",
      fields: {
        logitBias: "logit_bias",
        metadata: "metadata",
        prediction: "prediction",
        safetyIdentifier: "safety_identifier",
        store: "store",
        verbosity: "verbosity",
        webSearchOptions: "web_search_options",
      } satisfies Record<keyof OpenaiOptions, string>,
    },
    opaque: "fields",
  },
  framing: "sse",
  marksEnd: true,
  requestIdHeaders: ["x-request-id", "x-litellm-call-id", "apim-request-id", "request-id"],
  url: (endpoint) => endpoint,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.openaiChatRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.openaiChatAnswers),
  ),
} as const satisfies Protocol<OpenaiChatBody, OpenaiChatAnswer>;

/**
 * OpenAI Chat Completions, and what calls itself compatible: xAI, DeepSeek, Groq, OpenRouter, Mistral,
 * LiteLLM, vLLM, llama.cpp, LM Studio, mlx_lm.
 *
 * `stream_options` goes with every stream. Mistral's API refuses it (422), as it refuses
 * `max_completion_tokens` and `reasoning_content`; the others take or ignore what they do not know.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: Protocol<
  OpenaiChatBody,
  OpenaiChatAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;
