import type { ProtocolName } from "@kei/registry/contract";
import type { UnknownCost } from "@kei/registry/cost";
import { FailureError } from "../chat/errors.ts";
import type { PartEvent } from "../chat/for-libraries.ts";
import type {
  Citation,
  FinishReason,
  PartialReply,
  TokenLogprob,
  ToolCall,
  Usage,
  Warning,
} from "../chat/reply.ts";
import type {
  FilePart,
  ImagePart,
  Message,
  OpaquePart,
  Origin,
  ReplyPart,
  ToolCallPart,
} from "../chat/request.ts";
import type { StreamEvent } from "../chat/stream-event.ts";
import type { CallCheck } from "../chat/typed-tool.ts";
import { count, type UnknownRecord } from "../platform/records.ts";
import { CarriedFields } from "./carried-fields.ts";
import { type ToolCallPiece, ToolCalls } from "./tool-calls.ts";

/** Things that are counted and cost nothing beside their tokens. */
const FREE_THINGS: readonly string[] = ["web_fetch_requests", "tool_search_requests"];

/** Of what is wrong with arguments, one line. */
const MAX_MESSAGE = 200;

type Growing<T> = { -readonly [K in keyof T]: T[K] };

/** A part that consists of text. */
export type Prose = Growing<{
  type: "text" | "reasoning" | "refusal";
  text: string;
  signature?: string;
  redactedData?: string;
  from?: Origin;
}>;

type Part = Prose | Growing<ToolCallPart> | OpaquePart | Growing<ImagePart> | Growing<FilePart>;

/** What an answer is to. */
export interface Asked {
  /** Id of the provider. */
  readonly provider: string;
  /** Id of the model, as it goes over the wire. */
  readonly model: string;
  readonly protocol: ProtocolName;
  /** The conversation, whose calls have ids that no other call may have. */
  readonly messages: readonly Message[];
  /** Absent: the arguments of calls are what they are. */
  readonly checkCalls?: CallCheck | undefined;
  /** Parts are told once they are whole. */
  readonly tellsParts?: boolean;
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
  /** The provider's id of the answer, where a later request can name it. */
  responseId: string | undefined;
  /** The tier of service that answered, in the vendor's words; absent: nothing was said. */
  serviceTier: string | undefined;
  /** The region that answered, in the vendor's words; absent: nothing was said. */
  region: string | undefined;
  /** Something was used that nobody can price: why the cost is unknown. */
  unpriced: UnknownCost | undefined;
  finishReason: FinishReason | undefined;
  rawFinishReason: string | undefined;
  /** Characters of text so far: where in the text of the reply the next one is. */
  textLength = 0;
  /** Something was told that counts as progress; the time limits look at it and reset it. */
  progressed = false;
  /** There was content that nobody can read: without any other there is no answer, not an empty one. */
  isUnreadable = false;
  /** Only a reason ends the answer: a terminator of gateways, such as `[DONE]`, is none. */
  needsReason = false;
  readonly warnings: Warning[] = [];

  readonly #emit: ((event: StreamEvent) => void) | undefined;
  readonly #asked: Asked | undefined;
  readonly #from: Origin | undefined;
  #parts: Part[] = [];
  #usage: Usage | undefined;
  #fees: Record<string, number> | undefined;
  #completed = false;
  #answered = false;
  /** The last part is not written on. */
  #ended = false;
  readonly #calls = new ToolCalls();
  #whole: readonly ToolCallPart[] = [];
  #carried: CarriedFields | undefined;
  readonly #citations: Citation[] = [];
  /** Those told, and the addresses of all of them. */
  readonly #cited = new Set<string>();
  readonly #logprobs: TokenLogprob[] = [];
  readonly #atEnd: (() => void)[] = [];

