import type { OllamaOptions } from "../../chat/provider-options.ts";
import { createLoader } from "../../platform/load-part.ts";
import type { Protocol } from "../protocol.ts";
import type { OllamaBody } from "./request.ts";
import type { OllamaAnswer } from "./response.ts";

const protocol = {
  name: "ollama-chat",
  path: /\/api\/chat\/*$/,
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
    settings: ["topK", "seed", "presencePenalty", "frequencyPenalty", "logprobs"],
    options: {
      group: "ollama",
      fields: {
        keepAlive: "keep_alive",
        numCtx: "options.num_ctx",
        minP: "options.min_p",
        repeatPenalty: "options.repeat_penalty",
      } satisfies Record<keyof OllamaOptions, string>,
    },
  },
  framing: "ndjson",
  requestIdHeaders: [],
  url: (endpoint) => endpoint,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.ollamaRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.ollamaAnswers),
  ),
} as const satisfies Protocol<OllamaBody, OllamaAnswer>;

/** Ollama's own `POST /api/chat`, https://docs.ollama.com/api/chat. */
export const ollamaChat: Protocol<
  OllamaBody,
  OllamaAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;
