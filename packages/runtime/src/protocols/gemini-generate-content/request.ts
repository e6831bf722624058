import { FailureError } from "../../errors.ts";
import type { JsonSchema, PreparedMessage, PreparedRequest } from "../protocol.ts";

/** What `generateContent` and `streamGenerateContent` take. The model is in the URL. */
export interface GeminiBody {
  readonly contents: readonly GeminiContent[];
  readonly systemInstruction?: GeminiContent;
  readonly tools?: readonly GeminiTool[];
  readonly toolConfig?: { readonly functionCallingConfig?: GeminiFunctionCallingConfig };
  readonly generationConfig?: GeminiGenerationConfig;
  readonly safetySettings?: readonly GeminiSafetySetting[];
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
}

export interface GeminiTool {
  readonly functionDeclarations?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly parametersJsonSchema?: JsonSchema;
  }[];
  readonly googleSearch?: object;
  readonly urlContext?: object;
  readonly codeExecution?: object;
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
  readonly stopSequences?: readonly string[];
  readonly responseMimeType?: string;
  readonly responseJsonSchema?: JsonSchema;
  readonly thinkingConfig?: {
    /** In tokens; 0: none, -1: as the model sees fit. */
    readonly thinkingBudget?: number;
    readonly thinkingLevel?: "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";
    readonly includeThoughts?: boolean;
  };
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

type Growing<T> = { -readonly [K in keyof T]: T[K] };
type ToolMessage = Extract<PreparedMessage, { role: "tool" }>;

/**
 * Where a request goes. The model's id is one segment of the path, and nothing else.
 *
 * @throws FailureError of code `bad-request` for an id that would lead elsewhere: `models/../x`
 */
export function requestUrl(endpoint: string, modelId: string, stream: boolean): string {
  // Whoever undoes %2F before resolving dots must not get out of the path either.
  if (/(^|[/\\])(\.|%2e){0,2}($|[/\\])/i.test(modelId)) throw unfit();
  let segment: string;
  try {
    segment = encodeURIComponent(modelId);
  } catch {
    throw unfit();
  }
  const method = stream ? "streamGenerateContent?alt=sse" : "generateContent";
  return `${endpoint.replace(/\/+$/, "")}/${segment}:${method}`;
}

function unfit(): FailureError {
  return new FailureError({
    code: "bad-request",
    message: "the model id cannot be a part of a URL",
  });
}

export function createBody(request: PreparedRequest): GeminiBody {
  const { system, tools, toolChoice } = request;
  const body: Growing<GeminiBody> = { contents: createContents(request.messages) };
  if (system) body.systemInstruction = { parts: [{ text: system }] };
  if (tools !== undefined && tools.length > 0) {
    const functionDeclarations = tools.map(({ name, description, parameters }) => ({
      name,
      ...(description === undefined ? {} : { description }),
      parametersJsonSchema: parameters,
    }));
    body.tools = [{ functionDeclarations }];
    if (toolChoice !== undefined) {
      const functionCallingConfig: GeminiFunctionCallingConfig =
        typeof toolChoice === "object"
          ? { mode: "ANY", allowedFunctionNames: [toolChoice.tool] }
          : { mode: MODES[toolChoice] };
      body.toolConfig = { functionCallingConfig };
    }
  }
  const generationConfig = createGenerationConfig(request);
  if (Object.keys(generationConfig).length > 0) body.generationConfig = generationConfig;
  return body;
}

const MODES = { auto: "AUTO", none: "NONE", required: "ANY" } as const;

function createGenerationConfig(request: PreparedRequest): GeminiGenerationConfig {
  const { maxOutputTokens, temperature, topP, stop, output, reasoning } = request;
  const config: Growing<GeminiGenerationConfig> = {};
  if (maxOutputTokens !== undefined) config.maxOutputTokens = maxOutputTokens;
  if (temperature !== undefined) config.temperature = temperature;
  if (topP !== undefined) config.topP = topP;
  if (stop !== undefined) config.stopSequences = stop;
  if (output !== undefined) {
    config.responseMimeType = "application/json";
    config.responseJsonSchema = output.schema;
  }
  if (reasoning !== undefined) {
    const { effort, budgetTokens } = reasoning;
    // Thoughts may only be asked for where there are any.
    if (effort === "none" || budgetTokens === 0) config.thinkingConfig = { thinkingBudget: 0 };
    else {
      config.thinkingConfig = {
        ...(effort === undefined
          ? { thinkingBudget: budgetTokens }
          : { thinkingLevel: effort.toUpperCase() as "LOW" }),
        includeThoughts: true,
      };
    }
  }
  return config;
}

function createContents(messages: readonly PreparedMessage[]): GeminiContent[] {
  const contents: GeminiContent[] = [];
  let callIds: string[] = [];
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as PreparedMessage;
    if (message.role === "user") {
      contents.push({ role: "user", parts: message.content.map(userPart) });
    } else if (message.role === "assistant") {
      const parts = message.content.flatMap(assistantPart);
      if (parts.length > 0) contents.push({ role: "model", parts });
      callIds = message.content.flatMap((part) => (part.type === "tool-call" ? [part.id] : []));
    } else {
      // All results of one turn go into one content, as Gemini demands.
      const results: ToolMessage[] = [message];
      for (let next = messages[i + 1]; next?.role === "tool"; next = messages[i + 1]) {
        results.push(next);
        i++;
      }
      // Without ids of Gemini's own it is the order that tells them apart.
      results.sort((a, b) => callIds.indexOf(a.toolCallId) - callIds.indexOf(b.toolCallId));
      const images = results.flatMap(({ content }) =>
        content.flatMap((part) => (part.type === "image" ? [userPart(part)] : [])),
      );
      contents.push({ role: "user", parts: [...results.map(resultPart), ...images] });
    }
  }
  return contents;
}

type UserPart = Extract<PreparedMessage, { role: "user" }>["content"][number];

function userPart(part: UserPart): GeminiPart {
  if (part.type === "text") return { text: part.text };
  const { url, mediaType, base64 = "" } = part;
  if (url === undefined) return { inlineData: { mimeType: mediaType ?? "", data: base64 } };
  return {
    fileData: { ...(mediaType === undefined ? {} : { mimeType: mediaType }), fileUri: url },
  };
}

type AssistantPart = Extract<PreparedMessage, { role: "assistant" }>["content"][number];

function assistantPart(part: AssistantPart): GeminiPart[] {
  const signed =
    "signature" in part && part.signature !== undefined ? { thoughtSignature: part.signature } : {};
  if (part.type === "tool-call") {
    const { id, name, arguments: args } = part;
    return [{ functionCall: { ...ownId(id), name, args: objectOf(args) }, ...signed }];
  }
  // Of encrypted thinking, which is Anthropic's, there is nothing to show.
  if (part.text === "" && part.type !== "refusal" && part.signature === undefined) return [];
  const thought = part.type === "reasoning" ? { thought: true } : {};
  return [{ text: part.text, ...thought, ...signed }];
}

function resultPart({ toolCallId, toolName, content, isError }: ToolMessage): GeminiPart {
  let text = "";
  for (const part of content) if (part.type === "text") text += part.text;
  const response = isError ? { error: text } : { output: text };
  return { functionResponse: { ...ownId(toolCallId), name: toolName, response } };
}

/** Gemini gets back the ids that it gave, not those that {@link ReplyBuilder} made up. */
function ownId(id: string): { id?: string } {
  return /^call_\d{1,4}$/.test(id) ? {} : { id };
}

/** Arguments have to be an object, whatever the model wrote. */
function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
