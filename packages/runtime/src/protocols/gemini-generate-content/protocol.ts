import type { GoogleOptions } from "../../chat/provider-options.ts";
import { badRequest } from "../../failure/request-failures.ts";
import { createLoader } from "../../platform/load-part.ts";
import { splitQuery, urlPart, withoutLastSlashes } from "../../platform/url-part.ts";
import type { Protocol } from "../protocol.ts";
import type { GeminiBody } from "./request.ts";
import type { GeminiAnswer } from "./response.ts";

const protocol = {
  name: "gemini-generate-content",
  path: /\/v1(?:alpha|beta)?\/models\/*$/,
  supports: {
    tools: true,
    toolChoice: true,
    output: true,
    maxOutputTokens: true,
    temperature: true,
    topP: true,
    stop: 5,
    reasoningEffort: ["none", "minimal", "low", "medium", "high", "xhigh"],
    reasoningBudget: true,
    imageTypes: ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"],
    imageUrls: true,
    fileTypes: ["application/pdf", "text/*", "audio/*", "video/*"],
    fileUrls: true,
    urlSchemes: ["http:", "https:", "gs:"],
    madeMedia: true,
    toolCallIds: /^/,
    opaque: "blocks",
    settings: ["topK", "seed", "presencePenalty", "frequencyPenalty", "logprobs"],
    serviceTiers: ["standard", "flex", "priority"],
    options: {
      group: "google",
      fields: {
        safetySettings: "safetySettings",
        responseModalities: "generationConfig.responseModalities",
        imageConfig: "generationConfig.imageConfig",
        speechConfig: "generationConfig.speechConfig",
        mediaResolution: "generationConfig.mediaResolution",
        labels: "labels",
      } satisfies Record<keyof GoogleOptions, string>,
    },
  },
  framing: "sse",
  // Google has none; the id is in the body.
  requestIdHeaders: [],
  url: requestUrl,
  loadRequests: /* @__PURE__ */ createLoader(() =>
    import("./request.ts").then((part) => part.geminiRequests),
  ),
  loadAnswers: /* @__PURE__ */ createLoader(() =>
    import("./answers.ts").then((part) => part.geminiAnswers),
  ),
} as const satisfies Protocol<GeminiBody, GeminiAnswer>;

/** Gemini's `generateContent` and `streamGenerateContent`, https://ai.google.dev/api/generate-content. */
export const geminiGenerateContent: Protocol<
  GeminiBody,
  GeminiAnswer,
  typeof protocol.name,
  typeof protocol.supports
> = protocol;

/**
 * Where a request goes. The model's id is one segment of the path, and nothing else.
 *
 * @throws FailureError of code `bad-request` for an id that would lead elsewhere: `models/../x`
 */
function requestUrl(endpoint: string, modelId: string, stream: boolean): string {
  const segment = urlPart(modelId);
  if (segment === undefined) {
    throw badRequest("model must fit into one part of a URL's path");
  }
  const [path, query] = splitQuery(endpoint);
  const url = `${withoutLastSlashes(path)}/${segment}:`;
  if (stream) return `${url}streamGenerateContent?alt=sse${query.replace("?", "&")}`;
  return `${url}generateContent${query}`;
}
