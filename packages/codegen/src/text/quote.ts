import { redactSecrets } from "./secrets.ts";

/**
 * A string as a message shows it: in quotes, cut at 60 characters, control characters escaped.
 * Credentials are blanked out before the cut, which could leave half of one unrecognised.
 */
export function quote(text: string): string {
  const safe = redactSecrets(text);
  const cut = safe.length > 60 ? `${safe.slice(0, 59).replace(/[\uD800-\uDBFF]$/, "")}…` : safe;
  return escapeControls(JSON.stringify(cut));
}

/** What terminals and logs act on, but for tabs: control characters, line and direction marks. */
export const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** The text with them as escapes of JSON. */
export function escapeControls(text: string): string {
  return text.replace(CONTROL, (control) =>
    control === "\n" ? "\\n" : `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Line breaks of every kind, other control characters, and marks that turn the direction of text. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** Text as a line of its own holds it: whatever would end the line, or hide part of it, is a space. */
export function oneLine(text: string): string {
  // Nearly all text is plain, and there is much of it.
  return (/[^\x20-\x7e]/.test(text) ? text.replace(BREAKS, " ") : text).trim();
}

/** Text of a registry as Markdown that shows it: it makes no markup and no tags. */
export function escapeMarkdown(text: string): string {
  return escapeControls(text).replace(/[\\`*_[\]<>|#~&]/g, "\\$&");
}

/** An id as code. */
export function codeSpan(text: string): string {
  return `\`${escapeControls(text).replaceAll("`", "'")}\``;
}
