import type { Model, Provider } from "@kei/registry/contract";
import type { ClientOptions, Preview } from "../call/options.ts";
import type { CallOptions } from "../chat/call-options.ts";
import type { InferOutput, OutputSchema } from "../chat/output-schema.ts";
import type { Reply } from "../chat/reply.ts";
import type { ReasoningEffort, Tool, UnsafeModel } from "../chat/request.ts";
import type { ReplyCall } from "../chat/typed-tool.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ChatStream } from "../stream/chat-stream.ts";
import type { ListedModel } from "./list-models.ts";
import type { ModelRequest } from "./model-request.ts";

/**
 * Calls to one provider. `Ids` is what it takes as a model, `Wire` the protocol that it speaks. All
 * methods fail with a {@link KeiError} and nothing else.
 */
export interface Client<
  Ids extends string = string,
  Wire extends Protocol = Protocol,
  Table = unknown,
> {
  /** The facts of the provider, from the registry. */
  readonly provider: Provider;
  /** The models of the provider, from the registry: by id; of a proxy by ref. */
  readonly knownModels: Readonly<Record<string, Model>>;
  /** Sends one request and waits for the whole answer. */
  chat<
    const Model extends Ids | UnsafeModel,
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
    const Effort extends ReasoningEffort | undefined = undefined,
  >(
    request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>,
  ): Promise<Reply<ReplyOutput<Output, Tools>, ReplyCall<Tools>>>;
  /** The answer as it is written. Nothing is sent before the stream is read. */
  stream<
    const Model extends Ids | UnsafeModel,
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
    const Effort extends ReasoningEffort | undefined = undefined,
  >(
    request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>,
  ): ChatStream<ReplyOutput<Output, Tools>, ReplyCall<Tools>>;
  /**
   * The request that `chat` would send, or `stream`, without its secrets; refused as by those. Sends
   * nothing, needs no key. The first one loads the code that writes requests, so that a call after it is
   * sent at once.
   */
  preview<
    const Model extends Ids | UnsafeModel,
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
    const Effort extends ReasoningEffort | undefined = undefined,
  >(
    request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>,
    options?: { readonly stream?: boolean | undefined },
  ): Promise<Preview>;
  /**
   * How many tokens the input of a request has, as the provider counts them: Anthropic, Gemini, and OpenAI
   * in Responses. Costs a request to an endpoint of its own, and no tokens. Fails with code `unsupported`
   * where there is no such endpoint.
   */
  countTokens<
    const Model extends Ids | UnsafeModel,
    const Output extends OutputSchema | undefined = undefined,
    const Tools extends readonly Tool[] | undefined = undefined,
    const Effort extends ReasoningEffort | undefined = undefined,
  >(request: ModelRequest<Model, Output, Tools, Effort, Table, Wire>): Promise<number>;
  /**
   * What the provider lists now, with what the registry knows of each: of OpenAI's, Anthropic's, Google's and
   * Ollama's APIs, and of what is compatible. Fails with code `unsupported` where there is no such list.
   */
  models(options?: CallOptions): Promise<readonly ListedModel[]>;
  /**
   * The provider's own body in and out, with its authentication, limits, retries and errors. Where a client
   * speaks several protocols, the body shows which one it is of.
   */
  readonly raw: RawMethod<Wire>;
  /** Types only. */
  readonly types?: ClientTypes<Ids, Wire, Table>;
}

/** What a client is of, for functions that take one. */
export interface ClientTypes<Ids extends string, Wire extends Protocol, Table> {
  /** What it takes as a model. A method, so that a client of one provider is a client. */
  ask(model: Ids): void;
  readonly wire: Wire;
  /** What its models take, by id. */
  readonly table: Table;
}

/** With tools a reply may be a call of one, which has no output yet. */
export type ReplyOutput<
  Output extends OutputSchema | undefined,
  Tools extends readonly Tool[] | undefined,
> = InferOutput<Output> | (Tools extends readonly Tool[] ? undefined : never);

/** A way to call `raw` for each protocol of a client. */
export type RawMethod<Wire extends Protocol> = AllOf<Wire extends Protocol ? RawOf<Wire> : never>;

/** A method, not a function: a client of one provider is a client. */
type RawOf<Wire extends Protocol> = {
  call(body: WireBody<Wire>, options?: RawOptions): Promise<WireAnswer<Wire>>;
}["call"];

type AllOf<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer All,
) => void
  ? All
  : never;

export interface RawOptions extends CallOptions {
  /** Where the model is part of the URL (Gemini), its id; else the body has it. */
  readonly model?: string | undefined;
}

/** The request body of a protocol. */
export type WireBody<Wire extends Protocol> = NonNullable<Wire["types"]>["body"];

/** The body of an answer in a protocol. */
export type WireAnswer<Wire extends Protocol> = NonNullable<Wire["types"]>["answer"];

/** Makes clients of one provider, and has its facts. */
export interface ClientFactory<
  Ids extends string = string,
  Wire extends Protocol = Protocol,
  Table = unknown,
> {
  /** With its `protocol` said a client is typed by that one, else by the one of each model. */
  <Name extends Wire["name"]>(
    options: ClientOptions & { readonly protocol: Name },
  ): Client<Ids, Extract<Wire, { readonly name: Name }>, Table>;
  (options?: ClientOptions): Client<Ids, Wire, Table>;
  readonly provider: Provider;
  /** By id; of a proxy by ref, `provider/id`. */
  readonly models: Readonly<Record<string, Model>>;
}
