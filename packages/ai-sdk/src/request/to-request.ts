import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4ToolChoice,
  SharedV4Warning,
} from "@ai-sdk/provider";
import type { Model } from "@kei/registry/contract";
import type { ChatRequest, Tool, ToolChoice } from "@kei/runtime/core";
import type { AnyOptions } from "./any-options.ts";
import { toMessages } from "./to-messages.ts";
import { toOutput } from "./to-output.ts";
import { toReasoning } from "./to-reasoning.ts";

/** Whom a request is for. */
export interface Asked {
  /** By which references to files may name the provider. */
  readonly names: readonly string[];
  /** Absent: nothing is known of the model, or there are several. */
  readonly facts: Model | undefined;
}

/** A request to any model. */
export type AnyRequest = Omit<ChatRequest, "model">;

type Growing = { -readonly [Key in keyof AnyRequest]: AnyRequest[Key] };

/** A call of the AI SDK as a request; what has no place in one is said. */
export function toRequest(
  call: LanguageModelV4CallOptions,
  options: AnyOptions,
  { names, facts }: Asked,
  warn: (warning: SharedV4Warning) => void,
): AnyRequest {
  const { system, messages } = toMessages(call.prompt, names, warn);
  const request: Growing = { messages };
  if (system.length > 0) request.system = system;
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty } = call;
  const sampling = { temperature, topP, topK, seed, presencePenalty, frequencyPenalty };
  for (const [name, value] of Object.entries(sampling)) {
    if (value != null) request[name as keyof typeof sampling] = value;
  }
  if (call.stopSequences?.length) request.stop = call.stopSequences;
  if (call.maxOutputTokens != null) {
    request.maxOutputTokens = atMost(call.maxOutputTokens, facts, warn);
  }
  const tools = toTools(call.tools ?? [], warn);
  if (tools.length > 0) {
    request.tools = tools;
    if (call.toolChoice !== undefined) request.toolChoice = toChoice(call.toolChoice);
  }
  if (call.responseFormat?.type === "json") request.output = toOutput(call.responseFormat);
  if (call.includeRawChunks === true) request.rawEvents = true;
  if (call.abortSignal !== undefined) request.signal = call.abortSignal;
  const headers = Object.entries(call.headers ?? {}).filter(([, value]) => value !== undefined);
  if (headers.length > 0) request.headers = Object.fromEntries(headers) as Record<string, string>;
  Object.assign(request, options);
  if (options.reasoning === undefined) {
    const reasoning = toReasoning(call.reasoning, facts, warn);
    if (reasoning !== undefined) request.reasoning = reasoning;
  }
  return request;
}

/** What a model cannot write it is not asked for. */
function atMost(
  tokens: number,
  facts: Model | undefined,
  warn: (warning: SharedV4Warning) => void,
): number {
  const most = facts?.maxOutputTokens ?? tokens;
  if (tokens <= most) return tokens;
  warn({
    type: "compatibility",
    feature: "maxOutputTokens",
    details: `${facts?.id} writes ${most} tokens at most: that was asked for`,
  });
  return most;
}

function toTools(
  tools: NonNullable<LanguageModelV4CallOptions["tools"]>,
  warn: (warning: SharedV4Warning) => void,
): Tool[] {
  return tools.flatMap((tool): Tool[] => {
    if (tool.type !== "function") {
      warn({
        type: "unsupported",
        feature: `provider-defined tool ${tool.id}`,
        details: "ask for it in the words of the wire, by extraBody of providerOptions.kei",
      });
      return [];
    }
    if (tool.inputExamples !== undefined) {
      warn({ type: "unsupported", feature: "inputExamples", details: `of the tool ${tool.name}` });
    }
    return [toTool(tool)];
  });
}

function toTool({
  name,
  description,
  inputSchema,
  strict,
  providerOptions,
}: LanguageModelV4FunctionTool): Tool {
  const { cacheBreak } = (providerOptions?.["kei"] ?? {}) as Pick<Tool, "cacheBreak">;
  return {
    name,
    ...(description !== undefined && { description }),
    // A tool without arguments says nothing of them.
    parameters: { type: "object", ...inputSchema },
    ...(strict !== undefined && { strict }),
    ...(cacheBreak !== undefined && { cacheBreak }),
  };
}

function toChoice(choice: LanguageModelV4ToolChoice): ToolChoice {
  return choice.type === "tool" ? { tool: choice.toolName } : choice.type;
}
