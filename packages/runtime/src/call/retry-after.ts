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
