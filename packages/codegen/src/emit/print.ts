import { escapeHidden, oneLine } from "../text/quote.ts";
import { HEADER } from "./emitter.ts";

/** Widest line of generated code. */
const WIDTH = 100;

/**
 * The one way in which a value becomes source text. Strings go through JSON.stringify, which
 * escapes quotes, backslashes and control characters; what JSON allows and a script or its page
 * does not (line separators, `</script>`) is escaped as well, and so is what nobody would see in a review
 * (marks of direction and the like). No template literals, so `${}` is text.
 *
 * Lists and tables stay on one line when they fit, as the formatter would have it. Text is plain
 * strings: a library that writes code follows every character to know its indentation, which costs
 * more than making the text (95 ms against 70 for 5,276 models). Here it is known, and handed down.
 */
export function literal(value: unknown, indent = 0): string {
  if (typeof value === "string") return string(value);
  if (Array.isArray(value)) {
    return fit(
      "[",
      value.map((item) => literal(item, indent + 2)),
      "]",
      indent,
    );
  }
  if (typeof value === "object" && value !== null) {
    const lines: string[] = [];
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) lines.push(`${propertyName(key)}: ${literal(item, indent + 2)}`);
    }
    return fit("{", lines, "}", indent);
  }
  return String(value);
}

/** A string literal in double quotes. */
export function string(text: string): string {
  const json = JSON.stringify(text);
  // Nearly all text is plain, and there is much of it.
  return /[^\x20-\x7e]|<\//.test(json) ? escapeHidden(json).replaceAll("</", "<\\/") : json;
}

/** A property's name: bare where it can be, computed for `__proto__`, which would set a prototype. */
export function propertyName(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : string(name);
}

/** Text inside a block comment: on one line, unable to end the comment or a script, or to begin a tag. */
export function commentText(text: string): string {
  return oneLine(text)
    .replaceAll("/", (slash, at: number, all: string) =>
      "*<".includes(all[at - 1] ?? " ") ? `\\${slash}` : slash,
    )
    .replaceAll("@", "\\@");
}

function fit(open: string, items: readonly string[], close: string, indent: number): string {
  if (items.length === 0) return open + close;
  if (isNarrow(items, indent)) {
    return open === "{" ? `{ ${items.join(", ")} }` : `[${items.join(", ")}]`;
  }
  const pad = " ".repeat(indent + 2);
  return `${open}\n${pad}${items.join(`,\n${pad}`)},\n${" ".repeat(indent)}${close}`;
}

/** Whether they fit on a line, with room for the name before it and the commas between. */
function isNarrow(items: readonly string[], indent: number): boolean {
  let width = indent + 16;
  for (const item of items) {
    width += item.length + 2;
    if (width > WIDTH || item.includes("\n")) return false;
  }
  return true;
}

/** The text of a TypeScript module: the header, then its parts with a blank line between them. */
export function moduleText(parts: readonly string[]): string {
  return `${[HEADER, ...parts.filter((part) => part !== "")].join("\n\n")}\n`;
}

/** Members in braces, a line or more each. */
export function block(members: readonly string[]): string {
  return members.length === 0 ? "{}" : `{\n${members.map((member) => `  ${member}\n`).join("")}}`;
}
