import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { offAbort, onAbort } from "../../src/platform/abort-callbacks.ts";

describe("onAbort", () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

  it("T8: has one listener for all who wait, and none when nobody does", () => {
    const { signal } = new AbortController();
    const callbacks = Array.from({ length: 100 }, () => () => {});
    for (const callback of callbacks) onAbort(signal, callback);
    expect(listeners(signal)).toBe(1);
    for (const callback of callbacks.slice(1)) offAbort(signal, callback);
    expect(listeners(signal)).toBe(1);
    offAbort(signal, callbacks[0] as () => void);
    offAbort(signal, callbacks[0] as () => void);
    expect(listeners(signal)).toBe(0);
  });

  it("calls each back once, in order, but those who left", () => {
    const controller = new AbortController();
    const { signal } = controller;
    const calls: string[] = [];
    const left = () => calls.push("left");
    const late = () => calls.push("late");
    onAbort(signal, () => {
      calls.push("first");
      offAbort(signal, late);
    });
    onAbort(signal, left);
    onAbort(signal, () => calls.push("second"));
    onAbort(signal, late);
    offAbort(signal, left);
    controller.abort();
    expect(calls).toEqual(["first", "second"]);
    expect(listeners(signal)).toBe(0);
  });

  it("T8: is no matter of who else listens, before it or after it", () => {
    const controller = new AbortController();
    const { signal } = controller;
    const calls: string[] = [];
    const other = () => calls.push("other");
    signal.addEventListener("abort", other);
    onAbort(signal, () => calls.push("ours"));
    signal.addEventListener("abort", other);
    controller.abort();
    expect(calls).toEqual(["other", "ours"]);
    expect(getEventListeners(signal, "abort")).toEqual([other]);
  });

  it("keeps signals apart", () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const calls: string[] = [];
    onAbort(one.signal, () => calls.push("one"));
    onAbort(other.signal, () => calls.push("other"));
    other.abort();
    expect(calls).toEqual(["other"]);
    expect(listeners(one.signal)).toBe(1);
  });
});
