import type { Model } from "@kei/registry/contract";
import type { Lifecycle } from "@kei/registry/lifecycle";
import { lifecycleOf } from "@kei/registry/lifecycle";
import type { Warning } from "../chat/reply.ts";

/**
 * Says of a model that it ends, once.
 *
 * @param facts absent: nothing is known of the model
 * @param warned refs of the models of which it was said
 * @param at in milliseconds since 1970
 */
export function warnIfEnding(
  facts: Model | undefined,
  warned: Set<string>,
  at: number,
  warn: (warning: Warning) => void,
): void {
  if (facts === undefined || warned.has(facts.ref)) return;
  const life = lifecycleOf(facts, new Date(at));
  if (life.state === "live") return;
  warned.add(facts.ref);
  const instead = facts.replacedBy === undefined ? "" : `: use ${facts.replacedBy}`;
  warn({ code: "deprecated-model", message: `${facts.ref} ${endOf(life)}${instead}` });
}

function endOf(life: Exclude<Lifecycle, { state: "live" }>): string {
  if (life.state === "retiring") {
    const days = `${life.daysLeft} day${life.daysLeft === 1 ? "" : "s"}`;
    return `retires in ${days}, on ${life.retiresAt}`;
  }
  return life.since === undefined
    ? `is ${life.state}`
    : `has been ${life.state} since ${life.since}`;
}
