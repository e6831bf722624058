/** All that programs import beside clients. It loads no client: `index.ts` has all of them, for `createClient`. */

export type {
  CacheMiss,
  CacheMissReason,
  SentRequest,
} from "./call/explain-cache.ts";
export { explainCache } from "./call/explain-cache.ts";
export type {
  ApiKeySource,
  CallHooks,
  CallInfo,
  CallStart,
  ClientOptions,
  FailedCall,
  Hooks,
  Preview,
  ReplyInfo,
  RequestInfo,
  ResponseInfo,
  RetryInfo,
  Testing,
  TraceHeaders,
} from "./call/options.ts";
export type { CallOptions, RetryOptions, Timeouts } from "./chat/call-options.ts";
export type { KeiErrorCode } from "./chat/errors.ts";
export { KeiError } from "./chat/errors.ts";
export type { ForLibraries, PartEvent } from "./chat/for-libraries.ts";
export { forLibraries } from "./chat/for-libraries.ts";
export type { JsonSchema, TypedJsonSchema } from "./chat/json-schema.ts";
export { jsonSchema } from "./chat/json-schema.ts";
export type { InferOutput, OutputSchema } from "./chat/output-schema.ts";
export type {
  AnthropicOptions,
  GoogleOptions,
  OllamaOptions,
  OpenaiOptions,
  ProviderOptions,
  SafetySetting,
} from "./chat/provider-options.ts";
export type {
  CacheSavings,
  Citation,
  FinishReason,
  LimitState,
  PartialReply,
  RateLimit,
  Reply,
  ReplyCost,
  TokenLogprob,
  ToolCall,
  Usage,
  Warning,
  WarningCode,
} from "./chat/reply.ts";
export type {
  ArgumentIssue,
  AssistantMessage,
  CacheHint,
  CacheOptions,
  Caching,
  ChatRequest,
  FilePart,
  ImagePart,
  Message,
  OpaquePart,
  Origin,
  Reasoning,
  ReasoningEffort,
  ReasoningPart,
  RefusalPart,
  ReplyPart,
  ServiceTier,
  TextPart,
  Tool,
  ToolCallPart,
  ToolChoice,
  ToolMessage,
  UnsafeModel,
  UserMessage,
} from "./chat/request.ts";
export { unsafeModel } from "./chat/request.ts";
export type { StreamEvent } from "./chat/stream-event.ts";
export type {
  Execute,
  InvalidCall,
  ReplyCall,
  ToolArguments,
  ToolContext,
  TypedTool,
} from "./chat/typed-tool.ts";
export type {
  Client,
  ClientFactory,
  RawOptions,
  ReplyOutput,
  WireAnswer,
  WireBody,
} from "./client/client.ts";
export type { ListedModel } from "./client/list-models.ts";
export type { ModelRequest } from "./client/model-request.ts";
export type { Budgets } from "./limit/budgets.ts";
export type {
  BudgetLimiter,
  Grant,
  Limiter,
  LimitRequest,
  Spent,
} from "./limit/limiter.ts";
export { createLimiter } from "./limit/window-limiter.ts";
export type { Clock } from "./platform/clock.ts";
export type { ChatStream } from "./stream/chat-stream.ts";
export type { RunToolsOptions, ToolHooks, ToolInfo } from "./tools/run-options.ts";
export { runTools, streamTools } from "./tools/run-tools.ts";
export type { ToolDefinition } from "./tools/tool.ts";
export { tool } from "./tools/tool.ts";
export type {
  ToolResult,
  ToolRun,
  ToolRunEvent,
  ToolRunState,
  ToolRunStream,
  ToolTurn,
} from "./tools/tool-run.ts";
export { ToolRunError } from "./tools/tool-run.ts";
export type { RunCost } from "./tools/turn-sum.ts";
export type { Transport, TransportRequest, TransportResponse } from "./transport/transport.ts";
