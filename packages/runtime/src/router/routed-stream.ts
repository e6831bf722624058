import { KeiError } from "../chat/errors.ts";
import type { Reply, ToolCall } from "../chat/reply.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { ChatStream } from "../stream/chat-stream.ts";
import { ReadOnce } from "../stream/read-once.ts";
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
export function routeStream(
  begin: () => Promise<RouteCall>,
  canRestart: boolean,
): RoutedStream<never, never> {
  let left: KeiError | undefined;
  let call: RouteCall | undefined;
  /** Those that are being read. */
  let reading: AsyncIterator<StreamEvent> | undefined;

  /** @throws RouteError */
  const run = async function* (): AsyncGenerator<
    RoutedEvent,
    RoutedReply<never, never>,
    undefined
  > {
    const routed = await begin();
    call = routed;
    if (left !== undefined) routed.leave();
    let broken: Pick<RestartEvent, "from" | "error"> | undefined;
    for (;;) {
      const { attempt, result } = await routed.ask(open);
      const { stream, events, held } = result;
      const lost = routed.lost(attempt);
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
        return routed.answer(attempt, (await stream.result()) as Reply<unknown>, lost);
      } catch (thrown) {
        const ended = left !== undefined && thrown === left ? await endOf(stream) : { thrown };
        if ("reply" in ended) return routed.answer(attempt, ended.reply, lost);
        broken = routed.broken(attempt, ended.thrown, canRestart);
      } finally {
        if (!isWhole) await events.return?.();
      }
    }
  };

  const open = async ({ candidate, request }: Attempt): Promise<Begun> => {
    const stream = candidate.client.stream(request) as ChatStream<unknown>;
    const events = stream[Symbol.asyncIterator]();
    reading = events;
    const held: StreamEvent[] = [];
    for (;;) {
      const next = await events.next();
      if (next.done) return { stream, events, held };
      held.push(next.value);
      if (!BESIDE.has(next.value.type)) return { stream, events, held };
    }
  };

  const leave = async () => {
    left = new KeiError({ code: "aborted", message: "the stream was left before its end" });
    call?.leave();
    await reading?.return?.();
    return left;
  };

  return new ReadOnce({ name: "stream", begin: run, leave });
}

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
