import type { CacheTtl, ProtocolName } from "@kei/registry/contract";
import type { ReplyBuilder } from "../answer/reply-builder.ts";
import type { Failure } from "../chat/errors.ts";
import type { JsonSchema } from "../chat/json-schema.ts";
import type { ProviderOptions } from "../chat/provider-options.ts";
import type { ServiceTier } from "../chat/request.ts";
import type { Framing, ValueSink } from "../framing/framer.ts";
import type { Loader } from "../platform/load-part.ts";
import type { UnknownRecord } from "../platform/records.ts";
import type { Transport } from "../transport/transport.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/**
 * A wire protocol: where requests go and what they may carry; and, in parts of their own, how a request
 * becomes a body, and what comes back. `Body` and `Answer` are the provider's own shapes, for `raw`.
 * Knows no key, no provider's name, no clock.
 *
 * @typeParam Support in literal types: requests are typed by it
 */
export interface Protocol<
  Body extends object = object,
  Answer = unknown,
  Name extends ProtocolName = ProtocolName,
  Support extends ProtocolSupport = ProtocolSupport,
> {
  readonly name: Name;
  /**
   * How the path of its URL ends: where a client speaks several protocols, an endpoint of the caller's own
   * takes the one that fits.
   */
  readonly path?: RegExp;
  /** A key that its bodies have, and those of no other protocol of a client: `raw` knows them by it. */
  readonly bodyKey?: string;
  readonly supports: Support;
  readonly framing: Framing;
  /** Headers of the answer that may hold the request's id, in order. */
  readonly requestIdHeaders: readonly string[];
  /** Where the request goes: `endpoint` is the provider's, whose query stays. */
  url(endpoint: string, modelId: string, stream: boolean): string;
  /** Loads what writes its requests: `raw` does without, all else needs it before anything is sent. */
  readonly loadRequests: Loader<RequestSide<Body>>;
  /** Loads what reads its answers: nothing of it is needed before the first request is under way. */
  readonly loadAnswers: Loader<AnswerSide<Answer>>;
  /**
   * There are no answers but streams: `chat` reads one, `raw` gives the values of one, `readReply` is
   * not called.
   */
  readonly streamOnly?: true;
  /** A value of its own says that a stream is over; else only the end of the body does. */
  readonly marksEnd?: true;
  /** What requests go through when nothing else is said; absent: fetch. */
  readonly transport?: Transport;
  /** Types only. */
  readonly types?: { readonly body: Body; readonly answer: Answer };
}

/** How a request becomes a body of a protocol. Pure. */
export interface RequestSide<Body extends object = object> {
  /** @throws FailureError of code `unsupported` or `bad-request` for what only the protocol can see. */
  body(request: PreparedRequest, stream: boolean): Body;
  /** What of a request goes beside its body, names in lower case. @default nothing */
  headers?(request: PreparedRequest): Readonly<Record<string, string>> | undefined;
  /**
   * The schema of an answer as the provider takes it; `undefined` for one that it would refuse. The answer
   * is checked by the caller's own.
   *
   * @default as it is
   */
  outputSchema?(schema: JsonSchema): JsonSchema | undefined;
}

/**
 * What comes back in a protocol: how a body or a stream becomes a reply, what an error body means. Pure
 * but for the {@link ReplyBuilder} that it is given.
 */
export interface AnswerSide<Answer = unknown> {
  /** @throws FailureError when the body is an error in spite of its status, or no answer at all. */
  readReply(body: Answer, builder: ReplyBuilder): void;
  createDecoder(builder: ReplyBuilder): StreamDecoder;
  /**
   * What an error body means. `body` is its parsed JSON, or `undefined`. Never throws; gives what it
   * knows. The status decides what it leaves open.
   */
  readError(status: number, body: unknown): Partial<Failure>;
  /**
   * Where the provider lists its models, of the endpoint of requests; `undefined`: nobody knows. Absent: there
   * is no such list.
   */
  modelsUrl?(endpoint: string): string | undefined;
  /** How the input of a request is counted without an answer; absent: there is no endpoint for that. */
  readonly counting?: TokenCounting;
}

/** An endpoint that counts the tokens of what a request would send. */
export interface TokenCounting {
  /** Where to ask, of the URL that the request itself would go to. */
  url(url: string): string;
  /** What to ask with, of the body of the request. */
  body(body: UnknownRecord, modelId: string): object;
  /** The number in an answer. */
  tokens(answer: UnknownRecord): unknown;
}

/** Reads the values of one stream into a {@link ReplyBuilder}. */
export interface StreamDecoder extends ValueSink {
  /**
   * The provider has begun what must not be done twice: what fails from here on is not retried,
   * though nothing was given out yet. Absent: there is no such point.
   */
  hasBegun?(): boolean;
  /** The answer ends early: what was held back until its end is given out, as part of one. */
  release?(): void;
}

/** What a protocol can carry; the rest is refused, or left out with a warning, before sending. */
export interface ProtocolSupport {
  readonly tools: boolean;
  readonly toolChoice: boolean;
  /** The provider can be made to keep to a JSON Schema, where the model can. */
  readonly output: boolean;
  readonly maxOutputTokens: boolean;
  readonly temperature: boolean;
  readonly topP: boolean;
  /** Most texts in `stop`; 0: none. */
  readonly stop: number;
  readonly reasoningEffort: readonly string[];
  readonly reasoningBudget: boolean;
  /** Media types of images; empty: no images. */
  readonly imageTypes: readonly string[];
  readonly imageUrls: boolean;
  /** Media types of files; empty: no files. `*` at the end of one stands for anything. */
  readonly fileTypes: readonly string[];
  readonly fileUrls: boolean;
  /** Of these it takes files at the provider, by their ids; absent: of neither. */
  readonly fileIds?: readonly ("image" | "file")[];
  /** Schemes of the addresses that the provider can read. @default `http:` and `https:` */
  readonly urlSchemes?: readonly string[];
  /** Images and files that a model made go back in its messages; absent: they are left out. */
  readonly madeMedia?: boolean;
  /** The ids of tool calls that it takes; others are replaced. */
  readonly toolCallIds: RegExp;
  /** Further settings of a request that it carries; absent: none of them. */
  readonly settings?: readonly CarriedSetting[];
  /** Tiers of service that a request can ask for; absent: none. */
  readonly serviceTiers?: readonly ServiceTier[];
  /** Lifetimes of caches that `keep: "long"` asks for, any of which the model may have; absent: it is not told. */
  readonly longCaches?: readonly CacheTtl[];
  /** The group of `options` that is its vendor's, and where each goes: a field of the body, or `field.field`. */
  readonly options?: {
    readonly group: keyof ProviderOptions;
    readonly fields: Readonly<Record<string, string>>;
  };
  /** Where the parts stand that only their author understands; absent: it has none. */
  readonly opaque?: "blocks" | "fields";
}

/** A setting of a request, of a tool (`strict`) or of an image (`detail`) that not every protocol has. */
export type CarriedSetting =
  | "topK"
  | "seed"
  | "presencePenalty"
  | "frequencyPenalty"
  | "parallelToolCalls"
  | "logprobs"
  | "userId"
  | "strict"
  | "detail";
