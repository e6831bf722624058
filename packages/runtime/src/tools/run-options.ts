import type { Provider } from "@kei/registry/contract";
import { toKeiError } from "../call/call.ts";
import type { ToolCall } from "../chat/reply.ts";
import type { Tool } from "../chat/request.ts";
import { isRecord } from "../platform/records.ts";
import { unknownKey } from "../platform/unknown-key.ts";
import type { ToolResult, ToolTurn } from "./tool-run.ts";

/** How far a run may go. */
export interface RunToolsOptions {
  /** Most replies of the model, 1 or more. */
  readonly maxTurns: number;
  /**
   * Most that all turns together may cost: in micro-cents of the currency in which the provider bills
   * (`50_000_000n` is half a dollar), or in US dollars. The run ends before a turn that would exceed it
   * if it costs what the last one did: the conversation only grows. So the first turn is always made,
   * and a turn that is dearer than the one before may exceed it. When the cost of a turn is not known,
   * the run ends before the next one. @default none
   */
  readonly budget?: bigint | { readonly usd: number } | undefined;
  /** All calls of a turn at once. @default false: one after the other */
  readonly parallel?: boolean | undefined;
  /**
   * After each turn, the last one too. It looks on, as hooks of a client do: what it throws changes
   * nothing, and nothing waits for it. To end the run, abort its signal.
   */
  readonly onTurn?: ((turn: ToolTurn) => void) | undefined;
  /**
   * When a tool is about to be run. What it returns are hooks of this one call of it, which ends with
   * `onResult` or `onAbort`. It looks on, as `onTurn` does.
   */
  readonly onTool?: ((call: ToolInfo) => ToolHooks | undefined) | undefined;
  /** Ends the run wherever it is: requests, and tools by the signal that they get. */
  readonly signal?: AbortSignal | undefined;
}

/** A tool that is about to be run. */
export interface ToolInfo {
  readonly call: ToolCall;
  readonly tool: Tool;
}

/** Hooks of one call of a tool. */
export interface ToolHooks {
  /**
   * Around `execute`, for what is bound to a context, as spans are: calls `run` within it, at once. The
   * tool is run once, whatever this does.
   */
  readonly around?: ((run: () => void) => void) | undefined;
  /** What the model is told of it; `isError` when the tool threw. */
  readonly onResult?: ((result: ToolResult) => void) | undefined;
  /** The run ended before the tool did: nobody waits for its result. */
  readonly onAbort?: ((reason: unknown) => void) | undefined;
}

const KEYS = [
  "maxTurns",
  "budget",
  "parallel",
  "onTurn",
  "onTool",
  "signal",
] satisfies (keyof RunToolsOptions)[];

const MICRO_CENTS_PER_USD = 100_000_000;

/**
 * Checks options, which may come from plain JavaScript.
 *
 * @returns the budget in micro-cents
 * @throws KeiError of code `config`
 */
export function budgetOf(options: RunToolsOptions, provider: Provider): bigint | undefined {
  const refuse = (message: string) =>
    toKeiError({ code: "config", message }, { provider, model: undefined });
  if (!isRecord(options)) throw refuse("the options of a run must be an object with maxTurns");
  const unknown = unknownKey(options, KEYS, `it has ${KEYS.join(", ")}`);
  if (unknown !== undefined) {
    throw refuse(`${unknown.key} is not an option of a run: ${unknown.hint}`);
  }
  const { maxTurns, budget, onTurn, onTool, signal } = options;
  if (!Number.isSafeInteger(maxTurns) || maxTurns < 1) {
    throw refuse("maxTurns must be a whole number, 1 or more");
  }
  if (onTurn !== undefined && typeof onTurn !== "function") {
    throw refuse("onTurn must be a function");
  }
  if (onTool !== undefined && typeof onTool !== "function") {
    throw refuse("onTool must be a function");
  }
  if (signal !== undefined && typeof signal?.aborted !== "boolean") {
    throw refuse("signal must be an AbortSignal");
  }
  if (budget === undefined) return undefined;
  const usd = isRecord(budget) ? budget["usd"] : undefined;
  const isAmount = typeof usd === "number" && usd > 0 && usd <= 1_000_000;
  const amount = isAmount ? BigInt(Math.round(usd * MICRO_CENTS_PER_USD)) : budget;
  if (typeof amount !== "bigint" || amount <= 0n) {
    throw refuse(
      "budget must be more than nothing: a bigint of micro-cents, or { usd } of at most 1,000,000",
    );
  }
  const { currency } = provider.billing;
  if (isAmount && currency !== "USD") {
    throw refuse(`${provider.id} bills in ${currency}: give budget as a bigint of micro-cents`);
  }
  return amount;
}
