import type { Model } from "@kei/registry";
import type { ReactElement, ReactNode } from "react";
import { en, type Words } from "../words/en.ts";
import { StatusBadge } from "./badges.tsx";
import { rateText, shortTokens } from "./texts.ts";

export interface ModelCardProps {
  readonly model: Model;
  /** ISO 4217 code in which the provider bills. */
  readonly currency: string;
  /** ISO date for which the state of the model is said. */
  readonly asOf: string;
  /** Address of the page of the model. @default its name is no link */
  readonly href?: string;
  /** @default English */
  readonly words?: Words;
  readonly children?: ReactNode;
}

/** A model in a few lines: name, state, prices, limits. */
export function ModelCard({
  model,
  currency,
  asOf,
  href,
  words = en,
  children,
}: ModelCardProps): ReactElement {
  const { price, contextWindow, maxOutputTokens } = model;
  const facts = [
    [words.column.input, rateText(price, "input", currency, words)],
    [words.column.output, rateText(price, "output", currency, words)],
    [
      words.column.context,
      contextWindow === undefined ? words.notStated : shortTokens(contextWindow),
    ],
    [
      words.column.maxOutput,
      maxOutputTokens === undefined ? words.notStated : shortTokens(maxOutputTokens),
    ],
  ] as const;
  return (
    <article className="kei-card">
      <h3>{href === undefined ? model.displayName : <a href={href}>{model.displayName}</a>}</h3>
      <p>
        <code>{model.ref}</code> <StatusBadge model={model} asOf={asOf} words={words} />
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </article>
  );
}
