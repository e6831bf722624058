import type { ToolCall } from "../chat/reply.ts";
import { type ToolRun, ToolRunError } from "../tools/tool-run.ts";
import type { Route, RoutedReply } from "./route.ts";

/** What came of `runTools` of a router. */
export interface RoutedToolRun<Output = undefined, Call extends ToolCall = ToolCall>
  extends ToolRun<Output, Call> {
  /** The last one. */
  readonly reply: RoutedReply<Output, Call>;
}

/** A run of a router that failed or was aborted: what was done before it, and the route of its last turn. */
export class RoutedRunError extends ToolRunError {
  readonly route: Route;

  constructor(error: ToolRunError, route: Route) {
    super(error, error.run);
    this.route = route;
  }
}
