import type { Rates } from "@kei/registry";
import {
  columnFilteringFeature,
  columnVisibilityFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  type Row,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import { StatusBadge } from "../parts/badges.tsx";
import { costText, grouped, rateText, shortTokens, unknownText } from "../parts/texts.ts";
import type { Site } from "../state/site-context.ts";
import type { ModelRow } from "./model-row.ts";

export const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
});

export const columnIds = [
  "name",
  "input",
  "output",
  "cost",
  "context",
  "maxOutput",
  "reads",
  "state",
  "verified",
  "cacheRead",
  "protocol",
  "released",
] as const;
export type ColumnId = (typeof columnIds)[number];

/** What a screen shows that nobody has said anything to; the narrow one is a phone's. */
export const usualColumns = (isNarrow: boolean): readonly ColumnId[] =>
  isNarrow ? ["name", "output", "cost"] : columnIds.slice(0, 9);

const WIDTHS: Readonly<Record<ColumnId, number>> = {
  name: 240,
  input: 104,
  output: 104,
  cost: 130,
  context: 96,
  maxOutput: 84,
  reads: 150,
  state: 132,
  verified: 92,
  cacheRead: 110,
  protocol: 180,
  released: 110,
};

/** In pixels; the name takes what is left. */
export function columnWidth(id: ColumnId, isNarrow: boolean): number {
  if (!isNarrow) return WIDTHS[id];
  return id === "name" ? 140 : Math.round(WIDTHS[id] * 0.86);
}

export const numberColumns: ReadonlySet<string> = new Set<ColumnId>([
  "input",
  "output",
  "cost",
  "context",
  "maxOutput",
  "verified",
  "cacheRead",
]);

const helper = createColumnHelper<typeof features, ModelRow>();

/**
 * The columns. What they sort by is a number or a text; `undefined`, which comes last in both directions,
 * is what nobody knows, and an amount in another currency than most have.
 */
export function createColumns({ words, modelHref, asOf }: Site, currency: string) {
  const common = { sortUndefined: "last" as const, sortFn: byValue };
  const rate = (id: ColumnId & keyof Rates) =>
    helper.accessor((row) => rateValue(row, id, currency), {
      id,
      ...common,
      enableGlobalFilter: false,
      header: words.column[id],
      cell: ({ row }) => {
        const { model, currency: its } = row.original;
        const text = rateText(model.price, id, its, words);
        return model.price.kind === "known" ? text : <span className="muted small">{text}</span>;
      },
    });
  const count = (id: "context" | "maxOutput", key: "contextWindow" | "maxOutputTokens") =>
    helper.accessor(({ model }) => model[key], {
      id,
      ...common,
      enableGlobalFilter: false,
      header: words.column[id],
      cell: ({ row }) => {
        const tokens = row.original.model[key];
        return tokens === undefined ? (
          <span className="muted">{words.notStated}</span>
        ) : (
          <span title={grouped(tokens)}>{shortTokens(tokens)}</span>
        );
      },
    });
  const text = (id: ColumnId, of: (row: ModelRow) => string | undefined) =>
    helper.accessor(of, {
      id,
      ...common,
      enableGlobalFilter: false,
      header: words.column[id],
      cell: ({ row }) => of(row.original) ?? <span className="muted">{words.notStated}</span>,
    });
  return helper.columns([
    // The one that filters: its test looks at the whole row.
    helper.accessor(({ model }) => model.displayName.toLowerCase(), {
      id: "name",
      ...common,
      header: words.column.name,
      cell: ({ row }) => (
        <>
          <a
            className="row-link"
            href={modelHref(row.original.model.ref)}
            title={row.original.model.displayName}
          >
            {row.original.model.displayName}
          </a>
          <span className="ref" title={row.original.model.ref}>
            {row.original.model.ref}
          </span>
        </>
      ),
    }),
    rate("input"),
    rate("output"),
    helper.accessor((row) => costValue(row, currency), {
      id: "cost",
      ...common,
      enableGlobalFilter: false,
      header: words.column.cost,
      cell: ({ row }) => {
        const { cost } = row.original;
        if (cost === undefined) return "…";
        const why = cost.kind === "unknown" ? unknownText(cost, words) : undefined;
        return cost.kind === "known" ? (
          costText(cost, words)
        ) : (
          <span className="muted small" title={why}>
            {costText(cost, words)}
          </span>
        );
      },
    }),
    count("context", "contextWindow"),
    count("maxOutput", "maxOutputTokens"),
    text("reads", ({ model }) => model.input?.map((each) => words.modality[each]).join(", ")),
    helper.accessor(({ life }) => lifeValue(life), {
      id: "state",
      ...common,
      enableGlobalFilter: false,
      header: words.column.state,
      cell: ({ row }) => <StatusBadge model={row.original.model} asOf={asOf} words={words} />,
    }),
    helper.accessor(({ age }) => age, {
      id: "verified",
      ...common,
      enableGlobalFilter: false,
      header: words.column.verified,
      cell: ({ row }) => {
        const { age, model } = row.original;
        return age === undefined ? (
          <span className="muted">{words.never}</span>
        ) : (
          <span title={model.verifiedAt}>{words.days(age)}</span>
        );
      },
    }),
    rate("cacheRead"),
    text("protocol", ({ model }) => model.protocols[0]),
    text("released", ({ model }) => model.releasedAt),
  ]);
}

function byValue(a: Row<typeof features, ModelRow>, b: Row<typeof features, ModelRow>, id: string) {
  const [x, y] = [a.getValue<string | number>(id), b.getValue<string | number>(id)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function rateValue({ model: { price }, currency }: ModelRow, rate: keyof Rates, main: string) {
  if (price.kind === "known") return currency === main ? price[rate] : undefined;
  return price.kind === "unknown" ? undefined : 0;
}

function costValue({ cost }: ModelRow, main: string): number | undefined {
  if (cost === undefined || cost.kind === "unknown") return undefined;
  if (cost.kind !== "known") return 0;
  return cost.currency === main ? Number(cost.total) : undefined;
}

/** Those that end soonest first. */
function lifeValue(life: ModelRow["life"]): string | undefined {
  switch (life.state) {
    case "live":
      return undefined;
    case "retiring":
      return `1 ${life.retiresAt}`;
    case "deprecated":
      return `2 ${life.retiresAt ?? life.since ?? ""}`;
    case "retired":
      return `3 ${life.since}`;
  }
}
