import type { Usage } from "@kei/registry/cost";

/** Bytes of text or JSON that are a token, about: more of English, fewer of code and of other scripts. */
const BYTES_PER_TOKEN = 4;

/** What a picture or a file takes, about. */
export const TOKENS_PER_ATTACHMENT = 1600;

/** About how many tokens a text has. */
export function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}

/**
 * A usage whose output is at least what came.
 *
 * @param received characters of an answer that broke off; absent: it did not
 */
export function withReceived(usage: Usage, received: number | undefined): Usage {
  if (received === undefined) return usage;
  const outputTokens = Math.max(usage.outputTokens, Math.ceil(received / BYTES_PER_TOKEN));
  return { ...usage, outputTokens };
}
