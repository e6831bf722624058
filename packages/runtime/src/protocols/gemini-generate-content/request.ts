import type { Capability } from "@kei/registry/contract";
import { FailureError } from "../../chat/errors.ts";
import type { JsonSchema } from "../../chat/json-schema.ts";
import type { Reasoning, ToolChoice } from "../../chat/request.ts";
import { present } from "../../platform/records.ts";
import { warnOfCaching } from "../caching.ts";
import type { PreparedMessage, PreparedRequest, PreparedTool } from "../prepared-request.ts";
import type { RequestSide } from "../protocol.ts";

/** What `generateContent` and `streamGenerateContent` take. The model is in the URL. */
export interface GeminiBody {
  readonly contents: readonly GeminiContent[];
  readonly systemInstruction?: GeminiContent;
  readonly tools?: readonly GeminiTool[];
  readonly toolConfig?: { readonly functionCallingConfig?: GeminiFunctionCallingConfig };
  readonly generationConfig?: GeminiGenerationConfig;
  readonly safetySettings?: readonly GeminiSafetySetting[];
  readonly serviceTier?: "standard" | "flex" | "priority";
  /** `cachedContents/{id}`. */
  readonly cachedContent?: string;
}

export interface GeminiContent {
  readonly role?: "user" | "model";
  readonly parts: readonly GeminiPart[];
}

/** One kind of content, with what is said about it. */
export interface GeminiPart {
  readonly text?: string;
  /** The text is thinking. */
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  /** `data` is base64. */
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly fileData?: { readonly mimeType?: string; readonly fileUri: string };
  readonly functionCall?: {
    readonly id?: string;
    readonly name: string;
    readonly args: Record<string, unknown>;
  };
  readonly functionResponse?: {
    readonly id?: string;
    readonly name: string;
    readonly response: Record<string, unknown>;
  };
  /** What Google's own tools did, as it came in an answer. */
  readonly executableCode?: object;
  readonly codeExecutionResult?: object;
}

export interface GeminiTool {
  readonly functionDeclarations?: readonly GeminiFunctionDeclaration[];
  readonly googleSearch?: object;
  readonly urlContext?: object;
  readonly codeExecution?: object;
}

export interface GeminiFunctionDeclaration {
  readonly name: string;
  readonly description?: string;
  readonly parametersJsonSchema?: JsonSchema;
}

export interface GeminiFunctionCallingConfig {
  readonly mode: "AUTO" | "ANY" | "NONE" | "VALIDATED";
  readonly allowedFunctionNames?: readonly string[];
}

export interface GeminiGenerationConfig {
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly responseLogprobs?: boolean;
  readonly logprobs?: number;
  readonly stopSequences?: readonly string[];
  readonly responseMimeType?: string;
  readonly responseJsonSchema?: JsonSchema;
  readonly thinkingConfig?: GeminiThinkingConfig;
}

export interface GeminiThinkingConfig {
  /** In tokens; 0: none, -1: as the model sees fit. */
  readonly thinkingBudget?: number;
  readonly thinkingLevel?: "MINIMAL" | "LOW" | "MEDIUM" | "HIGH" | "XHIGH";
  readonly includeThoughts?: boolean;
}

export interface GeminiSafetySetting {
  readonly category:
    | "HARM_CATEGORY_HARASSMENT"
    | "HARM_CATEGORY_HATE_SPEECH"
    | "HARM_CATEGORY_SEXUALLY_EXPLICIT"
    | "HARM_CATEGORY_DANGEROUS_CONTENT"
    | "HARM_CATEGORY_CIVIC_INTEGRITY";
  readonly threshold:
    | "BLOCK_LOW_AND_ABOVE"
    | "BLOCK_MEDIUM_AND_ABOVE"
    | "BLOCK_ONLY_HIGH"
    | "BLOCK_NONE"
    | "OFF";
}

type ToolMessage = Extract<PreparedMessage, { role: "tool" }>;

export const geminiRequests: RequestSide<GeminiBody> = { body: writeBody };

/** @throws FailureError of code `unsupported` for a model that cannot be told not to think. */
function writeBody(request: PreparedRequest): GeminiBody {
  const { system, systemParts, tools, toolChoice, serviceTier } = request;
  warnOfCaching(request, "; what you have cached yourself goes into extraBody as cachedContent");
  const hasTools = tools !== undefined && tools.length > 0;
  const config = createGenerationConfig(request);
  return present<GeminiBody>({
    systemInstruction: system
      ? { parts: (systemParts ?? [{ text: system }]).map(({ text }) => ({ text })) }
      : undefined,
    contents: createContents(request),
    tools: hasTools ? [{ functionDeclarations: tools.map(declaration) }] : undefined,
    toolConfig:
      hasTools && toolChoice !== undefined
        ? { functionCallingConfig: callingConfig(toolChoice) }
        : undefined,
    generationConfig: Object.keys(config).length > 0 ? config : undefined,
    serviceTier: serviceTier as GeminiBody["serviceTier"],
  });
}

function declaration({ name, description, parameters }: PreparedTool) {
  return present<GeminiFunctionDeclaration>({
    name,
    description,
    parametersJsonSchema: parameters,
  });
}

const MODES = { auto: "AUTO", none: "NONE", required: "ANY" } as const;

function callingConfig(choice: ToolChoice): GeminiFunctionCallingConfig {
  return typeof choice === "object"
    ? { mode: "ANY", allowedFunctionNames: [choice.tool] }
    : { mode: MODES[choice] };
}

