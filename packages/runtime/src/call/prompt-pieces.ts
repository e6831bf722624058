import { fields, isRecord, type UnknownRecord } from "../platform/records.ts";

/** A part of a prompt that a cache takes whole or not at all. */
export interface Piece {
  /** Where it stands in the body: `messages[4].content[0]`. */
  readonly path: string;
  readonly value: unknown;
  /** Who says it, where that is said. */
  readonly role?: unknown;
  /** It is a text that stands there without a block around it. */
  readonly isText?: boolean;
  /** Anthropic's cache is told to end after it. */
  readonly isBreak?: boolean;
}

/** What stands together in a prompt. Only the last one may grow without a change to what is cached. */
export interface Section {
  readonly pieces: readonly Piece[];
  /** It is no text, but decides whether what comes after it is found. */
  readonly isSetting: boolean;
}

/** Fields of OpenAI's protocols without which nothing is found again. */
const OPENAI_SETTINGS = [
  "response_format",
  "text.format",
  "text.verbosity",
  "verbosity",
  "reasoning_effort",
  "reasoning.effort",
  "service_tier",
];

export type Layout = "anthropic" | "gemini" | "responses" | "chat" | "unknown";

/** Which protocol bodies are of, as far as they show it; `undefined`: those that it could be are alike. */
export function layoutOf(body: UnknownRecord): Layout | undefined {
  const { contents, input, messages, system, tools } = body;
  if (contents !== undefined) return "gemini";
  if (input !== undefined) return "responses";
  if (!Array.isArray(messages)) return "unknown";
  if (system !== undefined) return "anthropic";
  const [tool] = Array.isArray(tools) ? tools : [];
  if (tool !== undefined) return fields(tool)["function"] === undefined ? "anthropic" : "chat";
  // Anthropic alone cannot do without it.
  if (body["max_tokens"] === undefined) return "chat";
  const roles = messages.map((message) => fields(message)["role"]);
  return roles.every((role) => role === "user" || role === "assistant") ? undefined : "chat";
}

/**
 * The prompt that a body makes, in the order in which its provider puts it together: tools, instructions,
 * conversation at Anthropic; instructions, tools, conversation elsewhere.
 */
export function promptPieces(body: UnknownRecord, layout: Layout): readonly Section[] {
  const tools = listed(body["tools"], "tools");
  const settings = (...paths: readonly string[]) => paths.map((path) => setting(body, path));
  switch (layout) {
    case "gemini":
      return [
        section(blocks(fields(body["systemInstruction"])["parts"], "systemInstruction.parts")),
        tools,
        ...settings("toolConfig", "cachedContent"),
        conversation(body["contents"], "contents", "parts"),
      ];
    case "responses": {
      const { input, instructions } = body;
      const [head, rest, from] = Array.isArray(input) ? instructed(input) : [[], input, 0];
      return [
        ...settings(...OPENAI_SETTINGS, "previous_response_id"),
        section(blocks(instructions, "instructions")),
        conversation(head, "input", "content"),
        tools,
        conversation(rest, "input", "content", from),
      ];
    }
    case "anthropic":
      return [
        ...settings("output_config.format"),
        tools,
        ...settings("speed"),
        section(blocks(body["system"], "system")),
        ...settings("tool_choice", "thinking"),
        conversation(body["messages"], "messages", "content"),
      ];
    case "chat": {
      const [head, rest, from] = instructed(body["messages"] as readonly unknown[]);
      return [
        ...settings(...OPENAI_SETTINGS),
        conversation(head, "messages", "content"),
        tools,
        conversation(rest, "messages", "content", from),
      ];
    }
    default:
      // Of codex, and of what is not known: as it stands.
      return Object.entries(body).map(([path, value]) => section([piece(path, value)]));
  }
}

/** Instructions in front, what comes after them, and where that begins. */
function instructed(
  messages: readonly unknown[],
): readonly [head: readonly unknown[], rest: readonly unknown[], from: number] {
  const first = messages.findIndex(
    (message) => !["system", "developer"].includes(fields(message)["role"] as string),
  );
  const from = first === -1 ? messages.length : first;
  return [messages.slice(0, from), messages.slice(from), from];
}

function section(pieces: readonly Piece[], isSetting = false): Section {
  return { pieces, isSetting };
}

function setting(body: UnknownRecord, path: string): Section {
  const value = path.split(".").reduce<unknown>((of, key) => fields(of)[key], body);
  // To say what is so anyway changes nothing.
  const isDefault = path === "tool_choice" && fields(value)["type"] === "auto";
  return section(value === undefined || isDefault ? [] : [{ path, value }], true);
}

function listed(value: unknown, path: string): Section {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return section(items.map((item, i) => piece(`${path}[${i}]`, item)));
}

/** A text, or blocks. A text and one block with it are the same prompt. */
function blocks(value: unknown, path: string, role?: unknown): readonly Piece[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") {
    return [{ path, value: { type: "text", text: value }, role, isText: true }];
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item, i) => piece(`${path}[${i}]`, item, role));
}

/** Each block of each message. What a message has beside its content is one more. */
function conversation(value: unknown, path: string, key: string, from = 0): Section {
  if (!Array.isArray(value)) return section(blocks(value, path));
  return section(
    value.flatMap((message: unknown, i): readonly Piece[] => {
      const at = `${path}[${i + from}]`;
      const { [key]: content, role, ...rest } = fields(message);
      if (role === undefined) return [piece(at, message)];
      const pieces = blocks(content, `${at}.${key}`, role);
      return Object.keys(rest).length === 0 ? pieces : [...pieces, piece(at, rest, role)];
    }),
  );
}

function piece(path: string, value: unknown, role?: unknown): Piece {
  if (!isRecord(value)) return { path, value, role };
  const { cache_control: mark, prompt_cache_breakpoint: _, ...plain } = value;
  return { path, value: plain, role, isBreak: mark !== undefined && mark !== null };
}
