import type { FilePart, ImagePart, Message, ReplyPart, TextPart } from "../chat/request.ts";
import { must } from "../failure/request-failures.ts";
import type { PreparedMessage } from "../protocols/prepared-request.ts";
import { prepareMedia } from "./prepare-media.ts";
import type { Target } from "./target.ts";

type Content<Role> = Extract<PreparedMessage, { role: Role }>["content"][number];

/** Types of parts by the role of their message. */
const PARTS = {
  user: ["text", "image", "file"],
  assistant: ["text", "reasoning", "tool-call", "refusal"],
  tool: ["text", "image"],
} as const;

/**
 * Checks a conversation and makes parts of its texts. Every tool call is to have its one result in
 * the messages right after it: no provider takes anything else.
 */
export function prepareMessages(
  messages: readonly Message[],
  target: Target,
): readonly PreparedMessage[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw must("messages", "a list of at least one message");
  }
  const prepared: PreparedMessage[] = [];
  /** Calls of the last assistant's message that have no result so far: their names by id. */
  const calls = new Map<string, string>();
  for (let i = 0; i < messages.length; i++) {
    const message: Message = messages[i];
    const content = prepareContent(message, i, target);
    if (message.role === "tool") {
      const { role, toolCallId, isError } = message;
      const toolName = calls.get(toolCallId);
      if (toolName === undefined) {
        throw must(
          `messages[${i}].toolCallId`,
          "the id of a call right before that has no result yet",
        );
      }
      calls.delete(toolCallId);
      prepared.push({
        role,
        toolCallId,
        toolName,
        content: content as Content<"tool">[],
        isError: isError === true,
      });
      continue;
    }
    if (calls.size > 0) throw unanswered(calls, i);
    if (content.length === 0) throw must(`messages[${i}].content`, NOT_EMPTY);
    if (message.role === "assistant") noteCalls(content as Content<"assistant">[], i, calls);
    prepared.push({ role: message.role, content } as PreparedMessage);
  }
  if (calls.size > 0) throw unanswered(calls, messages.length);
  return prepared;
}

function unanswered(calls: ReadonlyMap<string, string>, i: number) {
  const [id] = calls.keys();
  return must(`messages[${i}]`, `the tool message with the result of call "${id}"`);
}

function noteCalls(
  parts: readonly Content<"assistant">[],
  i: number,
  calls: Map<string, string>,
): void {
  for (let j = 0; j < parts.length; j++) {
    const part = parts[j];
    if (part?.type !== "tool-call") continue;
    const { id, name } = part;
    if (typeof id !== "string" || id === "" || calls.has(id)) {
      throw must(`${at(i, j)}.id`, `${TEXT}, and its own`);
    }
    if (typeof name !== "string" || name === "") throw must(`${at(i, j)}.name`, TEXT);
    if (part.arguments === undefined && typeof part.invalidArguments !== "string") {
      throw must(`${at(i, j)}.arguments`, "{} for a call without any");
    }
    calls.set(id, name);
  }
}

function prepareContent(message: Message, i: number, target: Target): readonly Content<string>[] {
  const role = message?.role;
  if (!Object.hasOwn(PARTS, role)) {
    throw must(`messages[${i}].role`, "user, assistant or tool; instructions go into system");
  }
  const { content } = message;
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) throw must(`messages[${i}].content`, "a text or a list of parts");
  const types: readonly string[] = PARTS[role];
  const prepared: Content<string>[] = [];
  for (let j = 0; j < content.length; j++) {
    const part: TextPart | ImagePart | FilePart | ReplyPart = content[j];
    const type = part?.type;
    if (!types.includes(type)) throw must(`${at(i, j)}.type`, types.join(" or "));
    if (type === "image" || type === "file") {
      prepared.push(prepareMedia(part as ImagePart | FilePart, at(i, j), target));
      continue;
    }
    if (type !== "tool-call") {
      const { text, signature } = part as TextPart;
      const empty = type === "text" && text === "" && signature === undefined;
      // Tools have nothing to say at times, in as many parts.
      if (empty && role === "tool") continue;
      if (empty || typeof text !== "string") throw must(`${at(i, j)}.text`, TEXT);
    }
    prepared.push(part as Content<string>);
  }
  return prepared;
}

const NOT_EMPTY = "not empty";
const TEXT = `a text, ${NOT_EMPTY}`;

/** Made when it is needed: most requests are right. */
function at(i: number, j: number): string {
  return `messages[${i}].content[${j}]`;
}
