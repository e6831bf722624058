import type { Usage } from "@kei/registry/cost";
import { KeiError } from "../chat/errors.ts";
import type { Reply, ToolCall } from "../chat/reply.ts";
import type { Message, ToolMessage } from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { RunCost } from "./turn-sum.ts";

/** How far a run of `runTools` came. */
export interface ToolRunState<Call extends ToolCall = ToolCall> {
  /** The whole conversation, replies and results included: another run goes on with it. */
  readonly messages: readonly Message[];
  /**
   * Calls at the end of `messages` that have no result yet: give each a message of role `tool` to go on.
   */
  readonly pending: readonly Call[];
  /** Replies of the model. */
  readonly turns: number;
  /**
   * Of all turns together, each count being of the turns that told it; absent when one told no usage.
   */
  readonly usage?: Usage;
  readonly cost: RunCost;
  /**
   * What caches changed in the cost of all turns, as `cacheSavings` of a reply: less than 0 where writing
   * cost more than reading saved. Absent when no turn read from one or wrote to one.
   */
  readonly cacheSavings?: RunCost;
}

/** What came of `runTools`. */
export interface ToolRun<Output = undefined, Call extends ToolCall = ToolCall>
  extends ToolRunState<Call> {
  /**
   * Why it ended: with an answer, which may be cut (`reply.finishReason`); with calls that the caller is
   * to make; before a turn that would be one too many, or cost too much, or of which nobody could say
   * what it costs. But for calls that are pending, all calls have their results.
   */
  readonly end: "answer" | "pending-calls" | "max-turns" | "budget" | "unknown-cost";
  /** The last one. */
  readonly reply: Reply<Output, Call>;
}

/** What the model was told of one call. */
export interface ToolResult {
  readonly call: ToolCall;
  readonly content: ToolMessage["content"];
  /** The tool failed, there is none of this name, or the arguments are wrong. */
  readonly isError: boolean;
  /** What `execute` threw. */
  readonly error?: unknown;
}

/** A turn that is over: a reply and what came of its calls. */
export interface ToolTurn extends ToolRunState {
  readonly reply: Reply<unknown>;
  /** In the order of the calls. */
  readonly results: readonly ToolResult[];
}

/** What `streamTools` gives: the events of each reply, what came of its calls, and the turn as a whole. */
export type ToolRunEvent =
  | StreamEvent
  | { readonly type: "tool-result"; readonly result: ToolResult }
  | { readonly type: "turn"; readonly turn: ToolTurn };

/** A run as it goes on. */
export interface ToolRunStream<Output = undefined, Call extends ToolCall = ToolCall>
  extends AsyncIterable<ToolRunEvent> {
  /**
   * What `runTools` would have given. Reads on to the end, and keeps the events that a loop has not had;
   * after a loop that was left early it fails with code `aborted`.
   */
  result(): Promise<ToolRun<Output, Call>>;
}

/** A run that failed or was aborted: the error, and all that was done before it. */
export class ToolRunError extends KeiError {
  readonly run: ToolRunState;

  constructor(error: KeiError, run: ToolRunState) {
    const { message, cause } = error;
    super({ ...error, message, cause });
    this.run = run;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), run: this.run };
  }
}
