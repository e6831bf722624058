import type { Model, PriceHistory } from "@kei/registry";
import type { CatalogEvent } from "./catalog-data.ts";

/** What happened to models, and will, by the days that their facts state: the last one first. */
export function eventsOf(models: readonly Model[], history: PriceHistory): readonly CatalogEvent[] {
  const events = models.flatMap(({ ref, releasedAt, deprecatedAt, retiresAt, price }) => {
    const rows = [...(history[ref] ?? []), ...(price.rows ?? [])];
    const turns = rows.flatMap(({ from, to }) => [from, to]);
    const days: readonly (readonly [CatalogEvent["kind"], string | undefined])[] = [
      ["released", releasedAt],
      ...[...new Set(turns)].map((moment) => ["price", moment?.slice(0, 10)] as const),
      ["deprecated", deprecatedAt === retiresAt ? undefined : deprecatedAt],
      ["retired", retiresAt],
    ];
    return days.flatMap(([kind, day]) => (day === undefined ? [] : [{ day, kind, ref }]));
  });
  const unique = new Map(events.map((event) => [Object.values(event).join(" "), event]));
  return [...unique.entries()].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, event]) => event);
}
