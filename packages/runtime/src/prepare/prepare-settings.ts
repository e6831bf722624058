import type { Capability, Effort } from "@kei/registry/contract";
import type { ChatRequest, Reasoning, ReasoningEffort, ServiceTier } from "../chat/request.ts";
import { must, unsupported } from "../failure/request-failures.ts";
import type { PreparedRequest } from "../protocols/prepared-request.ts";
import {
  carries,
  ignore,
  isToldNot,
  lacks,
  mentions,
  refuses,
  type Target,
  wayTo,
} from "./target.ts";

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
  | "maxOutputTokens"
  | Sampling
  | "stop"
  | "reasoning"
  | "parallelToolCalls"
  | "logprobs"
  | "serviceTier"
  | "userId"
>;

/**
 * Puts the settings that can be sent into `settings`.
 *
 * @throws FailureError `unsupported` for what the model or the protocol does not take: without it the
 * answer would be another
 */
export function prepareSettings(
  request: ChatRequest,
  target: Target,
  settings: { -readonly [Key in keyof Settings]: Settings[Key] },
): void {
  const { maxOutputTokens, stop, reasoning, serviceTier, userId } = request;
  const { id, facts, protocol } = target;
  const { supports } = protocol;
  if (maxOutputTokens !== undefined) {
    const most = facts?.maxOutputTokens;
    if (!isCount(maxOutputTokens)) throw must("maxOutputTokens", COUNT);
    if (most !== undefined && maxOutputTokens > most) {
      throw must("maxOutputTokens", `${most} or less for ${id}`);
    }
    if (!supports.maxOutputTokens) throw unsupported("maxOutputTokens", protocol.name);
    settings.maxOutputTokens = maxOutputTokens;
  }
  for (const [name, isRight, be, capability] of SAMPLING) {
    const value = request[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || !isRight(value)) throw must(name, be);
    if (samples(name, capability, target)) settings[name] = value;
  }
  if (stop !== undefined) {
    if (isToldNot(target, "stop")) throw unsupported("stop", id, wayTo(target, "stop"));
    const stops = typeof stop === "string" ? [stop] : stop;
    if (!Array.isArray(stops) || stops.some((text) => typeof text !== "string" || text === "")) {
      throw must("stop", "a text or a list of texts, none of them empty");
    }
    if (stops.length > supports.stop) {
      if (supports.stop === 0) {
        const other = facts?.protocols.find((name) => name !== protocol.name);
        throw unsupported("stop", protocol.name, other && `the client option protocol ${other}`);
      }
      throw unsupported(
        `stop with ${stops.length} texts`,
        protocol.name,
        `at most ${supports.stop}`,
      );
    }
    if (stops.length > 0) settings.stop = stops;
  }
  // A model that does not think has nothing to turn off.
  if (reasoning !== undefined && checkReasoning(reasoning, target)) settings.reasoning = reasoning;
  prepareLogprobs(request.logprobs, target, settings);
  prepareParallel(request, target, settings);
  if (serviceTier !== undefined && asksForTier(serviceTier, target)) {
    settings.serviceTier = serviceTier;
  }
  if (userId !== undefined) {
    if (typeof userId !== "string" || userId === "") throw must("userId", "a text, not empty");
    if (carries(target, "userId")) settings.userId = userId;
    else ignore(target, "userId", `${protocol.name} does not take it`);
  }
}

function prepareLogprobs(
  logprobs: ChatRequest["logprobs"],
  target: Target,
  settings: { logprobs?: number },
): void {
  if (logprobs === undefined || logprobs === false) return;
  const count = logprobs === true ? 0 : logprobs;
  if (!Number.isInteger(count) || count < 0 || count > 20) {
    throw must("logprobs", "true, false or a whole number from 0 to 20");
  }
  const isCarried = carries(target, "logprobs");
  if (!isCarried || isToldNot(target, "logprobs")) {
    const [who, way] = isCarried
      ? [target.id, wayTo(target, "logprobs")]
      : [target.protocol.name, ""];
    throw unsupported("logprobs", who, way);
  }
  settings.logprobs = count;
}

/** A program that makes one call at a time would leave the others out: it is refused, not left out. */
function prepareParallel(
  { parallelToolCalls, tools }: ChatRequest,
  target: Target,
  settings: { parallelToolCalls?: boolean | undefined },
): void {
  if (parallelToolCalls === undefined) return;
  if (typeof parallelToolCalls !== "boolean") throw must("parallelToolCalls", "true or false");
  if (tools === undefined || tools.length === 0) return;
  // Such a model calls one at a time anyway, and refuses to be asked.
  if (isToldNot(target, "parallel-tools")) {
    if (!parallelToolCalls) return;
    throw unsupported("parallelToolCalls", target.id, wayTo(target, "parallel-tools") || "false");
  }
  if (carries(target, "parallelToolCalls")) settings.parallelToolCalls = parallelToolCalls;
  else if (!parallelToolCalls) throw unsupported("parallelToolCalls false", target.protocol.name);
}

const TIERS: readonly string[] = [
  "auto",
  "standard",
  "flex",
  "priority",
  "scale",
  "fast",
] satisfies ServiceTier[];

