import type { Model, Provider } from "@kei/registry/contract";
import type { UnknownCost } from "@kei/registry/cost";
import { costAt } from "@kei/registry/cost";
import type { RateLimit, Reply, ReplyCost, Usage, Warning } from "../chat/reply.ts";
import { text, type UnknownRecord } from "../platform/records.ts";
import { writableAmount, writableOutput } from "../platform/writable-json.ts";
import { answeringModel } from "./answering-model.ts";
import { type Bill, cacheSavings } from "./cache-savings.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

/** What decides what an answer costs, beside what it says itself. */
export interface BillContext {
  readonly provider: Provider;
  /** As it went over the wire. */
  readonly modelId: string;
  readonly facts: Model | undefined;
  /** What the registry has by an id or another name, of this provider. */
  readonly findModel: (id: string) => Model | undefined;
  /** The body of the request: it may ask for a tier, a speed or a region. */
  readonly sent: object;
  /** Milliseconds since 1970: prices may depend on the hour. */
  readonly at: number;
}

/** What a reply says that is not of the answer's body. */
export interface ReplyContext {
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly raw: unknown;
  /** What was said of the request. */
  readonly warnings: readonly Warning[];
}

/** The reply, of an answer that is complete, without an output. */
export function buildReply(
  builder: ReplyBuilder,
  billing: BillContext,
  context: ReplyContext,
): MutableReply {
  const { rawFinishReason } = builder;
  const requestId = context.requestId ?? builder.requestId;
  // Written on, not spread: every call comes through here.
  const reply = builder.parts() as MutableReply;
  reply.finishReason = builder.finishReason ?? "other";
  if (rawFinishReason !== undefined) reply.rawFinishReason = rawFinishReason;
  const bill = billOf(billing, builder);
  reply.cost = writableAmount(costOf(bill, billing, reply.usage, builder));
  const savings = reply.usage && cacheSavings(reply.cost, reply.usage, bill);
  if (savings !== undefined) reply.cacheSavings = writableAmount(savings);
  if (requestId !== undefined) reply.requestId = requestId;
  if (builder.responseId !== undefined) reply.responseId = builder.responseId;
  if (builder.serviceTier !== undefined) reply.serviceTier = builder.serviceTier;
  if (context.rateLimit !== undefined) reply.rateLimit = context.rateLimit;
  reply.model = builder.model ?? billing.modelId;
  reply.output = undefined as never;
  reply.warnings = context.warnings.concat(builder.warnings);
  reply.raw = context.raw;
  return reply;
}

/** Puts in what a schema made of the text, which may hold what JSON does not know. */
export function setOutput(reply: MutableReply, output: unknown): void {
  reply.output = output as never;
  writableOutput(reply);
}

/** While it is built. */
export type MutableReply = { -readonly [K in keyof Reply<never>]: Reply<never>[K] };

/** What vendors call the tier that costs what the price says, beside what the price calls it. */
const STANDARD_TIERS: readonly string[] = ["auto", "on_demand", "standard_only"];

/** What they call a region that is none: anywhere, or where there is no choice. */
const STANDARD_REGIONS: readonly string[] = ["not_available"];

/** Searches cost something, and nobody counted them. */
const SEARCHED: UnknownCost = { kind: "unknown", reason: "fee", missing: "webSearch" };

/**
 * The price of the model that answered, in the tier and the region that did. Where the answer does not
 * say them, those that were asked for count.
 */
function billOf(
  { provider, modelId, facts, findModel, sent, at }: BillContext,
  builder: ReplyBuilder,
): Bill {
  const { mode, currency } = provider.billing;
  const asked = sent as UnknownRecord;
  const isFlat = mode !== "metered" && mode !== "account";
  const known = facts === undefined || facts.price.kind === "known";
  const answered =
    known && !isFlat ? answeringModel({ id: modelId, facts }, builder.model, findModel) : facts;
  const tier =
    asked["speed"] === "fast" ? "fast" : text(asked["service_tier"]) || text(asked["serviceTier"]);
  return {
    price: answered?.price ?? (isFlat ? { kind: mode } : undefined),
    options: {
      currency,
      at: new Date(at),
      serviceTier: named(builder.serviceTier ?? tier, STANDARD_TIERS),
      region: named(builder.region ?? text(asked["inference_geo"]), STANDARD_REGIONS),
    },
  };
}

/** What an answer cost that may have no end. */
export function costOfUsage(builder: ReplyBuilder, usage: Usage, billing: BillContext): ReplyCost {
  return costOf(billOf(billing, builder), billing, usage, builder);
}

function costOf(
  { price, options }: Bill,
  { modelId, facts, sent }: BillContext,
  usage: Usage | undefined,
  builder: ReplyBuilder,
): ReplyCost {
  if (price === undefined) {
    const missing = facts === undefined ? modelId : (builder.model ?? modelId);
    return { kind: "unknown", reason: "model", missing };
  }
  if (price.kind === "known") {
    if (usage === undefined || isUncounted(usage, builder)) {
      return { kind: "unknown", reason: "usage" };
    }
    // Asked for by name, and told by no count.
    const unpriced =
      builder.unpriced ?? ((sent as UnknownRecord)["web_search_options"] ? SEARCHED : undefined);
    if (unpriced && !(unpriced.reason === "fee" && usage.fees !== undefined)) return unpriced;
  }
  try {
    return costAt(price, usage ?? { inputTokens: 0, outputTokens: 0 }, options);
  } catch {
    // Counts that contradict each other, such as more cached tokens than there were.
    return { kind: "unknown", reason: "usage" };
  }
}

/** No request is empty, and what is there to be read was written: a 0 for either says that nobody counted. */
function isUncounted({ inputTokens, outputTokens }: Usage, { isEmpty }: ReplyBuilder): boolean {
  return inputTokens === 0 || (outputTokens === 0 && !isEmpty);
}

function named(name: string, standard: readonly string[]): string | undefined {
  return name === "" || standard.includes(name) ? undefined : name;
}
