import { lifecycleOf, type Model } from "@kei/registry";
import { priceSteps } from "../facts/price-steps.ts";
import { StatusBadge } from "../parts/badges.tsx";
import { CapabilityList } from "../parts/capability-list.tsx";
import { PriceTable } from "../parts/price-table.tsx";
import { PriceSteps } from "../plot/price-steps.tsx";
import { useDetails, useSite } from "../state/site-context.ts";
import { Disputes } from "./model/disputes.tsx";
import { ModelFacts } from "./model/model-facts.tsx";
import { OriginOf } from "./model/origin-of.tsx";
import { TypicalCalls } from "./model/typical-calls.tsx";
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
          <OriginOf group="prices" model={model} details={details} />
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
        <OriginOf group="abilities" model={model} details={details} />
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
