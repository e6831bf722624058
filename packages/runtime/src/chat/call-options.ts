/** What one call has its own way of. What it leaves out is as the client has it. */
export interface CallOptions {
  /**
   * Sent with this call, over those of the client. Not those that are about the connection, the length
   * of the body, or carry the key.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeouts?: Timeouts | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Ends the call, wherever it is: waiting for the limiter, for a retry, for the answer. */
  readonly signal?: AbortSignal | undefined;
}

/** Time limits in milliseconds; 0 is none. All but `totalMs` start anew with every attempt. */
export interface Timeouts {
  /** From sending to the headers of the answer. @default 600,000 */
  readonly headersMs?: number | undefined;
  /**
   * From the headers to the first event that means something; of a body that is not streamed to its
   * first bytes, and from each piece to the next. @default 300,000
   */
  readonly firstEventMs?: number | undefined;
  /**
   * Between events that mean something; comments, pings and empty deltas do not.
   * @default 120,000; of codex, which says nothing while it thinks, 600,000
   */
  readonly idleMs?: number | undefined;
  /** The whole call: limiter, attempts and waits included. @default 0 */
  readonly totalMs?: number | undefined;
}

/** What happens when a request fails in a way that may pass. */
export interface RetryOptions {
  /** Most requests after the first one; 0: one attempt. @default the provider's `retry.max` */
  readonly max?: number | undefined;
  /** Wait before the first retry, doubled for each next one. @default the provider's `retry.backoffMs` */
  readonly backoffMs?: number | undefined;
  /**
   * Longest wait. A provider that asks for a longer one is not asked again: the call fails at once
   * with `retryAfterMs`. @default 60,000
   */
  readonly maxDelayMs?: number | undefined;
}
