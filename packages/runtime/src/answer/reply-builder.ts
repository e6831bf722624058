import type { UnknownCost } from "@kei/registry";
import type { FinishReason, PartialReply, ToolCall, Usage, Warning } from "../chat/reply.ts";
import type { ReplyPart } from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import { count, type UnknownRecord } from "../platform/records.ts";

/** More tool calls than this are no answer but a fault: an index comes from the wire. */
const MAX_TOOL_CALLS = 1024;

/** Things that are counted and cost nothing beside their tokens. */
const FREE_THINGS: readonly string[] = ["web_fetch_requests", "tool_search_requests"];

type Growing<T> = { -readonly [K in keyof T]: T[K] };

interface GrowingCall {
  part: Growing<Extract<ReplyPart, { type: "tool-call" }>>;
  index: number;
  argumentsText: string;
  /** The arguments came parsed. */
  parsed: boolean;
}

/** A part that consists of text. */
type Prose = Growing<{
  type: "text" | "reasoning" | "refusal";
  text: string;
  signature?: string;
  redactedData?: string;
}>;

/** What one piece of a tool call says. All but the key may come late, or again. */
export interface ToolCallPiece {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** More of the arguments' JSON. */
  readonly argumentsText?: string | undefined;
  /** The whole arguments, parsed, where a protocol sends them so. */
  readonly arguments?: unknown;
  readonly signature?: string | undefined;
}

/**
 * Collects an answer, whole or in pieces, the same way for every protocol, and says as events what
 * came. Empty pieces are none. Nothing here trusts the wire: keys are held in maps, calls are counted.
 */
export class ReplyBuilder {
  /** The id of the model that answered. */
  model: string | undefined;
  /** Where the body, not a header, has the request's id. */
  requestId: string | undefined;
  /** The tier of service that answered, in the vendor's words; absent: nothing was said. */
  serviceTier: string | undefined;
  /** The region that answered, in the vendor's words; absent: nothing was said. */
  region: string | undefined;
  /** Something was used that nobody can price: why the cost is unknown. */
  unpriced: UnknownCost | undefined;
  finishReason: FinishReason | undefined;
  rawFinishReason: string | undefined;
  /** Something was told that counts as progress; the time limits look at it and reset it. */
  progressed = false;
  /** There was content that nobody can read: without any other there is no answer, not an empty one. */
  isUnreadable = false;
  readonly warnings: Warning[] = [];

  readonly #emit: ((event: StreamEvent) => void) | undefined;
  readonly #parts: (Prose | GrowingCall["part"])[] = [];
  #usage: Usage | undefined;
  #fees: Record<string, number> | undefined;
  #completed = false;
  #answered = false;
  /** The last part is not written on. */
  #ended = false;
  readonly #calls = new Map<string | number, GrowingCall>();

  /** @param emit takes the events; without it nothing is told, only collected */
  constructor(emit?: (event: StreamEvent) => void) {
    this.#emit = emit;
  }

  get usage(): Usage | undefined {
    const usage = this.#usage;
    return usage && this.#fees ? { ...usage, fees: this.#fees } : usage;
  }

  /**
   * Counts so far; the last ones count. A 0 takes no count back: servers send zeros after the real
   * usage.
   */
  set usage(usage: Usage | undefined) {
    if (usage === undefined) return;
    const merged: Record<string, unknown> = { ...this.#usage };
    for (const key in usage) {
      const tokens = usage[key as keyof Usage];
      if (tokens !== 0 || !merged[key]) merged[key] = tokens;
    }
    this.#usage = merged as unknown as Usage;
  }

  /** Takes what is billed by its number, in the vendor's words: `web_search_requests: 3` is a `webSearch` fee. */
  setFees(counts: UnknownRecord): void {
    for (const key in counts) {
      const number = count(counts[key]);
      if (!number || FREE_THINGS.includes(key)) continue;
      const name = key.replace(/_(?:requests|queries)$/, "");
      const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      this.#fees = { ...this.#fees, [camel]: number };
    }
  }

  /** Takes what the wire says. */
  setServiceTier(tier: unknown): void {
    if (typeof tier === "string" && tier !== "") this.serviceTier = tier;
  }

  /** As {@link setServiceTier}. */
  setRegion(region: unknown): void {
    if (typeof region === "string" && region !== "") this.region = region;
  }

  text(text: string): void {
    this.#append("text", text);
  }

  reasoning(text: string): void {
    this.#append("reasoning", text);
  }

  refusal(text: string): void {
    this.#append("refusal", text);
  }

  #append(type: Prose["type"], text: string): void {
    if (text === "") return;
    this.#goOn(type !== "reasoning");
    const last = this.#open();
    // What is signed or encrypted ends there: what follows is not what was signed.
    if (last?.type === type && last.signature === undefined && last.redactedData === undefined) {
      last.text += text;
    } else this.#push({ type, text });
    this.progressed = true;
    this.#emit?.({ type, text });
  }

  /** A reason that came before any answer was none: more comes. */
  #goOn(answers: boolean): void {
    if (this.#answered) return;
    this.#answered = answers;
    this.finishReason = undefined;
    this.rawFinishReason = undefined;
  }

