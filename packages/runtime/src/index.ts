export type { ChatStream } from "./chat-stream.ts";
export type {
  Client,
  ClientFactory,
  RawOptions,
  ReplyOutput,
  WireAnswer,
  WireBody,
} from "./client.ts";
export type { Clock } from "./clock.ts";
export { createClient } from "./create-client.ts";
export type { KeiErrorCode } from "./errors.ts";
export { KeiError } from "./errors.ts";
export type { Clients } from "./gen/index.gen.ts";
export type { Limiter } from "./limit/limiter.ts";
export { createLimiter } from "./limit/window-limiter.ts";
export type {
  ClientOptions,
  Hooks,
  RequestInfo,
  ResponseInfo,
  RetryInfo,
  RetryOptions,
  Timeouts,
} from "./options.ts";
export type { TypedJsonSchema } from "./output/json-schema.ts";
export { jsonSchema } from "./output/json-schema.ts";
export type { InferOutput, OutputSchema } from "./output/output-schema.ts";
export type { JsonSchema } from "./protocols/protocol.ts";
export type {
  FinishReason,
  PartialReply,
  Reply,
  ReplyCost,
  ToolCall,
  Usage,
  Warning,
  WarningCode,
} from "./reply.ts";
export type {
  AssistantMessage,
  ChatRequest,
  FilePart,
  ImagePart,
  Message,
  Reasoning,
  ReasoningEffort,
  ReasoningPart,
  RefusalPart,
  ReplyPart,
  TextPart,
  Tool,
  ToolCallPart,
  ToolChoice,
  ToolMessage,
  UnsafeModel,
  UserMessage,
} from "./request.ts";
export { unsafeModel } from "./request.ts";
export type { StreamEvent } from "./stream-event.ts";
export type { Ending } from "./transport/ending.ts";
export type { Transport, TransportRequest, TransportResponse } from "./transport/transport.ts";
