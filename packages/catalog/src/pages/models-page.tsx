import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { setOrDelete, useSearch } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { useNarrow } from "../state/use-narrow.ts";
import { type ColumnId, columnIds, usualColumns } from "../table/columns.tsx";
import { ClearFilters, FilterBar } from "../table/filter-bar.tsx";
import { createMatcher, readFilters } from "../table/filters.ts";
import { bareRows, mainCurrency } from "../table/model-row.ts";
import { ModelsTable } from "../table/models-table.tsx";
import type { LogEntry } from "../workload/parse-log.ts";
import { useCosts } from "../workload/use-costs.ts";
import { readWorkload } from "../workload/workload.ts";
import { WorkloadPanel } from "../workload/workload-panel.tsx";
import { EmptyRegistry } from "./empty-registry.tsx";

const Scatter = lazy(async () => ({ default: (await import("../plot/scatter.tsx")).Scatter }));

/** Most models that are compared at once. */
export const MOST_PICKED = 4;

/** All models: what one searches, filters, sorts, prices and picks. */
export function ModelsPage() {
  const { models, words, providerOf, asOf, href } = useSite();
  const [params, change] = useSearch();
  const address = String(params);
  const filters = useMemo(() => readFilters(new URLSearchParams(address)), [address]);
  const workload = readWorkload(params, asOf);
  const [log, setLog] = useState<readonly LogEntry[]>();
  const [count, setCount] = useState(models.length);
  const costs = useCosts(models, workload, log);
  const bare = useMemo(() => bareRows(models, providerOf, asOf), [models, providerOf, asOf]);
  const rows = useMemo(
    () => bare.map((row) => ({ ...row, cost: costs.get(row.model.ref) })),
    [bare, costs],
  );
  const currency = useMemo(() => mainCurrency(bare), [bare]);
  const others = useMemo(
    () => bare.filter((row) => row.currency !== currency).length,
    [bare, currency],
  );
  const isNarrow = useNarrow();
  const columns = readColumns(params, isNarrow);
  const picked = params.getAll("m").slice(0, MOST_PICKED);
  const sort = params.get("sort") ?? "-released";
  const sorting = useMemo(
    () => [{ id: sort.replace("-", ""), desc: sort.startsWith("-") }],
    [sort],
  );
  const isPlot = params.get("view") === "plot";
  const pick = (ref: string) =>
    change((all) => {
      const list = picked.includes(ref) ? picked.filter((each) => each !== ref) : [...picked, ref];
      all.delete("m");
      for (const each of list.slice(-MOST_PICKED)) all.append("m", each);
    });
  if (models.length === 0) return <EmptyRegistry />;
  return (
    <>
      <div className="head">
        <h1>{words.titleModels}</h1>
        <fieldset className="switch">
          <legend className="hidden">{words.view}</legend>
          {(["table", "plot"] as const).map((view) => (
            <label key={view}>
              <input
                type="radio"
                name="view"
                checked={isPlot === (view === "plot")}
                onChange={() =>
                  change((all) => setOrDelete(all, "view", view === "plot" ? view : undefined))
                }
              />
              <span>{words.viewName[view]}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <FilterBar filters={filters} columns={columns} change={change} count={count} />
      <WorkloadPanel
        workload={workload}
        change={change}
        log={log}
        onLog={setLog}
        isNarrow={isNarrow}
      />
      {others > 0 ? <p className="muted small">{words.otherCurrencies(others, currency)}</p> : null}
      {isPlot ? (
        <Suspense fallback={<p className="empty">…</p>}>
          <Plot
            rows={rows}
            currency={currency}
            params={params}
            change={change}
            filters={filters}
            onCount={setCount}
          />
        </Suspense>
      ) : (
        <ModelsTable
          rows={rows}
          filters={filters}
          sorting={sorting}
          onSorting={([first]) =>
            change((all) =>
              setOrDelete(all, "sort", first && `${first.desc ? "-" : ""}${first.id}`),
            )
          }
          columns={columns}
          currency={currency}
          isNarrow={isNarrow}
          picked={picked}
          onPick={pick}
          onCount={setCount}
          empty={
            <>
              <p>{words.nothingFound}</p>
              <ClearFilters change={change} />
            </>
          }
        />
      )}
      {picked.length === 0 ? null : (
        <aside className="picked" aria-label={words.titleCompare}>
          <span>{words.pickedCount(picked.length)}</span>
          <button type="button" className="quiet" onClick={() => change((all) => all.delete("m"))}>
            {words.clear}
          </button>
          {picked.length < 2 ? null : (
            <a className="button" href={`${href("compare/")}?${compareParams(params, picked)}`}>
              {words.titleCompare}
            </a>
          )}
        </aside>
      )}
    </>
  );
}

function Plot({
  filters,
  onCount,
  ...props
}: Parameters<typeof Scatter>[0] & {
  readonly filters: ReturnType<typeof readFilters>;
  readonly onCount: (count: number) => void;
}) {
  const rows = useMemo(() => props.rows.filter(createMatcher(filters)), [props.rows, filters]);
  useEffect(() => onCount(rows.length), [rows.length, onCount]);
  return <Scatter {...props} rows={rows} />;
}

function readColumns(params: URLSearchParams, isNarrow: boolean): readonly ColumnId[] {
  const asked = params.get("cols");
  if (asked === null) return usualColumns(isNarrow);
  const names = asked.split(",");
  return columnIds.filter((id) => id === "name" || names.includes(id));
}

/** The workload goes along. */
function compareParams(params: URLSearchParams, picked: readonly string[]): string {
  const kept = [...params].filter(([name]) =>
    ["req", "in", "cached", "out", "tier", "at", "per"].includes(name),
  );
  return String(new URLSearchParams([...picked.map((ref) => ["m", ref]), ...kept]));
}
