import type { ReactNode } from "react";
import { type ChangeSearch, setOrDelete } from "../state/search-params.ts";
import { useSite } from "../state/site-context.ts";

interface ControlProps {
  /** Of the parameter. */
  readonly name: string;
  readonly change: ChangeSearch;
}

/** One of several; the usual one is not in the address. */
export function Choice({
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

/** Any of several. */
export function Checks({
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

/** A bound. */
export function NumberField({
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
