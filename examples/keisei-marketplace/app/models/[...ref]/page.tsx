import { findModel, findProvider, models } from "@kei/registry";
import { notFound } from "next/navigation";
import { Estimate } from "../../estimate/estimate";
import { priceText } from "../../price-text";

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
  const { displayName, contextWindow, capabilities, deprecatedAt, replacedBy, price } = model;
  const { currency } = provider.billing;
  return (
    <>
      <h1>{displayName}</h1>
      {deprecatedAt !== undefined && (
        <p>
          Deprecated since {deprecatedAt}.{" "}
          {replacedBy !== undefined && <a href={`/models/${replacedBy}`}>{replacedBy}</a>}
        </p>
      )}
      <dl>
        <dt>Id</dt>
        <dd>{model.ref}</dd>
        {contextWindow !== undefined && (
          <>
            <dt>Context</dt>
            <dd>{contextWindow.toLocaleString("en")} tokens</dd>
          </>
        )}
        <dt>Price</dt>
        <dd>{priceText(price, currency)}</dd>
        {capabilities !== undefined && (
          <>
            <dt>Capabilities</dt>
            <dd>{capabilities.join(", ") || "none"}</dd>
          </>
        )}
      </dl>
      <Estimate price={price} currency={currency} />
    </>
  );
}
