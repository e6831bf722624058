import { type Capability, type CapabilityCondition, capabilities, type Model } from "@kei/registry";
import type { ReactElement } from "react";
import { answerOf, conditionsOf } from "../facts/answer-of.ts";
import { en, type Words } from "../words/en.ts";
import { AnswerBadge } from "./badges.tsx";

/** What a model can do, refuses, can do under a condition, and what nobody knows of it. */
export function CapabilityList({
  model,
  words = en,
}: {
  readonly model: Pick<Model, "capabilities" | "refuses" | "when">;
  readonly words?: Words;
}): ReactElement {
  return (
    <ul className="kei-capabilities">
      {capabilities.map((capability) => (
        <li key={capability}>
          <AnswerBadge answer={answerOf(model, capability)} words={words} />
          <span>
            {words.capability[capability]}
            <Conditions of={conditionsOf(model, capability)} words={words} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Conditions({
  of,
  words,
}: {
  readonly of: readonly CapabilityCondition[];
  readonly words: Words;
}): ReactElement | undefined {
  if (of.length === 0) return undefined;
  return <small> {of.map((each) => conditionText(each, words)).join(` ${words.or} `)}</small>;
}

function conditionText(condition: CapabilityCondition, words: Words): string {
  const parts = (["effort", "thinking", "protocol", "serviceTier"] as const).flatMap((name) => {
    const values = condition[name];
    return values === undefined ? [] : [`${words.condition[name]} ${values.join(", ")}`];
  });
  const without = condition.without?.map((each: Capability) => words.capability[each]);
  return [
    ...parts,
    ...(without === undefined ? [] : [`${words.condition.without} ${without.join(", ")}`]),
  ].join("; ");
}
