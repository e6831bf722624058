import type { Capability, CapabilityCondition, Model, Provider } from "@kei/registry/contract";
import type { Warning } from "../chat/reply.ts";
import type { ChatRequest } from "../chat/request.ts";
import { fields } from "../platform/records.ts";
import type { CarriedSetting, Protocol, RequestSide } from "../protocols/protocol.ts";

/** What a request is prepared for. */
export interface Target {
  /** The model's id. */
  readonly id: string;
  /** Absent: nothing is known of the model, and so nothing is held against it. */
  readonly facts: Model | undefined;
  readonly protocol: Protocol;
  /** What writes requests of it. */
  readonly side: RequestSide;
  readonly provider: Provider;
  /** As it came: abilities depend on what else is asked. */
  readonly request: ChatRequest;
  warn(warning: Warning): void;
}

/** Whether the protocol has a place for a setting. */
export function carries({ protocol }: Target, setting: CarriedSetting): boolean {
  return protocol.supports.settings?.includes(setting) === true;
}

/** Says that a setting was left out, and why. */
export function ignore({ warn }: Target, setting: string, because: string): void {
  warn({ code: "setting-ignored", message: `${setting} was left out: ${because}` });
}

/** Whether the model is not known to have it, though something is known of it; under what is asked. */
export function lacks(target: Target, capability: Capability): boolean {
  const { capabilities } = target.facts ?? {};
  const conditions = conditionsOf(target, capability);
  if (capabilities?.includes(capability)) return false;
  if (capabilities === undefined && conditions.length === 0) return false;
  return !conditions.some((condition) => holds(condition, target));
}

/** Whether the model is known never to have it. */
export function refuses({ facts }: Target, capability: Capability): boolean {
  return facts?.refuses?.includes(capability) === true;
}

/** Whether anything is said of it. */
export function mentions(target: Target, capability: Capability): boolean {
  return (
    target.facts?.capabilities?.includes(capability) === true ||
    refuses(target, capability) ||
    conditionsOf(target, capability).length > 0
  );
}

/** Whether the model is known not to have it, under what is asked. */
export function isToldNot(target: Target, capability: Capability): boolean {
  return mentions(target, capability) && lacks(target, capability);
}

/** What a request is to have for the model to have an ability; `""` when nothing helps. */
export function wayTo(target: Target, capability: Capability): string {
  for (const { effort = [], thinking = [] } of conditionsOf(target, capability)) {
    if (thinking.includes("off")) return "reasoning.effort none";
    if (effort.length > 0) return `reasoning.effort ${effort.join(" or ")}`;
  }
  return "";
}

function conditionsOf({ facts }: Target, capability: Capability): readonly CapabilityCondition[] {
  return (facts?.when ?? []).filter(({ capabilities }) => capabilities.includes(capability));
}

/** Whether all that a condition says is so. What the request leaves open is not taken for so. */
function holds(condition: CapabilityCondition, { facts, protocol, request }: Target): boolean {
  const { effort = facts?.effortDefault, budgetTokens } = fields(request.reasoning);
  const thinking =
    budgetTokens !== undefined ? "budget" : effort === "none" ? "off" : effort && "adaptive";
  const tier = request.serviceTier ?? fields(request.extraBody)["service_tier"];
  const { tools, output } = request;
  const used: readonly (readonly [Capability, unknown])[] = [
    ["tools", tools?.length],
    ["structured-output", output],
    ["strict-output", output],
    ["reasoning", thinking !== "off" && request.reasoning],
  ];
  return (
    isOneOf(condition.effort, effort) &&
    isOneOf(condition.thinking, thinking) &&
    isOneOf(condition.protocol, protocol.name) &&
    isOneOf(condition.serviceTier, tier) &&
    !used.some(([capability, is]) => is && condition.without?.includes(capability))
  );
}

function isOneOf(words: readonly string[] | undefined, word: unknown): boolean {
  return words === undefined || words.includes(word as string);
}
