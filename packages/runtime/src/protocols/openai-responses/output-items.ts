import { readAnnotations } from "../../answer/read-annotations.ts";
import { readLogprobs } from "../../answer/read-logprobs.ts";
import type { Prose, ReplyBuilder } from "../../answer/reply-builder.ts";
import { fields, text, type UnknownRecord } from "../../platform/records.ts";
import { type KeptItem, writeSignature } from "./kept-item.ts";

/** An item of an answer, as far as it has come. */
interface Seen {
  /** Which of the answer's items it is, from 0. */
  readonly number: number;
  id: string;
  /** As it is in the end; absent: it is still written. */
  item?: UnknownRecord;
  /** Its parts of text, by their place in the item. */
  readonly parts: Map<unknown, Prose>;
  /** Of a call: what was told of the arguments. */
  told: string;
  /** Of reasoning: which of its two forms is shown, and the place of the last piece. */
  form?: string;
  place?: unknown;
}

/** What is billed by its number, by the type of its item: fees as {@link ReplyBuilder.setFees} has them. */
const FEES: readonly (readonly [type: string, fee: string])[] = [
  ["web_search_call", "web_search_requests"],
  ["file_search_call", "file_search_requests"],
  ["code_interpreter_call", "code_interpreter_requests"],
  ["image_generation_call", "image_generation_requests"],
];

/**
 * The items of an answer, whole or in pieces, in their order. When the answer is over each of its parts
 * is signed with the item that it is of.
 */
export class OutputItems {
  readonly #builder: ReplyBuilder;
  readonly #seen: Seen[] = [];
  readonly #byIndex = new Map<unknown, Seen>();
  readonly #byId = new Map<string, Seen>();
  /** There was a refusal. */
  refused = false;

  constructor(builder: ReplyBuilder) {
    this.#builder = builder;
  }

  get isEmpty(): boolean {
    return this.#seen.length === 0;
  }

  /** An item begins. Servers send calls in one piece at times, here already. */
  open(index: unknown, value: unknown): void {
    const item = fields(value);
    const seen = this.#slot(index, item);
    if (isCall(item)) this.#call(seen, item);
  }

  /** An item is whole. */
  close(index: unknown, value: unknown): void {
    const item = fields(value);
    const seen = this.#slot(index, item);
    if (seen.item === undefined) this.#read(seen, item);
  }

  /** More of a part of a message; or all of it, of which the rest is told. */
  prose(event: UnknownRecord, type: "text" | "refusal"): void {
    const seen = this.#at(event);
    const place = event["content_index"] ?? 0;
    const whole = event[type];
    if (typeof whole === "string") this.#rest(seen, type, place, whole);
    else this.#prose(seen, type, place, text(event["delta"]));
  }

  /** More of what was thought, as a summary or in the open. */
  reasoning(event: UnknownRecord, form: string): void {
    const place = event["summary_index"] ?? event["content_index"];
    this.#reasoning(this.#at(event), form, place, text(event["delta"]));
  }

  /** More of the arguments of a call, or all of them. */
  arguments(event: UnknownRecord): void {
    const seen = this.#at(event);
    const delta = text(event["delta"]);
    if (delta === "") {
      this.#call(seen, event);
      return;
    }
    seen.told += delta;
    this.#builder.toolCall({ index: seen.number, arguments: delta });
  }

  /**
   * The answer is over.
   *
   * @param output its items once more, as its last event has them: what did not come before is taken
   * from them
   * @param isCut it was ended early
   */
  end(output: unknown, isCut: boolean): void {
    const last = Array.isArray(output) ? output : [];
    for (const [i, value] of last.entries()) {
      const item = fields(value);
      const near = this.#byIndex.get(i) ?? this.#seen[i];
      const isSame = near?.item === undefined || near.item["type"] === item["type"];
      const seen = this.#byId.get(text(item["id"])) ?? (isSame ? near : undefined);
      if (seen === undefined) this.close(undefined, item);
      else if (seen.item === undefined) this.#read(seen, item);
      // Azure leaves it out before.
      else if (!seen.item["encrypted_content"] && item["encrypted_content"]) seen.item = item;
    }
    for (const seen of this.#seen) this.#sign(seen, isCut);
    this.#readNotes();
    const fees: Record<string, number> = {};
    for (const { item } of this.#seen) {
      const fee = FEES.find(([type]) => type === item?.["type"])?.[1];
      // Pages that are opened, and looked for words in, cost nothing.
      const { type: action = "search" } = fields(item?.["action"]);
      if (fee && action === "search") fees[fee] = (fees[fee] ?? 0) + 1;
    }
    this.#builder.setFees(fees);
  }

  /** What the texts rest on, and how likely their tokens were. */
  #readNotes(): void {
    let at = 0;
    for (const { item, parts } of this.#seen) {
      for (const [i, part] of item === undefined ? [] : partsOf(item).entries()) {
        const told = parts.get(i);
        if (told?.type !== "text") continue;
        readAnnotations(part["annotations"], this.#builder, at);
        this.#builder.logprobs(readLogprobs(part["logprobs"]));
        at += told.text.length;
      }
    }
  }

  /** The item that an event adds to. */
  #at(event: UnknownRecord): Seen {
    const { output_index: index, item_id: id } = event;
    return this.#find(index, text(id)) ?? this.#begin(index, { id });
  }

