import type { KeiErrorCode } from "../chat/errors.ts";

/** What a status says where the body says nothing. */
export function classifyStatus(status: number): KeiErrorCode {
  if (status >= 300 && status < 400) return "redirect";
  switch (status) {
    case 401:
    case 403:
      return "auth";
    case 402:
      return "quota";
    case 404:
    case 410:
      return "not-found";
    case 408:
      return "timeout";
    case 429:
      return "rate-limit";
    case 503:
    case 529:
      return "overloaded";
  }
  return status >= 500 ? "server" : "bad-request";
}

/** Statuses after which the same request may succeed: openai's and anthropic's clients agree on them. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}
