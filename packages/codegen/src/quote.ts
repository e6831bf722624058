import { redactSecrets } from "./source/secrets.ts";

/**
 * A string as a message shows it: in quotes, cut at 60 characters, control characters escaped.
 * Credentials are blanked out before the cut, which could leave half of one unrecognised.
 */
export function quote(text: string): string {
  const safe = redactSecrets(text);
  return JSON.stringify(safe.length > 60 ? `${safe.slice(0, 59)}…` : safe);
}
