import type { ReasoningStyle, SystemRole } from "@kei/registry/contract";
import { FailureError } from "../../chat/errors.ts";
import type { Reasoning } from "../../chat/request.ts";
import { writeJson } from "../../failure/request-failures.ts";
import { present } from "../../platform/records.ts";
import {
  cachingHeaders,
  type OpenaiBreakpoint,
  type OpenaiCaching,
  openaiBreakpoint,
  openaiCaching,
  warnOfBreaks,
} from "../caching.ts";
import { omitFields } from "../omit-fields.ts";
import type {
  PreparedFile,
  PreparedImage,
  PreparedMessage,
  PreparedRequest,
  PreparedText,
} from "../prepared-request.ts";
import type { RequestSide } from "../protocol.ts";
import { isStrictSchema } from "../strict-schema.ts";
import { CARRIED_FIELDS } from "./carried-names.ts";
import { type MarkedText, markBreaks } from "./mark-breaks.ts";

/** Body of `POST …/chat/completions`. Has what this client writes, and the rest that OpenAI documents. */
export interface OpenaiChatBody extends OpenaiCaching<"chat"> {
  model: string;
  messages: OpenaiChatMessage[];
  tools?: OpenaiChatTool[];
  tool_choice?: "none" | "auto" | "required" | { type: "function"; function: { name: string } };
  parallel_tool_calls?: boolean;
  response_format?:
    | { type: "text" }
    | { type: "json_object" }
    | {
        type: "json_schema";
        json_schema: {
          name: string;
          description?: string;
          schema?: { [key: string]: unknown };
          strict?: boolean | null;
        };
      };
  /** What compatible servers know. OpenAI's reasoning models refuse it. */
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  stop?: string | string[] | null;
  reasoning_effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | null;
  /** Not OpenAI's: DeepSeek and Z.ai. */
  thinking?: { type: "enabled" | "disabled" };
  /** Not OpenAI's: OpenRouter, and Together, which knows `enabled` alone. */
  reasoning?: { effort?: string; max_tokens?: number; enabled?: boolean };
  /** Not OpenAI's: Qwen. */
  enable_thinking?: boolean;
  thinking_budget?: number;
  /** Not OpenAI's: vLLM, SGLang and llama.cpp. */
  chat_template_kwargs?: { [name: string]: unknown };
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean } | null;
  n?: number | null;
  seed?: number | null;
  frequency_penalty?: number | null;
  presence_penalty?: number | null;
  logit_bias?: { [token: string]: number } | null;
  logprobs?: boolean | null;
  top_logprobs?: number | null;
  metadata?: { [key: string]: string } | null;
  service_tier?: "auto" | "default" | "flex" | "scale" | "priority" | null;
  store?: boolean | null;
  user?: string;
  verbosity?: "low" | "medium" | "high" | null;
}

export type OpenaiChatMessage =
  | { role: "system" | "developer"; content: string | OpenaiChatText[] }
  | { role: "user"; content: string | OpenaiChatPart[] }
  | OpenaiChatAssistantMessage
  | { role: "tool"; tool_call_id: string; content: string };

export interface OpenaiChatAssistantMessage {
  role: "assistant";
  content?: string | null;
  refusal?: string | null;
  tool_calls?: OpenaiChatToolCall[];
  /** Not OpenAI's: DeepSeek wants its thinking back in conversations that call tools. */
  reasoning_content?: string;
}

export interface OpenaiChatToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
  /** Not OpenAI's: Google's compatible endpoint wants its signature back. */
  extra_content?: { google: { thought_signature: string } };
}

export interface OpenaiChatText extends MarkedText, OpenaiBreakpoint<"chat"> {}

export type OpenaiChatPart =
  | OpenaiChatText
  | ({
      type: "image_url";
      image_url: { url: string; detail?: "auto" | "low" | "high" };
    } & OpenaiBreakpoint<"chat">)
  | ({
      type: "input_audio";
      input_audio: { data: string; format: "wav" | "mp3" };
    } & OpenaiBreakpoint<"chat">)
  | ({
      type: "file";
      file: { file_data?: string; file_id?: string; filename?: string };
    } & OpenaiBreakpoint<"chat">);

export interface OpenaiChatTool {
  type: "function";
  function: {
    name: string;
    description?: string;
    parameters?: { [key: string]: unknown };
    strict?: boolean | null;
  };
}

/** Sounds that OpenAI hears, by their media types. */
const AUDIO_FORMATS: ReadonlyMap<string, "wav" | "mp3"> = new Map([
  ["audio/wav", "wav"],
  ["audio/x-wav", "wav"],
  ["audio/mpeg", "mp3"],
  ["audio/mp3", "mp3"],
]);

