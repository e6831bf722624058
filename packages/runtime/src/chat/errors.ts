import type { PartialReply } from "./reply.ts";

/** What went wrong, in terms of what to do about it. */
export type KeiErrorCode =
  /** The provider does not accept the key. */
  | "auth"
  /** Money or a plan's allowance is used up: waiting a minute does not help. */
  | "quota"
  /** Too many requests or tokens in a short time. */
  | "rate-limit"
  /** The provider has no capacity at the moment. */
  | "overloaded"
  /** The conversation is too long for the model. */
  | "context-length"
  /** The request is wrong: found here before sending (no `status`), or by the provider. */
  | "bad-request"
  /** The provider does not know the model or the address. */
  | "not-found"
  /** A filter of the provider's let no answer through. */
  | "content-blocked"
  /** The provider failed. */
  | "server"
  /** No connection, or a broken one. */
  | "network"
  /** One of the time limits; the message says which. */
  | "timeout"
  /** The caller's signal; `cause` is its reason. */
  | "aborted"
  /** The answer ended before its end. */
  | "truncated"
  /** What came is not what the protocol says, or not what `output` asked for. */
  | "protocol"
  /** The provider redirected, which no API of these does. */
  | "redirect"
  /** The client is not set up: a missing key, a wrong option. */
  | "config"
  /** A budget of the program's own would be exceeded: nothing was sent. */
  | "budget"
  /** The registry does not have the model. */
  | "unknown-model"
  /** The model or the protocol cannot do what was asked. */
  | "unsupported";

/** What is known of a failure before it becomes a {@link KeiError}. */
export interface Failure {
  readonly code: KeiErrorCode;
  /** One sentence. Secrets are taken out later. */
  readonly message: string;
  /** HTTP status, or the one that an error inside a stream stands for. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** @default whether the code is one that passes by itself: {@link isRetryableCode} */
  readonly retryable?: boolean | undefined;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** The only error that calls throw. Holds no secret, wherever one looks in it. */
export class KeiError extends Error {
  override readonly name = "KeiError";
  readonly code: KeiErrorCode;
  /** Id of the provider. */
  readonly provider: string | undefined;
  /** Id of the model that was asked for. */
  readonly model: string | undefined;
  /** HTTP status; absent when there was no answer, or nothing was sent. */
  readonly status: number | undefined;
  /** The provider's id of the request. */
  readonly requestId: string | undefined;
  /** The same request may succeed later. After a part of the answer was given out: false. */
  readonly retryable: boolean;
  /** How long the provider asks to wait, in milliseconds; 0 is an answer. */
  readonly retryAfterMs: number | undefined;
  /** Requests that were sent, the last one included. */
  readonly attempts: number;
  /** Part of the answer came before the failure. */
  readonly partial: boolean;
  /** That part. */
  readonly partialReply: PartialReply | undefined;

  constructor(
    failure: Failure & {
      readonly provider?: string | undefined;
      readonly model?: string | undefined;
      readonly attempts?: number | undefined;
      readonly partialReply?: PartialReply | undefined;
    },
  ) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.provider = failure.provider;
    this.model = failure.model;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.partial = failure.partialReply !== undefined;
    this.partialReply = failure.partialReply;
    this.retryable = !this.partial && (failure.retryable ?? isRetryableCode(failure.code));
    this.retryAfterMs = failure.retryAfterMs;
    this.attempts = failure.attempts ?? 0;
  }

  /** What `JSON.stringify` writes, for logs: of the cause its name and message, no stack. */
  toJSON(): Record<string, unknown> {
    const { name, message, cause } = this;
    return { name, message, ...(this as object), cause: causeJson(cause) };
  }
}

/** Not the whole of it: the caller's own reason may be anything. */
function causeJson(cause: unknown): unknown {
  if (typeof cause === "string") return { message: cause };
  if (!(cause instanceof Error)) return undefined;
  return { name: cause.name, message: cause.message };
}

/**
 * A failure on its way through the runtime. What knows no provider, key or attempt throws it; the
 * client makes a {@link KeiError} of it.
 */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const RETRYABLE: ReadonlySet<KeiErrorCode> = new Set([
  "rate-limit",
  "overloaded",
  "server",
  "network",
  "timeout",
  "truncated",
]);

/** Whether failures of this kind pass by themselves. */
export function isRetryableCode(code: KeiErrorCode): boolean {
  return RETRYABLE.has(code);
}
