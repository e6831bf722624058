import { LeanSignal } from "./lean-signal.ts";

/** What ends something. */
export type Ending = AbortSignal | LeanSignal;

/**
 * Calls back when a signal aborts, once. However many wait for one signal, it has a single listener:
 * Node warns of a leak when it has more than ten, and a hundred calls at a time are none.
 */
export function onAbort(signal: Ending, callback: () => void): void {
  if (signal instanceof LeanSignal) {
    signal.callbacks.add(callback);
    return;
  }
  let callbacks = CALLBACKS.get(signal);
  if (callbacks === undefined) {
    callbacks = new Set();
    CALLBACKS.set(signal, callbacks);
    signal.addEventListener("abort", run);
  }
  callbacks.add(callback);
}

/** Nobody is called back any more; with the last one the listener goes. */
export function offAbort(signal: Ending, callback: () => void): void {
  if (signal instanceof LeanSignal) {
    signal.callbacks.delete(callback);
    return;
  }
  const callbacks = CALLBACKS.get(signal);
  callbacks?.delete(callback);
  if (callbacks?.size === 0) forget(signal);
}

const CALLBACKS = new WeakMap<AbortSignal, Set<() => void>>();

/** By `target`: of `currentTarget` Node 20 says `null` to all listeners but the first. */
function run({ target }: Event): void {
  const signal = target as AbortSignal;
  for (const callback of CALLBACKS.get(signal) ?? []) callback();
  forget(signal);
}

function forget(signal: AbortSignal): void {
  CALLBACKS.delete(signal);
  signal.removeEventListener("abort", run);
}
