import { KeiError } from "@kei/runtime/core";

/** An error of the AI SDK's, recognised as all of them are: by its marks, whichever copy made it. */
export class SdkError extends Error {
  constructor(
    name: `AI_${string}`,
    message: string,
    { cause, ...fields }: { readonly cause?: unknown; readonly [field: string]: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = name;
    const marks = ["vercel.ai.error", `vercel.ai.error.${name}`].map((mark) => Symbol.for(mark));
    Object.assign(this, fields, Object.fromEntries(marks.map((mark) => [mark, true])));
  }
}

export function noSuchModel(
  modelId: string,
  why: string,
  modelType: "languageModel" | "embeddingModel" | "imageModel" = "languageModel",
): SdkError {
  const message = `No such ${modelType}: ${modelId}: ${why}`;
  return new SdkError("AI_NoSuchModelError", message, { modelId, modelType });
}

/** The longest wait that the AI SDK makes because a provider asks for it. */
const MAX_WAIT_MS = 60_000;

interface Failed {
  /** The provider's endpoint, or what stands for it. */
  readonly url: string;
  readonly modelId: string;
  /** The AI SDK may send the request again: nobody below it does. */
  readonly canRetry: boolean;
}

/**
 * What a call failed with, as the AI SDK knows failures; the `KeiError` is its `cause`. An abort is the
 * caller's reason.
 */
export function toSdkError(thrown: unknown, { url, modelId, canRetry }: Failed): unknown {
  if (!(thrown instanceof KeiError)) return thrown;
  const { code, message, status, requestId, retryAfterMs, retryable, cause } = thrown;
  if (code === "aborted") return isAbort(cause) ? cause : new DOMException(message, "AbortError");
  if (status === undefined) {
    // Found before anything was sent: the same request fails again.
    switch (code) {
      case "unknown-model":
        return new SdkError("AI_NoSuchModelError", message, {
          modelId,
          modelType: "languageModel",
          cause: thrown,
        });
      case "unsupported": {
        const functionality = message.split(" is not supported by ")[0];
        return new SdkError("AI_UnsupportedFunctionalityError", message, {
          functionality,
          cause: thrown,
        });
      }
      case "config":
        return new SdkError("AI_LoadSettingError", message, { cause: thrown });
      case "bad-request":
        return new SdkError("AI_InvalidArgumentError", message, {
          argument: message.split(" ")[0],
          cause: thrown,
        });
    }
  }
  const waits = retryAfterMs === undefined || retryAfterMs < MAX_WAIT_MS;
  return new SdkError("AI_APICallError", message, {
    url,
    requestBodyValues: undefined,
    statusCode: status,
    responseHeaders: {
      ...(retryAfterMs !== undefined && { "retry-after-ms": `${retryAfterMs}` }),
      ...(requestId !== undefined && { "x-request-id": requestId }),
    },
    // The AI SDK knows no longer waits, and would come too early.
    isRetryable: canRetry && retryable && waits,
    data: { code },
    cause: thrown,
  });
}

/** By what the AI SDK tells aborts from failures. */
function isAbort(reason: unknown): boolean {
  const name = (reason as { readonly name?: unknown } | undefined)?.name;
  return name === "AbortError" || name === "ResponseAborted" || name === "TimeoutError";
}
