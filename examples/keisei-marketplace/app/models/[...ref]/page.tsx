import { CapabilityList, PriceTable, StatusBadge } from "@kei/catalog/react";
import { findModel, findProvider, models } from "@kei/registry";
import { notFound } from "next/navigation";
import { Estimate } from "../../estimate/estimate";

/** Every model is a page, made when the site is built. */
export function generateStaticParams() {
  return Object.values(models).map(({ ref }) => ({ ref: ref.split("/") }));
}

/** One model. A server component: it knows all models, and sends the browser one price. */
export default async function Page({ params }: { params: Promise<{ ref: string[] }> }) {
  const ref = (await params).ref.map(decodeURIComponent).join("/");
  const model = findModel(ref);
  const provider = model && findProvider(model.provider);
  if (model === undefined || provider === undefined) notFound();
  const { displayName, contextWindow, replacedBy, price } = model;
  const { currency } = provider.billing;
  return (
    <>
      <h1>{displayName}</h1>
      <p>
        {model.ref} <StatusBadge model={model} asOf={new Date().toISOString().slice(0, 10)} />{" "}
        {replacedBy !== undefined && <a href={`/models/${replacedBy}`}>{replacedBy}</a>}
      </p>
      {contextWindow !== undefined && <p>{contextWindow.toLocaleString("en")} tokens of context</p>}
      <PriceTable price={price} currency={currency} />
      <Estimate price={price} currency={currency} />
      <CapabilityList model={model} />
    </>
  );
}
