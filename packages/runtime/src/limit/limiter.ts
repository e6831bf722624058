/** Lets requests go at a limited rate. */
export interface Limiter {
  /**
   * Resolves when a request may go; first come, first served.
   * @throws `signal.reason` when the signal aborts first; then nothing is used up.
   */
  acquire(signal?: AbortSignal): Promise<void>;
}