export const openaiChatRequests: RequestSide<OpenaiChatBody> = {
  body: writeBody,
  headers: cachingHeaders,
};

/** @throws FailureError of code `unsupported` for an image in a tool's result or the URL of a file. */
function writeBody(request: PreparedRequest, stream: boolean): OpenaiChatBody {
  const { system, toolChoice, output, stop, logprobs, serviceTier } = request;
  // OpenAI refuses an empty list.
  const tools = request.tools?.length ? request.tools : undefined;
  const messages = messagesOf(request);
  const { systemRole, cacheStyle } = request.dialect ?? {};
  const marked = cacheStyle === "anthropic" ? markBreaks(messages, request) : undefined;
  if (system !== undefined) instruct(messages, system, systemRole, marked);
  const called =
    typeof toolChoice === "object" ? functionOf({ name: toolChoice.tool }) : toolChoice;
  const body = present<OpenaiChatBody>({
    model: request.modelId,
    messages,
    tools: tools?.map(({ name, description, parameters, strict }) =>
      functionOf(present<OpenaiChatTool["function"]>({ name, description, parameters, strict })),
    ),
    tool_choice: tools && called,
    parallel_tool_calls: request.parallelToolCalls,
    response_format: output
      ? {
          type: "json_schema",
          json_schema: {
            name: output.name,
            schema: output.schema,
            strict: isStrictSchema(output.schema),
          },
        }
      : request.isJson
        ? { type: "json_object" }
        : undefined,
    [maxTokensKey(request)]: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    stop: stop?.length ? [...stop] : undefined,
    ...(request.reasoning && thinking(request.reasoning, request.dialect?.reasoningStyle)),
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs || undefined,
    service_tier: serviceTier === "standard" ? "default" : (serviceTier as "auto" | undefined),
    user: request.userId,
    stream: stream || undefined,
    // Without it OpenAI, mlx_lm and vLLM tell no usage.
    stream_options: stream ? { include_usage: true } : undefined,
    ...openaiCaching(request, "chat"),
  });
  warnOfBreaks(request, "chat");
  omitFields(body, request);
  return body;
}

/** Instructions in the role that the server takes, or before the first words of the user. */
function instruct(
  messages: OpenaiChatMessage[],
  system: string,
  role: SystemRole = "system",
  parts?: MarkedText[],
): void {
  if (role !== "none") {
    messages.unshift({ role, content: parts ?? system });
    return;
  }
  const first = messages.find((message) => message.role === "user");
  if (first === undefined) messages.unshift({ role: "user", content: system });
  else {
    const { content } = first;
    first.content =
      typeof content === "string"
        ? `${system}\n\n${content}`
        : [{ type: "text", text: system }, ...content];
  }
}

/** How a server is asked for thinking. What is on or off is on with any effort but `none`. */
function thinking(
  { effort, budgetTokens }: Reasoning,
  style: ReasoningStyle = "openai",
): Partial<OpenaiChatBody> {
  const enabled = effort !== "none";
  const type = enabled ? "enabled" : "disabled";
  switch (style) {
    case "openrouter":
      return { reasoning: enabled ? present({ effort, max_tokens: budgetTokens }) : { enabled } };
    case "deepseek":
      return present({ thinking: { type }, reasoning_effort: enabled ? effort : undefined });
    case "qwen":
      return present({ enable_thinking: enabled, thinking_budget: budgetTokens });
    case "zai":
      return { thinking: { type } };
    case "together":
      return { reasoning: { enabled } };
    case "chat-template":
      return { chat_template_kwargs: { enable_thinking: enabled } };
    default:
      return present({ reasoning_effort: effort });
  }
}

function functionOf<T>(fields: T): { type: "function"; function: T } {
  return { type: "function", function: fields };
}

/**
 * The field that limits the answer, where the dialect does not say. OpenAI's reasoning models, which take
 * no sampling temperature either, refuse `max_tokens` (400 `unsupported_parameter`). DeepSeek ignores
 * `max_completion_tokens` without a word, and LM Studio and older local servers document `max_tokens`
 * alone; LiteLLM translates it for each model.
 */
function maxTokensKey({ modelCapabilities, dialect }: PreparedRequest): string {
  const thinks = modelCapabilities?.includes("reasoning");
  const samples = modelCapabilities?.includes("temperature");
  return dialect?.maxTokensField ?? (thinks && !samples ? "max_completion_tokens" : "max_tokens");
}

function messagesOf(request: PreparedRequest): OpenaiChatMessage[] {
  const echo = wantsReasoningBack(request);
  return request.messages.flatMap((message): OpenaiChatMessage | readonly never[] => {
    if (message.role === "user")
      return { role: "user", content: userContent(message.content, request) };
    if (message.role === "assistant") return assistantMessage(message.content, echo) ?? [];
    return {
      role: "tool",
      tool_call_id: message.toolCallId,
      content: message.content.map(toolText).join("\n"),
    };
  });
}

