import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { FinishReason, Usage, WarningCode } from "../../src/chat/reply.ts";

/** What a client has to make of a recorded exchange. */
export type Expectation = ExpectedReply | ExpectedError;

export interface ExpectedReply {
  readonly kind: "reply";
  /** In order; texts and calls of the reply follow from it. */
  readonly content: readonly ExpectedPart[];
  readonly finishReason: FinishReason;
  /** Absent, as everything here but what says otherwise: the reply must not have it. */
  readonly rawFinishReason?: string;
  readonly usage?: Usage;
  readonly requestId?: string;
  readonly responseId?: string;
  /** Absent: the provider named none, and the one that was asked for stands there. */
  readonly model?: string;
  readonly warnings: readonly ExpectedWarning[];
}

export type ExpectedPart = ExpectedText | ExpectedCall | ExpectedOpaque | ExpectedMedia;

/** What the model made, as base64. */
export interface ExpectedMedia {
  readonly type: "image" | "file";
  readonly data: string;
  readonly mediaType: string;
  readonly signature?: string;
}

/** What goes back as it came. */
export interface ExpectedOpaque {
  readonly type: "opaque";
  readonly field?: string;
  readonly value: unknown;
}

export interface ExpectedText {
  readonly type: "text" | "reasoning" | "refusal";
  readonly text: string;
  readonly signature?: string;
  readonly redactedData?: string;
}

export interface ExpectedCall {
  readonly type: "tool-call";
  /** Absent: the provider gave none, and the call's number stands for it. */
  readonly id?: string;
  readonly name: string;
  readonly arguments: unknown;
  /** What the model wrote, when it is not JSON. */
  readonly invalidArguments?: string;
  readonly signature?: string;
}

export interface ExpectedWarning {
  readonly code: WarningCode;
  /** Absent: they are our words, and any will do. */
  readonly message?: string;
}

export interface ExpectedError {
  readonly kind: "error";
  readonly code: KeiErrorCode;
  /** Absent: the recording does not say which, and any will do. */
  readonly status?: number;
  readonly requestId?: string;
  /** The provider's words; absent: it has none, or none that are passed on as they are. */
  readonly message?: string;
  /** How long the provider asks to wait. */
  readonly retryAfterMs?: number;
  /** Absent: the status and headers decide, and either will do. */
  readonly retryable?: boolean;
  /** The text that came before; absent: any will do. */
  readonly text?: string;
}

/** Pieces as parts: what follows on its own kind goes on with it, unless that is signed. */
export function joinPieces(pieces: readonly ExpectedPart[]): ExpectedPart[] {
  const parts: ExpectedPart[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (!("text" in piece)) parts.push(piece);
    else if (piece.text === "" && piece.signature === undefined) continue;
    else if (last?.type === piece.type && last.signature === undefined) {
      parts[parts.length - 1] = { ...piece, text: last.text + piece.text };
    } else parts.push(piece);
  }
  return parts;
}

/** The calls among parts, with the ids that they get. */
export function callsOf(content: readonly ExpectedPart[]): Omit<ExpectedCall, "type">[] {
  const calls = content.filter((part) => part.type === "tool-call");
  return calls.map(({ type: _, signature: __, id, ...call }, index) => ({
    id: id ?? `call_${index}`,
    ...call,
  }));
}

/** All text of a kind. */
export function textOf(content: readonly ExpectedPart[], type: ExpectedText["type"]): string {
  return content.map((part) => (part.type === type ? part.text : "")).join("");
}

/** What there is to warn of in a call whose arguments are not JSON. */
export function argumentWarnings(content: readonly ExpectedPart[]): ExpectedWarning[] {
  return content.flatMap((part) =>
    part.type === "tool-call" && part.invalidArguments !== undefined
      ? [{ code: "invalid-tool-arguments" as const }]
      : [],
  );
}
