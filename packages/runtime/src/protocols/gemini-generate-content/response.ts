import { endFor, finishReasonOf } from "../../answer/finish-reason.ts";
import { readLogprobs } from "../../answer/read-logprobs.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import type { Usage } from "../../chat/reply.ts";
import { isErrorValue } from "../../failure/error-in-answer.ts";
import { count, fields, record, type UnknownRecord } from "../../platform/records.ts";
import { answerError } from "./errors.ts";
import { Grounding } from "./grounding.ts";
import { addPartialArgument } from "./partial-arguments.ts";

/** What `generateContent` answers, and each event of a stream. */
export interface GeminiAnswer {
  readonly candidates?: readonly GeminiCandidate[];
  readonly promptFeedback?: {
    readonly blockReason?: string;
    readonly blockReasonMessage?: string;
    readonly safetyRatings?: readonly object[];
  };
  readonly usageMetadata?: GeminiUsage;
  readonly modelVersion?: string;
  readonly responseId?: string;
}

export interface GeminiCandidate {
  readonly index?: number;
  readonly content?: {
    readonly role?: string;
    readonly parts?: readonly {
      readonly text?: string;
      readonly thought?: boolean;
      readonly thoughtSignature?: string;
      readonly inlineData?: { readonly mimeType?: string; readonly data?: string };
      readonly functionCall?: {
        readonly id?: string;
        readonly name?: string;
        readonly args?: Record<string, unknown>;
      };
      readonly executableCode?: object;
      readonly codeExecutionResult?: object;
    }[];
  };
  readonly finishReason?: string;
  readonly finishMessage?: string;
  readonly safetyRatings?: readonly object[];
  readonly groundingMetadata?: object;
  readonly citationMetadata?: object;
  readonly logprobsResult?: object;
}

export interface GeminiUsage {
  /** Cached tokens included. */
  readonly promptTokenCount?: number;
  /** Without the thoughts. */
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly toolUsePromptTokenCount?: number;
  readonly totalTokenCount?: number;
  /** Of Vertex. */
  readonly trafficType?: string;
  /** Cached tokens included. */
  readonly promptTokensDetails?: readonly GeminiTokens[];
  readonly cacheTokensDetails?: readonly GeminiTokens[];
  readonly candidatesTokensDetails?: readonly GeminiTokens[];
}

/** Tokens of one kind. */
export interface GeminiTokens {
  /** `TEXT`, `IMAGE`, `VIDEO`, `AUDIO`, `DOCUMENT`. */
  readonly modality?: string;
  readonly tokenCount?: number;
}

/** Where the reading of an answer, which may come in pieces, has got to. */
export interface AnswerState {
  /** The call whose arguments are streamed at the moment. */
  open:
    | { readonly index: number; readonly args: Record<string, unknown>; broken: boolean }
    | undefined;
  /** Calls so far. Gemini tells them apart by nothing else: ids are often missing. */
  calls: number;
  /** The last part has its signature. */
  signed: boolean;
  /** That there are images among the thoughts was said. */
  warned: boolean;
  readonly grounding: Grounding;
}

export function createAnswerState(builder: ReplyBuilder): AnswerState {
  return {
    calls: 0,
    open: undefined,
    signed: false,
    warned: false,
    grounding: new Grounding(builder),
  };
}

/**
 * Reads an answer, or the next piece of one.
 *
 * @throws FailureError when it is an error, when a filter let nothing through, or when the model
 * failed before it wrote anything
 */
export function readAnswer(
  value: unknown,
  builder: ReplyBuilder,
  state: AnswerState,
  event?: string,
): void {
  // Without `alt=sse` a stream is one JSON array; gateways pass such arrays on.
  if (Array.isArray(value)) for (const piece of value) readPiece(piece, builder, state, event);
  else readPiece(value, builder, state, event);
}

/** What answers, and pieces of them, consist of. */
const KEYS = ["candidates", "promptFeedback", "usageMetadata"];

