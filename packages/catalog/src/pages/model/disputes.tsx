import type { Model } from "@kei/registry";
import type { CatalogDetails } from "../../facts/catalog-data.ts";
import { useSite } from "../../state/site-context.ts";
import { Facts } from "../facts.tsx";

/** Facts about which its sources differ, what we say, and why. */
export function Disputes({
  model,
  details,
}: {
  readonly model: Model;
  readonly details: CatalogDetails;
}) {
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
