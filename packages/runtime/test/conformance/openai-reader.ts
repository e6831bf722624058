import type { FinishReason, Usage } from "../../src/chat/reply.ts";
import {
  argumentWarnings,
  type ExpectedCall,
  type ExpectedPart,
  type ExpectedReply,
  joinPieces,
} from "./expectation.ts";

interface Call {
  index?: number;
  id?: string;
  function?: { name?: string | null; arguments?: string | null };
}

interface Part {
  type: string;
  text?: string;
  thinking?: { text?: string }[];
}

type Detail = Readonly<Record<string, unknown>>;

interface Message {
  reasoning_details?: Detail[] | null;
  thinking_blocks?: Detail[] | null;
  extra_content?: Detail[] | null;
  content?: string | Part[] | null;
  reasoning_content?: string | null;
  reasoning?: string | null;
  refusal?: string | null;
  tool_calls?: Call[] | null;
}

interface Counts {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: {
    cached_tokens?: number;
    cache_write_tokens?: number;
    audio_tokens?: number;
  } | null;
  completion_tokens_details?: {
    reasoning_tokens?: number;
    audio_tokens?: number;
    image_tokens?: number;
  } | null;
  prompt_cache_hit_tokens?: number;
}

interface Completion {
  model?: string | null;
  choices?: {
    index: number;
    message?: Message;
    delta?: Message;
    finish_reason?: string | null;
  }[];
  usage?: Counts | null;
}

/** https://platform.openai.com/docs/api-reference/chat/object; `tool_call` is older mlx_lm's. */
const FINISH: Record<string, FinishReason> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  tool_call: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
};

/**
 * A completion, in one value or in the chunks of a stream. `undefined` when the chunks end without a
 * reason and without `[DONE]`.
 */
export function readOpenAiCompletion(
  values: readonly unknown[],
  done: boolean,
): ExpectedReply | undefined {
  const pieces: (ExpectedPart | GrowingCall)[] = [];
  const calls: GrowingCall[] = [];
  let finish = "";
  let usage: Counts | undefined;
  let model = "";
  for (const value of values as Completion[]) {
    usage = value.usage ?? usage;
    model = value.model || model;
    const choice = value.choices?.find(({ index }) => index === 0);
    if (choice === undefined) continue;
    finish = choice.finish_reason || finish;
    const message = choice.message ?? choice.delta ?? {};
    pieces.push(...textsOf(message));
    for (const [place, piece] of (message.tool_calls ?? []).entries()) {
      const key = piece.index ?? piece.id ?? place;
      let call = calls.find((known) => known.key === key);
      if (call === undefined) {
        call = { key, id: "", name: "", json: "" };
        calls.push(call);
        pieces.push(call);
      }
      call.id = call.id || (piece.id ?? "");
      call.name = call.name || (piece.function?.name ?? "");
      call.json += piece.function?.arguments ?? "";
    }
  }
  if (finish === "" && !done) return undefined;
  const content = [
    ...joinPieces(pieces.map((piece) => ("key" in piece ? callOf(piece) : piece))),
    ...carriedOf(values as Completion[]),
  ];
  const counted = usageOf(usage);
  const reason = finish === "" ? "stop" : (FINISH[finish] ?? "other");
  const refused = reason === "stop" && content.some(({ type }) => type === "refusal");
  const called = calls.length > 0 && reason !== "length" && reason !== "content-filter";
  return {
    kind: "reply",
    content,
    finishReason: called ? "tool-calls" : refused ? "refusal" : reason,
    ...(finish === "" ? {} : { rawFinishReason: finish }),
    ...(counted === undefined ? {} : { usage: counted }),
    ...(model === "" ? {} : { model }),
    warnings: argumentWarnings(content),
  };
}

