import type {
  LanguageModelV4Citation,
  LanguageModelV4Content,
  LanguageModelV4File,
  LanguageModelV4FinishReason,
  LanguageModelV4Source,
} from "@ai-sdk/provider";
import type {
  Citation,
  FilePart,
  ImagePart,
  Reply,
  ReplyPart,
  ToolCallPart,
} from "@kei/runtime/core";
import { partMetadata } from "./to-metadata.ts";

/** The parts of an answer, and then what it rests on. */
export function toContent({ content, citations = [] }: Reply<unknown>): LanguageModelV4Content[] {
  let start = 0;
  const parts = content.flatMap((part): LanguageModelV4Content[] => {
    if (part.type !== "text") return toPart(part);
    const end = start + part.text.length;
    const own = citationsOf(citations, start, end);
    start = end;
    return toPart(part).map((each) => (own.length > 0 ? { ...each, citations: own } : each)) as [];
  });
  return [...parts, ...citations.flatMap((citation, i) => toSource(citation, i) ?? [])];
}

function toPart(part: ReplyPart): LanguageModelV4Content[] {
  switch (part.type) {
    case "text":
    case "reasoning":
    case "refusal":
      return [{ type: proseType(part), text: part.text, ...partMetadata(withoutText(part)) }];
    case "tool-call":
      return [toToolCall(part, part.id)];
    case "image":
    case "file":
      return [toFile(part)];
    case "opaque":
      return [toCustom(part)];
  }
}

/** A part that consists of text. */
export type Prose = Extract<ReplyPart, { readonly type: "text" | "reasoning" | "refusal" }>;

/** What became known of a part of a stream when it was over, and how to find it. */
export interface LatePart extends Pick<Prose, "type" | "signature" | "from"> {
  /** Characters of its text. */
  readonly length: number;
}

export function isProse(part: ReplyPart): part is Prose {
  return part.type === "text" || part.type === "reasoning" || part.type === "refusal";
}

/** The AI SDK has no part for a refusal: it is a text, which says by its metadata what it is. */
export function proseType({ type }: Prose): "text" | "reasoning" {
  return type === "reasoning" ? "reasoning" : "text";
}

export function withoutText({ text: _, type, ...rest }: Prose): object {
  return type === "refusal" ? { ...rest, type } : rest;
}

/** @param id by which the AI SDK knows the call; the provider's goes into the metadata where it differs */
export function toToolCall(
  part: ToolCallPart,
  id: string,
): Extract<LanguageModelV4Content, { type: "tool-call" }> {
  const { id: own, name, arguments: args, invalidArguments, signature, from } = part;
  return {
    type: "tool-call",
    toolCallId: id,
    toolName: name,
    input: invalidArguments ?? JSON.stringify(args ?? {}),
    ...partMetadata({ ...(own !== id && { id: own }), signature, from }),
  };
}

export function toFile(part: ImagePart | FilePart): LanguageModelV4File {
  const { data, url, mediaType, signature, from } = part;
  return {
    type: "file",
    mediaType: mediaType ?? "image",
    data:
      url === undefined ? { type: "data", data: data ?? "" } : { type: "url", url: new URL(url) },
    ...partMetadata({ signature, from }),
  };
}

/** What only its author understands. */
export function toCustom(
  part: Extract<ReplyPart, { readonly type: "opaque" }>,
): Extract<LanguageModelV4Content, { type: "custom" }> {
  const { field, value, from } = part;
  return {
    type: "custom",
    kind: "kei.opaque",
    ...partMetadata({ opaque: { field, value, from } }),
  };
}

/** `undefined` for what has neither an address nor a title. */
export function toSource(citation: Citation, index: number): LanguageModelV4Source | undefined {
  const { url, title, fileId, documentIndex } = citation;
  const id = `source-${index}`;
  if (url !== undefined) {
    return { type: "source", sourceType: "url", id, url, ...(title !== undefined && { title }) };
  }
  const name = title ?? fileId ?? (documentIndex === undefined ? undefined : `${documentIndex}`);
  if (name === undefined) return undefined;
  return {
    type: "source",
    sourceType: "document",
    id,
    mediaType: "application/octet-stream",
    title: name,
    ...partMetadata({ fileId, documentIndex }),
  };
}

/** Those about the text from `start` to `end`, counted from its beginning. */
export function citationsOf(
  citations: readonly Citation[],
  start: number,
  end: number,
): LanguageModelV4Citation[] {
  return citations.flatMap((citation, i) => {
    const source = toSource(citation, i);
    const { start: from, end: to, text } = citation;
    if (source === undefined || from === undefined || to === undefined) return [];
    if (from < start || to > end) return [];
    return [
      {
        source,
        startIndex: from - start,
        endIndex: to - start,
        ...(text !== undefined && { citedText: text }),
      },
    ];
  });
}

/** A pause in the provider's own tools is `other`: the same conversation with the answer at its end goes on. */
export function toFinishReason({
  finishReason,
  rawFinishReason,
}: Pick<Reply, "finishReason" | "rawFinishReason">): LanguageModelV4FinishReason {
  const unified =
    finishReason === "refusal"
      ? "content-filter"
      : finishReason === "paused"
        ? "other"
        : finishReason;
  return { unified, raw: rawFinishReason };
}
