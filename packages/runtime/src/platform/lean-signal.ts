/**
 * What our own transports need of an AbortSignal, and no more: to make a signal and to listen to it
 * takes a fifth of a call over node:http. Becomes one for those who ask for one.
 */
export class LeanSignal {
  aborted = false;
  reason: unknown;
  /** Called when it aborts, once. */
  readonly callbacks = new Set<() => void>();
  #controller: AbortController | undefined;

  /** The same as a signal. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const callbacks = [...this.callbacks];
    this.callbacks.clear();
    for (const callback of callbacks) callback();
    this.#controller?.abort(reason);
  }
}
