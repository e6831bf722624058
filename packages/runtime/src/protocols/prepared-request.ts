import type { CacheTtl, Capability, Dialect, Provider } from "@kei/registry/contract";
import type { CallOptions } from "../chat/call-options.ts";
import type { JsonSchema } from "../chat/json-schema.ts";
import type { Warning } from "../chat/reply.ts";
import type {
  CacheHint,
  CacheOptions,
  ChatRequest,
  FilePart,
  ImagePart,
  ReplyPart,
  Tool,
  ToolCallPart,
} from "../chat/request.ts";
import type { UnknownRecord } from "../platform/records.ts";

/**
 * A request that was checked: what is here can be sent. Texts are parts, schemas are JSON Schema,
 * settings that the model does not take are gone.
 */
export interface PreparedRequest
  extends Omit<
    ChatRequest,
    | keyof CallOptions
    | "model"
    | "system"
    | "messages"
    | "tools"
    | "output"
    | "stop"
    | "cache"
    | "logprobs"
    | "rawEvents"
    | "options"
  > {
  /** The id that goes over the wire. */
  readonly modelId: string;
  /** Most tokens that the model can answer; absent: unknown. */
  readonly modelMaxOutputTokens?: number;
  /** What the registry says that the model can do; absent: unknown. */
  readonly modelCapabilities?: readonly Capability[];
  /** Fewest tokens of a prompt that the model has cached; absent: unknown. */
  readonly modelCacheMinTokens?: number;
  /** How long the model's prompts can be kept; absent: unknown. */
  readonly modelCacheTtls?: readonly CacheTtl[];
  /** How the server differs from the one whose protocol it speaks. */
  readonly dialect?: Dialect;
  /** All instructions as one text. */
  readonly system?: string;
  /** The same in parts, where there are several. */
  readonly systemParts?: readonly PreparedText[];
  readonly messages: readonly PreparedMessage[];
  readonly tools?: readonly PreparedTool[];
  readonly output?: PreparedOutput;
  /** The answer is a JSON object, of a schema that the model was only told. */
  readonly isJson?: boolean;
  readonly stop?: readonly string[];
  /** How many likely tokens beside each; 0: its own probability alone. */
  readonly logprobs?: number;
  /** What the vendor's own options add to the body, under the names of the wire. */
  readonly fields?: UnknownRecord;
  /** Absent: nothing is to be said. */
  readonly cache?: "off" | CacheOptions;
  readonly provider: Provider;
  /** Takes what the body does not carry as asked: `Protocol.body` tells it here. */
  readonly warn: (warning: Warning) => void;
}

export type PreparedMessage =
  | {
      readonly role: "user";
      readonly content: readonly (PreparedText | PreparedImage | PreparedFile)[];
    }
  | {
      readonly role: "assistant";
      readonly content: readonly PreparedReplyPart[];
    }
  | {
      readonly role: "tool";
      readonly toolCallId: string;
      /** Name of the tool that was called. */
      readonly toolName: string;
      readonly content: readonly (PreparedText | PreparedImage | PreparedFile)[];
      readonly isError: boolean;
    };

/** A call of a tool with an object, and with an id that the target takes and no other call has. */
export type PreparedReplyPart =
  | Exclude<ReplyPart, ToolCallPart | ImagePart | FilePart>
  | PreparedImage
  | PreparedFile
  | (ToolCallPart & { readonly arguments: UnknownRecord });

export interface PreparedText extends CacheHint {
  readonly type: "text";
  readonly text: string;
}

/** Either `url`, or `fileId`, or `base64` and `mediaType`. */
export type PreparedImage = Omit<ImagePart, "data"> & { readonly base64?: string };

/** Either `url`, `fileId` or `base64`. */
export type PreparedFile = Omit<FilePart, "data"> & { readonly base64?: string };

export interface PreparedTool extends Omit<Tool, "parameters"> {
  /** JSON Schema of an object. */
  readonly parameters: JsonSchema;
}

export interface PreparedOutput {
  readonly schema: JsonSchema;
  /** What the schema calls itself, fit for every protocol: letters, digits, `_` and `-`. */
  readonly name: string;
}