function createGenerationConfig(request: PreparedRequest): GeminiGenerationConfig {
  const { maxOutputTokens, temperature, topP, topK, seed, stop, output, isJson, reasoning } =
    request;
  const { presencePenalty, frequencyPenalty, logprobs } = request;
  return present<GeminiGenerationConfig>({
    maxOutputTokens,
    temperature,
    topP,
    topK,
    seed,
    presencePenalty,
    frequencyPenalty,
    responseLogprobs: logprobs === undefined ? undefined : true,
    logprobs: logprobs || undefined,
    stopSequences: stop,
    responseMimeType: output || isJson ? "application/json" : undefined,
    responseJsonSchema: output?.schema,
    thinkingConfig: reasoning && thinkingConfig(reasoning, request),
  });
}

/** Takes levels and no budget: Gemini 3 and later. */
function thinksByLevel(capabilities: readonly Capability[]): boolean {
  return capabilities.includes("reasoning-effort") && !capabilities.includes("reasoning-budget");
}

function thinkingConfig(
  { effort, budgetTokens }: Reasoning,
  { modelId, modelCapabilities = [] }: PreparedRequest,
): GeminiThinkingConfig {
  // They have no level without thinking.
  const alwaysThinks = thinksByLevel(modelCapabilities);
  if (effort === "none" && alwaysThinks) {
    throw new FailureError({
      code: "unsupported",
      message: `reasoning.effort none is not supported by ${modelId}, which always thinks`,
    });
  }
  // Thoughts may only be asked for where there are any.
  if (effort === "none" || budgetTokens === 0) return { thinkingBudget: 0 };
  return present<GeminiThinkingConfig>({
    thinkingBudget: budgetTokens,
    thinkingLevel: effort?.toUpperCase() as "LOW" | undefined,
    includeThoughts: true,
  });
}

/** Google's word for "this call has no signature, and none is to be looked for". */
const UNSIGNED = "skip_thought_signature_validator";

/**
 * Gemini 3 and later refuse a call of the turn that goes on without its signature: one that another
 * model or a person made. Of parallel calls the first one has it.
 *
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
function signCall(parts: GeminiPart[]): GeminiPart[] {
  const first = parts.findIndex(({ functionCall }) => functionCall !== undefined);
  const call = parts[first];
  if (call === undefined || call.thoughtSignature !== undefined) return parts;
  return parts.with(first, { ...call, thoughtSignature: UNSIGNED });
}

function createContents({ messages, modelCapabilities }: PreparedRequest): GeminiContent[] {
  const contents: GeminiContent[] = [];
  const turn = messages.findLastIndex(({ role }) => role === "user");
  const wantsSignatures = modelCapabilities === undefined || thinksByLevel(modelCapabilities);
  // Places of the calls of the last turn, by their ids.
  let places = new Map<string, number>();
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as PreparedMessage;
    if (message.role === "user") {
      contents.push({ role: "user", parts: message.content.map(userPart) });
    } else if (message.role === "assistant") {
      const written = message.content.flatMap(assistantPart);
      const parts = wantsSignatures && i > turn ? signCall(written) : written;
      if (parts.length > 0) contents.push({ role: "model", parts });
      places = placesOf(message.content);
    } else {
      // All results of one turn go into one content, as Gemini demands.
      const results: ToolMessage[] = [message];
      for (let next = messages[i + 1]; next?.role === "tool"; next = messages[i + 1]) {
        results.push(next);
        i++;
      }
      // Without ids of Gemini's own it is the order that tells them apart.
      const placeOf = ({ toolCallId }: ToolMessage) => places.get(toolCallId) ?? 0;
      results.sort((a, b) => placeOf(a) - placeOf(b));
      const images = results.flatMap(({ content }) =>
        content.flatMap((part) => (part.type === "text" ? [] : [userPart(part)])),
      );
      contents.push({ role: "user", parts: [...results.map(resultPart), ...images] });
    }
  }
  return contents;
}

function placesOf(parts: readonly AssistantPart[]): Map<string, number> {
  return new Map(parts.flatMap((part, at) => (part.type === "tool-call" ? [[part.id, at]] : [])));
}

type UserPart = Extract<PreparedMessage, { role: "user" }>["content"][number];

function userPart(part: UserPart): GeminiPart {
  if (part.type === "text") return { text: part.text };
  const { url, mediaType: mimeType = "", base64 = "" } = part;
  if (url === undefined) return { inlineData: { mimeType, data: base64 } };
  return { fileData: { ...(mimeType === "" ? {} : { mimeType }), fileUri: url } };
}

type AssistantPart = Extract<PreparedMessage, { role: "assistant" }>["content"][number];

function assistantPart(part: AssistantPart): GeminiPart[] {
  const thoughtSignature = "signature" in part ? part.signature : undefined;
  if (part.type === "tool-call") {
    const { id, name, arguments: args } = part;
    const functionCall = { ...ownId(id), name, args };
    return [present<GeminiPart>({ functionCall, thoughtSignature })];
  }
  if (part.type === "opaque") return [part.value as GeminiPart];
  if (part.type === "image" || part.type === "file") {
    return [present<GeminiPart>({ ...userPart(part), thoughtSignature })];
  }
  const { type, text } = part;
  // Of encrypted thinking, which is Anthropic's, there is nothing to show.
  if (text === "" && thoughtSignature === undefined) return [];
  const thought = type === "reasoning" ? true : undefined;
  return [present<GeminiPart>({ text, thought, thoughtSignature })];
}

function resultPart({ toolCallId, toolName, content, isError }: ToolMessage): GeminiPart {
  let text = "";
  for (const part of content) if (part.type === "text") text += part.text;
  const response = isError ? { error: text } : { output: text };
  return { functionResponse: { ...ownId(toolCallId), name: toolName, response } };
}

/** Gemini gets back the ids that it gave, not those that were made up here. */
function ownId(id: string): { id?: string } {
  return /^call(?:_\d{1,4}|\d{5})$/.test(id) ? {} : { id };
}
