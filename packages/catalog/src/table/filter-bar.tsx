import { inputModalities, protocolNames, transportKinds } from "@kei/registry";
import { useEffect, useMemo, useRef } from "react";
import { type ChangeSearch, setOrDelete } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { CapabilityFilter } from "./capability-filter.tsx";
import { type ColumnId, columnIds } from "./columns.tsx";
import { Checks, Choice, NumberField } from "./filter-controls.tsx";
import { type Filters, filterNames, shownStates } from "./filters.ts";
import { Menu } from "./menu.tsx";

export interface FilterBarProps {
  readonly filters: Filters;
  readonly columns: readonly ColumnId[];
  readonly change: ChangeSearch;
  readonly count: number;
}

/** Search, filters and columns. Each control writes the address, from which the page is made. */
export function FilterBar({ filters, columns, change, count }: FilterBarProps) {
  const { words, providers, models } = useSite();
  const search = useSearchKey();
  const listed = useMemo(() => {
    const used = new Set(models.map(({ provider }) => provider));
    return providers.filter(({ id }) => used.has(id));
  }, [providers, models]);
  const filtered = filterNames.some(
    (name) => name !== "q" && name !== "state" && isSet(filters, name),
  );
  return (
    <search className="filters">
      <label className="search">
        <span className="hidden">{words.search}</span>
        <input
          ref={search}
          type="search"
          value={filters.text}
          placeholder={words.searchHint}
          onChange={({ target }) => change((params) => setOrDelete(params, "q", target.value))}
        />
        <span className="key" aria-hidden="true">
          /
        </span>
      </label>
      <Choice name="state" value={filters.state} change={change} usual="live">
        {shownStates.map((each) => (
          <option key={each} value={each}>
            {words.shown[each]}
          </option>
        ))}
      </Choice>
      <Menu
        name={
          <>
            {words.filters}
            {filtered ? <span className="dot" title={words.filtersSet} /> : null}
          </>
        }
      >
        {() => (
          <>
            <Checks
              name="provider"
              change={change}
              chosen={filters.providers}
              legend={words.provider}
              options={listed.map(({ id, displayName }) => [id, displayName])}
            />
            <CapabilityFilter chosen={filters.can} change={change} />
            <Checks
              name="reads"
              change={change}
              chosen={filters.inputs}
              legend={words.column.reads}
              options={inputModalities.map((each) => [each, words.modality[each]])}
            />
            <fieldset>
              <legend>{words.limits}</legend>
              <NumberField
                name="context"
                label={words.minContext}
                value={filters.minContext}
                change={change}
              />
              <NumberField
                name="price"
                label={words.maxPrice}
                value={filters.maxPrice}
                change={change}
              />
            </fieldset>
            <Checks
              name="protocol"
              change={change}
              chosen={filters.protocols}
              legend={words.protocol}
              options={protocolNames.map((each) => [each, each])}
            />
            <Checks
              name="via"
              change={change}
              chosen={filters.transports}
              legend={words.transport}
              options={transportKinds.map((each) => [each, words.transportKind[each]])}
            />
          </>
        )}
      </Menu>
      <Menu name={words.columns} isNarrow>
        {() => (
          <fieldset>
            <legend>{words.columns}</legend>
            {columnIds.slice(1).map((id) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={columns.includes(id)}
                  onChange={({ target }) =>
                    change((params) =>
                      params.set(
                        "cols",
                        columnIds
                          .filter((each) => (each === id ? target.checked : columns.includes(each)))
                          .join(","),
                      ),
                    )
                  }
                />
                {words.column[id]}
              </label>
            ))}
          </fieldset>
        )}
      </Menu>
      <ClearFilters shown={filtered || filters.text !== ""} change={change} />
      <output className="count">{words.shownOf(count, models.length)}</output>
    </search>
  );
}

export function ClearFilters({
  shown = true,
  change,
}: {
  readonly shown?: boolean;
  readonly change: ChangeSearch;
}) {
  const { words } = useSite();
  if (!shown) return null;
  const clear = () =>
    change((params) => {
      for (const name of filterNames) params.delete(name);
    });
  return (
    <button type="button" className="quiet" onClick={clear}>
      {words.clear}
    </button>
  );
}

function isSet(filters: Filters, name: (typeof filterNames)[number]): boolean {
  const values = {
    q: filters.text,
    provider: filters.providers,
    reads: filters.inputs,
    protocol: filters.protocols,
    via: filters.transports,
    can: filters.can,
    context: filters.minContext === undefined ? "" : "set",
    price: filters.maxPrice === undefined ? "" : "set",
    state: "",
  }[name];
  return values.length > 0;
}

/** The key `/` goes to the search, unless somebody is writing. */
function useSearchKey() {
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.key !== "/" ||
        event.ctrlKey ||
        event.metaKey ||
        target.matches("input, textarea, select")
      )
        return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return search;
}
