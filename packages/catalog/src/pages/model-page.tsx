import { type FactGroup, lifecycleOf, type Model } from "@kei/registry";
import type { CatalogDetails } from "../facts/catalog-data.ts";
import { dayDifference } from "../facts/day-difference.ts";
import { priceSteps } from "../facts/price-steps.ts";
import { StatusBadge } from "../parts/badges.tsx";
import { CapabilityList } from "../parts/capability-list.tsx";
import { OuterLink } from "../parts/link.tsx";
import { PriceTable } from "../parts/price-table.tsx";
import { costText, grouped, unknownText } from "../parts/texts.ts";
import { PriceSteps } from "../plot/price-steps.tsx";
import { useDetails, useSite } from "../state/site-context.ts";
import { Facts } from "./facts.tsx";
import { NotFound } from "./not-found.tsx";

/** All that is known of a model, and how it is known. */
export function ModelPage({ id }: { readonly id: string }) {
  const site = useSite();
  const { words, registry, asOf, currencyOf } = site;
  const model = registry.findModel(id);
  const details = useDetails();
  if (model === undefined) return <NotFound id={id} />;
  const provider = site.providerOf(model);
  const currency = currencyOf(model);
  const rows = details.history[model.ref] ?? model.price.rows ?? [];
  const records = details.prices.filter(({ modelRef }) => modelRef === model.ref);
  const steps = priceSteps(model.price, rows, records, model.sourceUrl);
  const notes = details.origins[model.ref]?.notes;
  return (
    <>
      <p className="crumbs">
        <a href={site.href("")}>{words.titleModels}</a>
        <span aria-hidden="true"> / </span>
        <a href={site.providerHref(model.provider)}>{provider?.displayName ?? model.provider}</a>
      </p>
      <div className="head">
        <h1>{model.displayName}</h1>
        <StatusBadge model={model} asOf={asOf} words={words} />
        <a
          className="button quiet"
          href={`${site.href("compare/")}?${new URLSearchParams({ m: model.ref })}`}
        >
          {words.titleCompare}
        </a>
      </div>
      <p className="ref">{model.ref}</p>
      <Ending model={model} />
      {notes === undefined ? null : <p>{notes}</p>}
      <div className="columns">
        <section>
          <h2>{words.limits}</h2>
          <ModelFacts model={model} details={details} />
        </section>
        <section>
          <h2>{words.prices}</h2>
          <PriceTable price={model.price} currency={currency} words={words} />
          <Origin group="prices" model={model} details={details} />
          <h3>{words.typicalCalls}</h3>
          <TypicalCalls model={model} />
        </section>
      </div>
      {steps.length === 0 ? null : (
        <section>
          <h2>{words.history}</h2>
          <PriceSteps steps={steps} currency={currency} />
        </section>
      )}
      <section>
        <h2>{words.capabilities}</h2>
        <CapabilityList model={model} words={words} />
        <Origin group="abilities" model={model} details={details} />
      </section>
      <Disputes model={model} details={details} />
      <UsedBy model={model} />
    </>
  );
}

function Ending({ model }: { readonly model: Model }) {
  const { words, asOf, registry, modelHref } = useSite();
  const life = lifecycleOf(model, asOf);
  if (life.state === "live") return null;
  const successor =
    model.replacedBy === undefined ? undefined : registry.findModel(model.replacedBy);
  return (
    <p className="notice" data-state={life.state}>
      {life.state === "retired" ? words.retiredSince(life.since) : null}
      {life.state === "deprecated" && life.since !== undefined
        ? words.deprecatedSince(life.since)
        : null}{" "}
      {"retiresAt" in life && life.retiresAt !== undefined
        ? words.retiresOn(life.retiresAt, life.daysLeft ?? 0)
        : null}{" "}
      {model.replacedBy === undefined ? null : (
        <>
          {words.successor}{" "}
          {successor === undefined ? (
            model.replacedBy
          ) : (
            <a href={modelHref(successor.ref)}>{successor.displayName}</a>
          )}
        </>
      )}
    </p>
  );
}

function ModelFacts({
  model,
  details,
}: {
  readonly model: Model;
  readonly details: CatalogDetails;
}) {
  const { words } = useSite();
  const tokens = (count: number | undefined) =>
    count === undefined ? words.notStated : words.tokens(grouped(count));
  const list = (items: readonly string[] | undefined) =>
    items === undefined ? words.notStated : items.join(", ") || words.none;
  const budget = [model.reasoningBudgetMinTokens, model.reasoningBudgetMaxTokens].filter(
    (each) => each !== undefined,
  );
  return (
    <>
      <Facts
        rows={[
          [words.column.context, tokens(model.contextWindow)],
          ...(model.maxInputTokens === undefined
            ? []
            : [[words.maxInput, tokens(model.maxInputTokens)] as const]),
          [words.column.maxOutput, tokens(model.maxOutputTokens)],
          [words.column.reads, list(model.input?.map((each) => words.modality[each]))],
          [words.gives, list(model.output.map((each) => words.modality[each]))],
          [words.protocol, list(model.protocols)],
          [words.efforts, effortsText(model, words)],
          ...(budget.length === 0
            ? []
            : [[words.thinkingBudget, budget.map(grouped).join(" – ")] as const]),
          [
            words.cacheFrom,
            model.cacheMinTokens === undefined
              ? words.notStated
              : words.tokens(grouped(model.cacheMinTokens)),
          ],
          [words.cacheKept, list(model.cacheTtls)],
          [words.column.released, model.releasedAt ?? words.notStated],
          [words.knowledge, model.knowledgeUntil ?? words.notStated],
          [
            words.openWeights,
            model.openWeights === undefined
              ? words.notStated
              : model.openWeights
                ? words.yes
                : words.no,
          ],
          [
            words.aliases,
            model.aliases.length === 0
              ? words.none
              : model.aliases.map((each) => <code key={each}>{each} </code>),
          ],
          ...(model.slug === undefined
            ? []
            : [[words.slug, <code key="s">{model.slug}</code>] as const]),
        ]}
      />
      <Origin group="limits" model={model} details={details} />
    </>
  );
}

