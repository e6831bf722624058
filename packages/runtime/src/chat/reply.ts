import type { Cost, Usage } from "@kei/registry/cost";
import type { ReplyPart, ToolCallPart } from "./request.ts";

/**
 * The answer to a call. A value like any other: spread, `structuredClone` and comparisons see these
 * fields and no more. `JSON.stringify` writes amounts as decimal strings, of the reply and of its `cost`.
 */
export interface Reply<Output = undefined, Call extends ToolCall = ToolCall> {
  /** All text of the answer; `""` when it has none, as when the model only calls tools. */
  readonly text: string;
  /** The answer part by part, in order. Continues a conversation as an assistant's message. */
  readonly content: readonly ReplyPart[];
  /** Calls in order. Of tools made by `tool`: checked, and as the schema changes them. */
  readonly toolCalls: readonly Call[];
  /** All text of the thinking; absent when the provider showed none. */
  readonly reasoning?: string;
  /** The words of a refusal, where the provider marks one. */
  readonly refusal?: string;
  /** What the answer rests on, in the order in which it was told; absent: nothing was. */
  readonly citations?: readonly Citation[];
  /** When the request asked for them: of the tokens of the text, in order. */
  readonly logprobs?: readonly TokenLogprob[];
  readonly finishReason: FinishReason;
  /** The provider's own word; absent when it gave none. */
  readonly rawFinishReason?: string;
  /** Absent when the provider told none. */
  readonly usage?: Usage;
  readonly cost: ReplyCost;
  /** What caches changed in the cost; absent when nothing was read from one or written to one. */
  readonly cacheSavings?: CacheSavings;
  /** The provider's id of the request, to quote in a support case. */
  readonly requestId?: string;
  /**
   * The provider's id of the answer, where a later request can name it: `previous_response_id` of
   * OpenAI's Responses.
   */
  readonly responseId?: string;
  /** The tier of service that answered, in the provider's words; absent: it says nothing. */
  readonly serviceTier?: string;
  /** What is left of the provider's limits, by the headers of the answer; absent: there were none. */
  readonly rateLimit?: RateLimit;
  /** The model that answered, as the provider says it; the one asked when it says nothing. */
  readonly model: string;
  /**
   * The parsed answer, when the request had an `output` schema; else `undefined`, as it is while tools
   * are to be called first, or the provider paused.
   */
  readonly output: Output;
  readonly warnings: readonly Warning[];
  /** The provider's body. Of a stream: `undefined`. */
  readonly raw: unknown;
}

/** What is known of an answer that ended too early. */
export type PartialReply = Pick<
  Reply,
  "text" | "content" | "toolCalls" | "reasoning" | "refusal" | "citations" | "logprobs" | "usage"
>;

/**
 * A place that the answer rests on: a page that was found, a passage of a document that was given. What a
 * provider does not say is absent.
 */
export interface Citation {
  readonly url?: string;
  readonly title?: string;
  /** Words of the source. */
  readonly text?: string;
  /** Where in `reply.text` the answer rests on it: from the character at `start` up to that at `end`. */
  readonly start?: number;
  readonly end?: number;
  /** Of a file at the provider. */
  readonly fileId?: string;
  /** Which of the documents of the conversation it is, from 0 (Anthropic). */
  readonly documentIndex?: number;
}

/** How likely a token of the answer was. */
export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm of the probability. */
  readonly logprob: number;
  /** UTF-8, where a token is a part of a character. */
  readonly bytes?: readonly number[];
  /** What was likeliest there, the likeliest first. */
  readonly top?: readonly Omit<TokenLogprob, "top">[];
}

/** What is left of limits, when the answer began. A limit that no header tells of is absent. */
export interface RateLimit {
  readonly requests?: LimitState;
  /** Of input and output together. */
  readonly tokens?: LimitState;
  readonly inputTokens?: LimitState;
  readonly outputTokens?: LimitState;
}

export interface LimitState {
  readonly limit?: number;
  readonly remaining?: number;
  /** Until there is as much as `limit` again, in milliseconds. */
  readonly resetMs?: number;
}

/** A call of a tool that the model wants made. */
export type ToolCall = Omit<ToolCallPart, "type" | "signature" | "from" | "cacheBreak">;

/**
 * Why the answer ended: by itself or at a `stop` text, at the limit of tokens, with tool calls to be
 * made, by a filter of the provider's, by the model's refusal, for a pause in the work of the provider's
 * own tools (the same conversation with this reply at its end goes on), or by what only the provider
 * knows (`rawFinishReason`). With tool calls present it is `tool-calls`, whatever the provider says.
 */
export type FinishReason =
  | "stop"
  | "length"
  | "tool-calls"
  | "content-filter"
  | "refusal"
  | "paused"
  | "other";

export type { Usage };

/** In micro-cents, in the currency in which the provider bills; or why it is not known. */
export type ReplyCost = Cost | { readonly kind: "unknown"; readonly reason: "usage" };

/**
 * What the same tokens would have cost without a cache, less what they did cost. Less than 0 where writing
 * cost more than reading saved, as in the first request of a conversation. Unknown where either is, for
 * the reason that a cost has.
 */
export type CacheSavings =
  | {
      readonly kind: "known";
      /** In micro-cents. */
      readonly total: bigint;
      /** ISO 4217 code, such as `"USD"`. */
      readonly currency: string;
    }
  | Exclude<ReplyCost, { readonly kind: "known" }>;

/** Something that was not done as asked, or that asks for attention. */
export interface Warning {
  readonly code: WarningCode;
  /** For people. Holds no secret. */
  readonly message: string;
}

export type WarningCode =
  /** A setting was left out, because the model or the protocol does not take it. */
  | "setting-ignored"
  /** Reasoning or signatures in the conversation were left out, because the provider would refuse them. */
  | "reasoning-ignored"
  /** Another part of the conversation was left out: this provider and model can do nothing with it. */
  | "part-ignored"
  /** The schema is not enforced by the provider; the answer is checked all the same. */
  | "output-unenforced"
  /** `format` of a plain JSON Schema is a note to the model: the answer is not checked by it. */
  | "format-unchecked"
  /** The model is not to be chosen any more. */
  | "deprecated-model"
  /** The model wrote arguments of a tool call that are not the JSON of one object, or not what the tool takes. */
  | "invalid-tool-arguments"
  /** The provider says that the model calls a tool, and there is no call beside the text. */
  | "missing-tool-call"
  /** Another model answers than the first one that was to be asked, and what only that one had is lost. */
  | "model-changed"
  /** The key travels unencrypted. */
  | "insecure-endpoint"
  /** The conversation was sent as one text. */
  | "history-as-text"
  /** The provider says something about its answer. */
  | "provider-notice";
