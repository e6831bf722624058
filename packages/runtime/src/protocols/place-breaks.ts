import type { CacheHint } from "../chat/request.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/** Blocks of a body after which the caller lets a break stand. */
export type Hints = Map<object, CacheHint["cacheBreak"]>;

/** What Anthropic takes in one request. */
const MOST = 4;

/** What can end a prefix. Thinking cannot, what came back opaque is not to be touched; `media` are of others. */
const ENDS: readonly string[] = ["text", "image", "document", "tool_use", "tool_result"];

/** Most tokens that Anthropic adds where there are tools: some hundreds. */
const TOOLS_PROMPT = 1_000;

/** A UTF-16 unit has three bytes at most, and no token has less than one. */
const MOST_TOKENS_PER_UNIT = 3;

export interface Control {
  type: "ephemeral";
  ttl?: "5m" | "1h";
}

interface Block {
  readonly type?: string;
  readonly text?: string;
  readonly cache_control?: Control;
}

/** What of a body has blocks. */
interface Body {
  readonly tools?: object[];
  system?: string | { type: "text"; text: string; cache_control?: Control }[];
  readonly messages: readonly { readonly role: string; readonly content: string | object[] }[];
}

interface Spot {
  readonly list: Block[];
  readonly index: number;
  readonly block: Block;
  readonly isEnd: boolean;
}

/**
 * Says in a body where cached prefixes end. The breaks that the caller lets stand come first; what is left
 * of four goes to the end of the conversation, of the instructions, of what was asked before, where the
 * last request ended, and of the tools. A long life is never after a short one: what comes before lives
 * as long.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function placeBreaks(body: Body, hints: Hints, request: PreparedRequest): void {
  const { cache } = request;
  if (cache === undefined || cache === "off") {
    if (cache === undefined && hints.size > 0) {
      ignore(request, "cacheBreak was left out: it says where, and cache is to say that");
    }
    return;
  }
  const spots: Spot[] = [];
  const add = (list: object[] | undefined): number => {
    for (const [index, block] of (list ?? []).entries()) {
      spots.push({ list: list as Block[], index, block, isEnd: isEnd(block, list === body.tools) });
    }
    return spots.length - 1;
  };
  const tools = add(body.tools);
  if (typeof body.system === "string" && body.system.trim() !== "") {
    body.system = [{ type: "text", text: body.system }];
  }
  const head = typeof body.system === "object" ? add(body.system) : tools;
  let last = head;
  const asked: number[] = [];
  for (const { role, content } of body.messages) {
    last = add(typeof content === "object" ? content : undefined);
    if (role === "user") asked.push(last);
  }
  const ends: number[] = [];
  for (const [index, { isEnd }] of spots.entries()) ends.push(isEnd ? index : (ends.at(-1) ?? -1));
  const endOf = (index: number) => ends[index] ?? -1;

  const first = firstLongEnough(spots, body, request.modelCacheMinTokens);
  const hinted = new Map<number, CacheHint["cacheBreak"]>();
  let tooEarly = false;
  for (const [index, { block }] of spots.entries()) {
    if (!hints.has(block)) continue;
    const end = endOf(index);
    if (end < first) tooEarly = true;
    else hinted.set(end, hints.get(block));
  }
  if (tooEarly) {
    ignore(
      request,
      `cacheBreak was left out: ${request.modelId} caches no beginning of fewer than ${request.modelCacheMinTokens} tokens`,
    );
  }
  const room = MOST - spots.filter(({ block }) => block.cache_control).length;
  const kept = [...hinted.keys()];
  if (kept.length > room) {
    // The first one is what most requests have in common, and the last ones reach furthest.
    kept.splice(1, kept.length - room);
    if (room < 1) kept.length = 0;
    ignore(
      request,
      `of ${hinted.size} cacheBreaks ${kept.length} were kept, the first and the last ones: Anthropic takes ${MOST}`,
    );
  }
  for (const end of [last, head, asked.at(-2) ?? -1, tools].map(endOf)) {
    if (end >= first && kept.length < room && !kept.includes(end)) kept.push(end);
  }
  mark(kept, hinted, spots, request);
}

function mark(
  kept: readonly number[],
  hinted: ReadonlyMap<number, CacheHint["cacheBreak"]>,
  spots: readonly Spot[],
  request: PreparedRequest,
): void {
  const keep = (request.cache as { keep?: string }).keep ?? "short";
  const hasLong = request.modelCacheTtls?.includes("1h") !== false;
  let isLong = false;
  let isAsked = false;
  for (const at of kept.toSorted((a, b) => b - a)) {
    const hint = hinted.get(at);
    isAsked ||= (hint === undefined || hint === true ? keep : hint) === "long";
    isLong = isAsked && hasLong;
    const { list, index, block } = spots[at] as Spot;
    const control: Control = isLong ? { type: "ephemeral", ttl: "1h" } : { type: "ephemeral" };
    list[index] = { ...block, cache_control: control };
  }
  if (isAsked && !hasLong) {
    ignore(request, `cache.keep long was left out: ${request.modelId} keeps nothing for an hour`);
  }
}

function isEnd(block: Block, isTool: boolean): boolean {
  if (block.cache_control !== undefined) return false;
  return isTool || (ENDS.includes(block.type as string) && block.text?.trim() !== "");
}

/**
 * From which block on a prefix may be long enough to be cached. Counts what there can be at most, so
 * nothing that would be cached is left out; the rest Anthropic passes over without a word.
 */
function firstLongEnough(spots: readonly Spot[], { tools }: Body, min: number | undefined): number {
  if (min === undefined) return 0;
  let most = tools === undefined ? 0 : TOOLS_PROMPT;
  const first = spots.findIndex(({ block }) => {
    most += tokensAtMost(block);
    return most >= min;
  });
  return first === -1 ? spots.length : first;
}

function tokensAtMost({ type, ...block }: Block): number {
  if (type === "image" || type === "document" || type === "media") return Number.POSITIVE_INFINITY;
  const text = block.text ?? JSON.stringify(block);
  return text.length * MOST_TOKENS_PER_UNIT;
}

function ignore({ warn }: PreparedRequest, message: string): void {
  warn({ code: "setting-ignored", message });
}
