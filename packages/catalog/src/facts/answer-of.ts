import type { Capability, CapabilityCondition, Model } from "@kei/registry";

/** Whether a model can do something: nobody knows is an answer, and another one than no. */
export const answers = ["yes", "condition", "no", "unknown"] as const;

export type Answer = (typeof answers)[number];

type Able = Pick<Model, "capabilities" | "refuses" | "when">;

export function answerOf({ capabilities, refuses, when }: Able, capability: Capability): Answer {
  if (when?.some((each) => each.capabilities.includes(capability)) === true) return "condition";
  if (capabilities?.includes(capability) === true) return "yes";
  return refuses?.includes(capability) === true ? "no" : "unknown";
}

/** Under which conditions, each of which suffices. */
export function conditionsOf(
  { when }: Able,
  capability: Capability,
): readonly CapabilityCondition[] {
  return when?.filter((each) => each.capabilities.includes(capability)) ?? [];
}
