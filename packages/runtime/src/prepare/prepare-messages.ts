import { FailureError } from "../chat/errors.ts";
import type { WarningCode } from "../chat/reply.ts";
import type {
  FilePart,
  ImagePart,
  Message,
  OpaquePart,
  ReplyPart,
  TextPart,
  ToolCallPart,
} from "../chat/request.ts";
import { must, writeJson } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";
import type {
  PreparedFile,
  PreparedImage,
  PreparedMessage,
  PreparedReplyPart,
} from "../protocols/prepared-request.ts";
import { isForeign } from "./authorship.ts";
import { createCallIds } from "./call-ids.ts";
import { prepareMedia } from "./prepare-media.ts";
import { carries, type Target } from "./target.ts";

type Content<Role> = Extract<PreparedMessage, { role: Role }>["content"][number];

/** Types of parts by the role of their message. */
const PARTS = {
  user: ["text", "image", "file"],
  assistant: ["text", "reasoning", "tool-call", "refusal", "opaque", "image", "file"],
  tool: ["text", "image", "file"],
} as const;

/** A call of the last assistant's message that has no result so far. */
interface OpenCall {
  /** As it is sent. */
  readonly sent: string;
  readonly name: string;
}

/**
 * Checks a conversation and makes parts of its texts. Every tool call is to have its one result in
 * the messages right after it: no provider takes anything else. All that a reply ever was is taken
 * back: what cannot be sent to whoever is asked now is left out, with a warning.
 */
export function prepareMessages(
  messages: readonly Message[],
  target: Target,
): readonly PreparedMessage[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw must("messages", "a list of at least one message");
  }
  const prepared: PreparedMessage[] = [];
  const idOf = createCallIds(target);
  const ignored = new Map<WarningCode, string>();
  // By their ids as the caller has them: a turn may have as many calls as it likes, and ids twice.
  const calls = new Map<string, OpenCall[]>();
  for (let i = 0; i < messages.length; i++) {
    const message: Message = messages[i];
    const content = prepareContent(message, i, target, ignored);
    if (message.role === "tool") {
      const { role, toolCallId, isError } = message;
      const namesakes = calls.get(toolCallId);
      const call = namesakes?.shift();
      if (call === undefined) {
        throw must(
          `messages[${i}].toolCallId`,
          "the id of a call right before that has no result yet",
        );
      }
      if (namesakes?.length === 0) calls.delete(toolCallId);
      prepared.push({
        role,
        toolCallId: call.sent,
        toolName: call.name,
        content: content as Content<"tool">[],
        isError: isError === true,
      });
      continue;
    }
    if (calls.size > 0) throw unanswered(calls, i);
    if (content.length === 0) {
      if (message.role === "user") throw must(`messages[${i}].content`, NOT_EMPTY);
      // An answer may be empty, or of nothing but what is left out.
      continue;
    }
    if (message.role === "user")
      prepared.push({ role: "user", content: content as Content<"user">[] });
    else {
      const parts = (content as Content<"assistant">[]).map((part, j) => {
        if (part.type !== "tool-call") return part;
        const call = prepareCall(part, at(i, j), idOf);
        const open = { sent: call.id, name: call.name };
        const namesakes = calls.get(part.id);
        if (namesakes === undefined) calls.set(part.id, [open]);
        else namesakes.push(open);
        return call;
      });
      prepared.push({ role: "assistant", content: parts });
    }
  }
  if (calls.size > 0) throw unanswered(calls, messages.length);
  for (const [code, message] of ignored) target.warn({ code, message });
  if (prepared.length === 0) throw must("messages", "more than empty answers");
  return prepared;
}

function unanswered(calls: ReadonlyMap<string, unknown>, i: number) {
  const [id] = calls.keys();
  return must(`messages[${i}]`, `the tool message with the result of call "${id}"`);
}

/** Its arguments become an object: all that takes them back reads them as one. */
function prepareCall(
  part: ToolCallPart,
  place: string,
  idOf: (call: ToolCallPart) => string,
): Extract<PreparedReplyPart, ToolCallPart> {
  const { id, name, arguments: args, invalidArguments } = part;
  if (typeof id !== "string" || id === "") throw must(`${place}.id`, TEXT);
  if (typeof name !== "string" || name === "") throw must(`${place}.name`, TEXT);
  if (args === undefined && typeof invalidArguments !== "string") {
    throw must(`${place}.arguments`, "{} for a call without any");
  }
  return {
    ...part,
    id: idOf(part),
    arguments: isRecord(args)
      ? args
      : args === null
        ? {}
        : // As Anthropic says to tell a model of its mistake. As text it would be refused for ever.
          { INVALID_JSON: invalidArguments ?? writeJson(args, `${place}.arguments`) },
  };
}

