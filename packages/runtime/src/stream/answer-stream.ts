import type { ReplyBuilder } from "../answer/reply-builder.ts";
import type { Call, CallContext } from "../call/call.ts";
import { FailureError, KeiError } from "../chat/errors.ts";
import type { Reply } from "../chat/reply.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { unexpectedFailure } from "../failure/unexpected-failure.ts";
import { callHook } from "../platform/call-hook.ts";
import type { Loader } from "../platform/load-part.ts";
import type { AnswerSide } from "../protocols/protocol.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { AnswerReader } from "./answer-reader.ts";
import type { ChatStream } from "./chat-stream.ts";
import type { CreateReader } from "./load-reader.ts";

/** What reads streams, loaded while the first one is asked for. */
export interface StreamPart {
  readonly createReader: CreateReader;
  readonly replies: { readonly answers: AnswerSide };
}

/** A call, what it is sent with, and what reads its answer. */
export interface OpenCall<Part extends StreamPart>
  extends Pick<CallContext, "protocol" | "settings"> {
  readonly call: Call;
  readonly load: Loader<Part>;
}

export interface AnswerStreamOptions<Part extends StreamPart> {
  /** The caller wants what came over the wire as well. */
  readonly hasRaw?: boolean;
  /**
   * Checks the request and makes the call of it; called when the stream is first read.
   * @throws KeiError
   */
  readonly open: () => Promise<OpenCall<Part>>;
  /** @throws FailureError when the whole answer is not what was asked for. */
  readonly finish: (builder: ReplyBuilder, part: Part) => Promise<Reply<never>>;
  /** Says what the stream failed with; of what was read by then, if anything was. */
  readonly onError: (error: KeiError, builder?: ReplyBuilder, part?: Part) => void;
  /** Says what was used, once there is nothing more to come: the whole, or a part. */
  readonly settle?: (builder: ReplyBuilder, part: Part) => void;
}

/**
 * An answer as events. They come in batches, one for each piece of the body, and a batch is given out
 * without waiting in between. Until the first batch is there a failure is tried again.
 */
export class AnswerStream<Part extends StreamPart> implements ChatStream<never> {
  readonly #options: AnswerStreamOptions<Part>;
  /** Somebody wants the reply, whether or not the caller asks for it. */
  #hasListener = false;
  #call: Call | undefined;
  #part: Part | undefined;
  #reader: AnswerReader | undefined;
  #batch: StreamEvent[] = [];
  #next = 0;
  #isTaken = false;
  #isWhole = false;
  #error: KeiError | undefined;
  #advancing: Promise<void> | undefined;
  /** Made for a hook, before somebody asked for it. */
  #finishing: Promise<Reply<never>> | undefined;
  #reply: Promise<Reply<never>> | undefined;

