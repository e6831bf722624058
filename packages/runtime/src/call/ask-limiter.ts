import type { Model, Provider } from "@kei/registry/contract";
import { costAt } from "@kei/registry/cost";
import type { ReplyCost, Usage } from "../chat/reply.ts";
import type { Grant, Limiter, LimitRequest, Spent } from "../limit/limiter.ts";
import { digest } from "../platform/digest.ts";
import { estimateTokens, TOKENS_PER_ATTACHMENT, withReceived } from "./estimate-tokens.ts";

/** What is known before of the tokens that a request takes. */
export interface Spends {
  readonly facts: Model | undefined;
  /** As the caller limits them. */
  readonly maxOutputTokens: number | undefined;
}

/** As much base64 at least is a picture or a file. */
const LEAST_ATTACHMENT = 1000;

/**
 * Asks a limiter of the caller's whether a request may go, with what it will take as far as that can be
 * told before.
 *
 * @param json the body as it is sent
 * @param key absent: the provider takes none, or a function gives them
 */
export async function askLimiter(
  limiter: Limiter,
  provider: Provider,
  request: { readonly modelId: string | undefined; readonly spends?: Spends | undefined },
  json: string,
  key: string | undefined,
  signal: AbortSignal,
): Promise<Grant | undefined> {
  const { modelId, spends } = request;
  const asked: LimitRequest = {
    ...(spends === undefined
      ? { tokens: 0, money: 0n }
      : estimate(limiter, provider, modelId ?? "", spends, json)),
    key: key === undefined ? provider.id : await accountOf(provider.id, key),
    modelClass: spends?.facts?.id ?? modelId,
    signal,
  };
  const grant: unknown = await limiter.acquire(Object.assign(signal, asked));
  return typeof (grant as Grant | undefined)?.settle === "function" ? (grant as Grant) : undefined;
}

/** What a request will take: nothing is known of an output that neither caller nor record limits. */
function estimate(
  limiter: Limiter,
  provider: Provider,
  modelId: string,
  { facts, maxOutputTokens }: Spends,
  json: string,
): Pick<LimitRequest, "tokens" | "money"> {
  const outputTokens =
    maxOutputTokens ?? OUTPUTS.get(limiter)?.get(modelId) ?? facts?.maxOutputTokens;
  if (outputTokens === undefined) return {};
  const inputTokens = estimateInput(json);
  const { mode, currency } = provider.billing;
  const isFlat = mode !== "metered" && mode !== "account";
  const price = facts?.price ?? (isFlat ? { kind: mode } : undefined);
  const cost = price && costAt(price, { inputTokens, outputTokens }, { currency });
  return {
    tokens: inputTokens + outputTokens,
    money: cost === undefined || cost.kind === "unknown" ? undefined : cost.total,
  };
}

function estimateInput(json: string): number {
  let attachments = 0;
  let rest = "";
  let kept = 0;
  // One covers one of every thousand places: only those are looked at, and what is around them.
  for (let at = LEAST_ATTACHMENT - 1; at < json.length; at += LEAST_ATTACHMENT) {
    let start = at;
    let end = at;
    while (start > kept && isBase64(json.charCodeAt(start - 1))) start -= 1;
    while (end < json.length && isBase64(json.charCodeAt(end))) end += 1;
    if (end - start < LEAST_ATTACHMENT) continue;
    attachments += 1;
    rest += json.slice(kept, start);
    kept = end;
    at = end;
  }
  rest += json.slice(kept);
  return estimateTokens(rest) + attachments * TOKENS_PER_ATTACHMENT;
}

function isBase64(unit: number): boolean {
  return (
    (unit >= 47 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    unit === 43
  );
}

/** What answers of a model took, by limiter: the longest of the last ones. */
const OUTPUTS = new WeakMap<Limiter, Map<string, number>>();

/** How much of a longer answer is expected of the next. */
const REMEMBERED = 0.9;

/**
 * What an answer took, in a limiter's terms, and what is expected of the next one.
 *
 * @param received characters that came; of an answer that broke off nobody counted them
 */
export function spentOf(
  limiter: Limiter,
  provider: Provider,
  modelId: string,
  usage: Usage | undefined,
  cost: (usage: Usage) => ReplyCost,
  received: number | undefined,
): Spent {
  // No request is empty: a 0 says that nobody counted.
  if (usage === undefined || usage.inputTokens === 0) return {};
  const counted = withReceived(usage, received);
  const { inputTokens, outputTokens, cacheReadTokens = 0 } = counted;
  const total = cost(counted);
  if (received === undefined) {
    const outputs = OUTPUTS.get(limiter) ?? new Map<string, number>();
    OUTPUTS.set(limiter, outputs);
    const before = outputs.get(modelId) ?? 0;
    outputs.set(modelId, Math.max(outputTokens, Math.floor(before * REMEMBERED)));
  }
  return {
    tokens:
      inputTokens +
      outputTokens -
      (provider.rateLimitTpmCountsCacheReads === false ? cacheReadTokens : 0),
    money: total.kind === "unknown" ? undefined : total.total,
  };
}

/** Accounts by provider and key. Kept as keys of shared limiters are: a few hundred bytes each. */
const ACCOUNTS = new Map<string, string>();

/** Names an account without its key. */
export async function accountOf(providerId: string, key: string): Promise<string> {
  const name = `${providerId}\n${key}`;
  let account = ACCOUNTS.get(name);
  if (account === undefined) {
    const hash = await digest("SHA-256", key);
    // Where there is no hash there is no fleet either.
    account = hash === undefined ? providerId : `${providerId}:${hash.slice(0, 32)}`;
    ACCOUNTS.set(name, account);
  }
  return account;
}
