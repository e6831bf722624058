import type { Citation, FinishReason, TokenLogprob, Usage, Warning } from "./reply.ts";
import type { FilePart, ImagePart, ToolCallPart } from "./request.ts";

/** What a stream gives, in order. The last one of a whole answer is `finish`. */
export type StreamEvent =
  /** More of the answer. Never empty. */
  | { readonly type: "text"; readonly text: string }
  /** More of the thinking. Never empty. */
  | { readonly type: "reasoning"; readonly text: string }
  /** More of a refusal that the provider marks as one. Never empty. */
  | { readonly type: "refusal"; readonly text: string }
  /** More of a tool call that is being written; `index` counts the calls of this reply from 0. */
  | {
      readonly type: "tool-call-delta";
      readonly index: number;
      /** On the first one of a call. */
      readonly name?: string;
      /** More of the arguments' JSON; may be empty. */
      readonly argumentsText: string;
    }
  /**
   * A whole tool call. Comes after the last delta of all calls, never for a half one. Of a tool made by
   * `tool` its arguments are checked, and as the schema changes them, as in `toolCalls` of the reply.
   */
  | ToolCallPart
  /** An image, a sound or another file that the model made, whole. */
  | ImagePart
  | FilePart
  /** A place that the answer rests on. */
  | { readonly type: "citation"; readonly citation: Citation }
  /** Of the next tokens, when the request asked for them. Never empty. */
  | { readonly type: "logprobs"; readonly logprobs: readonly TokenLogprob[] }
  | { readonly type: "warning"; readonly warning: Warning }
  /** Once, at the end, when the provider told its usage. */
  | { readonly type: "usage"; readonly usage: Usage }
  /**
   * What came over the wire, parsed, before the events that became of it: only with `rawEvents`. `event`
   * is the name of a server-sent event.
   */
  | { readonly type: "raw"; readonly value: unknown; readonly event?: string }
  /** The answer is complete. */
  | {
      readonly type: "finish";
      readonly finishReason: FinishReason;
      readonly rawFinishReason?: string;
    };