  /** Signs the part that was written last, thinking by default; more of it appends. */
  signature(signature: string, of: "reasoning" | "text" = "reasoning"): void {
    if (signature === "") return;
    this.progressed = true;
    const last = this.#open();
    if (last?.type === of) last.signature = (last.signature ?? "") + signature;
    else this.#push({ type: of, text: "", signature });
  }

  redactedReasoning(data: string): void {
    this.progressed = true;
    this.#push({ type: "reasoning", text: "", redactedData: data });
  }

  /**
   * A piece of a tool call. `key` tells the calls of one answer apart: an index, an id. An empty id or
   * name says nothing; a name that is there is not overwritten.
   */
  toolCall(key: string | number, piece: ToolCallPiece): void {
    this.#goOn(true);
    let call = this.#calls.get(key);
    if (call === undefined) {
      if (this.#calls.size >= MAX_TOOL_CALLS) return;
      const part = { type: "tool-call" as const, id: "", name: "", arguments: undefined };
      call = { part, index: this.#calls.size, argumentsText: "", parsed: false };
      this.#calls.set(key, call);
      this.#push(part);
    }
    const { part } = call;
    const { argumentsText = "" } = piece;
    const hadName = part.name !== "";
    part.id ||= piece.id ?? "";
    part.name ||= piece.name ?? "";
    if (piece.signature) part.signature = piece.signature;
    if (piece.arguments !== undefined) {
      part.arguments = piece.arguments;
      call.parsed = true;
    }
    call.argumentsText += argumentsText;
    this.progressed = true;
    this.#emit?.({
      type: "tool-call-delta",
      index: call.index,
      ...(!hadName && part.name && { name: part.name }),
      argumentsText: call.parsed ? JSON.stringify(part.arguments) : argumentsText,
    });
  }

  /**
   * What comes next is a part of its own, whatever its kind. For protocols whose parts have a
   * beginning: without it, the signature of thinking that is not shown would go to the part before.
   */
  endPart(): void {
    this.#ended = true;
  }

  #open(): Prose | GrowingCall["part"] | undefined {
    return this.#ended ? undefined : this.#parts.at(-1);
  }

  #push(part: Prose | GrowingCall["part"]): void {
    this.#parts.push(part);
    this.#ended = false;
  }

  warn(warning: Warning): void {
    this.warnings.push(warning);
    this.#emit?.({ type: "warning", warning });
  }

  /**
   * The answer is complete: parses the arguments of the calls and tells them, the usage and the end.
   * Without a reason it is `stop`; with calls it is `tool-calls`, whatever the reason says.
   */
  complete(): void {
    this.#completed = true;
    for (const call of this.#calls.values()) this.#completeCall(call);
    if (
      this.#calls.size > 0 &&
      this.finishReason !== "length" &&
      this.finishReason !== "content-filter"
    ) {
      this.finishReason = "tool-calls";
    }
    this.finishReason ??= "stop";
    if (this.#emit === undefined) return;
    for (const { part } of this.#calls.values()) this.#emit({ ...part });
    if (this.usage !== undefined) this.#emit({ type: "usage", usage: this.usage });
    this.#emit({
      type: "finish",
      finishReason: this.finishReason,
      ...(this.rawFinishReason !== undefined && { rawFinishReason: this.rawFinishReason }),
    });
  }

  #completeCall({ part, argumentsText, parsed, index }: GrowingCall): void {
    // Gemini and Ollama have calls without ids. The same answer has to give the same ones again.
    part.id ||= `call_${index}`;
    if (parsed) return;
    try {
      part.arguments = argumentsText.trim() === "" ? {} : JSON.parse(argumentsText);
    } catch {
      part.invalidArguments = argumentsText;
      this.warn({
        code: "invalid-tool-arguments",
        message: `the arguments of the call of ${part.name} are not JSON`,
      });
    }
  }

  /** Whether there is anything that an answer could consist of. */
  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** Whether there is an answer, or the beginning of one: thoughts are none. */
  get hasAnswer(): boolean {
    return this.#answered;
  }

  /** Whether the arguments of a call end too early. */
  get hasHalfCall(): boolean {
    return [...this.#calls.values()].some(({ parsed, argumentsText }) => {
      if (parsed || argumentsText.trim() === "") return false;
      try {
        JSON.parse(argumentsText);
        return false;
      } catch {
        return true;
      }
    });
  }

  /** What there is. Of an answer that is not complete without its calls: half a call is none. */
  parts(): PartialReply {
    const whole = this.#completed;
    const content = (
      whole ? this.#parts.slice() : this.#parts.filter(({ type }) => type !== "tool-call")
    ) as ReplyPart[];
    const texts = { text: "", reasoning: "", refusal: "" };
    for (const part of content) if (part.type !== "tool-call") texts[part.type] += part.text;
    const parts: Growing<PartialReply> = {
      text: texts.text,
      content,
      toolCalls: whole ? Array.from(this.#calls.values(), ({ part }) => toolCallOf(part)) : [],
    };
    if (texts.reasoning !== "") parts.reasoning = texts.reasoning;
    if (texts.refusal !== "") parts.refusal = texts.refusal;
    if (this.usage !== undefined) parts.usage = this.usage;
    return parts;
  }
}

function toolCallOf({
  type: _,
  signature: __,
  ...call
}: Extract<ReplyPart, { type: "tool-call" }>): ToolCall {
  return call;
}
