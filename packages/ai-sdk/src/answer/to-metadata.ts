import type { SharedV4ProviderMetadata, SharedV4Warning } from "@ai-sdk/provider";
import type { Reply } from "@kei/runtime/core";
import type { Route } from "@kei/runtime/router";
import { toJson } from "./to-json.ts";

/** A reply, of a profile with its route. */
export type AnyReply = Reply<unknown> & { readonly route?: Route };

/**
 * What a reply has beside the AI SDK's words: `providerMetadata.kei` of a result.
 *
 * @param late warnings that came after those of the result
 */
export function toMetadata(
  { route, ...reply }: AnyReply,
  late: readonly SharedV4Warning[] = [],
): SharedV4ProviderMetadata {
  const { model, usage, cost, cacheSavings, requestId, responseId } = reply;
  const { serviceTier, rateLimit, citations, logprobs, refusal } = reply;
  return {
    kei: toJson({
      model,
      cost,
      usage,
      cacheSavings,
      requestId,
      responseId,
      serviceTier,
      rateLimit,
      refusal,
      citations,
      logprobs,
      ...(route !== undefined && { route: { ...route, considered: undefined } }),
      ...(late.length > 0 && { warnings: late }),
    }),
  };
}

/** What goes back with a part, for its author alone: `providerMetadata.kei` of a part. */
export function partMetadata(part: object): { providerMetadata?: SharedV4ProviderMetadata } {
  const kei = toJson(part);
  return Object.keys(kei).length === 0 ? {} : { providerMetadata: { kei } };
}
