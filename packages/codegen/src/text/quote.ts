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

/**
 * What TOML and JSON may hold as it is, and nobody sees: control characters from DEL on, marks of lines and
 * of the direction of text, a byte order mark inside of a text, and tags, which spell whole sentences.
 */
export const HIDDEN =
  /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F]/g;

/** What terminals and logs act on, but for tabs: that, and the other control characters. */
export const CONTROL = new RegExp(`[\\u0000-\\u0008\\u000A-\\u001F]|${HIDDEN.source}`, "g");

/** The text with them as escapes of JSON. */
export function escapeControls(text: string): string {
  return text.replace(CONTROL, escapeUnits);
}

/** Text of JSON or of a program that means the same, with nothing hidden in its strings. */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN, escapeUnits);
}

function escapeUnits(characters: string): string {
  if (characters === "\n") return "\\n";
  return characters.replace(
    /[\s\S]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A hidden character in TOML, which has no surrogates, and so another escape for what is above U+FFFF. */
export function tomlEscape(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}

/** Line breaks of every kind, other control characters, and what is hidden otherwise. */
const BREAKS =
  /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]+/gu;

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