function readPiece(
  value: unknown,
  builder: ReplyBuilder,
  state: AnswerState,
  event: string | undefined,
): void {
  const piece = record(value);
  if (piece === undefined) return;
  if (isErrorValue(piece, KEYS, event)) throw answerError(piece);
  const { modelVersion, responseId, candidates } = piece;
  if (typeof modelVersion === "string") builder.model = modelVersion;
  if (typeof responseId === "string") builder.requestId = responseId;
  const metadata = record(piece["usageMetadata"]);
  const usage = readUsage(metadata);
  if (usage !== undefined) builder.usage = usage;
  builder.setServiceTier(SERVICE_TIERS.get(metadata?.["trafficType"]));

  if (Array.isArray(candidates) && candidates.length > 0) {
    for (const candidate of candidates) {
      // Others are there when the caller asked for some by `extraBody`; a reply is one answer.
      const { index = 0 } = record(candidate) ?? {};
      if (index === 0 || index === null) readCandidate(candidate, builder, state);
    }
    return;
  }
  const feedback = record(piece["promptFeedback"]);
  const reason = textOf(feedback?.["blockReason"]);
  const message = textOf(feedback?.["blockReasonMessage"]);
  if (reason !== undefined || message !== undefined) {
    endFor(builder, reason ?? "BLOCKED_REASON_UNSPECIFIED", "content-filter", message);
  }
}

function readCandidate(value: unknown, builder: ReplyBuilder, state: AnswerState): void {
  const candidate = record(value);
  // Pages that the request names are read without a search, and billed as input.
  const isFetched = candidate?.["urlContextMetadata"] !== undefined;
  readGrounding(record(candidate?.["groundingMetadata"]), isFetched, builder);
  if (candidate !== undefined) {
    state.grounding.add(candidate);
    const { chosenCandidates, topCandidates } = fields(candidate["logprobsResult"]);
    builder.logprobs(readLogprobs(chosenCandidates, topCandidates));
  }
  const parts = record(candidate?.["content"])?.["parts"];
  if (Array.isArray(parts)) for (const part of parts) readPart(part, builder, state);
  const reason = textOf(candidate?.["finishReason"]);
  if (reason === undefined || reason === "FINISH_REASON_UNSPECIFIED") return;
  closeCall(builder, state);
  finish(reason, textOf(candidate?.["finishMessage"]), builder);
}

/** Searches are billed by their number, and no count of tokens has them. */
function readGrounding(
  metadata: UnknownRecord | undefined,
  isFetched: boolean,
  builder: ReplyBuilder,
): void {
  if (metadata === undefined) return;
  const { webSearchQueries: queries, groundingChunks: chunks } = metadata;
  const sources = Array.isArray(chunks) ? chunks.map(fields) : [];
  builder.setFees({
    web_search_requests: Array.isArray(queries)
      ? queries.length
      : Number(!isFetched && sources.some((source) => source["web"])),
    maps: Number(sources.some((source) => source["maps"])),
  });
}

/** What Google's own tools did on the way, which goes back as it came: code that it ran, and their calls. */
const OWN = ["executableCode", "codeExecutionResult", "toolCall", "toolResponse"];

function readPart(value: unknown, builder: ReplyBuilder, state: AnswerState): void {
  const part = record(value);
  if (part === undefined) return;
  const { text } = part;
  const call = record(part["functionCall"]);
  const signature = textOf(part["thoughtSignature"]);
  if (typeof text === "string") {
    const kind = part["thought"] === true ? "reasoning" : "text";
    builder[kind](text);
    // A second signature with no text of its own would run into the first.
    if (call === undefined && signature !== undefined && !(text === "" && state.signed)) {
      builder.signature(signature, kind);
      state.signed = true;
    } else if (text !== "") state.signed = false;
  }
  // Gateways write the text of a part that is a call, too, if only an empty one.
  if (call !== undefined) {
    state.signed = false;
    readCall(call, signature, builder, state);
  } else if (record(part["inlineData"]) !== undefined) {
    readMedia(fields(part["inlineData"]), part["thought"] === true, signature, builder, state);
  } else if (OWN.some((key) => record(part[key]) !== undefined)) {
    state.signed = false;
    // The text after it says what came of it.
    builder.opaque(part, false);
  }
}

function readMedia(
  { mimeType, data }: UnknownRecord,
  isThought: boolean,
  signature: string | undefined,
  builder: ReplyBuilder,
  state: AnswerState,
): void {
  if (!isThought) {
    const bytes = textOf(data);
    if (bytes === undefined) return;
    // Sound comes in pieces, and each is a part: only its own format says how they go together.
    builder.media(textOf(mimeType) ?? "", { data: bytes }, signature);
  } else if (!state.warned) {
    state.warned = true;
    builder.warn({
      code: "provider-notice",
      message: "the model thought in images, which are only in what came over the wire",
    });
  }
}