  /**
   * @param emit takes the events; without it nothing is told, only collected
   * @param asked absent: parts do not say where they come from
   */
  constructor(emit?: (event: StreamEvent) => void, asked?: Asked) {
    this.#emit = emit;
    this.#asked = asked;
    if (asked === undefined) return;
    const { provider, model, protocol } = asked;
    this.#from = { provider, model, protocol };
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
    let merged = usage;
    for (const name in this.#usage) {
      const key = name as keyof Usage;
      // Copied when it has to be: some say their usage in every event.
      if (this.#usage[key] && !merged[key]) merged = { ...merged, [key]: this.#usage[key] };
    }
    this.#usage = merged;
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
    if (type === "text") this.textLength += text.length;
    this.progressed = true;
    this.#emit?.({ type, text });
  }

  /**
   * More of a part of text, for protocols that number their parts.
   *
   * @param part as it was given before; absent: one begins here
   */
  prose(type: Prose["type"], text: string, part?: Prose): Prose {
    if (text !== "") this.#goOn(type !== "reasoning");
    const written = part ?? { type, text: "" };
    if (part === undefined) this.#push(written);
    if (text === "") return written;
    written.text += text;
    if (type === "text") this.textLength += text.length;
    this.progressed = true;
    this.#emit?.({ type, text });
    return written;
  }

  /** Signs a part of {@link prose}; once. */
  sign(part: Prose, signature: string): void {
    part.signature = signature;
    if (this.#from !== undefined) part.from = this.#from;
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
    const signed = this.#parts.at(-1);
    if (this.#from !== undefined && signed?.type === "text") signed.from = this.#from;
  }

  redactedReasoning(data: string): void {
    this.progressed = true;
    this.#push({ type: "reasoning", text: "", redactedData: data });
  }

  /** A piece of a tool call. @throws FailureError when it is past every measure */
  toolCall(piece: ToolCallPiece): void {
    const added = this.#calls.add(piece);
    if (added === undefined) return;
    this.#goOn(true);
    const { part, number, isNew, name, said } = added;
    if (isNew) this.#push(part);
    const isTold = isNew || name !== undefined || said !== undefined;
    if (isTold || piece.signature) this.progressed = true;
    // A signature is in no event.
    if (!isTold) return;
    this.#emit?.({
      type: "tool-call-delta",
      index: number,
      ...(name !== undefined && { name }),
      argumentsText:
        typeof said === "string" ? said : said === undefined ? "" : JSON.stringify(said),
    });
  }

  /**
   * A block of content that only the provider itself understands, whole.
   *
   * @param answers it may be all that there is of an answer
   */
  opaque(value: unknown, answers = true): void {
    this.#goOn(answers);
    this.progressed = true;
    this.#push({ type: "opaque", value, ...this.#origin() });
  }

  /** An image or another file that the model made, as base64 or by its address. */
  media(
    mediaType: string,
    source: { readonly data: string } | { readonly url: string },
    signature?: string,
  ): void {
    this.#goOn(true);
    this.progressed = true;
    const isImage = mediaType === "" || mediaType.startsWith("image/");
    const part = {
      type: isImage ? "image" : "file",
      ...source,
      ...(mediaType !== "" && { mediaType }),
      ...(signature !== undefined && { signature }),
      ...this.#origin(),
    } as ImagePart;
    this.#push(part);
    this.#emit?.(part);
  }

  /**
   * A place that the answer rests on. One that was told is not told again; an address without a place in
   * the text adds nothing to one with it.
   */
  cite(citation: Citation): void {
    const { url, start, end, text, documentIndex, fileId } = citation;
    const key = JSON.stringify([url, start, end, text, documentIndex, fileId]);
    const isBare = start === undefined && text === undefined && url !== undefined;
    if (this.#cited.has(key) || (isBare && this.#cited.has(url))) return;
    this.#cited.add(key);
    if (url !== undefined) this.#cited.add(url);
    this.progressed = true;
    this.#citations.push(citation);
    this.#emit?.({ type: "citation", citation });
  }

  /** Probabilities of the next tokens. */
  logprobs(logprobs: readonly TokenLogprob[]): void {
    if (logprobs.length === 0) return;
    for (const each of logprobs) this.#logprobs.push(each);
    this.#emit?.({ type: "logprobs", logprobs });
  }

  /** Done when the answer is complete, before its usage: for what is about all of the text. */
  atEnd(action: () => void): void {
    this.#atEnd.push(action);
  }

  /** What a field of the message says beside its content, or more of it, that has to go back as it is. */
  carry(field: string, value: unknown, isPiece: boolean): void {
    if (value === undefined || value === null) return;
    const carried = this.#carried ?? new CarriedFields();
    if (!carried.add(field, value, isPiece)) return;
    this.#carried = carried;
    this.progressed = true;
  }

  #origin(): { from?: Origin } {
    return this.#from === undefined ? {} : { from: this.#from };
  }

  /**
   * What comes next is a part of its own, whatever its kind. For protocols whose parts have a
   * beginning: without it, the signature of thinking that is not shown would go to the part before.
   */
  endPart(): void {
    this.#ended = true;
  }

  #open(): Part | undefined {
    return this.#ended ? undefined : this.#parts.at(-1);
  }

  /** Nothing is added to the last part any more. */
  #tellPart(): void {
    const part = this.#parts.at(-1);
    if (this.#asked?.tellsParts !== true || part === undefined) return;
    // What is a call, an image or a file has an event of its own.
    if ("text" in part || part.type === "opaque") this.#tell({ type: "part", part: { ...part } });
  }

