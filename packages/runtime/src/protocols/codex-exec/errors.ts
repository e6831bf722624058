import type { Failure, KeiErrorCode } from "../../chat/errors.ts";
import { classifyStatus } from "../../failure/classify-status.ts";
import { classOfWords } from "../../failure/classify-words.ts";
import { extractError } from "../../failure/error-body.ts";
import { wordsOf } from "../../failure/words-of.ts";

/** Most characters of JSON that are parsed. */
const MAX_JSON = 65_536;
/** Most characters that are looked at: a message may hold a whole page of HTML. */
const MAX_READ = 4096;
/** Most characters that are told. */
const MAX_TOLD = 500;

/**
 * Codex says in words what failed, and the words change with its version: what is looked for is what
 * has stayed. The status is the one that the failure stands for.
 */
const CLUES: readonly (readonly [clue: RegExp, code: KeiErrorCode, status?: number])[] = [
  [/usage.limit|quota|billing|out of credits/i, "quota", 429],
  [/rate.limit|too many requests/i, "rate-limit", 429],
  [/context.(window|length)|exceeds the maximum length/i, "context-length", 400],
  [/model\b.{0,100}(not (supported|found|exist)|unsupported)|model_not_found/i, "not-found"],
  [/at capacity|overloaded/i, "overloaded", 529],
  [/high demand/i, "server", 500],
  [/\b(log|sign)(ged)? ?in\b|unauthorized|api.key|(access|refresh) token/i, "auth", 401],
  [/flagged|content.policy|content.filter/i, "content-blocked"],
  [/incomplete response/i, "truncated"],
  [/timed out|timeout/i, "timeout"],
  [/disconnected|error sending request|connection/i, "network"],
];

/** What the message of a failed turn means. Never throws. */
export function codexFailure(message: string): Failure {
  const unwrapped = unwrap(message);
  const text = unwrapped.text.slice(0, MAX_READ);
  const { kind } = unwrapped;
  const told = /(?:unexpected|last) status:? (\d{3})/.exec(text)?.[1];
  const status = unwrapped.status ?? (told === undefined ? undefined : Number(told));
  const requestId = /, request id: ([\w-]+)/.exec(text)?.[1];
  const clue =
    status === undefined || status < 500
      ? CLUES.find(([words]) => words.test(kind) || words.test(text))
      : undefined;
  return {
    code:
      clue?.[1] ??
      classOfWords(status ?? 0, text) ??
      (status === undefined ? "server" : classifyStatus(status)),
    message: plain(text) || "codex failed and did not say why",
    status: status ?? clue?.[2],
    requestId,
  };
}

/** The message may be the provider's error body, as JSON in the text. */
function unwrap(message: string): { text: string; kind: string; status?: number } {
  if (message.startsWith("{") && message.length <= MAX_JSON) {
    try {
      const body: unknown = JSON.parse(message);
      const { message: text, type = "", code = "" } = extractError(body);
      const { status } = body as { readonly status?: unknown };
      // Codex passes on the bodies of status 400 alone, and not always with it.
      return {
        text: text ?? message,
        kind: `${type} ${code}`,
        status: typeof status === "number" ? status : 400,
      };
    } catch {
      // Words that begin with a brace.
    }
  }
  return { text: message, kind: "" };
}

/** Without a page's markup, and without the address and the ids that codex adds. */
function plain(text: string): string {
  const told = withoutKeys(text).replace(/, (url|cf-ray|request id): [^\s,]+/g, "");
  return wordsOf(told).slice(0, MAX_TOLD);
}

/** Keys and tokens that are recognised by their form, where it is not known which there may be. */
const KEY = /\b(?:sk-|eyJ)[\w.-]{8,}/g;

/** A text of somebody else's without the keys of somebody else's that may be in it. */
export function withoutKeys(text: string): string {
  return text.replace(KEY, "[redacted]");
}
