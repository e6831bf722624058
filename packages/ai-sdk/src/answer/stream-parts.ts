import type { LanguageModelV4StreamPart, SharedV4Warning } from "@ai-sdk/provider";
import type {
  Citation,
  PartEvent,
  PartialReply,
  StreamEvent,
  ToolCallPart,
} from "@kei/runtime/core";
import {
  citationsOf,
  isProse,
  type LatePart,
  proseType,
  toCustom,
  toFile,
  toFinishReason,
  toSource,
  toToolCall,
  withoutText,
} from "./to-content.ts";
import { type AnyReply, partMetadata, toMetadata } from "./to-metadata.ts";
import { toUsage } from "./to-usage.ts";
import { toWarning } from "./to-warning.ts";

/** A call whose arguments are being written. */
interface InputBlock {
  readonly id: string;
  /** Its beginning was told. */
  name: string | undefined;
  held: string;
  isOver: boolean;
}

/** Makes of the events of an answer those of the AI SDK. */
export class StreamParts {
  readonly #at: number;
  readonly #modelId: string;
  #block: { readonly type: "text" | "reasoning"; readonly id: string; start: number } | undefined;
  #blocks = 0;
  #textLength = 0;
  readonly #inputs = new Map<number, InputBlock>();
  readonly #citations: Citation[] = [];
  readonly #late: SharedV4Warning[] = [];
  /** What was told of each part of prose beside its text, in their order. */
  readonly #told: string[] = [];

  /** @param at when the call began, in milliseconds since 1970 */
  constructor(modelId: string, at: number) {
    this.#modelId = modelId;
    this.#at = at;
  }

