import type { FinishReason, Usage } from "../../src/chat/reply.ts";
import { argumentWarnings, type ExpectedPart, type ExpectedReply } from "./expectation.ts";

/** https://platform.openai.com/docs/api-reference/responses/object, as far as it is read. */
interface Response {
  readonly object?: string;
  readonly id?: string;
  readonly model?: string;
  readonly status?: string;
  readonly incomplete_details?: { readonly reason: string } | null;
  readonly output?: readonly Item[];
  readonly usage?: Counts | null;
}

interface Item {
  readonly type: string;
  readonly id?: string;
  readonly status?: string | null;
  readonly content?: readonly Part[] | null;
  readonly summary?: readonly Part[] | null;
  readonly encrypted_content?: string | null;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly action?: { readonly type: string };
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
}

interface Counts {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly input_tokens_details?: {
    readonly cached_tokens?: number;
    readonly cache_write_tokens?: number;
  };
  readonly output_tokens_details?: { readonly reasoning_tokens?: number };
  readonly num_sources_used?: number;
}

const ENDS = ["response.completed", "response.incomplete", "response.failed"];

/** A response, whole or in events. `undefined` when it is not the whole of one. */
export function readResponse(
  values: readonly unknown[],
  stream: boolean,
): ExpectedReply | undefined {
  if (!stream) return replyOf(values[0] as Response, new Map());
  const done = new Map<string | undefined, Item>();
  for (const value of values as readonly { type?: string; item?: Item; response?: Response }[]) {
    if (value.type === "response.output_item.done" && value.item) {
      done.set(value.item.id, value.item);
    }
    if (ENDS.includes(value.type ?? "") && value.response) return replyOf(value.response, done);
  }
  return undefined;
}

/** @param done items as they were when each of them was whole */
function replyOf(
  response: Response,
  done: ReadonlyMap<string | undefined, Item>,
): ExpectedReply | undefined {
  const { object = "response", output, status = "", model, usage, id } = response;
  const isThere = status === "completed" || status === "incomplete";
  if (object !== "response" || output === undefined || !isThere) return undefined;
  const items = output.map((item) => {
    const whole = done.get(item.id);
    // Azure has no encrypted content before the end.
    return whole?.type === "reasoning" && !whole.encrypted_content && item.encrypted_content
      ? item
      : (whole ?? item);
  });
  const content = items.flatMap((item, i) =>
    partsOf(item, items[i - 1], items[i + 1], status === "incomplete"),
  );
  const counted = usageOf(usage ?? undefined, items);
  const reason = finishOf(status, response.incomplete_details?.reason, content);
  return {
    kind: "reply",
    content,
    finishReason: reason,
    rawFinishReason:
      status === "incomplete" ? (response.incomplete_details?.reason ?? status) : status,
    ...(counted === undefined ? {} : { usage: counted }),
    ...(model === undefined ? {} : { model }),
    ...(id === undefined ? {} : { responseId: id }),
    warnings: argumentWarnings(content),
  };
}

function finishOf(
  status: string,
  reason: string | undefined,
  content: readonly ExpectedPart[],
): FinishReason {
  if (status === "incomplete") return reason === "max_output_tokens" ? "length" : "other";
  if (content.some(({ type }) => type === "tool-call")) return "tool-calls";
  return content.some(({ type }) => type === "refusal") ? "refusal" : "stop";
}

function partsOf(
  item: Item,
  before: Item | undefined,
  next: Item | undefined,
  isCut: boolean,
): ExpectedPart[] {
  const { type, content, summary } = item;
  const pair = before?.type === "reasoning" ? before.id : undefined;
  const signed = (kept: object, other: string | undefined) =>
    JSON.stringify({ item: kept, ...(other === undefined ? {} : { pair: other }) });
  switch (type) {
    case "message":
      return (content ?? []).flatMap((part): ExpectedPart[] => {
        const kind = part.type === "refusal" ? "refusal" : "text";
        const text = part[kind] ?? "";
        const blank = { ...part, [kind]: "" };
        const signature = signed({ ...item, content: [blank] }, pair);
        return text === "" ? [] : [{ type: kind, text, signature }];
      });
    case "reasoning": {
      const parts = summary?.length ? summary : (content ?? []);
      const text = parts.map((part) => part.text).join("\n\n");
      const isLost = isCut && next === undefined;
      if (isLost) return text === "" && item.status === "incomplete" ? [] : [{ type, text }];
      return [{ type, text, signature: signed(item, next?.id) }];
    }
    case "function_call":
    case "custom_tool_call": {
      const written = item.arguments ?? item.input ?? "";
      const call = { type: "tool-call", id: item.call_id ?? "", name: item.name ?? "" } as const;
      const signature = signed(item, pair);
      try {
        return [{ ...call, arguments: JSON.parse(written || "{}"), signature }];
      } catch {
        return [{ ...call, arguments: undefined, invalidArguments: written, signature }];
      }
    }
    default:
      return [{ type: "opaque", value: item }];
  }
}

/** Input includes what caches had, output includes reasoning. Searches are billed by their number. */
function usageOf(counts: Counts | undefined, items: readonly Item[]): Usage | undefined {
  if (counts === undefined) return undefined;
  const { cached_tokens: read, cache_write_tokens: written } = counts.input_tokens_details ?? {};
  const reasoning = counts.output_tokens_details?.reasoning_tokens;
  const number = (type: string) =>
    items.filter((item) => item.type === type && (item.action?.type ?? "search") === "search")
      .length;
  const fees = Object.entries({
    webSearch: number("web_search_call"),
    fileSearch: number("file_search_call"),
    codeInterpreter: number("code_interpreter_call"),
    searchSources: counts.num_sources_used ?? 0,
  }).filter(([, times]) => times > 0);
  return {
    inputTokens: counts.input_tokens,
    outputTokens: counts.output_tokens,
    ...(read === undefined ? {} : { cacheReadTokens: read }),
    ...(written === undefined ? {} : { cacheWriteTokens: written }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
    ...(fees.length > 0 ? { fees: Object.fromEntries(fees) } : {}),
  };
}
