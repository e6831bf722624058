import { KeiError } from "../chat/errors.ts";
import type { Reply, ToolCall } from "../chat/reply.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { ChatStream } from "../stream/chat-stream.ts";
import type { RoutedReply } from "./route.ts";
import type { Attempt, RouteCall } from "./route-call.ts";

/**
 * A stream broke, and begins anew: what came of its answer before is void. Only with
 * `onBrokenStream: "restart"`.
 */
export interface RestartEvent {
  readonly type: "restart";
  /** The model whose answer broke, as `provider/model`. */
  readonly from: string;
  /** The one that answers now; it may be the same. */
  readonly to: string;
  /** Why it broke. */
  readonly error: KeiError;
}

export type RoutedEvent = StreamEvent | RestartEvent;

/** A stream of whichever model answers. See {@link ChatStream}. */
export interface RoutedStream<Output = undefined, Call extends ToolCall = ToolCall>
  extends AsyncIterable<RoutedEvent> {
  /** The reply, with its route; what a loop has not had of the events is kept. */
  result(): Promise<RoutedReply<Output, Call>>;
}

/** Events that are no part of an answer: they are held back until one is there. */
const BESIDE: ReadonlySet<StreamEvent["type"]> = new Set(["warning", "raw", "usage"]);

/** A stream that a model began, up to its first event that is part of an answer. */
interface Begun {
  readonly stream: ChatStream<unknown>;
  readonly events: AsyncIterator<StreamEvent>;
  readonly held: readonly StreamEvent[];
}

/** A stream over the models of a route, which begins when it is first read. */
export class RouteStream implements RoutedStream<never, never> {
  readonly #begin: () => Promise<RouteCall>;
  readonly #canRestart: boolean;
  readonly #ready: RoutedEvent[] = [];
  #pump: AsyncGenerator<RoutedEvent, RoutedReply<never, never>, undefined> | undefined;
  #call: RouteCall | undefined;
  /** The events that are being read. */
  #events: AsyncIterator<StreamEvent> | undefined;
  #advancing: Promise<void> | undefined;
  #isTaken = false;
  #isLeft = false;
  #reply: RoutedReply<never, never> | undefined;
  #failed: { readonly thrown: unknown } | undefined;

  constructor(begin: () => Promise<RouteCall>, canRestart: boolean) {
    this.#begin = begin;
    this.#canRestart = canRestart;
  }

  [Symbol.asyncIterator](): AsyncIterator<RoutedEvent, undefined> {
    if (this.#isTaken) {
      throw new KeiError({
        code: "bad-request",
        message: "a stream can be read once: get its reply with result()",
      });
    }
    this.#isTaken = true;
    return {
      next: async () => {
        for (;;) {
          const value = this.#ready.shift();
          if (value !== undefined) return { done: false, value };
          if (this.#failed !== undefined) throw this.#failed.thrown;
          if (this.#reply !== undefined) return { done: true, value: undefined };
          await this.#step();
        }
      },
      return: async () => {
        await this.#leave();
        return { done: true, value: undefined };
      },
    };
  }

  async result(): Promise<RoutedReply<never, never>> {
    for (;;) {
      if (this.#failed !== undefined) throw this.#failed.thrown;
      if (this.#reply !== undefined) return this.#reply;
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
      this.#pump ??= this.#run();
      const next = await this.#pump.next();
      if (next.done) this.#reply = next.value;
      else if (!this.#isLeft) this.#ready.push(next.value);
    } catch (thrown) {
      this.#failed ??= { thrown };
    }
  }

  /** @throws RouteError */
  async *#run(): AsyncGenerator<RoutedEvent, RoutedReply<never, never>, undefined> {
    const call = await this.#begin();
    this.#call = call;
    if (this.#isLeft) call.leave();
    let broken: Pick<RestartEvent, "from" | "error"> | undefined;
    for (;;) {
      const { attempt, result } = await call.ask((each) => this.#open(each));
      const { stream, events, held } = result;
      const lost = call.lost(attempt);
      let isWhole = false;
      try {
        if (broken !== undefined) yield { type: "restart", ...broken, to: refOf(attempt) };
        if (lost !== undefined) yield { type: "warning", warning: lost };
        yield* held;
        for (;;) {
          const next = await events.next();
          if (next.done) break;
          yield next.value;
        }
        isWhole = true;
        return call.answer(attempt, (await stream.result()) as Reply<unknown>, lost);
      } catch (thrown) {
        const ended = thrown === LEFT ? await endOf(stream) : { thrown };
        if ("reply" in ended) return call.answer(attempt, ended.reply, lost);
        broken = call.broken(attempt, ended.thrown, this.#canRestart);
      } finally {
        if (!isWhole) await events.return?.();
      }
    }
  }

  async #open({ candidate, request }: Attempt): Promise<Begun> {
    const stream = candidate.client.stream(request) as ChatStream<unknown>;
    const events = stream[Symbol.asyncIterator]();
    this.#events = events;
    const held: StreamEvent[] = [];
    for (;;) {
      const next = await events.next();
      if (next.done) return { stream, events, held };
      held.push(next.value);
      if (!BESIDE.has(next.value.type)) return { stream, events, held };
    }
  }

  async #leave(): Promise<void> {
    const hadAll = this.#reply !== undefined && this.#ready.length === 0;
    this.#ready.length = 0;
    if (hadAll || this.#failed !== undefined) return;
    this.#isLeft = true;
    this.#reply = undefined;
    this.#call?.leave();
    // What is being waited for ends with it.
    await this.#events?.return?.();
    try {
      const ended = await this.#pump?.throw(LEFT);
      if (ended?.done) this.#reply = ended.value;
    } catch (thrown) {
      if (thrown !== LEFT) this.#failed ??= { thrown };
    }
    if (this.#reply !== undefined) return;
    this.#failed ??= {
      thrown: new KeiError({ code: "aborted", message: "the stream was left before its end" }),
    };
  }
}

/** Thrown into what runs, where it waits. */
const LEFT = Symbol("left");

/** How a stream ended that nobody reads on: it knows how far it came, or had all. */
async function endOf(
  stream: ChatStream<unknown>,
): Promise<{ readonly reply: Reply<unknown> } | { readonly thrown: unknown }> {
  try {
    return { reply: await stream.result() };
  } catch (thrown) {
    return { thrown };
  }
}

function refOf({ candidate: { choice } }: Attempt): string {
  return choice.ref;
}
