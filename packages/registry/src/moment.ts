/** A point in time: a `Date`, an ISO date (12:00 UTC of that day) or an ISO time with its zone. */
export type Moment = Date | string;

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since 1970 of a moment.
 *
 * @throws RangeError for what is no date of the calendar, or a time without a zone.
 */
export function timeOf(moment: Moment): number {
  const time =
    typeof moment !== "string"
      ? moment.getTime()
      : DAY.test(moment)
        ? timeOfDay(moment, "T12:00Z")
        : TIME.test(moment)
          ? timeOfDay(moment.slice(0, 10), moment.slice(10))
          : Number.NaN;
  if (Number.isNaN(time)) {
    throw new RangeError(
      `not a date: ${String(moment)}; write YYYY-MM-DD, or YYYY-MM-DDThh:mmZ with its zone`,
    );
  }
  return time;
}

/** The day of a moment in UTC, as ISO date. */
export function dayOf(moment: Moment): string {
  return new Date(timeOf(moment)).toISOString().slice(0, 10);
}

/** `Date` takes 30 February for 2 March. */
function timeOfDay(day: string, rest: string): number {
  const midnight = Date.parse(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === day;
  return exists ? Date.parse(day + rest) : Number.NaN;
}
