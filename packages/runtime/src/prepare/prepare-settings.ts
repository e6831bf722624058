import type { Effort } from "@kei/registry";
import type { ChatRequest, Reasoning, ReasoningEffort } from "../chat/request.ts";
import { must, unsupported } from "../failure/request-failures.ts";
import type { PreparedRequest } from "../protocols/prepared-request.ts";
import { lacks, mentions, refuses, type Target, wayTo } from "./target.ts";

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
  const { maxOutputTokens, stop, reasoning } = request;
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
  for (const [name, isRight, be] of SAMPLING) {
    const value = request[name];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || !isRight(value)) throw must(name, be);
    checkSampling(name, target);
    settings[name] = value;
  }
  if (stop !== undefined) {
    if (refuses(target, "stop")) throw unsupported("stop", id);
    const stops = typeof stop === "string" ? [stop] : stop;
    if (!Array.isArray(stops) || stops.some((text) => typeof text !== "string" || text === "")) {
      throw must("stop", "a text or a list of texts, none of them empty");
    }
    if (stops.length > supports.stop) {
      if (supports.stop === 0) throw unsupported("stop", protocol.name);
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
}

const SAMPLING: readonly (readonly [
  name: "temperature" | "topP",
  isRight: (value: number) => boolean,
  be: string,
])[] = [
  ["temperature", (value) => value >= 0, "a number of 0 or more"],
  ["topP", (value) => value > 0 && value <= 1, "a number over 0 and at most 1"],
];

const COUNT = "a whole number of 1 or more";

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** Whether a setting of sampling can be sent. */
function checkSampling(setting: "temperature" | "topP", target: Target): void {
  const { id, protocol } = target;
  if (!protocol.supports[setting]) throw unsupported(setting, protocol.name);
  // Of sampling by shares little is known: where nothing is, what holds of the temperature.
  const capability = setting === "topP" && mentions(target, "top-p") ? "top-p" : "temperature";
  if (lacks(target, capability)) throw unsupported(setting, id, wayTo(target, capability));
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
