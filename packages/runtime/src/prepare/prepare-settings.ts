import type { PreparedRequest } from "../protocols/protocol.ts";
import type { ChatRequest, Reasoning, ReasoningEffort } from "../request.ts";
import { badRequest, unsupported } from "./failures.ts";
import { lacks, type Target } from "./target.ts";

const EFFORTS: readonly string[] = [
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
] satisfies ReasoningEffort[];

type Settings = Pick<
  PreparedRequest,
  "maxOutputTokens" | "temperature" | "topP" | "stop" | "reasoning"
>;

/**
 * Puts the settings that can be sent into `settings`. Sampling that the model or the protocol does not take is left out
 * with a warning: an answer is as good without. A limit, a stop text and reasoning are refused, since
 * the answer would be another, and so would its price.
 */
export function prepareSettings(
  { maxOutputTokens, temperature, topP, stop, reasoning }: ChatRequest,
  target: Target,
  settings: { -readonly [Key in keyof Settings]: Settings[Key] },
): void {
  if (maxOutputTokens !== undefined) {
    settings.maxOutputTokens = checkLimit(maxOutputTokens, target);
  }
  if (temperature !== undefined) {
    if (!(temperature >= 0 && Number.isFinite(temperature))) {
      throw badRequest("temperature is not a number of 0 or more");
    }
    if (samples("temperature", target)) settings.temperature = temperature;
  }
  if (topP !== undefined) {
    if (!(topP > 0 && topP <= 1 && typeof topP === "number")) {
      throw badRequest("topP is not a number over 0 and at most 1");
    }
    if (samples("topP", target)) settings.topP = topP;
  }
  if (stop !== undefined) {
    const stops = checkStop(stop, target);
    if (stops.length > 0) settings.stop = stops;
  }
  if (reasoning !== undefined) {
    checkReasoning(reasoning, target);
    // A model that does not think has nothing to turn off.
    if (!lacks(target, "reasoning")) settings.reasoning = reasoning;
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function checkLimit(limit: number, { id, facts, protocol }: Target): number {
  if (!isCount(limit)) throw badRequest("maxOutputTokens is not a whole number of 1 or more");
  const most = facts?.maxOutputTokens;
  if (most !== undefined && limit > most) {
    throw badRequest(`maxOutputTokens is ${limit}, and ${id} answers with ${most} at most`);
  }
  if (!protocol.supports.maxOutputTokens) {
    throw unsupported(`maxOutputTokens is set, and ${protocol.name} has no such limit`);
  }
  return limit;
}

/** Whether a setting of sampling can be sent; says so if not. */
function samples(setting: "temperature" | "topP", target: Target): boolean {
  const { id, protocol } = target;
  const taken = protocol.supports[setting];
  if (taken && !lacks(target, "temperature")) return true;
  target.warn({
    code: "setting-ignored",
    message: `${setting} was left out, since ${taken ? id : protocol.name} does not take it`,
  });
  return false;
}

function checkStop(stop: string | readonly string[], { protocol }: Target): readonly string[] {
  const stops = typeof stop === "string" ? [stop] : stop;
  if (!Array.isArray(stops) || stops.some((text) => typeof text !== "string" || text === "")) {
    throw badRequest("stop is neither a text nor a list of texts, or one is empty");
  }
  const most = protocol.supports.stop;
  if (stops.length > most) {
    throw unsupported(`stop has ${stops.length} texts, and ${protocol.name} takes ${most}`);
  }
  return stops;
}

function checkReasoning(reasoning: Reasoning, target: Target): void {
  const { effort, budgetTokens } = reasoning ?? {};
  const { name, supports } = target.protocol;
  if ((effort === undefined) === (budgetTokens === undefined)) {
    throw badRequest("reasoning has to have either effort or budgetTokens");
  }
  if (effort === undefined) {
    if (!isCount(budgetTokens)) {
      throw badRequest(
        'reasoning.budgetTokens is not a whole number of 1 or more; effort "none" turns thinking off',
      );
    }
  } else if (!EFFORTS.includes(effort)) {
    throw badRequest(`reasoning.effort is not one of ${EFFORTS.join(", ")}`);
  }
  const off = effort === "none";
  if (lacks(target, "reasoning")) {
    if (off) return;
    throw unsupported(`reasoning is set, and ${target.id} does not think`);
  }
  const noEffort = lacks(target, "reasoning-effort");
  const noBudget = lacks(target, "reasoning-budget");
  if (effort === undefined) {
    if (noBudget || !supports.reasoningBudget) {
      const instead = noEffort || supports.reasoningEffort.length === 0 ? "" : "; it takes effort";
      throw unsupported(
        `reasoning.budgetTokens is set, which ${noBudget ? target.id : name} does not take${instead}`,
      );
    }
    return;
  }
  // A model that takes a budget can be told not to think, whatever its efforts.
  if (noEffort && (noBudget || !off)) {
    const instead = noBudget || !supports.reasoningBudget ? "" : "; it takes budgetTokens";
    throw unsupported(`reasoning.effort is set, which ${target.id} does not take${instead}`);
  }
  if (!supports.reasoningEffort.includes(effort)) {
    const known = supports.reasoningEffort.join(", ");
    const instead =
      known !== ""
        ? `; it takes ${known}`
        : supports.reasoningBudget
          ? "; it takes budgetTokens"
          : "";
    throw unsupported(`reasoning.effort is "${effort}", which ${name} does not take${instead}`);
  }
}
