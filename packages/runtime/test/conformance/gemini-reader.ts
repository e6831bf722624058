import type { FinishReason, Usage } from "../../src/chat/reply.ts";
import {
  type ExpectedError,
  type ExpectedPart,
  type ExpectedReply,
  joinPieces,
} from "./expectation.ts";

interface PartialArgument {
  jsonPath: string;
  stringValue?: string;
  numberValue?: number;
}

interface Part {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  executableCode?: object;
  codeExecutionResult?: object;
  toolCall?: object;
  toolResponse?: object;
  inlineData?: { mimeType: string; data: string };
  functionCall?: {
    id?: string;
    name?: string;
    args?: unknown;
    partialArgs?: PartialArgument[];
    willContinue?: boolean;
  };
}

interface Counts {
  promptTokenCount?: number;
  toolUsePromptTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  cachedContentTokenCount?: number;
  totalTokenCount?: number;
  promptTokensDetails?: Modality[];
  candidatesTokensDetails?: Modality[];
}

interface Modality {
  modality: string;
  tokenCount?: number;
}

interface Answer {
  candidates?: { content?: { parts?: Part[] }; finishReason?: string }[];
  promptFeedback?: { blockReason?: string; blockReasonMessage?: string };
  usageMetadata?: Counts;
  modelVersion?: string;
  responseId?: string;
}

/** https://ai.google.dev/api/generate-content#FinishReason */
const FINISH: Record<string, FinishReason> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  SAFETY: "content-filter",
  RECITATION: "content-filter",
  BLOCKLIST: "content-filter",
  PROHIBITED_CONTENT: "content-filter",
  SPII: "content-filter",
  IMAGE_SAFETY: "content-filter",
};

/**
 * An answer, in one body or in the values of a stream; `undefined` when those end without a reason. A
 * body that is whole needs none.
 */
export function readGeminiAnswer(
  values: readonly unknown[],
  whole: boolean,
): ExpectedReply | ExpectedError | undefined {
  const pieces: ExpectedPart[] = [];
  let finish: string | undefined;
  let blocked = false;
  let counts: Counts | undefined;
  let model: string | undefined;
  let responseId: string | undefined;
  let open: Record<string, unknown> | undefined;
  for (const value of values as Answer[]) {
    if (value.usageMetadata?.promptTokenCount !== undefined) counts = value.usageMetadata;
    model = value.modelVersion ?? model;
    responseId = value.responseId ?? responseId;
    blocked ||= value.promptFeedback?.blockReason !== undefined;
    blocked ||= value.promptFeedback?.blockReasonMessage !== undefined;
    const candidate = value.candidates?.[0];
    finish = candidate?.finishReason ?? finish;
    for (const part of candidate?.content?.parts ?? []) {
      const { text, thought, thoughtSignature, functionCall: call } = part;
      const signature = thoughtSignature === undefined ? {} : { signature: thoughtSignature };
      if (part.inlineData !== undefined) {
        const { mimeType: mediaType, data } = part.inlineData;
        const type = mediaType.startsWith("image/") ? "image" : "file";
        pieces.push({ type, data, mediaType, ...signature });
      }
      if (part.executableCode ?? part.codeExecutionResult ?? part.toolCall ?? part.toolResponse) {
        pieces.push({ type: "opaque", value: part });
      }
      if (text !== undefined) {
        pieces.push({ type: thought === true ? "reasoning" : "text", text, ...signature });
      }
      if (call === undefined) continue;
      if (open === undefined) {
        const id = call.id === undefined ? {} : { id: call.id };
        const args = call.willContinue === true ? {} : (call.args ?? {});
        if (call.willContinue === true) open = args as Record<string, unknown>;
        const { name = "" } = call;
        pieces.push({ type: "tool-call", ...id, name, arguments: args, ...signature });
      }
      for (const argument of call.partialArgs ?? []) {
        if (open !== undefined) put(open, argument);
      }
      if (call.willContinue !== true) open = undefined;
    }
  }
  const content = joinPieces(pieces);
  const called = content.some(({ type }) => type === "tool-call");
  const requestId = responseId === undefined ? {} : { requestId: responseId };
  if (blocked && content.every(({ type }) => type === "reasoning")) {
    return { kind: "error", code: "content-blocked", ...requestId };
  }
  if (finish === undefined && !whole) return undefined;
  const usage = usageOf(counts);
  const reason = FINISH[finish ?? "STOP"] ?? "other";
  if (content.length === 0) {
    // No answer is not an empty one.
    if (reason === "content-filter")
      return { kind: "error", code: "content-blocked", ...requestId };
    if (reason === "other") return { kind: "error", code: "protocol", ...requestId };
  }
  const cut = reason === "length" || reason === "content-filter";
  return {
    kind: "reply",
    content,
    finishReason: called && !cut ? "tool-calls" : reason,
    ...(finish === undefined ? {} : { rawFinishReason: finish }),
    ...(usage === undefined ? {} : { usage }),
    ...(model === undefined ? {} : { model }),
    ...requestId,
    warnings: [],
  };
}

/** Puts a piece of an argument where its path says: `$.operations[0].action`. Texts grow. */
function put(root: Record<string, unknown>, argument: PartialArgument): void {
  const keys = argument.jsonPath.match(/[^$.[\]]+/g) ?? [];
  let place: Record<string, unknown> = root;
  for (const [depth, key] of keys.entries()) {
    const next = keys[depth + 1];
    if (next === undefined) {
      const before = place[key];
      place[key] =
        argument.numberValue ?? (typeof before === "string" ? before : "") + argument.stringValue;
    } else {
      place[key] ??= /^\d+$/.test(next) ? [] : {};
      place = place[key] as Record<string, unknown>;
    }
  }
}

/**
 * The prompt includes what was cached, and what tools of Google's brought in comes beside it. All else of
 * the total is the answer: its candidates and its thoughts.
 */
function usageOf(counts: Counts | undefined): Usage | undefined {
  if (counts?.promptTokenCount === undefined) return undefined;
  const { candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount } = counts;
  const inputTokens = counts.promptTokenCount + (counts.toolUsePromptTokenCount ?? 0);
  const answered = (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0);
  const { totalTokenCount = inputTokens + answered } = counts;
  return {
    inputTokens,
    outputTokens: totalTokenCount - inputTokens,
    ...(cachedContentTokenCount === undefined ? {} : { cacheReadTokens: cachedContentTokenCount }),
    ...(thoughtsTokenCount === undefined ? {} : { reasoningTokens: thoughtsTokenCount }),
    ...of("audioInputTokens", counts.promptTokensDetails, "AUDIO"),
    ...of("audioOutputTokens", counts.candidatesTokensDetails, "AUDIO"),
    ...of("imageOutputTokens", counts.candidatesTokensDetails, "IMAGE"),
  };
}

/** Sound and pictures, which have prices of their own. No recording reads sound from a cache. */
function of(name: keyof Usage, details: Modality[] | undefined, modality: string): Partial<Usage> {
  const tokens = details?.find((each) => each.modality === modality)?.tokenCount ?? 0;
  return tokens === 0 ? {} : { [name]: tokens };
}
