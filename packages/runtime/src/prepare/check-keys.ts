import { CALL_GROUPS } from "../call/check-options.ts";
import type { ProviderOptions } from "../chat/provider-options.ts";
import type { ChatRequest } from "../chat/request.ts";
import { LOAD_CHECK } from "../chat/typed-tool.ts";
import { badRequest } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";

const REQUEST: readonly string[] = [
  "model",
  "system",
  "messages",
  "tools",
  "toolChoice",
  "parallelToolCalls",
  "output",
  "maxOutputTokens",
  "temperature",
  "topP",
  "topK",
  "seed",
  "presencePenalty",
  "frequencyPenalty",
  "stop",
  "reasoning",
  "logprobs",
  "serviceTier",
  "userId",
  "rawEvents",
  "options",
  "cache",
  "extraBody",
  "headers",
  "timeouts",
  "retry",
  "signal",
] satisfies (keyof ChatRequest)[];

const VENDORS = ["openai", "anthropic", "google", "ollama"] satisfies (keyof ProviderOptions)[];

const MESSAGE = ["role", "content"];

/** Keys of messages by their role. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  user: MESSAGE,
  assistant: MESSAGE,
  tool: [...MESSAGE, "toolCallId", "isError"],
};

const PART = ["type", "cacheBreak"];
const TEXT = [...PART, "text", "signature", "from"];
const MEDIA = [...PART, "data", "url", "fileId", "mediaType", "signature", "from"];

/** Keys of parts by their type. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  text: TEXT,
  reasoning: [...TEXT, "redactedData"],
  refusal: TEXT,
  image: [...MEDIA, "detail"],
  file: [...MEDIA, "filename"],
  "tool-call": [
    ...PART,
    "id",
    "name",
    "arguments",
    "invalidArguments",
    "issues",
    "signature",
    "from",
  ],
  opaque: [...PART, "field", "value", "from"],
};

/**
 * Refuses keys that nobody reads, all the way down: what is sent would not be what was meant. What is of
 * a wrong kind is left to those that read it.
 *
 * @throws FailureError `bad-request` with the path of the key, and with what was probably meant
 */
export function checkKeys(request: ChatRequest): void {
  check(request, REQUEST, "", "a request");
  const { messages, system, tools, toolChoice, reasoning, options } = request;
  check(reasoning, ["effort", "budgetTokens"], "reasoning.", "reasoning");
  check(toolChoice, ["tool"], "toolChoice.", "a choice of tools");
  check(options, VENDORS, "options.", "the options");
  for (const [group, keys] of Object.entries(CALL_GROUPS)) {
    check(request[group as "retry"], keys, `${group}.`, group);
  }
  for (const [i, part] of listOf(system).entries()) {
    check(part, TEXT, `system[${i}].`, "a part of type text");
  }
  for (const [i, tool] of listOf(tools).entries()) {
    const at = `tools[${i}].`;
    if (isRecord(tool) && tool["execute"] !== undefined && !(LOAD_CHECK in tool)) {
      throw badRequest(`${at}execute is a key of tools that tool() makes: make this one with it`);
    }
    check(
      tool,
      ["name", "description", "parameters", "strict", "execute", "cacheBreak"],
      at,
      "a tool",
    );
  }
  for (const [i, message] of listOf(messages).entries()) {
    if (!isRecord(message)) continue;
    const { role, content } = message;
    check(message, own(MESSAGES, role), `messages[${i}].`, `a message of role ${role}`);
    for (const [j, part] of listOf(content).entries()) {
      if (!isRecord(part)) continue;
      const { type } = part;
      check(part, own(PARTS, type), `messages[${i}].content[${j}].`, `a part of type ${type}`);
    }
  }
}

/** @param keys absent: nobody knows what it is */
function check(value: unknown, keys: readonly string[] | undefined, at: string, of: string): void {
  if (!isRecord(value) || keys === undefined) return;
  const unknown = unknownKey(value, keys, "keys of the provider's go into extraBody");
  if (unknown === undefined) return;
  throw badRequest(`${at}${unknown.key} is not a key of ${of}: ${unknown.hint}`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function own(table: Readonly<Record<string, readonly string[]>>, key: unknown) {
  return typeof key === "string" && Object.hasOwn(table, key) ? table[key] : undefined;
}
