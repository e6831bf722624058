import type { InputModality } from "@kei/registry/contract";
import type { OutputSchema } from "../chat/output-schema.ts";
import type {
  AssistantMessage,
  CacheOptions,
  Caching,
  ChatRequest,
  FilePart,
  ImagePart,
  ReasoningEffort,
  ServiceTier,
  TextPart,
  Tool,
  ToolChoice,
  ToolMessage,
  UnsafeModel,
  UserMessage,
} from "../chat/request.ts";
import type { Protocol, ProtocolSupport } from "../protocols/protocol.ts";
import type { ModelTakes, Option } from "./model-takes.ts";

/**
 * A request to one model. What the model does not take, or its protocol does not carry, has a type that
 * nothing fits and that says why. What is not known of a model may be asked, and so may anything of an
 * {@link UnsafeModel}. Of several models, as in a variable, what one of them takes may be asked.
 *
 * The compiler sees what is written in the request: messages that come in a variable are looked at before
 * they are sent, like all else.
 *
 * @typeParam Table what models take, by id; `unknown`: of no model anything is known
 */
export type ModelRequest<
  Model extends string | UnsafeModel,
  Output extends OutputSchema | undefined,
  Tools extends readonly Tool[] | undefined,
  Effort extends ReasoningEffort | undefined,
  Table,
  Wire extends Protocol,
> = Omit<ChatRequest, "model" | "output" | "tools" | GatedKey> & {
  readonly model: Model;
  readonly output?: Output;
  // Tools are inferred from here; whether there may be any is said below.
  readonly tools?: Tools;
} & (unknown extends Table
    ? Pick<ChatRequest, GatedKey>
    : UnsafeModel extends Model
      ? Pick<ChatRequest, GatedKey>
      : Gated<TakesOf<Table, Model & string>, Wire, Model & string, Tools, Effort>);

/** Keys that are called after an option, and are taken as they are or not at all. */
type PlainKey = Exclude<Extract<keyof ChatRequest, Option>, "tools" | SettingKey>;

/** Keys of options that few models are known to refuse. */
type SettingKey = SamplingKey | "logprobs" | "parallelToolCalls";
type SamplingKey = "topK" | "seed" | "presencePenalty" | "frequencyPenalty";

/** What not every model takes, `tools` apart. */
type GatedKey =
  | PlainKey
  | SettingKey
  | "toolChoice"
  | "serviceTier"
  | "cache"
  | "reasoning"
  | "messages";

type Gated<Takes extends ModelTakes, Wire extends Protocol, Id extends string, Tools, Effort> = {
  readonly [Key in keyof Pick<ChatRequest, PlainKey>]:
    | Gate<Takes, Wire, Key, Effort, ChatRequest[Key], Id>
    | undefined;
} & {
  readonly tools?: Gate<Takes, Wire, "tools", Effort, Tools, Id> | undefined;
  readonly toolChoice?: ToolChoiceOf<Takes, SupportOf<Takes, Wire>, Effort> | undefined;
  readonly cache?: CachingOf<Takes, SupportOf<Takes, Wire>> | undefined;
  readonly reasoning?: ReasoningOf<Takes, Wire, Effort, Id> | undefined;
  readonly messages: readonly MessageOf<InputsOf<Takes, Wire>, FileOf<Takes, Wire>>[];
  // Looked at one by one only where the model is known to refuse one: that costs the compiler.
} & ([SettingKey] extends [Takes["options"]]
    ? SettingsOf<SupportOf<Takes, Wire>>
    : GatedSettings<Takes, Wire, Id, Effort>);

/** What a protocol does not carry of sampling is left out with a warning; the rest is refused. */
type SettingsOf<Support extends ProtocolSupport> = Pick<ChatRequest, SamplingKey> & {
  /** Where it cannot be asked for, a program that makes one call at a time would leave the others out. */
  readonly parallelToolCalls?:
    | true
    | ("parallelToolCalls" extends SettingOf<Support> ? false : never)
    | undefined;
  readonly logprobs?:
    | false
    | ("logprobs" extends SettingOf<Support> ? boolean | number : never)
    | undefined;
  readonly serviceTier?: TierOf<Support> | undefined;
};

