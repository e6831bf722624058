import { escapeControls } from "./quote.ts";

/** Text of a registry as Markdown that shows it: it makes no markup and no tags. */
export function escapeMarkdown(text: string): string {
  return escapeControls(text).replace(/[\\`*_[\]<>|#~&]/g, "\\$&");
}

/** An id as code. */
export function codeSpan(text: string): string {
  return `\`${escapeControls(text).replaceAll("`", "'")}\``;
}