  start(warnings: SharedV4Warning[]): LanguageModelV4StreamPart[] {
    const timestamp = new Date(this.#at);
    return [
      { type: "stream-start", warnings },
      { type: "response-metadata", modelId: this.#modelId, timestamp },
    ];
  }

  of(event: StreamEvent | PartEvent): LanguageModelV4StreamPart[] {
    switch (event.type) {
      case "text":
      case "refusal":
        return this.#prose("text", event.text, event.type === "text");
      case "reasoning":
        return this.#prose("reasoning", event.text, false);
      case "part":
        return this.#part(event.part);
      case "tool-call-delta":
        return this.#delta(event.index, event.name, event.argumentsText);
      case "tool-call":
        return this.#call(event);
      case "image":
      case "file":
        return [...this.#close(), toFile(event)];
      case "citation": {
        const source = toSource(event.citation, this.#citations.length);
        this.#citations.push(event.citation);
        return source === undefined ? [] : [source];
      }
      case "warning": {
        const warning = toWarning(event.warning);
        if (warning !== undefined) this.#late.push(warning);
        return [];
      }
      case "raw":
        return [{ type: "raw", rawValue: event.value }];
      default:
        return [];
    }
  }

  /** The end of a whole answer. */
  finish(reply: AnyReply): LanguageModelV4StreamPart[] {
    const { responseId, requestId, model } = reply;
    const id = responseId ?? requestId;
    return [
      ...this.#close(),
      ...this.#closeInputs(),
      ...this.#signedLate(reply),
      {
        type: "response-metadata",
        ...(id !== undefined && { id }),
        modelId: model,
        timestamp: new Date(this.#at),
      },
      {
        type: "finish",
        finishReason: toFinishReason(reply),
        usage: toUsage(reply.usage),
        providerMetadata: toMetadata(reply, this.#late),
      },
    ];
  }

  /** The end of an answer that broke, with what it used as far as that was told. */
  fail(error: unknown, partial: PartialReply | undefined): LanguageModelV4StreamPart[] {
    return [
      ...this.#close(),
      ...this.#closeInputs(),
      { type: "error", error },
      {
        type: "finish",
        finishReason: { unified: "error", raw: undefined },
        usage: toUsage(partial?.usage),
      },
    ];
  }

  #prose(type: "text" | "reasoning", text: string, counts: boolean): LanguageModelV4StreamPart[] {
    const opened = this.#block?.type === type ? [] : [...this.#close(), ...this.#open(type)];
    if (counts) this.#textLength += text.length;
    return [...opened, { type: `${type}-delta`, id: this.#block?.id ?? "", delta: text }];
  }

  #open(type: "text" | "reasoning"): LanguageModelV4StreamPart[] {
    this.#blocks += 1;
    this.#block = { type, id: `${type}-${this.#blocks}`, start: this.#textLength };
    return [{ type: `${type}-start`, id: this.#block.id }];
  }

  #close(metadata: ReturnType<typeof partMetadata> = {}): LanguageModelV4StreamPart[] {
    const block = this.#block;
    if (block === undefined) return [];
    this.#block = undefined;
    const { type, id, start } = block;
    const citations = type === "text" ? citationsOf(this.#citations, start, this.#textLength) : [];
    return [
      { type: `${type}-end`, id, ...metadata, ...(citations.length > 0 && { citations }) },
    ] as LanguageModelV4StreamPart[];
  }

  #part(part: PartEvent["part"]): LanguageModelV4StreamPart[] {
    if (part.type === "opaque") return [...this.#close(), toCustom(part)];
    if (!isProse(part)) return [];
    const type = proseType(part);
    const metadata = partMetadata(withoutText(part));
    this.#told.push(JSON.stringify(metadata));
    if (this.#block?.type === type) return this.#close(metadata);
    // Nobody sees anything of it, and it has to go back.
    if (metadata.providerMetadata === undefined) return [];
    return [...this.#close(), ...this.#open(type), ...this.#close(metadata)];
  }

  /** OpenAI's items are known whole at the end alone, when the parts that they became are over. */
  #signedLate({ content }: AnyReply): LanguageModelV4StreamPart[] {
    const late = content.filter(isProse).flatMap((part, i): LatePart[] => {
      const metadata = partMetadata(withoutText(part));
      if (JSON.stringify(metadata) === this.#told[i]) return [];
      const { signature, from } = part;
      return [{ type: part.type, length: part.text.length, signature, from }];
    });
    if (late.length === 0) return [];
    return [{ type: "custom", kind: "kei.late", ...partMetadata({ late }) }];
  }

  #delta(index: number, name: string | undefined, text: string): LanguageModelV4StreamPart[] {
    let block = this.#inputs.get(index);
    if (block === undefined) {
      block = { id: newId(), name: undefined, held: "", isOver: false };
      this.#inputs.set(index, block);
    }
    const { id } = block;
    block.held += text;
    if (block.name === undefined && name === undefined) return [];
    const started: LanguageModelV4StreamPart[] =
      block.name === undefined && name !== undefined
        ? [...this.#close(), { type: "tool-input-start", id, toolName: name }]
        : [];
    block.name ??= name;
    const delta = block.held;
    block.held = "";
    return delta === "" ? started : [...started, { type: "tool-input-delta", id, delta }];
  }

  /** By its name, and else by its place: the one that was told has no other id. */
  #call(part: ToolCallPart): LanguageModelV4StreamPart[] {
    const open = [...this.#inputs.values()].filter(
      ({ isOver, name }) => !isOver && name !== undefined,
    );
    const block = open.find(({ name }) => name === part.name) ?? open[0];
    if (block === undefined) return [...this.#close(), toToolCall(part, newId())];
    block.isOver = true;
    return [{ type: "tool-input-end", id: block.id }, toToolCall(part, block.id)];
  }

  #closeInputs(): LanguageModelV4StreamPart[] {
    const open = [...this.#inputs.values()].filter(
      ({ isOver, name }) => !isOver && name !== undefined,
    );
    return open.map(({ id }) => ({ type: "tool-input-end", id }));
  }
}

/** The id of a call while it is written: the provider's comes with the whole of it. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `call_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
