import { offAbort, onAbort } from "../platform/abort-callbacks.ts";

/** What ends a request, as an AbortSignal does. */
export interface Ending {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Called once, when it aborts. */
  add(callback: () => void): void;
  delete(callback: () => void): void;
}

/** A signal as an ending. */
export function endingOf(signal: AbortSignal): Ending {
  return {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason;
    },
    add: (callback) => onAbort(signal, callback),
    delete: (callback) => offAbort(signal, callback),
  };
}

/** An ending of our own. A controller and a listener take longer than all else that a call needs. */
export class OwnEnding implements Ending {
  aborted = false;
  reason: unknown;
  readonly #callbacks = new Set<() => void>();
  #controller: AbortController | undefined;

  /** The same for those who take a signal; made when it is first asked for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  add(callback: () => void): void {
    this.#callbacks.add(callback);
  }

  delete(callback: () => void): void {
    this.#callbacks.delete(callback);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const callbacks = [...this.#callbacks];
    this.#callbacks.clear();
    for (const callback of callbacks) callback();
    this.#controller?.abort(reason);
  }
}
