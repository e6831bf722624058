import type { PreparedMessage } from "../protocols/protocol.ts";
import type {
  FilePart,
  ImagePart,
  Message,
  ReplyPart,
  TextPart,
  ToolCallPart,
} from "../request.ts";
import { badRequest } from "./failures.ts";
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
    throw badRequest("messages is not a list of at least one message");
  }
  const prepared: PreparedMessage[] = [];
  /** Calls of the last assistant's message that have no result so far: their names by id. */
  const calls = new Map<string, string>();
  for (let i = 0; i < messages.length; i++) {
    const message: Message = messages[i];
    const role = message?.role;
    const content = prepareContent(message, i, target);
    if (role === "tool") {
      const { toolCallId, isError } = message;
      const toolName = calls.get(toolCallId);
      if (toolName === undefined) {
        throw badRequest(
          `messages[${i}].toolCallId is ${JSON.stringify(toolCallId)}, which is no call of the assistant's message before, or one that has its result`,
        );
      }
      if (isError !== undefined && typeof isError !== "boolean") {
        throw badRequest(`messages[${i}].isError is neither true nor false`);
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
    if (content.length === 0) throw badRequest(`messages[${i}].content is empty`);
    if (role === "assistant") {
      for (const part of content as Content<"assistant">[]) {
        if (part.type !== "tool-call") continue;
        if (calls.has(part.id)) throw badRequest(`messages[${i}] has two calls of id "${part.id}"`);
        calls.set(part.id, part.name);
      }
    }
    prepared.push({ role, content } as PreparedMessage);
  }
  if (calls.size > 0) throw unanswered(calls, messages.length);
  return prepared;
}

function unanswered(calls: ReadonlyMap<string, string>, i: number) {
  const [id] = calls.keys();
  return badRequest(`messages[${i}] is to be the tool message with the result of the call "${id}"`);
}

function prepareContent(message: Message, i: number, target: Target): readonly Content<string>[] {
  const role = message?.role;
  if (!Object.hasOwn(PARTS, role)) {
    throw badRequest(
      `messages[${i}].role is ${JSON.stringify(role)}, not one of ${Object.keys(PARTS).join(", ")}; instructions go into system`,
    );
  }
  const { content } = message;
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!Array.isArray(content)) {
    throw badRequest(`messages[${i}].content is neither a text nor a list of parts`);
  }
  const types: readonly string[] = PARTS[role];
  const prepared: Content<string>[] = [];
  for (let j = 0; j < content.length; j++) {
    const part: TextPart | ImagePart | FilePart | ReplyPart = content[j];
    if (!types.includes(part?.type)) {
      throw badRequest(
        `${at(i, j)}.type is ${JSON.stringify(part?.type)}, not one of ${types.join(", ")}`,
      );
    }
    if (part.type === "image" || part.type === "file") {
      prepared.push(prepareMedia(part, at(i, j), target));
    } else if (part.type === "tool-call") {
      checkCall(part, i, j);
      prepared.push(part);
    } else if (typeof part.text !== "string") {
      throw badRequest(`${at(i, j)}.text is not a text`);
    } else if (part.type !== "text" || part.text !== "" || part.signature !== undefined) {
      prepared.push(part);
    } else if (role !== "tool") {
      // Tools have nothing to say at times.
      throw badRequest(`${at(i, j)}.text is empty`);
    }
  }
  return prepared;
}

function checkCall(part: ToolCallPart, i: number, j: number): void {
  for (const key of ["id", "name"] as const) {
    if (typeof part[key] !== "string" || part[key] === "") {
      throw badRequest(`${at(i, j)}.${key} is not a text, or empty`);
    }
  }
  if (part.arguments === undefined && typeof part.invalidArguments !== "string") {
    throw badRequest(`${at(i, j)}.arguments is missing; those of a call without any are {}`);
  }
}

/** Made when it is needed: most requests are right. */
function at(i: number, j: number): string {
  return `messages[${i}].content[${j}]`;
}
