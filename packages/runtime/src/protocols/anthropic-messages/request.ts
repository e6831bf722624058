import { FailureError } from "../../chat/errors.ts";
import type { CacheHint, ToolChoice } from "../../chat/request.ts";
import { type Hints, placeBreaks } from "../place-breaks.ts";
import type {
  PreparedFile,
  PreparedImage,
  PreparedMessage,
  PreparedReplyPart,
  PreparedRequest,
  PreparedText,
} from "../prepared-request.ts";
import type { RequestSide } from "../protocol.ts";
import { anthropicSchema } from "./output-schema.ts";

/**
 * Body of `POST /v1/messages`: what this protocol writes, and what else a caller of `raw` is most
 * likely to want.
 */
export interface AnthropicBody {
  model: string;
  max_tokens: number;
  messages: AnthropicMessage[];
  system?: string | AnthropicText[];
  tools?: AnthropicTool[];
  tool_choice?: AnthropicToolChoice;
  thinking?: AnthropicThinking;
  output_config?: AnthropicOutputConfig;
  stop_sequences?: string[];
  /** Models from Claude Opus 4.7 on take neither this nor `top_p`. */
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stream?: boolean;
  /** The last block that can be cached is. */
  cache_control?: AnthropicCacheControl;
  metadata?: { user_id?: string | null };
  service_tier?: "auto" | "standard_only";
  speed?: "standard" | "fast" | null;
  inference_geo?: string | null;
}

/** Marks the end of what is to be cached, for five minutes by default. */
export interface AnthropicCacheControl {
  type: "ephemeral";
  ttl?: "5m" | "1h";
}

export interface AnthropicMessage {
  role: "user" | "assistant";
  content: string | AnthropicInput[];
}

/** A block of content, as it is sent. */
export type AnthropicInput =
  | AnthropicText
  | AnthropicImage
  | AnthropicDocument
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "redacted_thinking"; data: string }
  | {
      type: "tool_use";
      id: string;
      name: string;
      input: unknown;
      cache_control?: AnthropicCacheControl;
    }
  | {
      type: "tool_result";
      tool_use_id: string;
      content?: string | (AnthropicText | AnthropicImage | AnthropicDocument)[];
      is_error?: boolean;
      cache_control?: AnthropicCacheControl;
    };

export interface AnthropicText {
  type: "text";
  text: string;
  cache_control?: AnthropicCacheControl;
}

export interface AnthropicImage {
  type: "image";
  source:
    | { type: "base64"; media_type: AnthropicImageType; data: string }
    | AnthropicUrl
    | AnthropicFile;
  cache_control?: AnthropicCacheControl;
}

export type AnthropicImageType = "image/jpeg" | "image/png" | "image/gif" | "image/webp";

export interface AnthropicDocument {
  type: "document";
  source:
    | { type: "base64"; media_type: "application/pdf"; data: string }
    | { type: "text"; media_type: "text/plain"; data: string }
    | AnthropicUrl
    | AnthropicFile;
  title?: string;
  cache_control?: AnthropicCacheControl;
}

export interface AnthropicUrl {
  type: "url";
  url: string;
}

/** Uploaded before. */
export interface AnthropicFile {
  type: "file";
  file_id: string;
}

export interface AnthropicTool {
  name: string;
  description?: string;
  input_schema: { type: "object"; [keyword: string]: unknown };
  /** Arguments keep to the schema. */
  strict?: boolean;
  cache_control?: AnthropicCacheControl;
}

export type AnthropicToolChoice =
  | { type: "auto"; disable_parallel_tool_use?: boolean }
  | { type: "any"; disable_parallel_tool_use?: boolean }
  | { type: "none" }
  | { type: "tool"; name: string; disable_parallel_tool_use?: boolean };

export type AnthropicThinking =
  | { type: "adaptive"; display?: "summarized" | "omitted" }
  | { type: "enabled"; budget_tokens: number }
  | { type: "disabled" };

export interface AnthropicOutputConfig {
  effort?: "low" | "medium" | "high" | "xhigh" | "max";
  format?: { type: "json_schema"; schema: Record<string, unknown> };
}

/** `max_tokens` has to be there. This one every model takes. */
const DEFAULT_MAX_TOKENS = 4096;

/** What is answered within ten minutes, which is what Anthropic allows an answer that is no stream. */
const MAX_TOKENS_AT_ONCE = 21_333;

export const anthropicRequests: RequestSide<AnthropicBody> = {
  body: writeBody,
  outputSchema: anthropicSchema,
};

/**
 * @throws FailureError when the budget of thinking leaves no room, a tool has to be called by a model
 * that is to think, or a file cannot be sent.
 */
