import {
  type Capability,
  capabilities,
  inputModalities,
  protocolNames,
  transportKinds,
} from "@kei/registry";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { type Answer, answers } from "../facts/answer-of.ts";
import { type ChangeSearch, setOrDelete } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";
import { type ColumnId, columnIds } from "./columns.tsx";
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
            <Can chosen={filters.can} change={change} />
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

interface ControlProps {
  /** Of the parameter. */
  readonly name: string;
  readonly change: ChangeSearch;
}

function Choice({
  name,
  value,
  usual,
  change,
  children,
}: ControlProps & {
  readonly value: string;
  readonly usual: string;
  readonly children: ReactNode;
}) {
  const { words } = useSite();
  return (
    <label>
      <span className="hidden">{words.column.state}</span>
      <select
        value={value}
        onChange={({ target }) =>
          change((params) =>
            setOrDelete(params, name, target.value === usual ? undefined : target.value),
          )
        }
      >
        {children}
      </select>
    </label>
  );
}

function Checks({
  name,
  legend,
  options,
  chosen,
  change,
}: ControlProps & {
  readonly legend: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly chosen: readonly string[];
}) {
  const toggle = (value: string, on: boolean) =>
    change((params) => {
      const others = params.getAll(name).filter((each) => each !== value);
      params.delete(name);
      for (const each of on ? [...others, value] : others) params.append(name, each);
    });
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(([value, label]) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) => toggle(value, target.checked)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function NumberField({
  name,
  label,
  value,
  change,
}: ControlProps & { readonly label: string; readonly value: number | undefined }) {
  return (
    <label className="field">
      {label}
      <input
        type="number"
        min={0}
        step="any"
        value={value ?? ""}
        onChange={({ target }) => change((params) => setOrDelete(params, name, target.value))}
      />
    </label>
  );
}

/** A capability, and which of the four answers is asked for. */
function Can({
  chosen,
  change,
}: {
  readonly chosen: Filters["can"];
  readonly change: ChangeSearch;
}) {
  const { words } = useSite();
  const [answer, setAnswer] = useState<Answer>("yes");
  const write = (list: Filters["can"]) =>
    change((params) => {
      params.delete("can");
      for (const each of list) params.append("can", each.join(":"));
    });
  const others = (capability: Capability) => chosen.filter(([each]) => each !== capability);
  return (
    <fieldset className="can">
      <legend>{words.capabilities}</legend>
      <div className="pair">
        <select
          aria-label={words.answerWanted}
          value={answer}
          onChange={({ target }) => setAnswer(target.value as Answer)}
        >
          {answers.map((each) => (
            <option key={each} value={each}>
              {words.answer[each]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.capabilities}
          value=""
          onChange={({ target }) =>
            write([...others(target.value as Capability), [target.value as Capability, answer]])
          }
        >
          <option value="">{words.addCapability}</option>
          {capabilities.map((each) => (
            <option key={each} value={each}>
              {words.capability[each]}
            </option>
          ))}
        </select>
      </div>
      {chosen.map(([capability, wanted]) => (
        <button
          key={capability}
          type="button"
          className="chip"
          onClick={() => write(others(capability))}
        >
          {words.answer[wanted]}: {words.capability[capability]} <span aria-hidden="true">×</span>
          <span className="hidden">{words.remove}</span>
        </button>
      ))}
    </fieldset>
  );
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
