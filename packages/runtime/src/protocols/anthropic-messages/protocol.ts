import type { AnthropicOptions } from "../../chat/provider-options.ts";
import { createLoader } from "../../platform/load-part.ts";
import type { Protocol } from "../protocol.ts";
import type { AnthropicBody } from "./request.ts";
import type { AnthropicAnswer } from "./response.ts";

const protocol = {
  name: "anthropic-messages",
  path: /\/messages\/*$/,
  supports: {
    tools: true,
    toolChoice: true,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: Number.POSITIVE_INFINITY,
    reasoningEffort: ["none", "low", "medium", "high", "xhigh", "max"],
    reasoningBudget: true,
    imageTypes: ["image/jpeg", "image/png", "image/gif", "image/webp"],
    imageUrls: true,
    fileTypes: ["application/pdf", "text/*"],
    fileUrls: true,
    fileIds: ["image", "file"],
    toolCallIds: /^[\w-]{1,64}$/,
    settings: ["topK", "parallelToolCalls", "userId", "strict"],
    serviceTiers: ["auto", "standard", "fast"],
    longCaches: ["1h"],
    options: {
      group: "anthropic",
      fields: {
        inferenceGeo: "inference_geo",
        container: "container",
      } satisfies Record<keyof AnthropicOptions, string>,
    },
    opaque: "blocks",
  },
  framing: "sse",
  marksEnd: true,
  requestIdHeaders: ["request-id", "x-request-id"],
  url: (endpoint) => endpoint,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.anthropicRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.anthropicAnswers),
  ),
} as const satisfies Protocol<AnthropicBody, AnthropicAnswer>;

/** Anthropic Messages, as https://platform.claude.com/docs/en/api/messages has it. */
export const anthropicMessages: Protocol<
  AnthropicBody,
  AnthropicAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;