function writeBody(request: PreparedRequest, stream: boolean): AnthropicBody {
  const { system, tools, toolChoice, reasoning, output, stop } = request;
  const hints: Hints = new Map();
  const body: AnthropicBody = {
    model: request.modelId,
    max_tokens: maxTokens(request, stream),
    messages: turns(request.messages, hints),
  };
  if (request.messages.some(hasUnsignedThinking)) {
    request.warn({
      code: "reasoning-ignored",
      message: "reasoning without a signature was left out: Anthropic takes only its own back",
    });
  }
  if (system) {
    body.system =
      request.systemParts?.map((part) => hinted(part, { type: "text", text: part.text }, hints)) ??
      system;
  }
  if (tools?.length) {
    body.tools = tools.map(({ name, description, parameters, strict, cacheBreak }) => {
      const tool: AnthropicTool = {
        name,
        ...(description !== undefined && { description }),
        input_schema: { ...parameters, type: "object" },
        ...(strict !== undefined && { strict }),
      };
      if (cacheBreak) hints.set(tool, cacheBreak);
      return tool;
    });
  }
  const chosen = toolChoice === undefined ? undefined : choice(toolChoice);
  if (chosen !== undefined) body.tool_choice = chosen;
  if (request.parallelToolCalls === false && chosen?.type !== "none") {
    body.tool_choice = { ...(chosen ?? { type: "auto" }), disable_parallel_tool_use: true };
  }
  if (output !== undefined) {
    body.output_config = { format: { type: "json_schema", schema: output.schema } };
  }
  if (reasoning?.budgetTokens !== undefined) {
    if (goesOnWithoutThinking(body.messages)) {
      request.warn({
        code: "setting-ignored",
        message:
          "reasoning.budgetTokens was left out: the answer that goes on was begun without thinking of this model",
      });
    } else body.thinking = { type: "enabled", budget_tokens: reasoning.budgetTokens };
  } else if (reasoning?.effort === "none") {
    body.thinking = { type: "disabled" };
  } else if (reasoning !== undefined) {
    if (request.modelCapabilities?.includes("reasoning-adaptive") === false) {
      throw new FailureError({
        code: "unsupported",
        message: `reasoning.effort does not steer the thinking of ${request.modelId}: use reasoning.budgetTokens`,
      });
    }
    // Some models think only when told to; the effort says how hard. `minimal` is not among the levels
    // that the protocol says it supports.
    // Newer models think in silence unless asked for a summary.
    body.thinking = { type: "adaptive", display: "summarized" };
    const effort = reasoning.effort as NonNullable<AnthropicOutputConfig["effort"]>;
    body.output_config = { ...body.output_config, effort };
  }
  if (stop?.length) body.stop_sequences = [...stop];
  sample(body, request);
  if (request.userId !== undefined) body.metadata = { user_id: request.userId };
  const { serviceTier } = request;
  // Fast is no tier to Anthropic, but one to the price.
  if (serviceTier === "fast") body.speed = serviceTier;
  else if (serviceTier !== undefined) {
    body.service_tier = serviceTier === "auto" ? serviceTier : "standard_only";
  }
  if (stream) body.stream = true;
  if (request.cache !== undefined || hints.size > 0) placeBreaks(body, hints, request);
  return body;
}

/**
 * Whether the conversation ends with results of calls that no signed thinking came before: another
 * model made them, or one that did not think. With a budget Anthropic refuses that until the turn is over.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#toggling-thinking-modes-in-conversations
 */
function goesOnWithoutThinking(messages: readonly AnthropicMessage[]): boolean {
  const [calls, results] = messages.slice(-2).map(({ content }) => content);
  if (!Array.isArray(results) || results[0]?.type !== "tool_result") return false;
  const first = calls?.[0];
  return typeof first === "object" && !first.type.endsWith("thinking");
}

/**
 * Sampling goes with thinking only as far as it changes nothing, and from Claude Opus 4.1 on it is
 * either `temperature` or `top_p`: both are refused otherwise.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#feature-compatibility
 */
function sample(body: AnthropicBody, { temperature, topP, topK, warn }: PreparedRequest): void {
  const thinks = body.thinking !== undefined && body.thinking.type !== "disabled";
  const ignore = (setting: string, because: string) =>
    warn({ code: "setting-ignored", message: `${setting} was left out: ${because}` });
  if (temperature !== undefined) {
    if (!thinks || temperature === 1) body.temperature = temperature;
    else ignore("temperature", "Anthropic does not take it together with reasoning");
  }
  if (topP !== undefined) {
    if (body.temperature !== undefined)
      ignore("topP", "Anthropic does not take it together with temperature");
    else if (!thinks || topP >= 0.95) body.top_p = topP;
    else ignore("topP", "Anthropic takes it together with reasoning only from 0.95 on");
  }
  if (topK !== undefined) {
    if (thinks) ignore("topK", "Anthropic does not take it together with reasoning");
    else body.top_k = topK;
  }
  if (thinks && (body.tool_choice?.type === "any" || body.tool_choice?.type === "tool")) {
    throw new FailureError({
      code: "unsupported",
      message:
        "toolChoice required or { tool } does not go together with reasoning: use auto or none, or leave reasoning out",
    });
  }
}