/** Whether there is a tier to be asked for: where there is one alone, that is it. */
function asksForTier(tier: ServiceTier, { protocol }: Target): boolean {
  const { serviceTiers = [] } = protocol.supports;
  if (!TIERS.includes(tier)) throw must("serviceTier", TIERS.join(" or "));
  if (serviceTiers.includes(tier)) return true;
  if (tier === "auto" || tier === "standard") return false;
  throw unsupported(`serviceTier ${tier}`, protocol.name, serviceTiers.join(", "));
}

type Sampling = "temperature" | "topP" | "topK" | "seed" | "presencePenalty" | "frequencyPenalty";

const COUNT = "a whole number of 1 or more";
const PENALTY = "a number from -2 to 2";

const isPenalty = (value: number) => Math.abs(value) <= 2;

const SAMPLING: readonly (readonly [
  name: Sampling,
  isRight: (value: number) => boolean,
  be: string,
  capability: Capability,
])[] = [
  ["temperature", (value) => value >= 0, "a number of 0 or more", "temperature"],
  ["topP", (value) => value > 0 && value <= 1, "a number over 0 and at most 1", "top-p"],
  ["topK", isCount, COUNT, "top-k"],
  ["seed", Number.isSafeInteger, "a whole number", "seed"],
  ["presencePenalty", isPenalty, PENALTY, "penalties"],
  ["frequencyPenalty", isPenalty, PENALTY, "penalties"],
];

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/**
 * Whether a setting of sampling can be sent. What the model is known not to take is refused, and so are
 * temperature and topP where they cannot be sent; of the rest a warning says that it is left out.
 */
function samples(setting: Sampling, own: Capability, target: Target): boolean {
  const { id, protocol } = target;
  const isBasic = setting === "temperature" || setting === "topP";
  const taken = isBasic ? protocol.supports[setting] : carries(target, setting);
  if (isBasic && !taken) throw unsupported(setting, protocol.name);
  const isTold = mentions(target, own);
  // What takes no temperature takes no other sampling, where nothing else is said. A seed is none.
  const capability = isTold ? own : "temperature";
  const isLacking = (isTold || own !== "seed") && lacks(target, capability);
  const way = wayTo(target, capability);
  if (isLacking && (isBasic || isTold)) throw unsupported(setting, id, way);
  if (taken && !isLacking) return true;
  const without = taken && way ? ` without ${way}` : "";
  ignore(target, setting, `${taken ? id : protocol.name} does not take it${without}`);
  return false;
}

/** Whether there is something to be sent. */
function checkReasoning(reasoning: Reasoning, target: Target): boolean {
  const { effort, budgetTokens } = reasoning ?? {};
  const { id, protocol, facts } = target;
  const off = effort === "none";
  if ((effort === undefined) === (budgetTokens === undefined)) {
    throw must("reasoning", "either { effort } or { budgetTokens }");
  }
  if (effort !== undefined && !EFFORTS.includes(effort)) {
    throw must("reasoning.effort", EFFORTS.join(" or "));
  }
  if (effort === undefined && !isCount(budgetTokens)) {
    throw must("reasoning.budgetTokens", `${COUNT}; effort none turns thinking off`);
  }
  if (lacks(target, "reasoning")) {
    if (off) return false;
    throw unsupported("reasoning", id);
  }
  const style = target.provider.dialect?.reasoningStyle;
  if (style === "none") {
    throw unsupported("reasoning", target.provider.displayName);
  }
  const budgets = protocol.supports.reasoningBudget || style === "openrouter" || style === "qwen";
  const known = facts?.efforts;
  const efforts = protocol.supports.reasoningEffort.filter((word) => {
    if (word === "none") return !refuses(target, "reasoning-off");
    return known?.includes(word as Effort) !== false;
  });
  const noEffort = lacks(target, "reasoning-effort");
  const noBudget = lacks(target, "reasoning-budget");
  if (effort === undefined) {
    if (noBudget || !budgets) {
      throw unsupported(
        "reasoning.budgetTokens",
        noBudget ? id : protocol.name,
        noEffort || efforts.length === 0 ? "" : "effort",
      );
    }
    const { reasoningBudgetMinTokens: least = 1, reasoningBudgetMaxTokens: most } = facts ?? {};
    if (budgetTokens < least || (most !== undefined && budgetTokens > most)) {
      const range = most === undefined ? `${least} or more` : `${least} to ${most}`;
      throw must("reasoning.budgetTokens", `${range} for ${id}`);
    }
    return true;
  }
  const instead = noBudget || !budgets ? "" : "budgetTokens";
  const canBeOff = !noBudget || !lacks(target, "reasoning-off");
  // A model that takes a budget can be told not to think, whatever its efforts.
  if (noEffort && !(off && canBeOff)) throw unsupported("reasoning.effort", id, instead);
  if (!efforts.includes(effort)) {
    throw unsupported(
      `reasoning.effort ${effort}`,
      protocol.supports.reasoningEffort.includes(effort) ? id : protocol.name,
      efforts.length > 0 ? efforts.join(", ") : instead,
    );
  }
  return true;
}
