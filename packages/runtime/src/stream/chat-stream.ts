import type { Reply, ToolCall } from "../chat/reply.ts";
import type { StreamEvent } from "../chat/stream-event.ts";

/**
 * An answer as it is written. One `for await` gets its events, `result()` the whole: either or both, in
 * any order, from one reading.
 *
 * Leaving the loop early ends the request and closes the connection. An answer that is cut, or ended by
 * a signal or a time limit, throws: a loop that ends by itself had the whole answer.
 */
export interface ChatStream<Output = undefined, Call extends ToolCall = ToolCall>
  extends AsyncIterable<StreamEvent> {
  /**
   * The reply that `chat` would have given, but for `raw`. Reads the stream to its end, and keeps the
   * events that a loop has not had; after a loop that was left before its last event it fails with code
   * `aborted`.
   */
  result(): Promise<Reply<Output, Call>>;
}
