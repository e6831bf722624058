import type { OpenaiOptions } from "../../chat/provider-options.ts";
import { createLoader } from "../../platform/load-part.ts";
import type { Protocol } from "../protocol.ts";
import type { OpenaiResponsesBody } from "./request.ts";
import type { OpenaiResponsesAnswer } from "./response.ts";

const protocol = {
  name: "openai-responses",
  path: /\/responses\/*$/,
  bodyKey: "input",
  supports: {
    tools: true,
    toolChoice: true,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: 0,
    reasoningEffort: ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    reasoningBudget: false,
    imageTypes: ["image/png", "image/jpeg", "image/gif", "image/webp"],
    imageUrls: true,
    fileTypes: ["application/pdf", "text/*"],
    fileUrls: true,
    fileIds: ["image", "file"],
    toolCallIds: /^.{1,64}$/s,
    settings: ["parallelToolCalls", "logprobs", "userId", "strict", "detail"],
    serviceTiers: ["auto", "standard", "flex", "priority", "scale"],
    longCaches: ["12h", "24h"],
    options: {
      group: "openai",
      fields: {
        metadata: "metadata",
        safetyIdentifier: "safety_identifier",
        store: "store",
        verbosity: "text.verbosity",
      } satisfies Partial<Record<keyof OpenaiOptions, string>>,
    },
    opaque: "blocks",
  },
  framing: "sse",
  marksEnd: true,
  requestIdHeaders: ["x-request-id", "x-litellm-call-id", "apim-request-id", "request-id"],
  url: (endpoint) => endpoint,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.openaiResponsesRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.openaiResponsesAnswers),
  ),
} as const satisfies Protocol<OpenaiResponsesBody, OpenaiResponsesAnswer>;

/**
 * OpenAI Responses, and what is compatible: xAI, Azure, DeepSeek, OpenRouter, LM Studio, vLLM, Ollama.
 * Nothing is kept at the server: what it wants back goes with the conversation.
 *
 * @see https://platform.openai.com/docs/api-reference/responses
 */
export const openaiResponses: Protocol<
  OpenaiResponsesBody,
  OpenaiResponsesAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;