type GatedSettings<Takes extends ModelTakes, Wire extends Protocol, Id extends string, Effort> = {
  readonly [Key in keyof SettingsOf<SupportOf<Takes, Wire>>]:
    | (Key extends SettingKey
        ?
            | Gate<Takes, Wire, Key, Effort, SettingsOf<SupportOf<Takes, Wire>>[Key], Id>
            | Extract<SettingsOf<SupportOf<Takes, Wire>>[Key], false>
        : SettingsOf<SupportOf<Takes, Wire>>[Key])
    | undefined;
};

type SettingOf<Support extends ProtocolSupport> = Support extends {
  readonly settings: readonly (infer Setting)[];
}
  ? Setting
  : never;

/** Where there is one tier alone, that is it. */
type TierOf<Support extends ProtocolSupport> =
  | "auto"
  | "standard"
  | (Support extends { readonly serviceTiers: readonly (infer Tier extends ServiceTier)[] }
      ? Tier
      : never);

/** Nothing has this type: its text says why an option is wrong. */
export interface NotTaken<Why extends string> {
  readonly [notTaken]: Why;
}
declare const notTaken: unique symbol;

/** Looked up, not compared with `keyof Table`: the compiler makes that of all ids anew for each of them. */
type TakesOf<Table, Id extends string> = (Table & { readonly [id: string]: ModelTakes })[Id];

/** Of several models the value, if one of them takes it, and beside it why others do not. */
type Gate<
  Takes extends ModelTakes,
  Wire extends Protocol,
  Name extends Option,
  Effort,
  Value,
  Id extends string,
> = Takes extends unknown
  ? Name extends CarriedOf<Takes, SupportOf<Takes, Wire>>
    ? Name extends Takes["options"]
      ? Value
      : Takes["onlyWith"] extends { readonly [_ in Name]: infer Efforts }
        ? [Extract<Effort, Efforts>] extends [never]
          ? NotTaken<`${Id} takes ${Name} only with reasoning.effort ${Efforts & string}`>
          : Value
        : NotTaken<`${Id} does not take ${Name}`>
    : NotTaken<`${Takes["protocol"]} does not carry ${Name}`>
  : never;

/** Of the protocol in which a model is asked; of a client that speaks others alone, theirs. */
type SupportOf<Takes extends ModelTakes, Wire extends Protocol> = [
  Extract<Wire, { readonly name: Takes["protocol"] }>,
] extends [never]
  ? Wire["supports"]
  : Extract<Wire, { readonly name: Takes["protocol"] }>["supports"];

/** The options that a protocol carries, or leaves out with a warning. */
type CarriedOf<Takes extends ModelTakes, Support extends ProtocolSupport> =
  | (true extends Support["tools"] ? "tools" : never)
  | (true extends Support["reasoningBudget"] ? "budgetTokens" : never)
  | (Takes["reasoningStyle"] extends "openrouter" | "qwen" ? "budgetTokens" : never)
  | (true extends Support["temperature"] ? "temperature" : never)
  | (true extends Support["topP"] ? "topP" : never)
  | (Support["stop"] extends 0 ? never : "stop")
  | (true extends Support["maxOutputTokens"] ? "maxOutputTokens" : never)
  | SettingKey;

/** What is known to keep nothing long is not asked to. */
type CachingOf<Takes extends ModelTakes, Support extends ProtocolSupport> = Takes extends unknown
  ? Support extends { readonly longCaches: readonly (infer Ttl)[] }
    ? [Ttl & Takes["cacheTtls"]] extends [never]
      ? ShortCaching
      : Caching
    : Caching
  : never;

type ShortCaching =
  | Exclude<Caching, CacheOptions>
  | (Omit<CacheOptions, "keep"> & { readonly keep?: "short" | undefined });

