import { type Hints, placeBreaks } from "../place-breaks.ts";
import type { PreparedMessage, PreparedRequest } from "../prepared-request.ts";

/** A text, after which a prefix may end. */
export interface MarkedText {
  type: "text";
  text: string;
  /** Not OpenAI's: OpenRouter and LiteLLM pass it on to Claude. */
  cache_control?: { type: "ephemeral"; ttl?: "5m" | "1h" };
}

/** A message of the body. */
interface Said {
  readonly role: string;
  content?: string | object[] | null;
}

/**
 * Says where the cached prefixes of a Claude behind a gateway end, by the rules of Anthropic's own protocol.
 * Breaks stand on texts of instructions and of the user alone: LiteLLM passes what stands in the result of
 * a tool on to where Anthropic refuses it. A hint elsewhere moves to what is before.
 *
 * @param messages those of the body, without instructions; changed in place
 * @returns the instructions, where a break stands on them
 * @see https://openrouter.ai/docs/guides/best-practices/prompt-caching
 * @see https://docs.litellm.ai/docs/completion/prompt_caching
 */
export function markBreaks(
  messages: readonly Said[],
  request: PreparedRequest,
): MarkedText[] | undefined {
  const { cache, system, systemParts, tools = [], warn } = request;
  if (cache === undefined || cache === "off") return undefined;
  if (tools.some(({ cacheBreak }) => cacheBreak)) {
    warn({
      code: "setting-ignored",
      message: "cacheBreak was left out of tools: breaks stand in texts",
    });
  }
  const hints: Hints = new Map();
  const plain = system === undefined ? [] : [{ type: "text" as const, text: system }];
  // Tools are before all else, and count, but no break stands on them.
  const before: Block[] = tools.length > 0 ? [{ type: "other", text: JSON.stringify(tools) }] : [];
  const body = {
    system: [
      ...before,
      ...(systemParts ?? plain).map((part) => viewOf(part, true, hints)),
    ] as Text[],
    messages: request.messages.map(({ role, content }) => ({
      role,
      content: content.map((part) => viewOf(part, role === "user", hints)),
    })),
  };
  placeBreaks(body, hints, request);
  const ours = messages.filter((message) => message.role === "user");
  const views = body.messages.filter(({ role }) => role === "user");
  for (const [i, message] of ours.entries()) {
    const view = views[i]?.content ?? [];
    if (!view.some(isMarked)) continue;
    const { content } = message;
    const own = typeof content === "object" ? (content ?? []) : [{ type: "text", text: content }];
    message.content = own.map((part, at) => (isMarked(view[at]) ? (view[at] as Text) : part));
  }
  const marked = body.system.slice(before.length);
  return marked.some(isMarked) ? marked : undefined;
}

type PreparedPart = PreparedMessage["content"][number];

/** A part of content as Anthropic's rules see it. */
interface Block {
  readonly type: "text" | "media" | "other";
  readonly text?: string;
  readonly cache_control?: MarkedText["cache_control"];
}

type Text = Block & MarkedText;

/** @param isPlace whether a break can stand on texts there; of all else the size counts */
function viewOf(part: PreparedPart, isPlace: boolean, hints: Hints): Block {
  const isText = part.type === "text";
  const isMedia = part.type === "image" || part.type === "file";
  const block: Block = isMedia
    ? { type: "media" }
    : {
        type: isText && isPlace ? "text" : "other",
        text: isText ? part.text : JSON.stringify(part),
      };
  if (part.cacheBreak) hints.set(block, part.cacheBreak);
  return block;
}

function isMarked(block: Block | undefined): boolean {
  return block?.cache_control !== undefined;
}