/** Fields that go back as they came; of a stream, their items put together. */
function carriedOf(values: readonly Completion[]): ExpectedPart[] {
  return (["reasoning_details", "thinking_blocks", "extra_content"] as const).flatMap((field) => {
    const said = values.flatMap(({ choices }) => {
      const choice = choices?.find(({ index }) => index === 0);
      return (choice?.message ?? choice?.delta)?.[field] ?? [];
    });
    if (said.length === 0) return [];
    const whole = values.length === 1 ? said : said.reduce<Detail[]>(joinDetail, []);
    return [{ type: "opaque", field, value: whole } as const];
  });
}

function joinDetail(details: Detail[], next: Detail): Detail[] {
  const last = details.at(-1);
  const grows = (["text", "summary", "thinking"] as const).find(
    (key) => typeof last?.[key] === "string" && typeof next[key] === "string",
  );
  const same = last?.["type"] === next["type"] && last?.["index"] === next["index"];
  if (last === undefined || grows === undefined || !same || last["signature"]) {
    return [...details, next];
  }
  const told = Object.entries(next).filter(([, value]) => value !== null);
  const joined = { ...last, ...Object.fromEntries(told), [grows]: `${last[grows]}${next[grows]}` };
  return [...details.slice(0, -1), joined];
}

/** A call, as far as it has come. */
interface GrowingCall {
  readonly key: number | string;
  id: string;
  name: string;
  json: string;
}

/** Thinking, text and refusal of a message or a delta, in this order. */
function textsOf(message: Message): ExpectedPart[] {
  const reasoning = message.reasoning_content ?? message.reasoning ?? "";
  const pieces: ExpectedPart[] = [{ type: "reasoning", text: reasoning }];
  const { content } = message;
  if (typeof content === "string") pieces.push({ type: "text", text: content });
  for (const part of Array.isArray(content) ? content : []) {
    if (part.type === "text") pieces.push({ type: "text", text: part.text ?? "" });
    const thinking = part.type === "thinking" ? (part.thinking ?? []) : [];
    for (const { text = "" } of thinking) pieces.push({ type: "reasoning", text });
  }
  return [...pieces, { type: "refusal", text: message.refusal ?? "" }];
}

function callOf({ id, name, json }: GrowingCall): ExpectedCall {
  const call = { type: "tool-call", ...(id === "" ? {} : { id }), name } as const;
  if (json.trim() === "") return { ...call, arguments: {} };
  try {
    // `null` is how some say that there are none.
    return { ...call, arguments: JSON.parse(json) ?? {} };
  } catch {
    return { ...call, arguments: undefined, invalidArguments: json };
  }
}

/**
 * Prompt tokens include cached ones. Completion tokens include reasoning, but not at xAI, where the
 * total shows that they do not. Nobody says how long what was written to a cache stays there. Sound and
 * pictures have prices of their own.
 */
function usageOf(counts: Counts | undefined): Usage | undefined {
  if (counts === undefined) return undefined;
  const input = counts.prompt_tokens;
  const output = counts.completion_tokens;
  const reasoning = counts.completion_tokens_details?.reasoning_tokens;
  const onTop = counts.total_tokens === input + output + (reasoning ?? 0);
  const read = counts.prompt_tokens_details?.cached_tokens ?? counts.prompt_cache_hit_tokens;
  const written = counts.prompt_tokens_details?.cache_write_tokens;
  return {
    inputTokens: input,
    outputTokens: onTop ? output + (reasoning ?? 0) : output,
    ...(read === undefined ? {} : { cacheReadTokens: read }),
    ...(written === undefined ? {} : { cacheWriteTokens: written }),
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
    ...some("audioInputTokens", counts.prompt_tokens_details?.audio_tokens),
    ...some("audioOutputTokens", counts.completion_tokens_details?.audio_tokens),
    ...some("imageOutputTokens", counts.completion_tokens_details?.image_tokens),
  };
}

/** Many servers send zeros for all that they do not have. */
function some(name: keyof Usage, tokens = 0): Partial<Usage> {
  return tokens === 0 ? {} : { [name]: tokens };
}
