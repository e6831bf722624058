import type { Citation } from "../chat/reply.ts";
import { count, fields, present, record, text } from "../platform/records.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

/**
 * Citations in OpenAI's words: annotations of a text, with what they say in an object of their own (chat) or
 * not (Responses).
 *
 * @param at where in the text of the reply the annotated text begins
 * @returns whether pages were cited
 */
export function readAnnotations(annotations: unknown, builder: ReplyBuilder, at = 0): boolean {
  let cited = false;
  for (const item of Array.isArray(annotations) ? annotations : []) {
    const annotation = fields(item);
    const url = record(annotation["url_citation"]);
    const said = url ?? record(annotation["file_citation"]) ?? annotation;
    cited ||= url !== undefined || annotation["type"] === "url_citation";
    cite(said, builder, at);
  }
  return cited;
}

/**
 * Lists of sources beside an answer, as xAI and Perplexity have them: addresses, or pages with a title.
 */
export function readSources(sources: unknown, builder: ReplyBuilder): void {
  for (const item of Array.isArray(sources) ? sources : []) {
    cite(typeof item === "string" ? { url: item } : fields(item), builder, 0);
  }
}

function cite(said: Readonly<Record<string, unknown>>, builder: ReplyBuilder, at: number): void {
  const [start, end] = [count(said["start_index"]), count(said["end_index"])];
  const isRange = start !== undefined && end !== undefined && end > start;
  const citation = present<Citation>({
    url: text(said["url"]) || undefined,
    title: text(said["title"]) || text(said["filename"]) || undefined,
    // OpenRouter's.
    text: text(said["content"]) || undefined,
    start: isRange ? at + start : undefined,
    end: isRange ? at + end : undefined,
    fileId: text(said["file_id"]) || undefined,
  });
  if (citation.url !== undefined || citation.fileId !== undefined) builder.cite(citation);
}