function prepareContent(
  message: Message,
  i: number,
  target: Target,
  ignored: Map<WarningCode, string>,
): readonly Content<string>[] {
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
    if (part.cacheBreak !== undefined) checkBreak(part.cacheBreak, at(i, j));
    if (type === "image" || type === "file") {
      if (role === "assistant") {
        const made = keepMedia(part as ImagePart | FilePart, at(i, j), target, ignored);
        if (made !== undefined) prepared.push(made);
        continue;
      }
      const media = prepareMedia(part as ImagePart | FilePart, at(i, j), target);
      if ("detail" in media && media.detail !== undefined && !carries(target, "detail")) {
        // A picture that is looked at more or less closely is the same picture.
        ignored.set(
          "setting-ignored",
          `detail of images was left out: ${target.protocol.name} does not take it`,
        );
        prepared.push({ ...media, detail: undefined });
      } else prepared.push(media);
      continue;
    }
    if (type !== "tool-call" && type !== "opaque") {
      const { text, signature } = part as TextPart;
      const empty = type === "text" && text === "" && signature === undefined;
      // Tools and models have nothing to say at times, in as many parts.
      if (empty && role !== "user") continue;
      if (empty || typeof text !== "string") throw must(`${at(i, j)}.text`, TEXT);
    }
    const kept = role === "assistant" ? keep(part as ReplyPart, target, ignored) : part;
    if (kept !== undefined) prepared.push(kept as Content<string>);
  }
  return prepared;
}

/** What of a part of a reply can go to whoever is asked; what is left out is noted. */
function keep(
  part: ReplyPart,
  target: Target,
  ignored: Map<WarningCode, string>,
): ReplyPart | undefined {
  const foreign = "from" in part && isForeign(part.from, target);
  if (part.type === "opaque") {
    if (!foreign && isAtHome(part, target)) return part;
    ignored.set(
      "part-ignored",
      `what only its author understands was left out of the conversation: it is not for ${target.id}`,
    );
    return undefined;
  }
  if (!foreign) return part;
  const isReasoning = part.type === "reasoning";
  if (!isReasoning && (!("signature" in part) || part.signature === undefined)) return part;
  ignored.set(
    "reasoning-ignored",
    `reasoning and signatures of other models or protocols were left out of the conversation: they are not for ${target.id}`,
  );
  if (isReasoning || (part.type === "text" && part.text === "")) return undefined;
  return { ...part, signature: undefined };
}

/** What a model made, where it can go back; signed only to who signed it. */
function keepMedia(
  part: ImagePart | FilePart,
  place: string,
  target: Target,
  ignored: Map<WarningCode, string>,
): PreparedImage | PreparedFile | undefined {
  try {
    if (target.protocol.supports.madeMedia) {
      const media = prepareMedia(part, place, target);
      return isForeign(part.from, target) ? { ...media, signature: undefined } : media;
    }
  } catch (thrown) {
    if (!(thrown instanceof FailureError && thrown.failure.code === "unsupported")) throw thrown;
  }
  ignored.set(
    "part-ignored",
    `images and files that a model made were left out of the conversation: ${target.id} does not take them back`,
  );
  return undefined;
}

function isAtHome({ field, value }: OpaquePart, { protocol }: Target): boolean {
  const { opaque } = protocol.supports;
  return field === undefined ? opaque === "blocks" && isRecord(value) : opaque === "fields";
}

/** Of a part or a tool. */
export function checkBreak(cacheBreak: unknown, place: string): void {
  if (cacheBreak === undefined || typeof cacheBreak === "boolean") return;
  if (cacheBreak === "short" || cacheBreak === "long") return;
  throw must(`${place}.cacheBreak`, "true, false, short or long");
}

const NOT_EMPTY = "not empty";
const TEXT = `a text, ${NOT_EMPTY}`;

/** Made when it is needed: most requests are right. */
function at(i: number, j: number): string {
  return `messages[${i}].content[${j}]`;
}
