import { capabilities, type Model } from "@kei/registry";
import type { ReactNode } from "react";
import { answerOf } from "../facts/answer-of.ts";
import { AnswerBadge, StatusBadge } from "../parts/badges.tsx";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { costText, grouped, rateText, unknownText } from "../parts/texts.ts";
import { useSearch } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { priceWorkload, readWorkload } from "../workload/workload.ts";
import { WorkloadForm } from "../workload/workload-panel.tsx";
import { MOST_PICKED } from "./models-page.tsx";

interface Line {
  readonly name: string;
  /** What is compared. */
  readonly text: (model: Model) => string;
  readonly show?: (model: Model) => ReactNode;
}

/** Two to four models beside each other; what differs stands out. */
export function ComparePage() {
  const { words, registry, models, asOf, modelHref } = useSite();
  const [params, change] = useSearch();
  const refs = [...new Set(params.getAll("m"))].slice(0, MOST_PICKED);
  const chosen = refs.flatMap((ref) => registry.findModel(ref) ?? []);
  const set = (list: readonly string[]) =>
    change((all) => {
      all.delete("m");
      for (const ref of list) all.append("m", ref);
    });
  const workload = readWorkload(params, asOf);
  const lines = useLines(workload);
  return (
    <>
      <h1>{words.titleCompare}</h1>
      <WorkloadForm workload={workload} change={change} />
      {chosen.length >= MOST_PICKED ? null : (
        <label className="field add">
          {words.addModel}
          <select
            value=""
            onChange={({ target }) => set([...chosen.map(({ ref }) => ref), target.value])}
          >
            <option value="">{words.chooseModel}</option>
            {models
              .filter(({ ref }) => !refs.includes(ref))
              .map(({ ref, displayName }) => (
                <option key={ref} value={ref}>
                  {displayName} ({ref})
                </option>
              ))}
          </select>
        </label>
      )}
      {chosen.length === 0 ? (
        <p className="empty">{words.compareLead}</p>
      ) : (
        <ScrollBox label={words.titleCompare}>
          <table className="kei-table compare">
            <thead>
              <tr>
                <th scope="col">
                  <span className="hidden">{words.fact}</span>
                </th>
                {chosen.map(({ ref, displayName }) => (
                  <th key={ref} scope="col">
                    <a href={modelHref(ref)}>{displayName}</a>
                    <code>{ref}</code>
                    <button
                      type="button"
                      className="quiet"
                      onClick={() =>
                        set(chosen.map((each) => each.ref).filter((each) => each !== ref))
                      }
                    >
                      {words.remove}
                      <span className="hidden"> {displayName}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(({ name, text, show = text }) => (
                <tr key={name} data-differs={new Set(chosen.map(text)).size > 1 || undefined}>
                  <th scope="row">{name}</th>
                  {chosen.map((model) => (
                    <td key={model.ref}>{show(model)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </>
  );
}

function useLines(workload: ReturnType<typeof readWorkload>): readonly Line[] {
  const { words, asOf, registry, currencyOf, providerOf } = useSite();
  const tokens = (count: number | undefined) =>
    count === undefined ? words.notStated : grouped(count);
  const rates = (["input", "output", "cacheRead"] as const).map((rate) => ({
    name: words.column[rate],
    text: (model: Model) => rateText(model.price, rate, currencyOf(model), words),
  }));
  return [
    {
      name: `${words.column.cost} (${words.per[workload.per]})`,
      text: ({ ref }) => {
        const cost = priceWorkload(registry.estimate, ref, workload);
        return cost.kind === "unknown"
          ? `${costText(cost, words)}: ${unknownText(cost, words)}`
          : costText(cost, words);
      },
    },
    ...rates,
    { name: words.column.context, text: ({ contextWindow }) => tokens(contextWindow) },
    { name: words.column.maxOutput, text: ({ maxOutputTokens }) => tokens(maxOutputTokens) },
    {
      name: words.column.state,
      text: (model) => `${model.deprecatedAt} ${model.retiresAt} ${model.status}`,
      show: (model) => <StatusBadge model={model} asOf={asOf} words={words} />,
    },
    { name: words.provider, text: (model) => providerOf(model)?.displayName ?? model.provider },
    { name: words.protocol, text: ({ protocols }) => protocols.join(", ") },
    {
      name: words.column.reads,
      text: ({ input }) => input?.map((each) => words.modality[each]).join(", ") ?? words.notStated,
    },
    { name: words.efforts, text: ({ efforts }) => efforts?.join(", ") ?? words.notStated },
    { name: words.knowledge, text: ({ knowledgeUntil }) => knowledgeUntil ?? words.notStated },
    { name: words.column.released, text: ({ releasedAt }) => releasedAt ?? words.notStated },
    ...capabilities.map((capability) => ({
      name: words.capability[capability],
      text: (model: Model) => answerOf(model, capability),
      show: (model: Model) => <AnswerBadge answer={answerOf(model, capability)} words={words} />,
    })),
  ];
}
