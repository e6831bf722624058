import type { FactGroup, Model } from "@kei/registry";
import type { CatalogDetails } from "../../facts/catalog-data.ts";
import { dayDifference } from "../../facts/day-difference.ts";
import { OuterLink } from "../../parts/link.tsx";
import { useSite } from "../../state/site-context.ts";

/** Which data sets say so, of which day, and when a person last looked. */
export function OriginOf({
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
