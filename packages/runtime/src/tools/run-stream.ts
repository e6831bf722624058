import type { Provider } from "@kei/registry/contract";
import { toKeiError } from "../call/call.ts";
import { KeiError } from "../chat/errors.ts";
import type { ChatRequest } from "../chat/request.ts";
import { modelName } from "../client/model-catalog.ts";
import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { isRecord } from "../platform/records.ts";
import { budgetOf, type RunToolsOptions } from "./run-options.ts";
import { type Turns, takeTurns } from "./take-turns.ts";
import type { ToolRun, ToolRunEvent, ToolRunStream } from "./tool-run.ts";

/** A run that begins when it is first read. */
export class RunStream implements ToolRunStream<unknown> {
  readonly #provider: Provider;
  readonly #request: ChatRequest;
  readonly #options: RunToolsOptions;
  readonly #ask: Turns["ask"];
  readonly #controller = new AbortController();
  readonly #events: ToolRunEvent[] = [];
  #turns: ReturnType<typeof takeTurns> | undefined;
  #advancing: Promise<void> | undefined;
  #isTaken = false;
  #run: ToolRun<unknown> | undefined;
  #failed: { readonly thrown: unknown } | undefined;

  constructor(
    { provider }: { readonly provider: Provider },
    request: ChatRequest,
    options: RunToolsOptions,
    ask: Turns["ask"],
  ) {
    this.#provider = provider;
    this.#request = request;
    this.#options = options;
    this.#ask = ask;
  }

  [Symbol.asyncIterator](): AsyncIterator<ToolRunEvent, undefined> {
    if (this.#isTaken) {
      throw new KeiError({
        code: "bad-request",
        message: "a run can be read once: get what came of it with result()",
      });
    }
    this.#isTaken = true;
    return {
      next: async () => {
        for (;;) {
          const value = this.#events.shift();
          if (value !== undefined) return { done: false, value };
          if (this.#failed !== undefined) throw this.#failed.thrown;
          if (this.#run !== undefined) return { done: true, value: undefined };
          await this.#step();
        }
      },
      return: async () => {
        await this.#leave();
        return { done: true, value: undefined };
      },
    };
  }

  async result(): Promise<ToolRun<unknown>> {
    for (;;) {
      if (this.#failed !== undefined) throw this.#failed.thrown;
      if (this.#run !== undefined) return this.#run;
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
      this.#turns ??= this.#begin();
      const next = await this.#turns.next();
      if (!next.done) {
        this.#events.push(next.value);
        return;
      }
      this.#run = next.value;
    } catch (thrown) {
      this.#failed ??= { thrown };
    }
    this.#unlink();
  }

  /** @throws KeiError of code `config` */
  #begin(): ReturnType<typeof takeTurns> {
    const provider = this.#provider;
    const options = this.#options;
    const budget = budgetOf(options, provider);
    if (!isRecord(this.#request)) {
      const message = "the request must be an object";
      throw toKeiError({ code: "bad-request", message }, { provider, model: undefined });
    }
    const { signal } = this.#controller;
    for (const ending of this.#signals()) {
      if (ending.aborted) this.#abort();
      else onAbort(ending, this.#abort);
    }
    return takeTurns({ provider, ask: this.#ask, request: this.#request, options, budget, signal });
  }

  /** Of the caller: either ends the run. */
  #signals(): AbortSignal[] {
    const signals = [this.#options.signal, this.#request.signal];
    return signals.filter((signal) => signal !== undefined);
  }

  readonly #abort = (): void => {
    this.#controller.abort(this.#signals().find(({ aborted }) => aborted)?.reason);
  };

  #unlink(): void {
    if (this.#turns === undefined) return;
    for (const signal of this.#signals()) offAbort(signal, this.#abort);
  }

  async #leave(): Promise<void> {
    const hadAll = this.#run !== undefined && this.#events.length === 0;
    this.#events.length = 0;
    if (hadAll || this.#failed !== undefined) return;
    this.#run = undefined;
    const left = toKeiError(
      { code: "aborted", message: "the run was left before its end" },
      { provider: this.#provider, model: modelName(this.#request.model) },
    );
    this.#controller.abort(left);
    try {
      // Thrown where it waits, so that it closes its stream and says how far it came.
      await this.#turns?.throw(left);
      this.#failed ??= { thrown: left };
    } catch (thrown) {
      this.#failed ??= { thrown };
    }
    this.#unlink();
  }
}
