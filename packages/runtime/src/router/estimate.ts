import type { Choice, Usage } from "@kei/registry";
import { costAt } from "@kei/registry/cost";
import { estimateTokens, TOKENS_PER_ATTACHMENT } from "../call/estimate-tokens.ts";
import type { KeiError } from "../chat/errors.ts";
import type { PartialReply } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { isRecord } from "../platform/records.ts";
import { writableAmount } from "../platform/writable-json.ts";
import { NO_COST, type RouteCost } from "./route.ts";

/** What a request asks for, as far as it costs. */
export type Priced = Pick<
  ChatRequest,
  "messages" | "system" | "tools" | "maxOutputTokens" | "reasoning" | "serviceTier"
>;

/** Of an answer for which the request states no limit. */
const OUTPUT_TOKENS = 4_096;

/**
 * What a request to a model will cost, about: its text at four bytes to a token, 1,600 tokens for each
 * image or file, and as output `maxOutputTokens`, else 4,096 tokens and the budget for thinking.
 *
 * @param at milliseconds since 1970
 */
export function estimateCost(choice: Choice, request: Priced, at: number): RouteCost {
  const { maxOutputTokens, reasoning } = request;
  const most = choice.model?.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const thinking = reasoning?.budgetTokens ?? 0;
  const outputTokens = Math.min(maxOutputTokens ?? OUTPUT_TOKENS + thinking, most);
  const usage = { inputTokens: inputTokensOf(request), outputTokens: whole(outputTokens) };
  return priced(choice, usage, request, at);
}

/**
 * What a failed request cost, by what is known: nothing where the provider refused it, or nobody answered
 * it; else its usage as far as it was told, and the part of the answer that came.
 */
export function costOfFailure(
  choice: Choice,
  request: Priced,
  error: KeiError,
  at: number,
): RouteCost {
  const { attempts, partialReply, status, code } = error;
  const isRefused = status !== undefined && status >= 400;
  if (attempts === 0 || (partialReply === undefined && (isRefused || code === "network"))) {
    return NO_COST;
  }
  const written = partialReply === undefined ? 0 : estimateTokens(textOf(partialReply));
  const told: Usage = partialReply?.usage ?? {
    inputTokens: inputTokensOf(request),
    outputTokens: 0,
  };
  return priced(
    choice,
    { ...told, outputTokens: Math.max(told.outputTokens, written) },
    request,
    at,
  );
}

function priced(
  { provider, model }: Choice,
  usage: Usage,
  { serviceTier }: Priced,
  at: number,
): RouteCost {
  const { currency, mode } = provider.billing;
  const isFlat = mode !== "metered" && mode !== "account";
  if (model === undefined && isFlat) return writableAmount({ kind: mode, total: 0n });
  if (model === undefined) return { kind: "unknown", reason: "model" };
  const isUsual = serviceTier === undefined || serviceTier === "auto" || serviceTier === "standard";
  try {
    const cost = costAt(model.price, usage, {
      currency,
      at: new Date(at),
      serviceTier: isUsual ? undefined : serviceTier,
    });
    if (cost.kind !== "known") return cost.kind === "unknown" ? cost : writableAmount(cost);
    return writableAmount({ kind: "estimated", total: cost.total, currency });
  } catch {
    // Counts that contradict each other.
    return { kind: "unknown", reason: "usage" };
  }
}

function inputTokensOf({ messages, system, tools }: Priced): number {
  let media = 0;
  const texts = [messages, system, tools].filter((each) => each !== undefined);
  const json = JSON.stringify(texts, (key, value: unknown) => {
    // What a library's schema holds is no text, and may have no end.
    if (key === "parameters" && isRecord(value) && "~standard" in value) return undefined;
    if (!isRecord(value) || (value["type"] !== "image" && value["type"] !== "file")) return value;
    media += 1;
    return undefined;
  });
  return estimateTokens(json) + media * TOKENS_PER_ATTACHMENT;
}

function textOf({ text, reasoning = "", toolCalls }: PartialReply): string {
  const calls = toolCalls.map(({ name, arguments: args }) => name + JSON.stringify(args));
  return text + reasoning + calls.join("");
}

/** Anything may be asked for; what is wrong is found before sending. */
function whole(tokens: number): number {
  return Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : OUTPUT_TOKENS;
}
