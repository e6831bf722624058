import type { Model, Provider } from "@kei/registry";
import { costAt } from "@kei/registry/cost";
import type { Reply, ReplyCost, Usage, Warning } from "../chat/reply.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

export interface ReplyContext {
  readonly provider: Provider;
  /** As it went over the wire. */
  readonly modelId: string;
  readonly facts: Model | undefined;
  readonly requestId: string | undefined;
  readonly raw: unknown;
  /** Milliseconds since 1970: prices may depend on the hour. */
  readonly at: number;
  /** What was said of the request. */
  readonly warnings: readonly Warning[];
}

/** The reply, of an answer that is complete, without an output. */
export function buildReply(builder: ReplyBuilder, context: ReplyContext): MutableReply {
  const { modelId, raw } = context;
  const { rawFinishReason } = builder;
  const requestId = context.requestId ?? builder.requestId;
  // Written on, not spread: every call comes through here.
  const reply = builder.parts() as MutableReply;
  reply.finishReason = builder.finishReason ?? "other";
  if (rawFinishReason !== undefined) reply.rawFinishReason = rawFinishReason;
  reply.cost = costOf(context, reply.usage, builder);
  if ("total" in reply.cost) Object.defineProperty(reply.cost, "toJSON", COST_JSON);
  if (requestId !== undefined) reply.requestId = requestId;
  reply.model = builder.model ?? modelId;
  reply.output = undefined as never;
  reply.warnings = context.warnings.concat(builder.warnings);
  reply.raw = raw;
  return reply;
}

/** Puts in what a schema made of the text, which may hold what JSON does not know. */
export function setOutput(reply: MutableReply, output: unknown): void {
  reply.output = output as never;
  Object.defineProperty(reply, "toJSON", REPLY_JSON);
}

/*
 * What `JSON.stringify` asks for: it knows no bigint. Not enumerable, so that copies, clones and
 * comparisons see the fields alone.
 */
const COST_JSON = {
  value(this: ReplyCost): unknown {
    return withoutBigints({ ...this });
  },
};
const REPLY_JSON = {
  value(this: Reply<unknown>): unknown {
    return { ...this, output: withoutBigints(this.output) };
  },
};

function withoutBigints(value: unknown): unknown {
  if (value === undefined) return undefined;
  const json = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  return json === undefined ? undefined : JSON.parse(json);
}

/** While it is built. */
export type MutableReply = { -readonly [K in keyof Reply<never>]: Reply<never>[K] };

function costOf(
  { provider, modelId, facts, at }: ReplyContext,
  usage: Usage | undefined,
  { serviceTier, region }: ReplyBuilder,
): ReplyCost {
  const { mode, currency } = provider.billing;
  const price =
    facts?.price ?? (mode === "metered" || mode === "account" ? undefined : { kind: mode });
  if (price === undefined) return { kind: "unknown", reason: "model", missing: modelId };
  if (price.kind === "known" && usage === undefined) return { kind: "unknown", reason: "usage" };
  try {
    return costAt(price, usage ?? { inputTokens: 0, outputTokens: 0 }, {
      currency,
      at: new Date(at),
      serviceTier,
      region,
    });
  } catch {
    // Counts that contradict each other, such as more cached tokens than there were.
    return { kind: "unknown", reason: "usage" };
  }
}
