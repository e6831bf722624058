/** Lets requests go at a limited rate. */
export interface Limiter {
  /**
   * Resolves when a request may go; first come, first served.
   * @throws `signal.reason` when the signal aborts first; then nothing is used up.
   */
  acquire(signal?: AbortSignal): Promise<void>;
  /** The same without waiting, when it may go at once and nobody waits: spares a turn of the loop. */
  tryAcquire?(): boolean;
}
