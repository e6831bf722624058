import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** How long, in milliseconds, the address waits for more: browsers refuse to write it at every key. */
const WAIT_MS = 150;

let current = typeof location === "undefined" ? "" : location.search;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * What follows `?` in the address, and how to change it. Nothing else holds what a page shows, so an
 * address that is sent to somebody shows them the same.
 */
export function useSearch(): readonly [URLSearchParams, ChangeSearch] {
  const text = useSyncExternalStore(subscribe, read, read);
  return [new URLSearchParams(text), changeSearch];
}

export type ChangeSearch = (change: (params: URLSearchParams) => void) => void;

const changeSearch: ChangeSearch = (change) => {
  const params = new URLSearchParams(current);
  change(params);
  const text = String(params);
  current = text === "" ? "" : `?${text}`;
  clearTimeout(timer);
  timer = setTimeout(write, WAIT_MS);
  notify();
};

function write(): void {
  clearTimeout(timer);
  if (location.search !== current) history.replaceState(null, "", location.pathname + current);
}

function notify(): void {
  for (const listener of listeners) listener();
}

// Pages are also made where there is no browser.
if (typeof location !== "undefined") {
  addEventListener("pagehide", write);
  addEventListener("popstate", () => {
    current = location.search;
    notify();
  });
}

function read(): string {
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
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
