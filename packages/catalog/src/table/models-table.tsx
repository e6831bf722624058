import { type SortingState, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useSite } from "../state/site-context.ts";
import {
  type ColumnId,
  columnIds,
  columnWidth,
  createColumns,
  features,
  numberColumns,
} from "./columns.tsx";
import { createMatcher, type Filters } from "./filters.ts";
import type { ModelRow } from "./model-row.ts";
import { usePrinting } from "./use-printing.ts";
import { useRowKeys } from "./use-row-keys.ts";

const ROW_HEIGHT = 52;
/** Of the head, which stays in sight above the rows. */
const HEAD_HEIGHT = 40;
const PICK_WIDTH = 40;

export interface ModelsTableProps {
  readonly rows: readonly ModelRow[];
  readonly filters: Filters;
  readonly sorting: SortingState;
  readonly onSorting: (sorting: SortingState) => void;
  readonly columns: readonly ColumnId[];
  /** The currency whose amounts are compared. */
  readonly currency: string;
  /** Whether the screen is a phone's. */
  readonly isNarrow: boolean;
  readonly picked: readonly string[];
  readonly onPick: (ref: string) => void;
  /** Shown in place of rows. */
  readonly empty: ReactNode;
  readonly onCount: (count: number) => void;
}

/** The models as a table of which only the rows in sight are in the page. */
export function ModelsTable(props: ModelsTableProps) {
  const {
    rows: data,
    filters,
    sorting,
    currency,
    picked,
    onPick,
    onSorting,
    onCount,
    isNarrow,
  } = props;
  const site = useSite();
  const { words } = site;
  const columns = useMemo(() => createColumns(site, currency), [site, currency]);
  const matcher = useMemo(() => createMatcher(filters), [filters]);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ model }) => model.ref,
    state: {
      sorting,
      globalFilter: filters,
      columnVisibility: Object.fromEntries(
        columnIds.map((id) => [id, id === "name" || props.columns.includes(id)]),
      ),
    },
    globalFilterFn: ({ original }) => matcher(original),
    getColumnCanGlobalFilter: ({ id }) => id === "name",
    onSortingChange: (updater) =>
      onSorting(typeof updater === "function" ? updater(sorting) : updater),
  });
  const { rows } = table.getRowModel();
  useEffect(() => onCount(rows.length), [rows.length, onCount]);

  const box = useRef<HTMLElement>(null);
  const printing = usePrinting();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // A row that is gone to stands below the head, and not below the edge of the box.
    scrollPaddingEnd: HEAD_HEIGHT,
    enabled: !printing,
  });
  const { active, onKeyDown } = useRowKeys(
    rows.length,
    (index) => virtual.scrollToIndex(index),
    box,
  );
  const items = virtual.getVirtualItems();
  const shown = printing
    ? rows.map((row, index) => ({ row, index }))
    : items.flatMap(({ index }) => {
        const row = rows[index];
        return row === undefined ? [] : [{ row, index }];
      });
  const before = printing ? 0 : (items[0]?.start ?? 0);
  const after = printing ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const widthOf = (id: ColumnId) => columnWidth(id, isNarrow);
  const heads = table.getHeaderGroups()[0]?.headers ?? [];
  const width = heads.reduce(
    (sum, { column }) => sum + widthOf(column.id as ColumnId),
    props.isNarrow ? 0 : 40,
  );

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by keys
    <section className="table-box" ref={box} tabIndex={0} aria-label={words.titleModels}>
      <table className="models" aria-rowcount={rows.length + 1} style={{ minWidth: width }}>
        <colgroup>
          {isNarrow ? null : <col style={{ width: PICK_WIDTH }} />}
          {heads.map(({ column }) => (
            <col
              key={column.id}
              style={column.id === "name" ? {} : { width: widthOf(column.id as ColumnId) }}
            />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {isNarrow ? null : (
              <th scope="col" className="pick">
                <span className="hidden">{words.pick}</span>
              </th>
            )}
            {heads.map((header) => {
              const sorted = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={numberColumns.has(header.column.id) ? "number" : ""}
                  aria-sort={
                    sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"
                  }
                >
                  <button
                    type="button"
                    onClick={() => header.column.toggleSorting(sorted === "asc")}
                  >
                    <table.FlexRender header={header} />
                    <span aria-hidden="true" className="arrow">
                      {sorted === false ? "" : sorted === "asc" ? "↑" : "↓"}
                    </span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          <Gap height={before} span={heads.length + (isNarrow ? 0 : 1)} />
          {shown.map(({ row, index }) => (
            <tr
              key={row.id}
              aria-rowindex={index + 2}
              data-index={index}
              data-active={index === active || undefined}
            >
              {isNarrow ? null : (
                <td className="pick">
                  <input
                    type="checkbox"
                    checked={picked.includes(row.id)}
                    onChange={() => onPick(row.id)}
                    aria-label={words.pickModel(`${row.original.model.displayName} (${row.id})`)}
                    tabIndex={index === active ? 0 : -1}
                  />
                </td>
              )}
              {row.getVisibleCells().map((cell) =>
                cell.column.id === "name" ? (
                  <th key={cell.id} scope="row">
                    <table.FlexRender cell={cell} />
                  </th>
                ) : (
                  <td key={cell.id} className={numberColumns.has(cell.column.id) ? "number" : ""}>
                    <table.FlexRender cell={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
          <Gap height={after} span={heads.length + (isNarrow ? 0 : 1)} />
        </tbody>
      </table>
      {rows.length === 0 ? <div className="empty">{props.empty}</div> : null}
    </section>
  );
}

/** In place of the rows out of sight. */
function Gap({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="gap">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