  constructor(options: AnswerStreamOptions<Part>) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamEvent, undefined> {
    if (this.#isTaken) {
      throw new KeiError({
        code: "bad-request",
        message: "a stream can be read once: get its reply with result()",
      });
    }
    this.#isTaken = true;
    return {
      next: () =>
        this.#next < this.#batch.length
          ? Promise.resolve({ done: false, value: this.#take() })
          : this.#waitForNext(),
      return: () => {
        this.#leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async result(): Promise<Reply<never>> {
    // Reads on, whoever else does: what a loop has not taken waits for it.
    while (!this.#isWhole && this.#error === undefined) await this.#step();
    if (this.#error !== undefined) throw this.#error;
    this.#reply ??= this.#finishing ?? this.#finish();
    return await this.#reply;
  }

  async #finish(): Promise<Reply<never>> {
    const { builder } = this.#reader as AnswerReader;
    const call = this.#call as Call;
    const { finish, onError } = this.#options;
    try {
      return await finish(builder, this.#part as Part);
    } catch (thrown) {
      const error = call.toError(thrown, builder.parts());
      onError(error, builder, this.#part);
      throw error;
    }
  }

  async #waitForNext(): Promise<IteratorResult<StreamEvent, undefined>> {
    for (;;) {
      if (this.#next < this.#batch.length) return { done: false, value: this.#take() };
      if (this.#error !== undefined) throw this.#error;
      if (this.#isWhole) return { done: true, value: undefined };
      await this.#step();
    }
  }

  #take(): StreamEvent {
    const event = this.#batch[this.#next] as StreamEvent;
    this.#next += 1;
    return event;
  }

  /** Gets the next batch, the end, or the error, which is kept. Those who ask at once wait for the same. */
  #step(): Promise<void> {
    this.#advancing ??= this.#advance();
    return this.#advancing;
  }

  #advance(): Promise<void> {
    if (this.#next >= this.#batch.length) {
      this.#batch = [];
      this.#next = 0;
    }
    // Once for each event of a slow stream: a function that waits would cost as much as all the rest here.
    const advancing = this.#reader === undefined ? this.#open() : this.#reader.advance();
    return advancing.then(this.#onAdvanced, this.#onFailed);
  }

  readonly #onAdvanced = (isWhole: boolean): void => {
    this.#advancing = undefined;
    this.#isWhole = isWhole;
    if (isWhole && this.#reply === undefined && this.#hasListener) {
      this.#finishing = this.#finish();
      // Those who ask for the reply hear why there is none.
      this.#finishing.catch(() => {});
    }
    if (this.#isWhole || this.#error !== undefined) this.#over();
  };

  readonly #onFailed = (thrown: unknown): void => {
    this.#fail(thrown);
    this.#onAdvanced(this.#isWhole);
  };

  /** Makes the call and reads up to the first batch. */
  async #open(): Promise<boolean> {
    const opened = await this.#options.open();
    const { call, load, settings } = opened;
    this.#call = call;
    this.#hasListener = settings.hooks.onReply !== undefined;
    // It may have been left meanwhile.
    if (this.#error !== undefined) callHook(settings.ownHooks?.onError, this.#error);
    else await call.run(load, (response, part) => this.#begin(opened, response, part));
    return this.#isWhole;
  }

  /** The first batch of an attempt. What is in it goes to the caller before what failed after it. */
  async #begin(
    { call, protocol, settings }: OpenCall<Part>,
    response: TransportResponse,
    part: Part,
  ): Promise<void> {
    this.#part = part;
    const { hasRaw = false } = this.#options;
    const { onEvent } = settings.hooks;
    const emit = (event: StreamEvent) => {
      if (onEvent !== undefined) callHook(onEvent, event);
      // Mostly there is one: a list that grows has room for seventeen.
      if (this.#batch.length === 0) this.#batch = [event];
      else this.#batch.push(event);
    };
    let reader: AnswerReader | undefined;
    try {
      const { answers } = part.replies;
      reader = part.createReader(
        response,
        protocol,
        answers,
        call,
        settings.timeouts,
        emit,
        hasRaw,
      );
      this.#isWhole = await reader.advance();
      reader.watch(this.#onFailed);
    } catch (thrown) {
      response.close(false);
      if (this.#batch.length === 0 && !reader?.hasBegun) throw thrown;
      this.#reader = reader;
      this.#fail(thrown);
    }
    this.#reader = reader;
  }

  #fail(thrown: unknown): void {
    // What is ended fails once more where it was waited for.
    if (this.#error !== undefined) return;
    const builder = this.#reader?.builder;
    const partial = builder === undefined || builder.isEmpty ? undefined : builder.parts();
    if (this.#call !== undefined) this.#call.requestId ??= builder?.requestId;
    const error =
      this.#call?.toError(thrown, partial) ??
      (thrown instanceof KeiError
        ? thrown
        : new KeiError(unexpectedFailure(thrown, "bad-request").failure));
    this.#error = error;
    this.#options.onError(error, builder, this.#part);
  }

  /** Who leaves has no whole answer, unless they have had all of it, or its reply before. */
  #leave(): void {
    const hadAll = this.#isWhole && this.#next >= this.#batch.length;
    this.#batch = [];
    this.#next = 0;
    if (hadAll || this.#reply !== undefined || this.#error !== undefined) return;
    this.#fail(
      new FailureError({ code: "aborted", message: "the stream was left before its end" }),
    );
    if (!this.#isWhole) {
      this.#call?.control.abort();
      this.#reader?.close();
    }
    this.#over();
  }

  /** Nothing is held any more. */
  #over(): void {
    this.#call?.control.dispose();
    if (this.#reader === undefined) return;
    this.#options.settle?.(this.#reader.builder, this.#part as Part);
  }
}
