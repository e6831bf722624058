/** Line breaks of every kind, other control characters, and marks that turn the direction of text. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** Text as a line of its own holds it: whatever would end the line, or hide part of it, is a space. */
export function oneLine(text: string): string {
  // Nearly all text is plain, and there is much of it.
  return (/[^\x20-\x7e]/.test(text) ? text.replace(BREAKS, " ") : text).trim();
}
