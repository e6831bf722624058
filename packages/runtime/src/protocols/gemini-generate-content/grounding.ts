import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import type { Citation } from "../../chat/reply.ts";
import { count, fields, present, text, type UnknownRecord } from "../../platform/records.ts";

/** What an answer says of its sources, all its pieces: cited when its text is whole. */
export class Grounding {
  readonly #builder: ReplyBuilder;
  readonly #pieces: { readonly metadata: UnknownRecord; readonly citations: UnknownRecord }[] = [];

  constructor(builder: ReplyBuilder) {
    this.#builder = builder;
  }

  /** Takes what a candidate, or a piece of one, says. */
  add(candidate: UnknownRecord): void {
    const { groundingMetadata, citationMetadata } = candidate;
    if (groundingMetadata === undefined && citationMetadata === undefined) return;
    if (this.#pieces.length === 0) this.#builder.atEnd(() => this.#cite());
    this.#pieces.push({
      metadata: fields(groundingMetadata),
      citations: fields(citationMetadata),
    });
  }

  #cite(): void {
    const builder = this.#builder;
    const answer = builder.parts().text;
    const places = placesOf(answer);
    const cite = (source: UnknownRecord, range: UnknownRecord) => {
      const citation = present<Citation>({
        url: text(source["uri"]) || undefined,
        title: text(source["title"]) || undefined,
        text: text(source["text"]) || undefined,
        ...rangeIn(answer, places, range),
      });
      if (citation.url !== undefined || citation.text !== undefined) builder.cite(citation);
    };
    for (const { metadata, citations } of this.#pieces) {
      const sources = listOf(metadata["groundingChunks"]).map(sourceOf);
      for (const support of listOf(metadata["groundingSupports"])) {
        for (const index of listIn(support["groundingChunkIndices"])) {
          const source = sources[index as number];
          if (source !== undefined) cite(source, fields(support["segment"]));
        }
      }
      for (const source of sources) cite(source, {});
      // What the answer repeats word for word.
      for (const one of listOf(citations["citationSources"] ?? citations["citations"]))
        cite(one, one);
    }
  }
}

/** A page, a passage of a document, or a place on a map. */
function sourceOf(chunk: UnknownRecord): UnknownRecord {
  return fields(chunk["web"] ?? chunk["retrievedContext"] ?? chunk["maps"]);
}

/** Where a segment, counted in bytes, is in the text. One that is somewhere else, as in thoughts, is nowhere. */
function rangeIn(
  answer: string,
  places: Uint32Array,
  { startIndex = 0, endIndex, text: words }: UnknownRecord,
): { readonly start?: number; readonly end?: number } {
  const from = count(startIndex);
  const to = count(endIndex);
  if (from === undefined || to === undefined || to <= from) return {};
  const start = places.length === 0 ? from : (places[from] ?? answer.length);
  const end = places.length === 0 ? to : (places[to] ?? answer.length);
  const isHere =
    typeof words === "string" ? answer.slice(start, end) === words : end <= answer.length;
  return isHere ? { start, end } : {};
}

/** For each byte of the text in UTF-8, and for its end, the character that it is of; empty: they are the same. */
function placesOf(answer: string): Uint32Array {
  const bytes = new TextEncoder().encode(answer);
  if (bytes.length === answer.length) return new Uint32Array();
  const places = new Uint32Array(bytes.length + 1);
  let place = 0;
  let length = 0;
  for (const [i, byte] of bytes.entries()) {
    // A character begins. One of four bytes is two characters of JavaScript.
    if ((byte & 0xc0) !== 0x80) {
      place += length;
      length = byte >= 0xf0 ? 2 : 1;
    }
    places[i] = place;
  }
  places[bytes.length] = place + length;
  return places;
}

function listOf(value: unknown): UnknownRecord[] {
  return listIn(value).map(fields);
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
