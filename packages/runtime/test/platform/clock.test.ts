import { afterEach, expect, it, vi } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";

afterEach(() => vi.restoreAllMocks());

it.each([
  [-0.01, 0],
  [0, 0],
  [1500, 1500],
  [2 ** 40, 2 ** 31 - 1],
])("the system's clock waits %d ms as %d", (ms, wanted) => {
  const setTimeout = vi.spyOn(globalThis, "setTimeout");
  systemClock.clearTimer(systemClock.setTimer(() => {}, ms, false));
  expect(setTimeout.mock.calls.map(([, waits]) => waits)).toEqual([wanted]);
});
