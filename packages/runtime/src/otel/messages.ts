import type { PartialReply, Reply } from "../chat/reply.ts";
import type { ChatRequest, FilePart, ImagePart, Message, ReplyPart } from "../chat/request.ts";
import type { Fields } from "./names.ts";

/** A part as the conventions' schemas of messages have it. */
interface Part {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What was asked, for those who want the words of conversations in their traces. */
export function inputContent({ system, messages, tools }: ChatRequest): Fields {
  const instructions =
    typeof system === "string" ? [textPart(system)] : system?.map(({ text }) => textPart(text));
  return {
    systemInstructions: instructions && JSON.stringify(instructions),
    inputMessages: JSON.stringify(messages.map(messageOf)),
    // What is optional of a definition can be long, and says the same in every call.
    toolDefinitions: tools && JSON.stringify(tools.map(({ name }) => ({ type: "function", name }))),
  };
}

/**
 * What was answered, whole or in part.
 *
 * @param finishReason where messages say it, as those of 1.41 do
 */
export function outputContent(
  { content }: Pick<Reply, "content"> | Pick<PartialReply, "content">,
  finishReason: string | undefined,
): Fields {
  const message = {
    role: "assistant",
    parts: content.map(partOf),
    ...(finishReason !== undefined && { finish_reason: finishReason }),
  };
  return { outputMessages: JSON.stringify([message]) };
}

function messageOf(message: Message): { readonly role: string; readonly parts: readonly Part[] } {
  const { role } = message;
  if (role === "tool") return { role, parts: [resultPart(message.toolCallId, message.content)] };
  return { role, parts: partsOf(message.content) };
}

function resultPart(id: string, content: string | readonly ReplyPart[]): Part {
  const response = typeof content === "string" ? content : partsOf(content);
  return { type: "tool_call_response", id, response };
}

function partsOf(content: string | readonly ReplyPart[]): Part[] {
  return typeof content === "string" ? [textPart(content)] : content.map(partOf);
}

function textPart(content: string): Part {
  return { type: "text", content };
}

function partOf(part: ReplyPart): Part {
  switch (part.type) {
    case "text":
      return textPart(part.text);
    case "reasoning":
    case "refusal":
      return { type: part.type, content: part.text };
    case "tool-call": {
      const { id, name, invalidArguments } = part;
      return { type: "tool_call", id, name, arguments: invalidArguments ?? part.arguments };
    }
    case "opaque":
      // Blocks that only their author understands, thinking that is encrypted among them.
      return { type: part.type };
    default:
      return mediaPart(part);
  }
}

/** Bytes stay out: a span is no place for pictures. What there was, and how large, is said. */
function mediaPart(part: ImagePart | FilePart): Part {
  const { type, mediaType, url, fileId, data } = part;
  const about = {
    modality: type === "image" ? type : modalityOf(mediaType ?? ""),
    ...(mediaType !== undefined && { mime_type: mediaType }),
  };
  if (url !== undefined) return { type: "uri", ...about, uri: url };
  if (fileId !== undefined) return { type: "file", ...about, file_id: fileId };
  const bytes = typeof data === "string" ? Math.floor((data.length * 3) / 4) : data?.length;
  return { type: "attachment", ...about, bytes };
}

function modalityOf(mediaType: string): string {
  return /^(image|video|audio)\//.exec(mediaType)?.[1] ?? "document";
}
