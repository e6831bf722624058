import { FailureError } from "../../chat/errors.ts";
import type { ToolChoice } from "../../chat/request.ts";
import { present } from "../../platform/records.ts";
import {
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
import { answerItems, isKept } from "./answer-items.ts";

/** Body of `POST …/responses`. Has what this client writes, and the rest that OpenAI documents. */
export interface OpenaiResponsesBody extends OpenaiCaching<"responses"> {
  model: string;
  input: string | OpenaiResponsesItem[];
  instructions?: string | null;
  tools?: OpenaiResponsesTool[];
  tool_choice?: "none" | "auto" | "required" | { type: "function"; name: string };
  parallel_tool_calls?: boolean | null;
  text?: {
    format?:
      | { type: "text" }
      | { type: "json_object" }
      | {
          type: "json_schema";
          name: string;
          description?: string;
          schema: { [key: string]: unknown };
          strict?: boolean | null;
        };
    verbosity?: "low" | "medium" | "high" | null;
  };
  max_output_tokens?: number | null;
  temperature?: number | null;
  top_p?: number | null;
  top_logprobs?: number | null;
  reasoning?: {
    effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | null;
    summary?: "auto" | "concise" | "detailed" | null;
    /** Not OpenAI's: OpenRouter. */
    max_tokens?: number;
  } | null;
  include?: ("reasoning.encrypted_content" | "message.output_text.logprobs")[] | null;
  store?: boolean | null;
  previous_response_id?: string | null;
  conversation?: string | { id: string } | null;
  background?: boolean | null;
  stream?: boolean | null;
  stream_options?: { include_obfuscation?: boolean } | null;
  service_tier?: "auto" | "default" | "flex" | "scale" | "priority" | null;
  safety_identifier?: string;
  metadata?: { [key: string]: string } | null;
  truncation?: "auto" | "disabled" | null;
}

/** What goes in. Items of answers go back as they came: their type says no more than these. */
export type OpenaiResponsesItem =
  | { role: "system" | "developer" | "assistant"; content: string }
  | { role: "user"; content: string | OpenaiResponsesPart[] }
  | { type: "function_call"; call_id: string; name: string; arguments: string }
  | {
      type: "function_call_output" | "custom_tool_call_output";
      call_id: string;
      output: string | OpenaiResponsesPart[];
    };

export type OpenaiResponsesPart =
  | ({ type: "input_text"; text: string } & OpenaiBreakpoint<"responses">)
  | ({
      type: "input_image";
      image_url?: string;
      file_id?: string;
      detail: "auto" | "low" | "high";
    } & OpenaiBreakpoint<"responses">)
  | ({
      type: "input_file";
      filename?: string;
      file_data?: string;
      file_url?: string;
      file_id?: string;
    } & OpenaiBreakpoint<"responses">);

export interface OpenaiResponsesTool {
  type: "function";
  name: string;
  description?: string;
  parameters: { [key: string]: unknown };
  /** Absent it would be true: schemas that are not made for it are changed or refused. */
  strict: boolean;
}

export const openaiResponsesRequests: RequestSide<OpenaiResponsesBody> = { body: writeBody };

/** @throws FailureError of code `unsupported` for an answer that would have to be asked for again. */
function writeBody(request: PreparedRequest, stream: boolean): OpenaiResponsesBody {
  const { toolChoice, output, reasoning, logprobs, serviceTier, extraBody = {} } = request;
  if (extraBody["background"] === true && !stream) {
    throw new FailureError({
      code: "unsupported",
      message:
        "chat does not wait for an answer in the background: use stream(), or raw() and ask for it by its id",
    });
  }
  const tools = request.tools?.length ? request.tools : undefined;
  const body = present<OpenaiResponsesBody>({
    model: request.modelId,
    input: inputOf(request),
    tools: tools?.map(({ name, description, parameters, strict = false }) =>
      present<OpenaiResponsesTool>({
        type: "function",
        name,
        description,
        parameters,
        strict,
      }),
    ),
    tool_choice: tools && choiceOf(toolChoice),
    parallel_tool_calls: request.parallelToolCalls,
    text: output
      ? {
          format: {
            type: "json_schema",
            name: output.name,
            schema: output.schema,
            strict: isStrictSchema(output.schema),
          },
        }
      : request.isJson
        ? { format: { type: "json_object" } }
        : undefined,
    max_output_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    reasoning:
      reasoning && present({ effort: reasoning.effort, max_tokens: reasoning.budgetTokens }),
    top_logprobs: logprobs || undefined,
    include: includes(request),
    service_tier: serviceTier === "standard" ? "default" : (serviceTier as "auto" | undefined),
    safety_identifier: request.userId,
    // Absent it would be true: the answer would be kept for a month or more.
    store: false,
    stream: stream || undefined,
    ...openaiCaching(request, "responses"),
  });
  warnOfBreaks(request, "responses");
  omitFields(body, request);
  return body;
}

function includes(request: PreparedRequest): OpenaiResponsesBody["include"] | undefined {
  const include: NonNullable<OpenaiResponsesBody["include"]> = [];
  if (thinks(request)) include.push("reasoning.encrypted_content");
  if (request.logprobs !== undefined) include.push("message.output_text.logprobs");
  return include.length > 0 ? include : undefined;
}

/**
 * Whether thinking is asked for in a form that can go back. Models that do not think refuse that; of
 * those that nobody knows it is asked only with the thinking itself.
 */
function thinks(request: PreparedRequest): boolean {
  const { modelCapabilities, reasoning } = request;
  if (isKept(request)) return false;
  return (
    modelCapabilities?.includes("reasoning") ??
    (reasoning !== undefined && reasoning.effort !== "none")
  );
}

function choiceOf(toolChoice: ToolChoice | undefined): OpenaiResponsesBody["tool_choice"] {
  return typeof toolChoice === "object" ? { type: "function", name: toolChoice.tool } : toolChoice;
}

function inputOf(request: PreparedRequest): OpenaiResponsesItem[] {
  // Calls of tools that take any text: their results have a type of their own.
  const custom = new Set<string>();
  const items: OpenaiResponsesItem[] = [];
  const known = knownMessages(request);
  for (const [i, message] of request.messages.entries()) {
    const said = itemsOf(message, request, custom);
    if (i >= known) items.push(...said);
  }
  const { system, dialect } = request;
  if (system === undefined) return items;
  // Not as `instructions`: JSON mode wants to read of JSON in the input.
  const role = dialect?.systemRole ?? "system";
  return role === "none" ? instructUser(items, system) : [{ role, content: system }, ...items];
}

/** How many messages the server has: up to its last answer, in a conversation that it keeps. */
function knownMessages({ messages, extraBody = {} }: PreparedRequest): number {
  const keeps = extraBody["previous_response_id"] ?? extraBody["conversation"];
  return keeps ? messages.findLastIndex(({ role }) => role === "assistant") + 1 : 0;
}

function itemsOf(
  message: PreparedMessage,
  request: PreparedRequest,
  custom: Set<string>,
): readonly OpenaiResponsesItem[] {
  if (message.role === "assistant") {
    return answerItems(message.content, request, custom) as readonly never[];
  }
  const content = contentOf(message.content, request);
  if (message.role === "user") return [{ role: "user", content }];
  const { toolCallId } = message;
  const type = custom.has(toolCallId) ? "custom_tool_call_output" : "function_call_output";
  return [{ type, call_id: toolCallId, output: content }];
}

function instructUser(items: OpenaiResponsesItem[], system: string): OpenaiResponsesItem[] {
  const first = items.find((item) => "role" in item && item.role === "user");
  if (first === undefined || !("content" in first)) {
    return [{ role: "user", content: system }, ...items];
  }
  const { content } = first;
  const said: OpenaiResponsesPart = { type: "input_text", text: system };
  first.content = (
    typeof content === "string" ? `${system}\n\n${content}` : [said, ...content]
  ) as string;
  return items;
}

/** Plain text as a string: every server takes that. */
function contentOf(
  content: readonly (PreparedText | PreparedImage | PreparedFile)[],
  request: PreparedRequest,
): string | OpenaiResponsesPart[] {
  const first = content[0];
  if (first === undefined) return "";
  if (content.length === 1 && first.type === "text" && !first.cacheBreak) return first.text;
  return content.map((part) => {
    const written = partOf(part);
    return part.cacheBreak
      ? { ...written, ...openaiBreakpoint(part.cacheBreak, request, "responses") }
      : written;
  });
}

function partOf(part: PreparedText | PreparedImage | PreparedFile): OpenaiResponsesPart {
  if (part.type === "text") return { type: "input_text", text: part.text };
  const { url, fileId } = part;
  const data = `data:${part.mediaType};base64,${part.base64}`;
  if (part.type === "image") {
    const { detail = "auto" } = part;
    if (fileId !== undefined) return { type: "input_image", file_id: fileId, detail };
    return { type: "input_image", image_url: url ?? data, detail };
  }
  if (fileId !== undefined) return { type: "input_file", file_id: fileId };
  if (url !== undefined) return { type: "input_file", file_url: url };
  // OpenAI refuses data without a name.
  return { type: "input_file", filename: part.filename ?? "document.pdf", file_data: data };
}
