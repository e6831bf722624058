import { useSyncExternalStore } from "react";

const CHANGED = "kei-search";

/**
 * What follows `?` in the address, and how to change it. Nothing else holds what a page shows, so an
 * address that is sent to somebody shows them the same.
 */
export function useSearch(): readonly [URLSearchParams, ChangeSearch] {
  const text = useSyncExternalStore(subscribe, () => location.search);
  return [new URLSearchParams(text), changeSearch];
}

export type ChangeSearch = (change: (params: URLSearchParams) => void) => void;

const changeSearch: ChangeSearch = (change) => {
  const params = new URLSearchParams(location.search);
  change(params);
  const text = String(params);
  history.replaceState(null, "", text === "" ? location.pathname : `?${text}`);
  dispatchEvent(new Event(CHANGED));
};

function subscribe(listener: () => void): () => void {
  for (const name of [CHANGED, "popstate"]) addEventListener(name, listener);
  return () => {
    for (const name of [CHANGED, "popstate"]) removeEventListener(name, listener);
  };
}

/** Sets a parameter, or takes it away where it says what holds without it. */
export function setOrDelete(
  params: URLSearchParams,
  name: string,
  value: string | undefined,
): void {
  if (value === undefined || value === "") params.delete(name);
  else params.set(name, value);
}
