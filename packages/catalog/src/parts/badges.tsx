import { lifecycleOf, type Model } from "@kei/registry";
import type { ReactElement } from "react";
import type { Answer } from "../facts/answer-of.ts";
import { en, type Words } from "../words/en.ts";
import { lifecycleText } from "./texts.ts";

export interface StatusBadgeProps {
  readonly model: Model;
  /** ISO date. */
  readonly asOf: string;
  /** @default English */
  readonly words?: Words;
}

/** How far a model is: live, how many days are left, deprecated, retired. */
export function StatusBadge({ model, asOf, words = en }: StatusBadgeProps): ReactElement {
  const life = lifecycleOf(model, asOf);
  const when = "retiresAt" in life ? life.retiresAt : "since" in life ? life.since : undefined;
  return (
    <span className="kei-badge" data-state={life.state} title={when}>
      {lifecycleText(model, asOf, words)}
    </span>
  );
}

const SIGNS: Readonly<Record<Answer, string>> = { yes: "✓", condition: "◐", no: "✕", unknown: "?" };

/** One of the four answers, told by sign and word, not by colour alone. */
export function AnswerBadge({
  answer,
  words = en,
}: {
  readonly answer: Answer;
  readonly words?: Words;
}): ReactElement {
  return (
    <span className="kei-answer" data-answer={answer}>
      <span aria-hidden="true">{SIGNS[answer]}</span> {words.answer[answer]}
    </span>
  );
}
