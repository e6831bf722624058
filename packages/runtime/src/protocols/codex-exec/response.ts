import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { createCodexDecoder } from "./stream.ts";

/** The events of a run, in order. */
export type CodexAnswer = readonly CodexEvent[];

/** One line of the output of `codex exec --json`. */
export interface CodexEvent {
  /** `thread.started`, `turn.started`, `item.completed`, `turn.completed`, `turn.failed` … */
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Reads the events of a whole run, as `raw` gives them. */
export function readCodexReply(events: CodexAnswer, builder: ReplyBuilder): void {
  const decoder = createCodexDecoder(builder);
  for (const event of events) decoder.push(event, undefined);
}
