/**
 * Sends one request and gives its answer, once: no retries, no time limits, no redirects followed,
 * no meaning read into a status. The client above does all that.
 *
 * Has to keep: `signal` ends a request at any moment, also while its body is read, by closing the
 * connection; then `send` or `read` rejects with `signal.reason`. A 3xx answer is given as it is.
 * What fails on the network rejects, with any error: the caller gets one of code `network`. The body
 * comes decoded from `content-encoding`.
 */
export interface Transport {
  send(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse>;
}

/** A request as it goes out, secrets included: never to be kept, logged or put into an error. */
export interface TransportRequest {
  readonly method: "POST" | "GET";
  /** Absolute; of the codex tool `local:codex-cli`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of a `GET` empty, and not sent. */
  readonly body: string;
}

/** An answer whose body has not been read. Exactly one of the ways to read it is used. */
export interface TransportResponse {
  readonly status: number;
  /** Value of a header; `name` in lower case. */
  header(name: string): string | undefined;
  /** The next bytes, or `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /**
   * The whole body, UTF-8, a byte order mark dropped.
   * @param maxBytes more than that is a failure of code `protocol`
   * @param onBytes told of each piece that comes, so that a long answer is not taken for a stuck one; a
   * transport may leave it out
   */
  text(maxBytes: number, onBytes?: (bytes: Uint8Array) => void): Promise<string>;
  /**
   * Nothing more is wanted. `reuse`: the answer was complete, so the connection may live on if the
   * body ends soon; else it is closed now. May be called at any time, and more than once.
   */
  close(reuse: boolean): void;
}