/** Plain text as a string: every server takes that, not every one takes a list of parts. */
function userContent(
  content: readonly (PreparedText | PreparedImage | PreparedFile)[],
  request: PreparedRequest,
): string | OpenaiChatPart[] {
  const first = content[0];
  if (content.length === 1 && first?.type === "text" && !first.cacheBreak) return first.text;
  return content.map((part) => {
    const written = userPart(part);
    return part.cacheBreak
      ? { ...written, ...openaiBreakpoint(part.cacheBreak, request, "chat") }
      : written;
  });
}

function userPart(part: PreparedText | PreparedImage | PreparedFile): OpenaiChatPart {
  if (part.type === "text") return { type: "text", text: part.text };
  const data = `data:${part.mediaType};base64,${part.base64}`;
  if (part.type === "image") {
    const { detail } = part;
    return { type: "image_url", image_url: { url: part.url ?? data, ...(detail && { detail }) } };
  }
  if (part.fileId !== undefined) return { type: "file", file: { file_id: part.fileId } };
  if (part.url !== undefined) throw unsupported("files by their URL");
  const format = AUDIO_FORMATS.get(part.mediaType);
  if (format !== undefined) {
    return { type: "input_audio", input_audio: { data: part.base64 ?? "", format } };
  }
  // OpenAI refuses data without a name.
  return { type: "file", file: { filename: part.filename ?? "document.pdf", file_data: data } };
}

function toolText(part: PreparedText | PreparedImage | PreparedFile): string {
  if (part.type !== "text") throw unsupported(`${part.type}s in the result of a tool`);
  return part.text;
}

function unsupported(what: string): FailureError {
  return new FailureError({
    code: "unsupported",
    message: `chat completions do not take ${what}`,
  });
}

type AssistantContent = Extract<PreparedMessage, { role: "assistant" }>["content"];

/** `undefined` when there is nothing in it that can be said here. */
function assistantMessage(
  content: AssistantContent,
  echo: boolean,
): OpenaiChatAssistantMessage | undefined {
  let text = "";
  let refusal = "";
  const calls: OpenaiChatToolCall[] = [];
  const carried: Record<string, unknown> = {};
  for (const part of content) {
    if (part.type === "text") text += part.text;
    else if (part.type === "refusal") refusal += part.text;
    else if (part.type === "opaque" && part.field && CARRIED_FIELDS.includes(part.field)) {
      carried[part.field] = part.value;
    } else if (part.type === "tool-call") {
      const json = writeJson(part.arguments, `the arguments of the call of ${part.name}`);
      const call: OpenaiChatToolCall = {
        id: part.id,
        ...functionOf({ name: part.name, arguments: json }),
      };
      if (part.signature) call.extra_content = { google: { thought_signature: part.signature } };
      calls.push(call);
    }
  }
  // What is carried has the thinking in it.
  const hasCarried = Object.keys(carried).length > 0;
  const reasoning = echo && !hasCarried ? reasoningOf(content) : "";
  const hasCalls = calls.length > 0;
  if (!hasCalls && !hasCarried && text === "" && refusal === "" && reasoning === "")
    return undefined;
  return {
    ...present<OpenaiChatAssistantMessage>({
      role: "assistant",
      content: text === "" && (hasCalls || refusal !== "") ? null : text,
      refusal: refusal || undefined,
      tool_calls: hasCalls ? calls : undefined,
      reasoning_content: echo && hasCalls && !hasCarried ? reasoning : reasoning || undefined,
    }),
    ...carried,
  };
}

/**
 * Whether thinking goes back. DeepSeek refuses a conversation with calls unless all the thinking of
 * their messages is there, empty included; without calls it used to refuse what it now ignores. Of
 * servers that are not known to want it: when an answer both thought aloud and called tools. OpenAI
 * shows no thinking in this protocol, so its conversations never have any.
 */
function wantsReasoningBack({ provider, messages, modelCapabilities }: PreparedRequest): boolean {
  const isKnown =
    provider.dialect?.reasoningField === "reasoning_content" &&
    modelCapabilities?.includes("reasoning") !== false;
  return messages.some(
    ({ role, content }) =>
      role === "assistant" &&
      content.some(({ type }) => type === "tool-call") &&
      (isKnown || reasoningOf(content) !== ""),
  );
}

/** What is signed or encrypted belongs to another protocol. */
function reasoningOf(content: AssistantContent): string {
  let text = "";
  for (const part of content) {
    if (part.type === "reasoning" && part.signature === undefined) text += part.text;
  }
  return text;
}