  /** No event of programs: only who asks for it gets it. */
  #tell(event: PartEvent): void {
    this.#emit?.(event as unknown as StreamEvent);
  }

  #push(part: Part): void {
    this.#tellPart();
    if (this.#from !== undefined && (part.type === "reasoning" || part.type === "tool-call")) {
      part.from = this.#from;
    }
    this.#parts.push(part);
    this.#ended = false;
  }

  warn(warning: Warning): void {
    this.warnings.push(warning);
    this.#emit?.({ type: "warning", warning });
  }

  /**
   * The answer is complete: puts its calls together and tells them, the usage and the end. Without a
   * reason it is `stop`; with calls it is `tool-calls`, whatever the reason says.
   *
   * @returns a promise when the calls are checked first, which may take its time
   * @throws FailureError when a call is lost: what is left would pass for the answer
   */
  complete(): Promise<void> | undefined {
    const isCut = this.finishReason === "length" || this.finishReason === "content-filter";
    const whole = this.#calls.size === 0 ? [] : this.#calls.complete(isCut, this.#takenIds());
    if (whole.length > 0 && !isCut) this.finishReason = "tool-calls";
    else if (whole.length === 0 && this.finishReason === "tool-calls") this.#missCalls();
    this.#completed = true;
    if (this.#calls.size > whole.length) {
      this.#parts = this.#parts.filter(
        (part) => part.type !== "tool-call" || whole.includes(part as ToolCallPart),
      );
    }
    this.finishReason ??= "stop";
    const check = whole.length > 0 ? this.#asked?.checkCalls : undefined;
    if (check !== undefined) return check(whole).then((checked) => this.#tellEnd(checked));
    this.#tellEnd(whole);
    return undefined;
  }

  #tellEnd(calls: readonly ToolCallPart[]): void {
    this.#whole = calls;
    for (const { name, invalidArguments, issues } of calls) {
      if (invalidArguments === undefined) continue;
      const why =
        issues === undefined
          ? "are not a JSON object"
          : `are not valid: ${issues.map(({ path, message }) => `arguments${path} ${message}`.slice(0, MAX_MESSAGE)).join("; ")}`;
      this.warn({
        code: "invalid-tool-arguments",
        message: `the arguments of the call of ${name} ${why}`,
      });
    }
    for (const action of this.#atEnd) action();
    if (this.#emit === undefined) return;
    this.#tellPart();
    if (this.#asked?.tellsParts === true) {
      for (const part of this.#opaqueFields()) this.#tell({ type: "part", part });
    }
    for (const part of calls) this.#emit({ ...part });
    if (this.usage !== undefined) this.#emit({ type: "usage", usage: this.usage });
    this.#emit({
      type: "finish",
      finishReason: this.finishReason ?? "stop",
      ...(this.rawFinishReason !== undefined && { rawFinishReason: this.rawFinishReason }),
    });
  }

  /** Programs go on for as long as there are calls to make: without any that would be for ever. */
  #missCalls(): void {
    const message = "the provider says that the model calls a tool, and no call came";
    if (!this.#answered) throw new FailureError({ code: "protocol", message, retryable: true });
    this.finishReason = "other";
    this.warn({ code: "missing-tool-call", message });
  }

  #takenIds(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { role, content } of this.#asked?.messages ?? []) {
      if (role !== "assistant" || typeof content === "string") continue;
      for (const part of content) if (part.type === "tool-call") ids.add(part.id);
    }
    return ids;
  }

  /** Whether there is anything that an answer could consist of. */
  get isEmpty(): boolean {
    return this.#parts.length === 0 && this.#carried === undefined;
  }

  /** Whether there is an answer, or the beginning of one: thoughts are none. */
  get hasAnswer(): boolean {
    return this.#answered;
  }

  /** Whether the arguments of a call end too early. */
  get hasHalfCall(): boolean {
    return this.#calls.hasHalf;
  }

  #opaqueFields(): OpaquePart[] {
    const fields = [...(this.#carried?.fields ?? [])];
    return fields.map(([field, value]) => ({ type: "opaque", field, value, ...this.#origin() }));
  }

  /** What there is. Of an answer that is not complete without its calls: half a call is none. */
  parts(): PartialReply {
    const whole = this.#completed;
    const content = (
      whole ? this.#parts.slice() : this.#parts.filter(({ type }) => type !== "tool-call")
    ) as ReplyPart[];
    const texts = { text: "", reasoning: "", refusal: "" };
    for (const part of content) {
      if ("text" in part) texts[part.type] += part.text;
    }
    content.push(...this.#opaqueFields());
    const parts: Growing<PartialReply> = {
      text: texts.text,
      content,
      toolCalls: this.#whole.map(toolCallOf),
    };
    if (texts.reasoning !== "") parts.reasoning = texts.reasoning;
    if (texts.refusal !== "") parts.refusal = texts.refusal;
    if (this.#citations.length > 0) parts.citations = this.#citations.slice();
    if (this.#logprobs.length > 0) parts.logprobs = this.#logprobs.slice();
    if (this.usage !== undefined) parts.usage = this.usage;
    return parts;
  }
}

function toolCallOf({ type: _, signature: __, from: ___, ...call }: ToolCallPart): ToolCall {
  return call;
}
