import { UserError } from "./user-error.ts";

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
