import { present } from "../../platform/records.ts";
import { warnOfCaching } from "../caching.ts";
import type { PreparedMessage, PreparedRequest } from "../prepared-request.ts";
import type { RequestSide } from "../protocol.ts";

/** What `POST /api/chat` takes. */
export interface OllamaBody {
  readonly model: string;
  readonly messages: readonly OllamaMessage[];
  readonly tools?: readonly OllamaTool[];
  /** A JSON Schema, or `"json"`. */
  readonly format?: object | "json";
  /** Of models that think. Levels are for those that have some: others may refuse them. */
  readonly think?: boolean | "low" | "medium" | "high";
  readonly options?: OllamaModelOptions;
  readonly logprobs?: boolean;
  readonly top_logprobs?: number;
  /** The server's default is `true`. */
  readonly stream: boolean;
  /** How long the model stays loaded: seconds, or a text such as `"5m"`. */
  readonly keep_alive?: number | string;
}

export interface OllamaMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly thinking?: string;
  /** Base64. */
  readonly images?: readonly string[];
  readonly tool_calls?: readonly {
    readonly function: {
      readonly name: string;
      readonly arguments: Record<string, unknown>;
    };
  }[];
  /** Whose result it is. */
  readonly tool_name?: string;
}

export interface OllamaTool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description?: string;
    /** JSON Schema of an object. */
    readonly parameters: {
      readonly type?: string;
      readonly required?: readonly string[];
      readonly properties?: Readonly<Record<string, object>>;
    };
  };
}

export interface OllamaModelOptions {
  /** Most tokens of the answer. */
  readonly num_predict?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly seed?: number;
  readonly min_p?: number;
  readonly presence_penalty?: number;
  readonly frequency_penalty?: number;
  readonly repeat_penalty?: number;
  readonly stop?: readonly string[];
  /** Tokens of context to load the model with. */
  readonly num_ctx?: number;
}

type Growing<T> = { -readonly [K in keyof T]: T[K] };
type ToolMessage = Extract<PreparedMessage, { role: "tool" }>;

export const ollamaRequests: RequestSide<OllamaBody> = { body: writeBody };

function writeBody(request: PreparedRequest, stream: boolean): OllamaBody {
  const { modelId, system, tools, output, isJson, reasoning } = request;
  warnOfCaching(request);
  const messages = createMessages(request.messages);
  if (system) messages.unshift({ role: "system", content: system });
  const body: Growing<OllamaBody> = { model: modelId, messages, stream };
  if (tools !== undefined && tools.length > 0) {
    body.tools = tools.map(({ name, description, parameters }) => ({
      type: "function",
      function: { name, ...(description === undefined ? {} : { description }), parameters },
    }));
  }
  if (output !== undefined) body.format = output.schema;
  else if (isJson) body.format = "json";
  const effort = reasoning?.effort;
  if (effort !== undefined) body.think = effort === "none" ? false : (effort as "low");
  if (request.logprobs !== undefined) body.logprobs = true;
  if (request.logprobs) body.top_logprobs = request.logprobs;
  const options = createOptions(request);
  if (Object.keys(options).length > 0) body.options = options;
  return body;
}

function createOptions(request: PreparedRequest): OllamaModelOptions {
  return present<OllamaModelOptions>({
    num_predict: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    top_k: request.topK,
    seed: request.seed,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    stop: request.stop,
  });
}

function createMessages(messages: readonly PreparedMessage[]): OllamaMessage[] {
  const written: OllamaMessage[] = [];
  // Places of the calls of the last turn, by their ids.
  let places = new Map<string, number>();
  for (let i = 0; i < messages.length; i++) {
    const message = messages[i] as PreparedMessage;
    if (message.role === "assistant") {
      const said = assistantMessage(message.content);
      if (said !== undefined) written.push(said);
      places = placesOf(message.content);
    } else if (message.role === "user") {
      written.push({ role: "user", ...contentOf(message.content) });
    } else {
      const results: ToolMessage[] = [message];
      for (let next = messages[i + 1]; next?.role === "tool"; next = messages[i + 1]) {
        results.push(next);
        i++;
      }
      // A result names its tool, not its call: it is the order that tells two calls of one tool apart.
      const placeOf = ({ toolCallId }: ToolMessage) => places.get(toolCallId) ?? 0;
      results.sort((a, b) => placeOf(a) - placeOf(b));
      for (const { toolName, content } of results) {
        written.push({ role: "tool", tool_name: toolName, ...contentOf(content) });
      }
    }
  }
  return written;
}

function placesOf(parts: readonly AssistantPart[]): Map<string, number> {
  return new Map(parts.flatMap((part, at) => (part.type === "tool-call" ? [[part.id, at]] : [])));
}

type UserPart = Extract<PreparedMessage, { role: "user" }>["content"][number];

/** A message has one text, and images beside it. */
function contentOf(parts: readonly UserPart[]): Pick<OllamaMessage, "content" | "images"> {
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of parts) {
    if (part.type === "text") texts.push(part.text);
    else if (part.base64 !== undefined) images.push(part.base64);
  }
  return { content: texts.join("\n"), ...(images.length === 0 ? {} : { images }) };
}

type AssistantPart = Extract<PreparedMessage, { role: "assistant" }>["content"][number];

/** `undefined` when there is nothing in it that can be said here. */
function assistantMessage(parts: readonly AssistantPart[]): OllamaMessage | undefined {
  let content = "";
  let thinking = "";
  const calls: NonNullable<OllamaMessage["tool_calls"]>[number][] = [];
  for (const part of parts) {
    if (part.type === "tool-call") {
      calls.push({ function: { name: part.name, arguments: part.arguments } });
    } else if (part.type === "reasoning") thinking += part.text;
    else if (part.type === "text" || part.type === "refusal") content += part.text;
  }
  if (content === "" && thinking === "" && calls.length === 0) return undefined;
  return {
    role: "assistant",
    content,
    ...(thinking === "" ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}
