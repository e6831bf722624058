import type { FinishReason, Usage } from "../../src/chat/reply.ts";
import { argumentWarnings, type Expectation, type ExpectedPart } from "./expectation.ts";

interface Block {
  type: string;
  text?: string;
  thinking?: string;
  signature?: string;
  data?: string;
  id?: string;
  name?: string;
  input?: unknown;
  /** Of a stream, the pieces of `input` put together. */
  json?: string;
  /** Of a fallback: the model that goes on. */
  to?: { model: string };
}

type Counts = Record<string, number | Record<string, number> | null>;

interface Message {
  model?: string;
  content: Block[];
  stop_reason: string | null;
  stop_details?: { explanation?: string | null } | null;
  usage?: Counts;
}

interface Value {
  type: string;
  message?: Message;
  index?: number;
  content_block?: Block;
  delta?: {
    type?: string;
    text?: string;
    thinking?: string;
    signature?: string;
    partial_json?: string;
    stop_reason?: string;
    stop_details?: Message["stop_details"];
  };
  usage?: Counts;
}

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const FINISH: Record<string, FinishReason> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls",
  refusal: "refusal",
};

/** A message, in one body. */
export function readAnthropicMessage(body: unknown): Expectation {
  return toReply(body as Message);
}

/** A message, as the values of a stream; `undefined` when neither its reason nor its end came. */
export function readAnthropicStream(values: readonly unknown[]): Expectation | undefined {
  const message: Message = { content: [], stop_reason: null, usage: {} };
  let stopped = false;
  for (const value of values as Value[]) {
    if (value.type === "message_start") {
      message.model = value.message?.model ?? "";
      merge(message, value.message?.usage);
    }
    if (value.type === "content_block_start" && value.content_block !== undefined) {
      message.content[value.index ?? 0] = value.content_block;
    }
    if (value.type === "content_block_delta") {
      const block = message.content[value.index ?? 0];
      const delta = value.delta;
      if (block === undefined || delta === undefined) throw new Error("a delta without its block");
      if (delta.type === "text_delta") block.text = (block.text ?? "") + (delta.text ?? "");
      if (delta.type === "thinking_delta") {
        block.thinking = (block.thinking ?? "") + (delta.thinking ?? "");
      }
      if (delta.type === "signature_delta") {
        block.signature = (block.signature ?? "") + (delta.signature ?? "");
      }
      if (delta.type === "input_json_delta") {
        block.json = (block.json ?? "") + (delta.partial_json ?? "");
      }
    }
    if (value.type === "message_delta") {
      message.stop_reason = value.delta?.stop_reason ?? message.stop_reason;
      message.stop_details = value.delta?.stop_details ?? null;
      merge(message, value.usage);
    }
    if (value.type === "message_stop") stopped = true;
  }
  return stopped || message.stop_reason !== null ? toReply(message) : undefined;
}

/** The counts of `message_delta` are totals, so they replace those of `message_start`. */
function merge(message: Message, usage: Counts | undefined): void {
  for (const [key, count] of Object.entries(usage ?? {})) {
    if (count !== null) message.usage = { ...message.usage, [key]: count };
  }
}

function toReply(message: Message): Expectation {
  const blocks = message.content.filter((block) => block !== undefined);
  const reason = message.stop_reason;
  const explanation = reason === "refusal" ? message.stop_details?.explanation : undefined;
  if (reason === "refusal" && blocks.length === 0) {
    const words = explanation ? { message: explanation } : {};
    return { kind: "error", code: "content-blocked", ...words };
  }
  const content = blocks.flatMap(partOf);
  const usage = usageOf(message.usage);
  const model = blocks.findLast(({ type }) => type === "fallback")?.to?.model ?? message.model;
  return {
    kind: "reply",
    content,
    finishReason: FINISH[reason ?? "end_turn"] ?? "other",
    ...(reason === null ? {} : { rawFinishReason: reason }),
    ...(usage === undefined ? {} : { usage }),
    ...(model === undefined ? {} : { model }),
    warnings: [
      ...argumentWarnings(content),
      ...(explanation ? [{ code: "provider-notice" as const, message: explanation }] : []),
    ],
  };
}

/** Each block is a part of its own; what Anthropic's own tools did goes back as it came. */
function partOf(block: Block): ExpectedPart[] {
  const { type, text = "", thinking = "", signature, data } = block;
  if (type === "text") return text === "" ? [] : [{ type, text }];
  if (type === "thinking") {
    return [{ type: "reasoning", text: thinking, ...(signature ? { signature } : {}) }];
  }
  if (type === "redacted_thinking") {
    return [{ type: "reasoning", text: "", redactedData: data ?? "" }];
  }
  if (type === "tool_use") return [callOf(block)];
  if (type === "fallback") return [];
  const { json, ...value } = block;
  return [{ type: "opaque", value: json ? { ...value, input: JSON.parse(json) } : value }];
}

function callOf({ id = "", name = "", input, json }: Block): ExpectedPart {
  const call = { type: "tool-call", id, name } as const;
  if (json === undefined || json === "") return { ...call, arguments: input };
  try {
    return { ...call, arguments: JSON.parse(json) };
  } catch {
    return { ...call, arguments: undefined, invalidArguments: json };
  }
}

/**
 * `input_tokens` are those after the last cache breakpoint: what was read from caches and written to
 * them comes on top. `cache_creation` tells how much was written for an hour; the rest is of the
 * default kind, five minutes. Searches have a fee.
 */
function usageOf(counts: Counts | undefined): Usage | undefined {
  const input = counts?.["input_tokens"];
  const output = counts?.["output_tokens"];
  if (typeof input !== "number" || typeof output !== "number") return undefined;
  const read = counts?.["cache_read_input_tokens"];
  const written = counts?.["cache_creation_input_tokens"];
  const kinds = counts?.["cache_creation"];
  const details = counts?.["output_tokens_details"];
  const write1h = typeof kinds === "object" ? kinds?.["ephemeral_1h_input_tokens"] : undefined;
  const write5m = typeof written === "number" ? written - (write1h ?? 0) : undefined;
  const tools = counts?.["server_tool_use"];
  const searches = typeof tools === "object" ? (tools?.["web_search_requests"] ?? 0) : 0;
  const thinking = typeof details === "object" ? details?.["thinking_tokens"] : undefined;
  const cached =
    (typeof read === "number" ? read : 0) + (typeof written === "number" ? written : 0);
  return {
    inputTokens: input + cached,
    outputTokens: output,
    ...(typeof read === "number" ? { cacheReadTokens: read } : {}),
    ...(typeof write5m === "number" ? { cacheWrite5mTokens: write5m } : {}),
    ...(typeof write1h === "number" ? { cacheWrite1hTokens: write1h } : {}),
    ...(typeof thinking === "number" ? { reasoningTokens: thinking } : {}),
    ...(searches === 0 ? {} : { fees: { webSearch: searches } }),
  };
}
