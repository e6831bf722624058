import { writeJson } from "../../failure/request-failures.ts";
import { fields, isRecord, text, type UnknownRecord } from "../../platform/records.ts";
import type { PreparedMessage, PreparedReplyPart, PreparedRequest } from "../prepared-request.ts";
import { readSignature } from "./kept-item.ts";

type Content = Extract<PreparedMessage, { role: "assistant" }>["content"];
type CallPart = Extract<PreparedReplyPart, { type: "tool-call" }>;

/** An item on its way back. */
interface Entry {
  item: Record<string, unknown>;
  /** Its id, and that of the item without which it is refused; `""`: none. */
  readonly id: string;
  readonly pair: string;
  readonly isReasoning: boolean;
  isLost: boolean;
}

/**
 * An answer as it goes back: every item as it came, in its place. A reasoning item goes only with the
 * item that it came with, and only if the server can read it: encrypted, in the open, or kept there.
 *
 * @param custom takes the ids of calls of custom tools
 */
export function answerItems(
  content: Content,
  request: PreparedRequest,
  custom: Set<string>,
): readonly UnknownRecord[] {
  const entries: Entry[] = [];
  let loses = false;
  for (const part of content) {
    const { item, pair = "" } =
      readSignature("signature" in part ? part.signature : undefined) ?? {};
    const id = text(item?.["id"]);
    const isReasoning = part.type === "reasoning";
    const last = entries.at(-1);
    let sent: UnknownRecord;
    // It takes none back in an answer: they were left out before.
    if (part.type === "image" || part.type === "file") continue;
    if (isReasoning) sent = item ?? {};
    else if (part.type === "opaque") sent = fields(part.value);
    else if (part.type === "tool-call") {
      if (item?.["type"] === "custom_tool_call") custom.add(part.id);
      sent = callItem(part, item);
    } else if (item === undefined) {
      if (part.text === "") continue;
      sent = { role: "assistant", content: part.text };
    } else {
      const said = contentPart(item, part.text);
      if (last !== undefined && id !== "" && last.id === id) {
        // One more part of the same message.
        last.item = { ...last.item, content: [...(last.item["content"] as unknown[]), said] };
        continue;
      }
      sent = { ...item, content: [said] };
    }
    const isLost = isReasoning && !isReadable(sent, request);
    loses ||= isLost && (item !== undefined || part.text !== "");
    entries.push({ item: sent, id: id || text(sent["id"]), pair, isReasoning, isLost });
  }
  const there = new Set<string>();
  for (const entry of entries.toReversed()) {
    const { isReasoning, pair, id } = entry;
    if (isReasoning && pair !== "" && !there.has(pair)) {
      loses ||= !entry.isLost;
      entry.isLost = true;
    }
    if (!entry.isLost && id !== "") there.add(id);
  }
  if (loses) {
    request.warn({
      code: "reasoning-ignored",
      message:
        "reasoning was left out of the conversation: the server refuses it unsigned, and without the item that followed it",
    });
  }
  return entries.flatMap((entry, i) => {
    const { item, isReasoning, isLost, pair } = entry;
    if (isLost) return [];
    // The server knows by the id that there was reasoning before, and refuses the item without it.
    const lacks = pair === "" ? entries[i - 1]?.isLost === true : !there.has(pair);
    if (isReasoning || !lacks) return [item];
    const { id: _, ...rest } = item;
    return [rest];
  });
}

function isReadable(item: UnknownRecord, request: PreparedRequest): boolean {
  const { encrypted_content: encrypted, content } = item;
  const isOpen = Array.isArray(content) && content.length > 0;
  return Boolean(encrypted) || isOpen || (isKept(request) && item["id"] !== undefined);
}

/** The one part of a message that its item was kept for, with its words, which were not kept. */
function contentPart(item: UnknownRecord, words: string): UnknownRecord {
  const content = item["content"];
  const part = fields(Array.isArray(content) ? content[0] : undefined);
  return { ...part, [part["type"] === "refusal" ? "refusal" : "text"]: words };
}

/** With the arguments as they were written, unless the caller has changed what they say. */
function callItem(part: CallPart, item: UnknownRecord | undefined): UnknownRecord {
  const { id, name, arguments: args } = part;
  if (item?.["type"] === "custom_tool_call") return Object.assign({}, item, { call_id: id, name });
  const written = item?.["arguments"];
  const json = writeJson(args, `the arguments of the call of ${name}`);
  const isSame = typeof written === "string" && json === rewritten(written);
  // Keys of the item stay where they are: caches compare bytes.
  const begin = item ?? { type: "function_call" };
  return Object.assign({}, begin, { call_id: id, name, arguments: isSame ? written : json });
}

function rewritten(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json.trim() || "{}");
    return isRecord(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The server keeps its answers, so their items can be named instead of being sent. */
export function isKept({ extraBody, fields: options }: PreparedRequest): boolean {
  return (extraBody?.["store"] ?? options?.["store"]) === true;
}