/** Thinking counts as output, so its budget has to leave room for an answer. */
function maxTokens(request: PreparedRequest, stream: boolean): number {
  const { maxOutputTokens, modelMaxOutputTokens: most = Number.POSITIVE_INFINITY } = request;
  const atOnce = stream ? most : Math.min(most, MAX_TOKENS_AT_ONCE);
  const limit = maxOutputTokens ?? (Number.isFinite(most) ? atOnce : undefined);
  const budget = request.reasoning?.budgetTokens;
  if (budget === undefined) return limit ?? DEFAULT_MAX_TOKENS;
  if (limit === undefined) return budget + DEFAULT_MAX_TOKENS;
  if (limit > budget) return limit;
  if (maxOutputTokens === undefined && budget < most) {
    return Math.min(most, budget + DEFAULT_MAX_TOKENS);
  }
  throw bad(
    `reasoning.budgetTokens (${budget}) must be less than the most tokens of the answer (${limit})`,
  );
}

function choice(toolChoice: ToolChoice): AnthropicToolChoice {
  if (typeof toolChoice === "object") return { type: "tool", name: toolChoice.tool };
  return { type: toolChoice === "required" ? "any" : toolChoice };
}

/**
 * Turns of user and assistant in alternation: what comes from tools is the user's, and all results of
 * one turn's calls have to be in the message after it.
 */
function turns(messages: readonly PreparedMessage[], hints: Hints): AnthropicMessage[] {
  const result: { role: "user" | "assistant"; content: AnthropicInput[] }[] = [];
  for (const message of messages) {
    const role = message.role === "assistant" ? "assistant" : "user";
    const blocks =
      message.role === "tool"
        ? [toolResult(message, hints)]
        : message.content.flatMap((part) => hinted(part, block(part), hints));
    const last = result.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) result.push({ role, content: blocks });
  }
  return result;
}

/** Another provider's, or of an answer that was cut. */
function hasUnsignedThinking({ role, content }: PreparedMessage): boolean {
  return (
    role === "assistant" &&
    content.some(
      (part) => part.type === "reasoning" && !part.signature && !part.redactedData && part.text,
    )
  );
}

/** A block, noted where a break may stand after it. */
function hinted<T>({ cacheBreak }: CacheHint, made: T, hints: Hints): T {
  if (cacheBreak && !Array.isArray(made)) hints.set(made as object, cacheBreak);
  return made;
}

/** No block for what Anthropic rejects: text that is blank, thinking that nobody signed. */
function block(
  part: PreparedText | PreparedImage | PreparedFile | PreparedReplyPart,
): AnthropicInput | readonly never[] {
  switch (part.type) {
    case "text":
    case "refusal":
      return part.text.trim() === "" ? [] : { type: "text", text: part.text };
    case "image":
      return image(part);
    case "file":
      return file(part);
    case "reasoning": {
      const { redactedData, signature, text } = part;
      if (redactedData) return { type: "redacted_thinking", data: redactedData };
      return signature ? { type: "thinking", thinking: text, signature } : [];
    }
    case "tool-call":
      return { type: "tool_use", id: part.id, name: part.name, input: part.arguments };
    case "opaque":
      return part.value as AnthropicInput;
  }
}

function toolResult(
  message: Extract<PreparedMessage, { role: "tool" }>,
  hints: Hints,
): AnthropicInput {
  const content = message.content.flatMap(block) as (
    | AnthropicText
    | AnthropicImage
    | AnthropicDocument
  )[];
  const result: AnthropicInput = {
    type: "tool_result",
    tool_use_id: message.toolCallId,
    ...(content.length > 0 && { content }),
    ...(message.isError && { is_error: true }),
  };
  const hint = message.content.find(({ cacheBreak }) => cacheBreak);
  return hint === undefined ? result : hinted(hint, result, hints);
}

function image({ url, fileId, base64, mediaType }: PreparedImage): AnthropicImage {
  if (fileId !== undefined) return { type: "image", source: { type: "file", file_id: fileId } };
  const source: AnthropicImage["source"] =
    url === undefined
      ? // Checked against the types that the protocol says it supports.
        { type: "base64", media_type: mediaType as AnthropicImageType, data: base64 ?? "" }
      : { type: "url", url };
  return { type: "image", source };
}

function file({ url, fileId, base64 = "", mediaType, filename }: PreparedFile): AnthropicDocument {
  const pdf = mediaType === "application/pdf";
  let source: AnthropicDocument["source"];
  if (fileId !== undefined) source = { type: "file", file_id: fileId };
  else if (url !== undefined) {
    if (!pdf) {
      throw new FailureError({
        code: "unsupported",
        message: `a file of type ${mediaType} must be sent as data, not by its url`,
      });
    }
    source = { type: "url", url };
  } else if (pdf) source = { type: "base64", media_type: mediaType, data: base64 };
  else source = { type: "text", media_type: "text/plain", data: utf8(base64, mediaType) };
  return { type: "document", source, ...(filename !== undefined && { title: filename }) };
}

/** Documents that are text are sent as text. */
function utf8(base64: string, mediaType: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw bad(`the data of a file of type ${mediaType} must be base64 of UTF-8 text`);
  }
}

function bad(message: string): FailureError {
  return new FailureError({ code: "bad-request", message });
}
