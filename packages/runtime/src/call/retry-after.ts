import { duration } from "../failure/wait-in-words.ts";

/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, Azure's `x-ms-retry-after-ms`, or
 * `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). 0 is an answer; a date that has
 * passed is 0; what is neither is `undefined`.
 *
 * @param now milliseconds since 1970
 */
export function readRetryAfter(
  header: (name: string) => string | undefined,
  now: number,
): number | undefined {
  return (
    amount(header("retry-after-ms"), 1) ??
    amount(header("x-ms-retry-after-ms"), 1) ??
    amount(header("retry-after"), 1000) ??
    date(header("retry-after"), now)
  );
}

function amount(value: string | undefined, unit: number): number | undefined {
  if (value === undefined || !/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return undefined;
  return Number(value) * unit;
}

function date(value: string | undefined, now: number): number | undefined {
  // `Date.parse` reads "5x" and "-3" as dates; HTTP's begin with the name of a day.
  if (value === undefined || !/^\s*[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** Kinds of limits that have headers of their own. */
const LIMITS = ["-requests", "-tokens", ""];

/**
 * When a limit of requests or tokens ends, in milliseconds, by the headers that say how much of it is
 * left: OpenAI's and Groq's `x-ratelimit-reset-requests: 6m0s`, seconds at Azure and in the IETF's draft,
 * Anthropic's dates, the milliseconds since 1970 of OpenRouter. They come with every answer: they count
 * for one that says it came too fast, and those do not that have requests left.
 *
 * @param now milliseconds since 1970
 */
export function readLimitReset(
  header: (name: string) => string | undefined,
  now: number,
): number | undefined {
  let latest: number | undefined;
  for (const kind of LIMITS) {
    const isOpen = Number(header(`x-ratelimit-remaining${kind}`)) > 0 && kind !== "-tokens";
    if (isOpen) continue;
    const openai = readReset(header(`x-ratelimit-reset${kind}`), now);
    const anthropic = Number(header(`anthropic-ratelimit${kind}-remaining`)) > 0;
    const told =
      openai ?? (anthropic ? undefined : instant(header(`anthropic-ratelimit${kind}-reset`), now));
    if (told !== undefined) latest = Math.max(latest ?? 0, told);
  }
  return latest;
}

/**
 * How far off in milliseconds is what a header says in seconds, in seconds or milliseconds since 1970, as a
 * duration or as a date.
 *
 * @param now milliseconds since 1970
 */
export function readReset(value: string | undefined, now: number): number | undefined {
  const number = amount(value, 1);
  if (number === undefined)
    return value === undefined ? undefined : (duration(value) ?? instant(value, now));
  if (number < 1e9) return number * 1000;
  return Math.max(0, (number < 1e11 ? number * 1000 : number) - now);
}

/** A date of RFC 3339, which begins with its year. */
function instant(value: string | undefined, now: number): number | undefined {
  const time = value !== undefined && /^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
