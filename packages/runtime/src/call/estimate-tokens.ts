/** Bytes of text or JSON that are a token, about: more of English, fewer of code and of other scripts. */
export const BYTES_PER_TOKEN = 4;

/** What a picture or a file takes, about. */
export const TOKENS_PER_ATTACHMENT = 1600;

/** About how many tokens a text has. */
export function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);
}
