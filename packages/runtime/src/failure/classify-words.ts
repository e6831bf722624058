import type { KeiErrorCode } from "../chat/errors.ts";

/** Most characters of a message that are looked at: a gateway may put a whole page into one. */
const MAX_READ = 4096;

/** Most characters of a code or a type. */
const MAX_NAME = 100;

/**
 * Classes by the names for them in `code` and `type`, in lower case: those of OpenAI, Azure, Amazon,
 * LiteLLM, llama.cpp, Moonshot, DashScope, Volcengine and others, and the numbers of Zhipu and MiniMax
 * that mean one thing at both. With each the status that it stands for when it comes without.
 */
const NAMES: readonly (readonly [KeiErrorCode, status: number, names: RegExp])[] = [
  // Before quotas: "Throttling.AllocationQuota" is so many tokens in a minute.
  [
    "rate-limit",
    429,
    /rate_?limit|throttl|too_?many_?requests|limit_(burst|requests)|^resource_exhausted|^(1302|1303|1039)$/,
  ],
  [
    "quota",
    402,
    /quota|billing|budget|insufficient_?(balance|credit|fund)|(usage|spend|spending)_?limit|arrear|overdue|^(1008|1113|1308|1310|2056)$/,
  ],
  [
    "auth",
    401,
    /api_?key|auth|expired_?(key|token)|access_?denied|permission|unrecognized_?client|^(1004|2049)$/,
  ],
  [
    "context-length",
    400,
    /^context_|context_?(length|window|size)|above_max_length|(prompt|input)_?too_?long|tokens_exceeded|^1261$/,
  ],
  [
    "content-blocked",
    400,
    /^content_|content_?(filter|policy|block|violat)|^(bio|cyber)_policy|data_?inspection|moderation|sensitive|responsible_?ai|guardrail|^(1026|1027|1301)$/,
  ],
  ["not-found", 404, /not_found|model_?not_?(exist|found)|invalid_model|^1211$/],
  [
    "overloaded",
    529,
    /overload|service_?unavailable|^unavailable$|server_?busy|model_?not_?ready|^1305$/,
  ],
];

/** The class that a code or a type names; `undefined` where it names none. */
export function classOfName(name = ""): KeiErrorCode | undefined {
  if (name.length > MAX_NAME) return undefined;
  return NAMES.find(([, , names]) => names.test(name.toLowerCase()))?.[0];
}

/** The status that a class stands for when it comes without. */
export function statusOfClass(code: KeiErrorCode): number {
  return NAMES.find(([name]) => name === code)?.[1] ?? (code === "bad-request" ? 400 : 500);
}

const OVERLOADED =
  /overloaded|(at|over) capacity|too busy|is (currently )?busy|high (demand|load)|繁忙/i;

const QUOTA =
  /insufficient.{0,20}(balance|quota|credit|fund)|(balance|credits?|quota) .{0,30}(low|depleted|exhausted|not enough)|(no|out of|not enough|available) credits|(usage|spending) limit|budget.{0,20}exceeded|models.per.day|key limit|余额不足|额度不足|欠费/i;

const BLOCKED =
  /content (exists risk|filter|polic|management)|(violat|block|flag|reject)[a-z]{0,5} .{0,60}(polic|guideline|filter|moderation|risk|safety|sensitive)|requires moderation|inappropriate content|sensitive content|敏感/i;

const TOO_FAST =
  /rate.?limit|too many requests|throttl|(requests|tokens) per (min|sec|hour|day)|please wait/i;

const BAD_KEY =
  /(incorrect|invalid|missing|expired|no) api.?key|api.?key (is )?(not |in|missing|required|expired)|^api key/i;

/** What can mean nothing else, whatever the status. */
const TOO_LONG =
  /(prompt|inputs?|request|conversation) (is )?(too long|longer)|(prompt|inputs?|tokens?|messages?|request|requested)\b.{0,60}\bexceed.{0,60}(max|limit|context|window)|context.{0,50}exceed|maximum (context|prompt|input|allowed input) length|longer than the|too many (input )?tokens|range of input length|reduce the length|too large for model|max input tokens|greater than (the context|max_seq)|tokens.{0,40}must be <=|过长/i;

/** What does where the request was refused. */
const CONTEXT = /context (length|window|size)/i;

const NO_MODEL = /model\b.{0,80}\b(not exist|not found)|(unknown|no such|invalid) model\b/i;

/** A limit that ends soon is no allowance that is used up. */
const SOON = /(try again|retry) (in|after) \d/i;

/**
 * The class that the words of an error say, where its status leaves that open; 0 is no status. Wordings
 * are those of providers, gateways and local servers; a provider may change them at any time, so they
 * count less than all else.
 */
export function classOfWords(status: number, message: string): KeiErrorCode | undefined {
  const words = message.slice(0, MAX_READ);
  const none = status === 0;
  const refused = none || status === 400 || status === 413;
  const failed = status >= 500;
  if ((none || failed || status === 429) && OVERLOADED.test(words)) return "overloaded";
  const denied = status === 401 || status === 403;
  if ((refused || denied || status === 429) && QUOTA.test(words) && !SOON.test(words))
    return "quota";
  if (refused || status === 403) {
    if (BLOCKED.test(words)) return "content-blocked";
    if (TOO_FAST.test(words)) return "rate-limit";
  }
  if (refused && BAD_KEY.test(words)) return "auth";
  if ((refused || failed || status === 422) && TOO_LONG.test(words)) return "context-length";
  if (refused && CONTEXT.test(words)) return "context-length";
  return none && NO_MODEL.test(words) ? "not-found" : undefined;
}