  /** The item of an event that has it; a new one where another was there, and is over. */
  #slot(index: unknown, item: UnknownRecord): Seen {
    const id = text(item["id"]);
    const known = this.#find(index, id);
    const isOther = known?.item !== undefined && known.id !== id;
    return known === undefined || isOther ? this.#begin(index, item) : known;
  }

  /** By its place: gateways give an item another id with every event. */
  #find(index: unknown, id: string): Seen | undefined {
    return index === undefined ? this.#byId.get(id) : this.#byIndex.get(index);
  }

  #begin(index: unknown, item: UnknownRecord): Seen {
    const id = text(item["id"]);
    const seen: Seen = { number: this.#seen.length, id, parts: new Map(), told: "" };
    this.#seen.push(seen);
    if (index !== undefined) this.#byIndex.set(index, seen);
    if (id !== "") this.#byId.set(id, seen);
    return seen;
  }

  /** Reads of a whole item what did not come in pieces. */
  #read(seen: Seen, item: UnknownRecord): void {
    seen.item = item;
    const type = text(item["type"]);
    if (type === "message") {
      for (const [i, part] of partsOf(item).entries()) {
        const type = part["type"] === "refusal" ? "refusal" : "text";
        const words = part[type];
        if (typeof words === "string") this.#rest(seen, type, i, words);
        else this.#builder.isUnreadable = true;
      }
    } else if (type === "reasoning") this.#readReasoning(seen, item);
    else if (isCall(item)) this.#call(seen, item);
    else if (type !== "") this.#builder.opaque(item);
  }

  #readReasoning(seen: Seen, item: UnknownRecord): void {
    const summary = listOf(item["summary"]);
    const form = summary.length > 0 ? "summary" : "content";
    // It may be an hour of thinking, of which nothing is shown.
    this.#builder.progressed = true;
    if (seen.parts.has("reasoning")) return;
    for (const [i, part] of (form === "summary" ? summary : partsOf(item)).entries()) {
      this.#reasoning(seen, form, i, text(part["text"]));
    }
    // What goes back has its place.
    if (!seen.parts.has("reasoning") && item["status"] !== "incomplete") {
      seen.parts.set("reasoning", this.#builder.prose("reasoning", ""));
    }
  }

  #call(seen: Seen, item: UnknownRecord): void {
    const { number } = seen;
    this.#builder.toolCall({ index: number, id: item["call_id"], name: item["name"] });
    const written = item["arguments"] ?? item["input"];
    if (typeof written !== "string") {
      if (seen.told === "") this.#builder.toolCall({ index: number, arguments: written });
      return;
    }
    // What differs is no rest: the call has two sorts of arguments then, and is invalid.
    const rest = written.startsWith(seen.told) ? written.slice(seen.told.length) : written;
    seen.told += rest;
    if (rest !== "") this.#builder.toolCall({ index: number, arguments: rest });
  }

  #prose(seen: Seen, type: "text" | "refusal", place: unknown, words: string): void {
    if (words === "") return;
    if (type === "refusal") this.refused = true;
    seen.parts.set(place, this.#builder.prose(type, words, partOf(seen, type, place)));
  }

  /** Of the two forms the one that came first; between two paragraphs of it a blank line. */
  #reasoning(seen: Seen, form: string, place: unknown, words: string): void {
    seen.form ??= form;
    if (words === "" || seen.form !== form) return;
    const part = seen.parts.get("reasoning");
    const isNext = part !== undefined && seen.place !== place;
    seen.place = place;
    const more = isNext ? `\n\n${words}` : words;
    seen.parts.set("reasoning", this.#builder.prose("reasoning", more, part));
  }

  /** What of a whole part did not come in pieces. */
  #rest(seen: Seen, type: "text" | "refusal", place: unknown, whole: string): void {
    const told = partOf(seen, type, place)?.text ?? "";
    if (whole.startsWith(told)) this.#prose(seen, type, place, whole.slice(told.length));
  }

  #sign(seen: Seen, isCut: boolean): void {
    const { item, number, parts } = seen;
    if (item === undefined) return;
    const type = text(item["type"]);
    const next = this.#seen[number + 1]?.item;
    const before = this.#seen[number - 1]?.item;
    if (type === "reasoning") {
      // It would be waited for what follows it.
      if (isCut && next === undefined) return;
      const part = parts.get("reasoning");
      if (part !== undefined) this.#builder.sign(part, writeSignature(keep(item, next)));
      return;
    }
    const pair = before?.["type"] === "reasoning" ? before : undefined;
    if (isCall(item)) {
      this.#builder.toolCall({ index: number, signature: writeSignature(keep(item, pair)) });
    } else if (type === "message") {
      for (const [i, part] of partsOf(item).entries()) {
        const prose = parts.get(i);
        if (prose === undefined) continue;
        // The words are the part's own.
        const rest = { ...part, [part["type"] === "refusal" ? "refusal" : "text"]: "" };
        this.#builder.sign(prose, writeSignature(keep({ ...item, content: [rest] }, pair)));
      }
    }
  }
}

/** The part at a place. One of another type is another part: its words would come as what they are not. */
function partOf({ parts }: Seen, type: Prose["type"], place: unknown): Prose | undefined {
  const part = parts.get(place);
  return part?.type === type ? part : undefined;
}

function isCall(item: UnknownRecord): boolean {
  return item["type"] === "function_call" || item["type"] === "custom_tool_call";
}

function keep(item: UnknownRecord, pair: UnknownRecord | undefined): KeptItem {
  const id = text(pair?.["id"]);
  return id === "" ? { item } : { item, pair: id };
}

/** The content of an item; local servers have a text in its place at times. */
function partsOf({ content }: UnknownRecord): readonly UnknownRecord[] {
  return typeof content === "string" ? [{ type: "output_text", text: content }] : listOf(content);
}

function listOf(value: unknown): readonly UnknownRecord[] {
  return Array.isArray(value) ? value.map(fields) : [];
}