type Words = ReturnType<typeof useSite>["words"];

function effortsText({ efforts, effortDefault }: Model, words: Words): string {
  if (efforts === undefined) return words.notStated;
  return efforts
    .map((each) => (each === effortDefault ? `${each} (${words.byDefault})` : each))
    .join(", ");
}

/** Which data sets say so, of which day, and when a person last looked. */
function Origin({
  group,
  model,
  details,
}: {
  readonly group: FactGroup;
  readonly model: Model;
  readonly details: CatalogDetails;
}) {
  const { words, asOf } = useSite();
  const ids = details.origins[model.ref]?.sources?.[group] ?? [];
  const named = ids.map((id) => {
    const source = details.sources.find((each) => each.id === id);
    const age =
      source?.datedAt === undefined
        ? ""
        : ` (${words.daysOld(dayDifference(source.datedAt, asOf))})`;
    return `${id}${source?.version === undefined ? "" : ` ${source.version}`}${age}`;
  });
  const isPrices = group === "prices";
  return (
    <p className="origin">
      {named.length === 0 ? words.noSource : `${words.source}: ${named.join(", ")}`}
      {isPrices && model.verifiedAt !== undefined ? (
        <>
          {" · "}
          {words.verified(model.verifiedAt, dayDifference(model.verifiedAt, asOf))}
        </>
      ) : null}
      {isPrices && model.verifiedAt === undefined ? <> · {words.neverVerified}</> : null}
      {isPrices && model.sourceUrl !== undefined ? (
        <>
          {" · "}
          <OuterLink url={model.sourceUrl}>{words.check}</OuterLink>
        </>
      ) : null}
    </p>
  );
}

const CALLS = [
  { name: "chat", inputTokens: 2_000, outputTokens: 500 },
  { name: "document", inputTokens: 50_000, outputTokens: 1_000 },
  { name: "agent", inputTokens: 150_000, outputTokens: 4_000, cacheReadTokens: 120_000 },
] as const;

function TypicalCalls({ model }: { readonly model: Model }) {
  const { words, registry, asOf } = useSite();
  return (
    <table className="kei-table">
      <thead>
        <tr>
          <th scope="col">{words.call}</th>
          <th scope="col" className="kei-number">
            {words.column.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {CALLS.map(({ name, ...usage }) => {
          const cost = registry.cost(model.ref, usage, { at: asOf });
          return (
            <tr key={name}>
              <th scope="row">
                {words.typicalCall[name]}{" "}
                <small>
                  {grouped(usage.inputTokens)} → {grouped(usage.outputTokens)}
                </small>
              </th>
              <td className="kei-number">
                {costText(cost, words)}
                {cost.kind === "unknown" ? <small> {unknownText(cost, words)}</small> : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Disputes({ model, details }: { readonly model: Model; readonly details: CatalogDetails }) {
  const { words } = useSite();
  const its = details.disputes.filter(({ modelRefs }) => modelRefs.includes(model.ref));
  if (its.length === 0) return null;
  return (
    <section>
      <h2>{words.disputes}</h2>
      {its.map(({ fact, ours, says, reason, decidedAt }) => (
        <article key={fact} className="dispute">
          <h3>
            <code>{fact}</code>
          </h3>
          <Facts
            rows={[
              [words.weSay, <strong key="o">{ours}</strong>],
              ...Object.entries(says).map(([id, value]) => [id, value] as const),
            ]}
          />
          <p>
            {reason} <small>{decidedAt}</small>
          </p>
        </article>
      ))}
    </section>
  );
}

function UsedBy({ model }: { readonly model: Model }) {
  const { words, profiles, href } = useSite();
  const users = profiles.filter(
    ({ defaultModelRef, fallbackModelRefs }) =>
      defaultModelRef === model.ref || fallbackModelRefs.includes(model.ref),
  );
  if (users.length === 0) return null;
  return (
    <section>
      <h2>{words.usedBy}</h2>
      <ul className="plain">
        {users.map(({ id, defaultModelRef }) => (
          <li key={id}>
            <a href={`${href("profiles/")}?${new URLSearchParams({ q: id })}`}>{id}</a>{" "}
            <small>{defaultModelRef === model.ref ? words.asDefault : words.asFallback}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
