import type { ToolCall } from "../chat/reply.ts";
import { type ToolRun, ToolRunError, type ToolRunEvent } from "../tools/tool-run.ts";
import type { Route, RoutedReply } from "./route.ts";
import type { RestartEvent } from "./routed-stream.ts";

/** What came of `runTools` of a router. */
export interface RoutedToolRun<Output = undefined, Call extends ToolCall = ToolCall>
  extends ToolRun<Output, Call> {
  /** The last one. */
  readonly reply: RoutedReply<Output, Call>;
}

/** What `streamTools` of a router gives. An answer that begins anew is one of the same turn. */
export type RoutedRunEvent = ToolRunEvent | RestartEvent;

/** A run of a router as it goes on. See `ToolRunStream`. */
export interface RoutedRunStream<Output = undefined, Call extends ToolCall = ToolCall>
  extends AsyncIterable<RoutedRunEvent> {
  /** What `runTools` would have given; what a loop has not had of the events is kept. */
  result(): Promise<RoutedToolRun<Output, Call>>;
}

/** A run of a router that failed or was aborted: what was done before it, and the route of its last turn. */
export class RoutedRunError extends ToolRunError {
  readonly route: Route;

  constructor(error: ToolRunError, route: Route) {
    super(error, error.run);
    this.route = route;
  }
}