function readCall(
  call: UnknownRecord,
  signature: string | undefined,
  builder: ReplyBuilder,
  state: AnswerState,
): void {
  const { id, name, args, partialArgs, willContinue } = call;
  const isStreamed = willContinue === true || Array.isArray(partialArgs);
  if (textOf(name) !== undefined || (state.open === undefined && !isStreamed)) {
    closeCall(builder, state);
    const index = state.calls++;
    builder.toolCall({
      index,
      id,
      name,
      arguments: isStreamed ? undefined : args,
      signature,
      place: "whole",
    });
    if (isStreamed) state.open = { index, args: {}, broken: false };
  } else if (state.open !== undefined) {
    builder.toolCall({ index: state.open.index, arguments: args, signature });
  }
  const { open } = state;
  if (open === undefined) return;
  for (const piece of Array.isArray(partialArgs) ? partialArgs : []) {
    if (!addPartialArgument(open.args, piece)) open.broken = true;
  }
  if (willContinue !== true) closeCall(builder, state);
}

function closeCall(builder: ReplyBuilder, state: AnswerState): void {
  if (state.open === undefined) return;
  const { index, args, broken } = state.open;
  state.open = undefined;
  builder.toolCall({ index, arguments: args, broken });
}

/** All the ways in which something was held back, of images as well. */
const FILTERED =
  /SAFETY|RECITATION|LANGUAGE|BLOCKLIST|PROHIBITED_CONTENT|SPII|MODEL_ARMOR|JAILBREAK/;

function finish(raw: string, message: string | undefined, builder: ReplyBuilder): void {
  const known = raw === "STOP" ? "stop" : finishReasonOf(raw);
  const reason = FILTERED.test(raw) ? "content-filter" : (known ?? "other");
  if (reason === "other" && !builder.hasAnswer) {
    throw new FailureError({
      code: "protocol",
      message: `the model failed (${raw})${message === undefined ? "" : `: ${message}`}`,
      requestId: builder.requestId,
      // A malformed call of a function, or OTHER: the next try is likely to go well.
      retryable: true,
    });
  }
  endFor(builder, raw, reason, message);
}

/** The tiers of service that a request can ask for, and what was paid before it. */
const SERVICE_TIERS: ReadonlyMap<unknown, string> = new Map([
  ["ON_DEMAND_FLEX", "flex"],
  ["ON_DEMAND_PRIORITY", "priority"],
  ["ON_DEMAND_OFFPEAK", "offpeak"],
  ["PROVISIONED_THROUGHPUT", "provisioned-throughput"],
]);

function readUsage(usage: UnknownRecord | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const prompt = count(usage["promptTokenCount"]);
  if (prompt === undefined) return undefined;
  const inputTokens = prompt + (count(usage["toolUsePromptTokenCount"]) ?? 0);
  const answer = count(usage["candidatesTokenCount"]);
  const thoughts = count(usage["thoughtsTokenCount"]);
  const cached = count(usage["cachedContentTokenCount"]);
  // Some gateways count the thoughts as candidates: the total says so.
  const [said = 0, thought = 0] = [answer, thoughts];
  const thinksInside = said >= thought && usage["totalTokenCount"] === inputTokens + said;
  let outputTokens = thinksInside ? said : said + thought;
  if (answer === undefined && thoughts === undefined) {
    // Counts of 0 are left out, the total is not.
    outputTokens = (count(usage["totalTokenCount"]) ?? -1) - inputTokens;
    if (outputTokens < 0) return undefined;
  }
  const read: { -readonly [K in keyof Usage]: Usage[K] } = { inputTokens, outputTokens };
  if (thoughts !== undefined) read.reasoningTokens = thoughts;
  if (cached !== undefined) read.cacheReadTokens = cached;
  // Sound and pictures have prices of their own.
  const audioRead = tokensOf(usage["cacheTokensDetails"], "AUDIO");
  const imageRead = tokensOf(usage["cacheTokensDetails"], "IMAGE");
  const audio = tokensOf(usage["promptTokensDetails"], "AUDIO") - audioRead;
  const image = tokensOf(usage["promptTokensDetails"], "IMAGE") - imageRead;
  if (audioRead > 0) read.cacheReadAudioTokens = audioRead;
  if (imageRead > 0) read.cacheReadImageTokens = imageRead;
  if (audio > 0) read.audioInputTokens = audio;
  if (image > 0) read.imageInputTokens = image;
  const audioOut = tokensOf(usage["candidatesTokensDetails"], "AUDIO");
  const imageOut = tokensOf(usage["candidatesTokensDetails"], "IMAGE");
  if (audioOut > 0) read.audioOutputTokens = audioOut;
  if (imageOut > 0) read.imageOutputTokens = imageOut;
  return read;
}

function tokensOf(details: unknown, modality: string): number {
  if (!Array.isArray(details)) return 0;
  let sum = 0;
  for (const item of details) {
    const { modality: kind, tokenCount } = fields(item);
    if (kind === modality) sum += count(tokenCount) ?? 0;
  }
  return sum;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
