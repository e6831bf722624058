import { UserError } from "./user-error.ts";

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * A moment of a question as text in UTC, `2026-07-15T12:00:00`, which compares as times do; `undefined`
 * for what is none. A date alone is noon.
 */
export function utcTime(at: string): string | undefined {
  const [year = 0, month = 0, date = 0] = at.slice(0, 10).split("-").map(Number);
  // The day before the next month is the last one of this month.
  if (!TIME.test(at) || date > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  const time = new Date(at.includes("T") ? at : `${at}T12:00Z`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 19);
}

/** The day of a moment in UTC. */
export function utcDay(at: string): string {
  return (utcTime(at) ?? "").slice(0, 10);
}

/** The day that comes some days later, or earlier. */
export function nextDay(day: string, by: number): string {
  return new Date(Date.parse(day.slice(0, 10)) + by * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A day of the calendar as an option takes it.
 *
 * @throws UserError for anything else than YYYY-MM-DD.
 */
export function dayOf(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime())) {
    if (date.toISOString().startsWith(text)) return text;
  }
  throw new UserError(`${option} takes a day as YYYY-MM-DD, not "${text}"`);
}
