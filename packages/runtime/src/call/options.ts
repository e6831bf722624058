import type { ProtocolName, TransportKind } from "@kei/registry/contract";
import type { CallOptions } from "../chat/call-options.ts";
import type { KeiError } from "../chat/errors.ts";
import type { Reply, ReplyCost, Usage, Warning } from "../chat/reply.ts";
import type { Caching, ChatRequest } from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { Limiter } from "../limit/limiter.ts";
import type { Clock } from "../platform/clock.ts";
import type { Transport } from "../transport/transport.ts";

/** How a client is set up. Everything that the registry knows has its default from there. */
export interface ClientOptions extends Omit<CallOptions, "signal"> {
  /**
   * The key, or what gives one when it is needed: for tokens that end, such as those of Entra and Google.
   * @default the first environment variable of the provider's `authEnv` that is set
   */
  readonly apiKey?: string | ApiKeySource | undefined;
  /**
   * URL to use instead of the provider's: the whole path of the API, without the query. Where the client
   * speaks several protocols, its path says which one: `…/responses`, `…/chat/completions`.
   * The key goes wherever this says.
   */
  readonly endpoint?: string | undefined;
  /**
   * The protocol to speak, of those that the client has. Of a model that the endpoint does not serve in it
   * requests are refused.
   * @default of an `endpoint` of one's own the one that its path names; else the one in which the model is
   * served, and of a model that the registry does not have the provider's own
   */
  readonly protocol?: ProtocolName | undefined;
  /**
   * Values for the placeholders of the endpoint and of the provider's headers, by name: `{ AZURE_RESOURCE_NAME: "my-resource" }` for
   * `https://${AZURE_RESOURCE_NAME}.openai.azure.com/…`. `${model}` is the model of the request.
   * @default the environment variables of these names
   */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Used by the fetch transport: for a proxy, for tests. @default `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @default fetch; `createNodeTransport()` of `@kei/runtime/node` costs less on Node */
  readonly transport?: Transport | undefined;
  /** Sent with every request. They cannot replace the provider's own authentication header. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For requests without a `cache` of their own. */
  readonly cache?: Caching | undefined;
  /**
   * @default one per provider and `apiKey` (of a function: per function, whatever it gives), shared by all
   * clients of this process, at the provider's `rateLimitRpm`. `false`: no limit.
   */
  readonly limiter?: Limiter | false | undefined;
  readonly hooks?: Hooks | undefined;
  /** What tests put in the place of time and chance. */
  readonly testing?: Testing | undefined;
}

/**
 * Gives the key, before every attempt: what is to be kept it keeps itself. Its failure is that of the
 * call, with code `config`, and is not tried again.
 *
 * @param renew the provider has refused the last one (status 401), and is asked once more with what comes now
 */
export type ApiKeySource = (asked: { readonly renew: boolean }) => string | Promise<string>;

export interface Testing {
  /** @default the system's */
  readonly clock?: Clock | undefined;
  /** Between 0 and 1, for the jitter of retries. @default `Math.random` */
  readonly random?: (() => number) | undefined;
}

/** A group of options that are numbers, each of them there. */
export type Complete<Group> = { readonly [Name in keyof Group]-?: number };

/**
 * Called as a call goes on, for logs and measurements. They see no secrets. What they throw does not
 * change the call. They may be asynchronous: nothing waits for them, and that one rejects is nothing.
 */
export interface Hooks {
  /**
   * When a call of `chat` or `stream` begins, before anything is waited for; of a stream, when it is first
   * read. What it returns are hooks of this call alone, which are called after those of the client: so
   * what belongs together needs no id. A call that had this ends with one `onReply` or one `onError`.
   * Before there is a call, requests are refused whose model nobody knows, or whose own settings are wrong.
   */
  readonly onCall?: ((call: CallStart) => CallHooks | undefined) | undefined;
  /** Before every attempt. */
  readonly beforeRequest?: ((request: RequestInfo) => void) | undefined;
  /** When the headers of an answer are there. */
  readonly afterResponse?: ((response: ResponseInfo) => void) | undefined;
  /** Before the wait for a retry. */
  readonly onRetry?: ((retry: RetryInfo) => void) | undefined;
  /** For every event of a stream, as it comes: before the caller gets it. */
  readonly onEvent?: ((event: StreamEvent) => void) | undefined;
  /** When a call has its reply, of `chat` and `stream` alike, whether or not anybody asks a stream for it. */
  readonly onReply?: ((reply: ReplyInfo) => void) | undefined;
  /**
   * When a call fails for good, of `chat` and `stream` with what it took; `call` is absent of other
   * methods, and when it failed before it began.
   */
  readonly onError?: ((error: KeiError, call?: FailedCall) => void) | undefined;
  /** For what is no error but should be known. @default `console.warn` */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

/** Hooks of one call. */
export interface CallHooks extends Omit<Hooks, "onCall" | "onWarning"> {
  /**
   * Around the sending of every request, for what is bound to a context, as spans are: calls `send` within
   * it, at once. The request is sent once, whatever this does. `send` takes the trace that the request is
   * part of, which goes to endpoints that the registry marks as one's own (`ownEndpoint`), nowhere else.
   */
  readonly around?: ((send: (trace?: TraceHeaders) => void) => void) | undefined;
}

/** The headers of W3C Trace Context. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** A request as it may be shown: keys are replaced by `[redacted]`. */
export interface Preview {
  readonly provider: string;
  readonly model: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The wire body; it holds the conversation. */
  readonly body: unknown;
}

/** A call that begins. */
export interface CallStart {
  readonly provider: string;
  /** Whose infrastructure answers, by the registry. */
  readonly transport: TransportKind;
  /** As it goes over the wire. */
  readonly model: string;
  readonly protocol: ProtocolName;
  readonly isStream: boolean;
  /** Where requests go; absent when that is not known yet, as without a variable that it names. */
  readonly endpoint: string | undefined;
  /** As it was given; it holds the conversation. */
  readonly request: ChatRequest;
}

/** A request that is about to be sent. */
export interface RequestInfo extends Preview {
  /** 1 for the first. */
  readonly attempt: number;
}

export interface ResponseInfo {
  readonly attempt: number;
  readonly provider: string;
  readonly model: string | undefined;
  readonly status: number;
  readonly requestId: string | undefined;
  /** From sending to the headers. */
  readonly elapsedMs: number;
}

/** A call that is over. */
export interface CallInfo {
  readonly provider: string;
  /** As it went over the wire. */
  readonly model: string;
  readonly protocol: ProtocolName;
  readonly isStream: boolean;
  /** Requests that were sent. */
  readonly attempts: number;
  /** When the call began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** From the beginning, the limiter and all attempts included. */
  readonly elapsedMs: number;
}

/** A call that ended with its reply, for ledgers and measurements. */
export interface ReplyInfo extends CallInfo {
  /** With its usage and cost. */
  readonly reply: Reply<unknown>;
}

/** A call that failed after it began. What the provider refused by its status cost nothing. */
export interface FailedCall extends CallInfo {
  /** As far as it was told before the failure; absent: nothing was. */
  readonly usage?: Usage;
  /** Of that usage, with the text that came as output where fewer tokens of it were told. */
  readonly cost?: ReplyCost;
}

export interface RetryInfo {
  /** The attempt that failed. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: KeiError;
}
