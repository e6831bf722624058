import type { ProtocolName } from "@kei/registry/contract";
import type { CallOptions } from "./call-options.ts";
import type { OutputSchema } from "./output-schema.ts";
import type { ProviderOptions } from "./provider-options.ts";

/** What a call asks for. `Model` is what the provider takes as a model id. */
export interface ChatRequest<
  Model extends string = string,
  Output extends OutputSchema | undefined = OutputSchema | undefined,
  Tools extends readonly Tool[] | undefined = readonly Tool[] | undefined,
> extends CallOptions {
  /** Id or alias of a model; {@link unsafeModel} for one that the registry does not have. */
  readonly model: Model | UnsafeModel;
  /** Instructions that stand above the conversation, in one text or in several. */
  readonly system?: string | readonly TextPart[] | undefined;
  /** The conversation, oldest first. At least one message. */
  readonly messages: readonly Message[];
  readonly tools?: Tools;
  /** @default "auto" when there are tools */
  readonly toolChoice?: ToolChoice | undefined;
  /** Whether one answer may call several tools. @default the provider's, which is mostly `true` */
  readonly parallelToolCalls?: boolean | undefined;
  /**
   * Schema of the answer, which is then parsed, checked and typed as `reply.output`. Of plain JSON Schema
   * `format` is not checked; a library's schema checks what it likes.
   */
  readonly output?: Output;
  /**
   * Most tokens of the answer, reasoning included. Absent: what the provider or the model allows; of a
   * whole answer of Claude what can be written in ten minutes, 21,333.
   */
  readonly maxOutputTokens?: number | undefined;
  /** Randomness, 0 or more; the scale is the provider's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, over 0 and at most 1. */
  readonly topP?: number | undefined;
  /** Each token is one of this many likeliest ones: 1 or more. */
  readonly topK?: number | undefined;
  /** The same request with the same seed is likely to get the same answer. A whole number. */
  readonly seed?: number | undefined;
  /** Over 0: what was spoken of is spoken of less. -2 to 2. */
  readonly presencePenalty?: number | undefined;
  /** Over 0: the more often something was said, the less it is said again. -2 to 2. */
  readonly frequencyPenalty?: number | undefined;
  /** The answer ends before any of these. */
  readonly stop?: string | readonly string[] | undefined;
  readonly reasoning?: Reasoning | undefined;
  /** @default that of the client; without one nothing is sent, and the provider caches as it does by itself */
  readonly cache?: Caching | undefined;
  /**
   * The probabilities of the answer's tokens, as `reply.logprobs`; a number, 0 to 20: and those of as many
   * likeliest ones beside each.
   */
  readonly logprobs?: boolean | number | undefined;
  /** How fast and at what price: mostly not every model has every tier. @default the provider's */
  readonly serviceTier?: ServiceTier | undefined;
  /**
   * Stable id of the end user, by which the provider finds those that abuse it. No name and no address:
   * a hash does.
   */
  readonly userId?: string | undefined;
  /** A stream also gives what came over the wire, as events of type `raw`. @default false */
  readonly rawEvents?: boolean | undefined;
  readonly options?: ProviderOptions | undefined;
  /**
   * Merged into the wire body last, key by key: what the provider has and this interface has not. A
   * `model` in it is the one whose price counts.
   */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * `auto`: as the project at the provider is set up. `standard`: the usual price and speed. `flex`: cheaper
 * and slower. `priority`, `scale`, `fast`: faster, dearer or paid for before.
 */
export type ServiceTier = "auto" | "standard" | "flex" | "priority" | "scale" | "fast";

/** A model id that the registry does not have, sent as it is. Made by {@link unsafeModel}. */
export interface UnsafeModel {
  readonly unsafeModel: string;
}

/** How hard a model thinks before it answers: by effort, or by a budget in tokens. */
export type Reasoning =
  | { readonly effort: ReasoningEffort; readonly budgetTokens?: undefined }
  | { readonly budgetTokens: number; readonly effort?: undefined };

/** `none` turns thinking off where that can be done. Not every model takes every level. */
export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

/**
 * How the provider is to keep the beginning of a request for those that begin the same: `auto` as is best
 * for conversations that grow, `off` not at all. What a provider cannot be told is a warning.
 */
export type Caching = "off" | "auto" | CacheOptions;

/** As `auto`, with what differs. */
export interface CacheOptions {
  /**
   * What requests have in common that begin the same: the id of a conversation or of a user. It leads
   * them to the same cache, where there are several. 1 to 64 visible ASCII characters, no secret.
   */
  readonly key?: string | undefined;
  /**
   * How long it is kept from its last use on: as long as is usual, or as long as the model can, which
   * mostly costs more. Anthropic: five minutes, or an hour. @default "short"
   */
  readonly keep?: "short" | "long" | undefined;
}

export interface CacheHint {
  /**
   * What is cached may end right after this, for as long as `cache` says or as it is said here. For
   * providers whose caches are told their ends (Anthropic, OpenAI from GPT-5.6 on); others pass over it,
   * as all do without `cache`. @default false
   */
  readonly cacheBreak?: boolean | "short" | "long" | undefined;
}

/**
 * A tool (function) that the model may call. It is not run: the call comes back in the reply. Its
 * arguments are not checked; those of tools made by `tool` are.
 */
export interface Tool extends CacheHint {
  readonly name: string;
  readonly description?: string | undefined;
  /** Schema of the arguments, an object: JSON Schema, or a Standard Schema that can tell its own. */
  readonly parameters?: OutputSchema | undefined;
  /** The provider makes the model keep to the schema, which not every schema is fit for. */
  readonly strict?: boolean | undefined;
}

/** Whether tools are to be called: as the model sees fit, never, at least one, or this one. */
export type ToolChoice = "auto" | "none" | "required" | { readonly tool: string };

/** One turn of a conversation. */
export type Message = UserMessage | AssistantMessage | ToolMessage;

export interface UserMessage {
  readonly role: "user";
  readonly content: string | readonly (TextPart | ImagePart | FilePart)[];
}

/** What a model answered: `{ role: "assistant", content: reply.content }` continues a conversation. */
export interface AssistantMessage {
  readonly role: "assistant";
  readonly content: string | readonly ReplyPart[];
}

/** What came of a tool call of the assistant's message before. */
export interface ToolMessage {
  readonly role: "tool";
  /** `id` of the call. */
  readonly toolCallId: string;
  readonly content: string | readonly (TextPart | ImagePart | FilePart)[];
  /** The tool failed, and `content` says how. @default false */
  readonly isError?: boolean | undefined;
}

/** What a reply consists of. Images and files are those that the model made, as base64 mostly. */
export type ReplyPart =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | RefusalPart
  | OpaquePart
  | ImagePart
  | FilePart;

/**
 * Who wrote a part of a reply. What only its author understands, such as thinking and signatures, goes
 * back to the same provider and model in the same protocol, and is left out of requests to others, with
 * a warning.
 */
export interface Origin {
  /** Id of the provider. */
  readonly provider: string;
  /** Id of the model, as it went over the wire. */
  readonly model: string;
  /** The wire protocol. Absent, as in conversations from before it was told: any. */
  readonly protocol?: ProtocolName | undefined;
}

export interface TextPart extends CacheHint {
  readonly type: "text";
  readonly text: string;
  /** Opaque, from a reply: Gemini wants it back, and OpenAI the item that the text is of. */
  readonly signature?: string | undefined;
  /** Whose signature it is; absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

/** An image, by its bytes, by its address, or by the id of a file at the provider. */
export type ImagePart = CacheHint & {
  readonly type: "image";
  /** Bytes, or base64 of them. */
  readonly data?: Uint8Array | string | undefined;
  /** `http:` or `https:` address that the provider can read; of Google's also `gs:`. */
  readonly url?: string | undefined;
  /** Of a file that was uploaded to the provider before. */
  readonly fileId?: string | undefined;
  /** Such as `image/png`; needed with `data`. */
  readonly mediaType?: string | undefined;
  /** How closely it is looked at, which takes tokens. @default the provider's */
  readonly detail?: "auto" | "low" | "high" | undefined;
} & Made;

/** A document, a sound or a film, by its bytes, by its address, or by the id of a file at the provider. */
export type FilePart = CacheHint & {
  readonly type: "file";
  /** Bytes, or base64 of them. */
  readonly data?: Uint8Array | string | undefined;
  /** `http:` or `https:` address that the provider can read; of Google's also `gs:`. */
  readonly url?: string | undefined;
  /** Of a file that was uploaded to the provider before. */
  readonly fileId?: string | undefined;
  /** Such as `application/pdf`. */
  readonly mediaType: string;
  readonly filename?: string | undefined;
} & Made;

/** What a part of a reply has that a model made. */
interface Made {
  /** Opaque, from a reply: Gemini wants it back. */
  readonly signature?: string | undefined;
  /** Who made it; absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

/** What the model thought. Sent back as it is, with its signature, where the provider wants it. */
export interface ReasoningPart extends CacheHint {
  readonly type: "reasoning";
  /** Empty when the provider shows none of it. */
  readonly text: string;
  /** Opaque proof of the text: Anthropic, Gemini and OpenAI want it back unchanged. */
  readonly signature?: string | undefined;
  /** Encrypted thinking of Anthropic (`redacted_thinking`), instead of text. */
  readonly redactedData?: string | undefined;
  /** Who thought it; absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

export interface ToolCallPart extends CacheHint {
  readonly type: "tool-call";
  /** Of a reply: no other call of the conversation has it. */
  readonly id: string;
  readonly name: string;
  /** Parsed: an object. `undefined` when the model wrote something else: see `invalidArguments`. */
  readonly arguments: unknown;
  /**
   * What the model wrote, when it is not the JSON of one object. Of calls and events, not of parts of
   * `content`: also when it is not what the tool takes, and then `issues` say why.
   */
  readonly invalidArguments?: string | undefined;
  /** What is wrong with the arguments by the parameters of a tool that `tool` made. */
  readonly issues?: readonly ArgumentIssue[] | undefined;
  /** Opaque, from a reply: Gemini wants it back, and OpenAI the item that the call is. */
  readonly signature?: string | undefined;
  /** Who made the call; absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

/** What is wrong with the arguments of a call. */
export interface ArgumentIssue {
  /** As in `.items[2].price`; `""` is the arguments as a whole. */
  readonly path: string;
  readonly message: string;
}

/**
 * What only its author understands: blocks of tools that Anthropic runs and of its compaction, code that
 * Gemini runs, the `reasoning_details` of OpenRouter, the `thinking_blocks` of LiteLLM. It goes back word
 * for word.
 */
export interface OpaquePart extends CacheHint {
  readonly type: "opaque";
  /** The field of the message that it is; absent: a block of the message's content. */
  readonly field?: string | undefined;
  /** JSON, as it came. */
  readonly value: unknown;
  /** Absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

/** The model refused, in words that the provider marks as a refusal (OpenAI). */
export interface RefusalPart extends CacheHint {
  readonly type: "refusal";
  readonly text: string;
  /** Opaque, from a reply: OpenAI wants the item back that the refusal is of. */
  readonly signature?: string | undefined;
  /** Whose signature it is; absent: whoever is asked is taken for its author. */
  readonly from?: Origin | undefined;
}

/**
 * A model id that the registry does not have. Nothing is known of such a model: nothing is checked
 * before sending, and its cost is unknown.
 */
export function unsafeModel(id: string): UnsafeModel {
  return { unsafeModel: id };
}
