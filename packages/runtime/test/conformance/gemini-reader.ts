import type { FinishReason, Usage } from "../../src/chat/reply.ts";
import type { ExpectedCall, ExpectedError, ExpectedReply } from "./expectation.ts";

interface PartialArgument {
  jsonPath: string;
  stringValue?: string;
  numberValue?: number;
}

interface Part {
  text?: string;
  thought?: boolean;
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
}

interface Answer {
  candidates?: { content?: { parts?: Part[] }; finishReason?: string }[];
  promptFeedback?: { blockReason?: string; blockReasonMessage?: string };
  usageMetadata?: Counts;
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
  let text = "";
  let reasoning = "";
  let finish: string | undefined;
  let blocked = false;
  let counts: Counts | undefined;
  const calls: ExpectedCall[] = [];
  let open: { name: string; arguments: Record<string, unknown> } | undefined;
  for (const value of values as Answer[]) {
    counts = value.usageMetadata ?? counts;
    blocked ||= value.promptFeedback?.blockReason !== undefined;
    blocked ||= value.promptFeedback?.blockReasonMessage !== undefined;
    const candidate = value.candidates?.[0];
    finish = candidate?.finishReason ?? finish;
    for (const part of candidate?.content?.parts ?? []) {
      if (part.thought === true) reasoning += part.text ?? "";
      else text += part.text ?? "";
      const call = part.functionCall;
      if (call === undefined) continue;
      if (open === undefined && call.willContinue === true) {
        open = { name: call.name ?? "", arguments: {} };
        calls.push(open);
      } else if (open === undefined) {
        const id = call.id === undefined ? {} : { id: call.id };
        calls.push({ ...id, name: call.name ?? "", arguments: call.args ?? {} });
      }
      for (const argument of call.partialArgs ?? []) {
        if (open !== undefined) put(open.arguments, argument);
      }
      if (call.willContinue !== true) open = undefined;
    }
  }
  if (blocked && text === "" && calls.length === 0)
    return { kind: "error", code: "content-blocked" };
  if (finish === undefined && !whole) return undefined;
  const usage = usageOf(counts);
  const reason = FINISH[finish ?? "STOP"] ?? "other";
  if (text === "" && reasoning === "" && calls.length === 0) {
    // No answer is not an empty one.
    if (reason === "content-filter") return { kind: "error", code: "content-blocked" };
    if (reason === "other") return { kind: "error", code: "protocol" };
  }
  const cut = reason === "length" || reason === "content-filter";
  return {
    kind: "reply",
    text,
    toolCalls: calls,
    ...(reasoning === "" ? {} : { reasoning }),
    finishReason: calls.length > 0 && !cut ? "tool-calls" : reason,
    ...(usage === undefined ? {} : { usage }),
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
 * The prompt includes what was cached. Thoughts are counted beside the candidates, and what tools of
 * Google's brought in beside the prompt; the total is the sum of the four.
 */
function usageOf(counts: Counts | undefined): Usage | undefined {
  if (counts?.promptTokenCount === undefined) return undefined;
  const { candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount } = counts;
  if (candidatesTokenCount === undefined && thoughtsTokenCount === undefined) return undefined;
  return {
    inputTokens: counts.promptTokenCount + (counts.toolUsePromptTokenCount ?? 0),
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
    ...(cachedContentTokenCount === undefined ? {} : { cacheReadTokens: cachedContentTokenCount }),
    ...(thoughtsTokenCount === undefined ? {} : { reasoningTokens: thoughtsTokenCount }),
  };
}
