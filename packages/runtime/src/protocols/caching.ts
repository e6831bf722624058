import type { CacheHint } from "../chat/request.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/** What takes more than others: Responses know the key in the body, and twelve hours. */
type Api = "chat" | "responses";

type Ttl<To extends Api> = To extends "chat" ? "30m" : "30m" | "12h";

/** What a request of OpenAI's protocols says of caches. */
export interface OpenaiCaching<To extends Api> {
  prompt_cache_key?: string;
  /** From GPT-5.6 on. Without a break of its own `explicit` is no cache at all. */
  prompt_cache_options?: { mode?: "implicit" | "explicit"; ttl?: Ttl<To> };
  /** Before GPT-5.6, at the longest. */
  prompt_cache_retention?: "in_memory" | "24h" | null;
}

/** What ends a cached prefix, on parts of content. From GPT-5.6 on. */
export interface OpenaiBreakpoint<To extends Api> {
  prompt_cache_breakpoint?: To extends "chat"
    ? { mode: "explicit" }
    : { mode: "explicit"; ttl?: Ttl<To> };
}

/**
 * The fields that say what is asked of caches, as the dialect has them and the model takes them. What
 * cannot be said is a warning.
 *
 * @see https://developers.openai.com/api/docs/guides/prompt-caching
 */
export function openaiCaching<To extends Api>(
  request: PreparedRequest,
  api: To,
): OpenaiCaching<To> {
  const { cache, dialect, modelCacheTtls: ttls = [] } = request;
  const style = dialect?.cacheStyle ?? "none";
  // Its breaks are all that there is to say.
  if (cache === undefined || (style === "anthropic" && api === "chat")) return {};
  if (style === "none" || style === "anthropic") {
    warnOfCaching(request);
    return {};
  }
  const isOpenai = style === "openai";
  if (cache === "off") {
    if (isOpenai && ttls.includes("30m")) return { prompt_cache_options: { mode: "explicit" } };
    leaveOut(request, "cache off");
    return {};
  }
  const fields: OpenaiCaching<"responses"> = {};
  if (cache.key !== undefined && (style !== "xai" || api === "responses")) {
    fields.prompt_cache_key = cache.key;
  }
  if (cache.keep === "long") {
    if (isOpenai && api === "responses" && ttls.includes("12h")) {
      fields.prompt_cache_options = { ttl: "12h" };
    } else if (isOpenai && ttls.includes("24h")) fields.prompt_cache_retention = "24h";
    else leaveOut(request, "cache.keep long", request.modelId);
  }
  return fields as OpenaiCaching<To>;
}

/** Headers of Chat Completions: xAI has its key there. */
export function cachingHeaders({
  cache,
  dialect,
}: PreparedRequest): Readonly<Record<string, string>> | undefined {
  return cache && cache !== "off" && cache.key !== undefined && dialect?.cacheStyle === "xai"
    ? { "x-grok-conv-id": cache.key }
    : undefined;
}

/** What a part of content says when a break may stand after it; nothing where none can. */
export function openaiBreakpoint<To extends Api>(
  cacheBreak: CacheHint["cacheBreak"],
  request: PreparedRequest,
  api: To,
): OpenaiBreakpoint<To> {
  if (!cacheBreak || !takesBreaks(request)) return {};
  const hasLong = api === "responses" && request.modelCacheTtls?.includes("12h");
  const isLong = cacheBreak === "long" && hasLong;
  const mark: OpenaiBreakpoint<"responses"> = {
    prompt_cache_breakpoint: isLong ? { mode: "explicit", ttl: "12h" } : { mode: "explicit" },
  };
  return mark as OpenaiBreakpoint<To>;
}

function takesBreaks({ cache, dialect, modelCacheTtls }: PreparedRequest): boolean {
  const isOn = cache !== undefined && cache !== "off";
  return isOn && dialect?.cacheStyle === "openai" && modelCacheTtls?.includes("30m") === true;
}

/** Breaks stand in what the user says; in Responses also in results of tools. */
export function warnOfBreaks(request: PreparedRequest, api: Api): void {
  if (!takesBreaks(request)) return;
  const left = request.messages.filter(
    ({ role }) => role === "assistant" || (role === "tool" && api === "chat"),
  );
  const parts: readonly CacheHint[] = left.flatMap(({ content }): readonly CacheHint[] => content);
  const { systemParts = [], tools = [] } = request;
  if (![...parts, ...systemParts, ...tools].some(({ cacheBreak }) => cacheBreak)) return;
  request.warn({
    code: "setting-ignored",
    message:
      "cacheBreak was left out of tools, instructions and answers: breaks stand in what the user says",
  });
}

/**
 * For providers that cache by themselves and cannot be told how: `auto` is what they do anyway, all else
 * is a warning.
 *
 * @param instead what the caller can do
 */
export function warnOfCaching(request: PreparedRequest, instead = ""): void {
  const { cache } = request;
  if (cache === undefined) return;
  if (cache === "off") leaveOut(request, "cache off");
  else {
    if (cache.key !== undefined) leaveOut(request, "cache.key", undefined, instead);
    if (cache.keep === "long") leaveOut(request, "cache.keep long", undefined, instead);
  }
}

function leaveOut(
  { provider, warn }: PreparedRequest,
  what: string,
  who = provider.displayName,
  instead = "",
): void {
  warn({
    code: "setting-ignored",
    message: `${what} was left out: ${who} is not known to take it, and caches as it does by itself${instead}`,
  });
}
