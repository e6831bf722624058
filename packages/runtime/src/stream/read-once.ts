import { KeiError } from "../chat/errors.ts";

/** What a {@link ReadOnce} reads. */
export interface Source<Event, Result> {
  /** What it is, and how its result is had: for those who read it twice. */
  readonly name: string;
  /** Begins it; called when it is first read. */
  readonly begin: () => AsyncGenerator<Event, Result, undefined>;
  /**
   * Nobody reads on: ends what is waited for. What it gives is thrown where the generator then waits,
   * and is why there is no result, unless the generator returns one or fails with something else.
   */
  readonly leave: () => Promise<KeiError> | KeiError;
}

/**
 * A reading of which one loop gets the events and `result()` what comes of them, either or both, in any
 * order. It begins when it is first read. After a loop that was left early there is no result.
 */
export class ReadOnce<Event, Result> implements AsyncIterable<Event> {
  readonly #source: Source<Event, Result>;
  /** What no loop has had yet. */
  readonly #ready: Event[] = [];
  #events: AsyncGenerator<Event, Result, undefined> | undefined;
  #advancing: Promise<void> | undefined;
  #isTaken = false;
  #isLeft = false;
  #result: { readonly value: Result } | undefined;
  #failed: { readonly thrown: unknown } | undefined;

  constructor(source: Source<Event, Result>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    if (this.#isTaken) {
      const { name } = this.#source;
      const message = `a ${name} can be read once: get what came of it with result()`;
      throw new KeiError({ code: "bad-request", message });
    }
    this.#isTaken = true;
    return {
      next: async () => {
        for (;;) {
          if (this.#ready.length > 0) return { done: false, value: this.#ready.shift() as Event };
          if (this.#failed !== undefined) throw this.#failed.thrown;
          if (this.#result !== undefined) return { done: true, value: undefined };
          await this.#step();
        }
      },
      return: async () => {
        await this.#leave();
        return { done: true, value: undefined };
      },
    };
  }

  async result(): Promise<Result> {
    for (;;) {
      if (this.#failed !== undefined) throw this.#failed.thrown;
      if (this.#result !== undefined) return this.#result.value;
      await this.#step();
    }
  }

  /** Those who ask at once wait for the same. */
  #step(): Promise<void> {
    this.#advancing ??= this.#advance().finally(() => {
      this.#advancing = undefined;
    });
    return this.#advancing;
  }

  async #advance(): Promise<void> {
    try {
      this.#events ??= this.#source.begin();
      const next = await this.#events.next();
      if (next.done) this.#result = next;
      else if (!this.#isLeft) this.#ready.push(next.value);
    } catch (thrown) {
      this.#failed ??= { thrown };
    }
  }

  async #leave(): Promise<void> {
    const hadAll = this.#result !== undefined && this.#ready.length === 0;
    this.#ready.length = 0;
    if (hadAll || this.#failed !== undefined) return;
    this.#isLeft = true;
    this.#result = undefined;
    const left = await this.#source.leave();
    try {
      const ended = await this.#events?.throw(left);
      if (ended?.done) this.#result = ended;
      else this.#failed ??= { thrown: left };
    } catch (thrown) {
      this.#failed ??= { thrown };
    }
  }
}