/** A conditional type all through, which the compiler writes out in its messages. */
type ToolChoiceOf<
  Takes extends ModelTakes,
  Support extends ProtocolSupport,
  Effort,
> = Takes extends unknown
  ? true extends Support["toolChoice"]
    ? "forcedToolChoice" extends Takes["options"]
      ? ToolChoice
      : Takes["onlyWith"] extends { readonly forcedToolChoice: infer Efforts }
        ? [Extract<Effort, Efforts>] extends [never]
          ? "auto" | "none"
          : ToolChoice
        : "auto" | "none"
    : "auto"
  : never;

type ReasoningOf<
  Takes extends ModelTakes,
  Wire extends Protocol,
  Effort,
  Id extends string,
> = Takes["reasoningStyle"] extends "none"
  ? NotTaken<`the provider of ${Id} takes no reasoning`>
  :
      | ReasoningByEffort<Effort, EffortOf<Takes, Wire>, Id>
      | {
          readonly effort?: undefined;
          readonly budgetTokens: Gate<Takes, Wire, "budgetTokens", undefined, number, Id>;
        };

type ReasoningByEffort<Effort, Allowed, Id extends string> = {
  // Inferred from what is written, and then one of those that are allowed.
  readonly effort: [Allowed] extends [never]
    ? NotTaken<`${Id} takes no effort`>
    : Effort extends Allowed
      ? Effort
      : Allowed;
  readonly budgetTokens?: undefined;
};

type EffortOf<Takes extends ModelTakes, Wire extends Protocol> = Takes extends unknown
  ? Takes["effort"] & SupportOf<Takes, Wire>["reasoningEffort"][number]
  : never;

/** Kinds of content that the model reads and that the protocol carries. */
type InputsOf<Takes extends ModelTakes, Wire extends Protocol> = Takes extends unknown
  ? Takes["input"] &
      (
        | "text"
        | (SupportOf<Takes, Wire>["imageTypes"] extends readonly [] ? never : "image")
        | KindOf<SupportOf<Takes, Wire>["fileTypes"][number]>
      )
  : never;

type KindOf<Type extends string> = Type extends "application/pdf"
  ? "pdf"
  : Type extends `${infer Kind extends InputModality}/*`
    ? Kind
    : never;

/**
 * In the place of what a model does not read. Parts in a variable fit, since it may hold others as well; of
 * one that is written in the request the compiler says that it has a key too many.
 */
export interface ReadsOnly<_Inputs extends InputModality> {
  readonly type: "image" | "file";
  readonly mediaType?: string | undefined;
}

type MediaOf<Inputs extends InputModality> =
  | ("image" extends Inputs ? ImagePart : never)
  | ReadsOnly<Inputs>;

type FileOf<Takes extends ModelTakes, Wire extends Protocol> = Takes extends unknown
  ? FileOfType<
      Exclude<
        MediaTypeOf<SupportOf<Takes, Wire>["fileTypes"][number]>,
        UnreadTypes[Exclude<InputModality, Takes["input"]>]
      >
    >
  : never;

type FileOfType<Type extends string> = Type extends string
  ? Omit<FilePart, "mediaType"> & { readonly mediaType: Type }
  : never;

/** Media types of what a model does not read. */
interface UnreadTypes {
  readonly text: never;
  readonly image: `image/${string}`;
  readonly pdf: "application/pdf";
  readonly audio: `audio/${string}`;
  readonly video: `video/${string}`;
}

/** `text/*` as a type. */
type MediaTypeOf<Pattern extends string> = Pattern extends `${infer Start}*`
  ? `${Start}${string}`
  : Pattern;

type MessageOf<Inputs extends InputModality, File> =
  | (Omit<UserMessage, "content"> & {
      readonly content: string | readonly (TextPart | MediaOf<Inputs> | File)[];
    })
  | AssistantMessage
  | (Omit<ToolMessage, "content"> & {
      readonly content: string | readonly (TextPart | MediaOf<Inputs>)[];
    });
