import { FailureError } from "../chat/errors.ts";

/**
 * The value of a whole JSON body. What it held is in no message.
 *
 * @throws FailureError: `truncated` when it ends before its end, else `protocol`, which says what it
 * looks like instead.
 */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FailureError(
      isCut(text)
        ? { code: "truncated", message: "the answer was cut: its JSON ends too early" }
        : { code: "protocol", message: `the answer is not JSON${looksLike(text)}` },
    );
  }
}

function looksLike(text: string): string {
  const start = text.trimStart();
  if (start.startsWith("<")) return " but HTML or XML: check the option endpoint";
  if (/^(?:data|event|id|retry)?:/.test(start))
    return " but a stream of events, which was not asked for";
  return "";
}

/** Whether a text that is no JSON could become some if it went on: something is open at its end. */
function isCut(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
  }
  return text.trim() === "" || (/^\s*[{["]/.test(text) && (quoted || depth > 0));
}
