import type { LimitState, RateLimit } from "../chat/reply.ts";
import { readReset } from "./retry-after.ts";

/**
 * Headers of each limit, `*` for `limit`, `remaining` or `reset`: OpenAI's, which Groq, xAI, Azure and most
 * others have as well, Anthropic's, Mistral's and Cerebras', those of OpenRouter, and of the IETF's draft. The
 * first that is there counts.
 */
const HEADERS: Readonly<Record<keyof RateLimit, readonly string[]>> = {
  requests: [
    "x-ratelimit-*-requests",
    "anthropic-ratelimit-requests-*",
    "x-ratelimit-*-req-minute",
    "x-ratelimit-*-requests-minute",
    "x-ratelimit-*-requests-day",
    "x-ratelimit-*",
    "ratelimit-*",
  ],
  tokens: ["x-ratelimit-*-tokens", "anthropic-ratelimit-tokens-*", "x-ratelimit-*-tokens-minute"],
  inputTokens: ["anthropic-ratelimit-input-tokens-*"],
  outputTokens: ["anthropic-ratelimit-output-tokens-*"],
};

/** The same, in full: made once, and not with each answer. */
const NAMES = Object.entries(HEADERS).map(([name, patterns]) => {
  const inFull = (pattern: string) => ({
    limit: pattern.replace("*", "limit"),
    remaining: pattern.replace("*", "remaining"),
    reset: pattern.replace("*", "reset"),
  });
  return [name as keyof RateLimit, patterns.map(inFull)] as const;
});

/**
 * What is left of the provider's limits, by the headers of an answer; `undefined`: they say nothing.
 *
 * @param now when they came, in milliseconds since 1970
 */
export function readRateLimit(
  response: { header(name: string): string | undefined },
  now: number,
): RateLimit | undefined {
  const limits: { -readonly [Name in keyof RateLimit]: RateLimit[Name] } = {};
  let isThere = false;
  for (const [key, all] of NAMES) {
    for (const names of all) {
      const remaining = amount(response.header(names.remaining));
      const limit = amount(response.header(names.limit));
      if (remaining === undefined && limit === undefined) continue;
      const state: { -readonly [Name in keyof LimitState]: LimitState[Name] } = {};
      if (limit !== undefined) state.limit = limit;
      if (remaining !== undefined) state.remaining = remaining;
      const resetMs = readReset(response.header(names.reset), now);
      if (resetMs !== undefined) state.resetMs = resetMs;
      limits[key] = state;
      isThere = true;
      break;
    }
  }
  return isThere ? limits : undefined;
}

/** The IETF's draft allows more behind the number: `10, 10;w=1`. */
function amount(value: string | undefined): number | undefined {
  const digits = value === undefined ? null : /^\s*(\d{1,15})(?:\s*[,;]|\s*$)/.exec(value);
  return digits === null ? undefined : Number(digits[1]);
}
