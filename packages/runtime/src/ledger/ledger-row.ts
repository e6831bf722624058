import type { ProtocolName } from "@kei/registry/contract";
import type { CallInfo, FailedCall, ReplyInfo } from "../call/options.ts";
import type { KeiError, KeiErrorCode } from "../chat/errors.ts";
import type { FinishReason, ReplyCost, Usage } from "../chat/reply.ts";

/**
 * A call, as a ledger keeps it: what JSON and columns of SQL can hold. Names and units that kei-ledger has
 * are as it has them. What is not known is `null`, never 0 or `""`.
 */
export interface LedgerRow {
  /** A UUID: a row that is read in twice is stored once. */
  readonly id: string;
  /** Whose calls these are: `agentId` of the ledger. */
  readonly agent_id: string | null;
  /** `failed`: there is no reply. What it cost all the same is in the row. */
  readonly status: "done" | "failed";
  /** Seconds since 1970. */
  readonly started_ts: number;
  /** Seconds since 1970. */
  readonly finished_ts: number;
  /** From the beginning to the end, the wait for a limiter and all attempts included. */
  readonly duration_ms: number;
  /** Id of the provider. */
  readonly provider: string;
  /** As it went over the wire; with the provider it is a ref of the registry, `provider/model`. */
  readonly model: string;
  /** The model that answered, as the provider says it. */
  readonly answered_model: string | null;
  readonly protocol: ProtocolName;
  readonly is_stream: boolean;
  /** Requests that were sent. What those before the last one cost nobody tells. */
  readonly attempts: number;
  /** In the words of `@kei/registry`, so that a row can be priced again. */
  readonly usage: Usage | null;
  /** 1,000,000 are one cent. Of what is free, flat, or was refused by its status it is 0. */
  readonly cost_micro_cents: number | null;
  /**
   * `estimated`: of a call that failed, by the usage that was told and the text that came. `none`: the
   * provider refused it by its status, or was not reached.
   */
  readonly cost_kind: "known" | "estimated" | "free" | "subscription" | "none" | "unknown";
  /** ISO 4217 code of the amount. */
  readonly cost_currency: string | null;
  /** Why the cost is not known; `amount`: it is more than 2^53 micro-cents, 90 million dollars. */
  readonly cost_reason: Extract<ReplyCost, { kind: "unknown" }>["reason"] | "amount" | null;
  /** What the registry does not have. */
  readonly cost_missing: string | null;
  /** The price by its conditions, `standard` for the one without. */
  readonly cost_row: string | null;
  /** Hash of the facts that the cost is by: `contentHash` of the ledger. */
  readonly registry_hash: string;
  readonly finish_reason: FinishReason | null;
  /** The tier of service that answered, in the provider's words. */
  readonly service_tier: string | null;
  /** The provider's id of the request. */
  readonly request_id: string | null;
  /** The provider's id of the answer. */
  readonly response_id: string | null;
  /** Code of the KeiError. Its message is not here: it may quote the conversation. */
  readonly error_code: KeiErrorCode | null;
  /** Status of the answer that was an error. */
  readonly http_status: number | null;
}

/** What all rows of a ledger have. */
export interface RowHead {
  readonly contentHash: string;
  readonly agentId: string | undefined;
}

/** What a provider says may be of any length, and a ledger is kept for years. */
const MOST_CHARACTERS = 256;

export function rowOfReply(head: RowHead, info: ReplyInfo): LedgerRow {
  const { reply } = info;
  return {
    ...rowOf(head, info),
    status: "done",
    answered_model: short(reply.model),
    usage: reply.usage ?? null,
    ...amountOf(reply.cost),
    finish_reason: reply.finishReason,
    service_tier: short(reply.serviceTier),
    request_id: short(reply.requestId),
    response_id: short(reply.responseId),
  };
}

export function rowOfFailure(head: RowHead, call: FailedCall, error: KeiError): LedgerRow {
  const { usage = null } = call;
  const { code, requestId, status = null } = error;
  return {
    ...rowOf(head, call),
    usage,
    ...costOfFailure(call, error),
    request_id: short(requestId),
    error_code: code,
    http_status: status,
  };
}

/** A row of a call that failed, of which nothing is known. */
function rowOf({ contentHash, agentId }: RowHead, info: CallInfo): LedgerRow {
  const { provider, model, protocol, isStream, attempts, startedAt, elapsedMs } = info;
  return {
    id: crypto.randomUUID(),
    agent_id: agentId ?? null,
    status: "failed",
    started_ts: Math.floor(startedAt / 1000),
    finished_ts: Math.floor((startedAt + elapsedMs) / 1000),
    duration_ms: Math.round(elapsedMs),
    provider,
    model: model.slice(0, MOST_CHARACTERS),
    answered_model: null,
    protocol,
    is_stream: isStream,
    attempts,
    usage: null,
    ...NOT_TOLD,
    registry_hash: contentHash,
    finish_reason: null,
    service_tier: null,
    request_id: null,
    response_id: null,
    error_code: null,
    http_status: null,
  };
}

type Amount = Pick<
  LedgerRow,
  "cost_micro_cents" | "cost_kind" | "cost_currency" | "cost_reason" | "cost_missing" | "cost_row"
>;

const NOT_TOLD: Amount = {
  cost_micro_cents: null,
  cost_kind: "unknown",
  cost_currency: null,
  cost_reason: "usage",
  cost_missing: null,
  cost_row: null,
};

const NONE: Amount = { ...NOT_TOLD, cost_micro_cents: 0, cost_kind: "none", cost_reason: null };

/** As a router counts it: nothing where the provider refused it, or nobody answered. */
function costOfFailure({ cost }: FailedCall, { code, partial, status = 0 }: KeiError): Amount {
  if (cost !== undefined) {
    const amount = amountOf(cost);
    return amount.cost_kind === "known" ? { ...amount, cost_kind: "estimated" } : amount;
  }
  return status >= 400 || (code === "network" && !partial) ? NONE : NOT_TOLD;
}

function amountOf(cost: ReplyCost): Amount {
  if (cost.kind === "unknown") {
    const missing = "missing" in cost ? cost.missing : undefined;
    return { ...NOT_TOLD, cost_reason: cost.reason, cost_missing: short(missing) };
  }
  const amount = Number(cost.total);
  // The counts are the provider's word.
  if (!Number.isSafeInteger(amount)) return { ...NOT_TOLD, cost_reason: "amount" };
  const known = { ...NONE, cost_micro_cents: amount, cost_kind: cost.kind };
  if (cost.kind !== "known") return known;
  return { ...known, cost_currency: cost.currency, cost_row: cost.row };
}

function short(text: string | undefined): string | null {
  return text?.slice(0, MOST_CHARACTERS) ?? null;
}
