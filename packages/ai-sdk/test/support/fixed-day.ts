import { afterAll, beforeAll, vi } from "vitest";

/** Prices and what is said of models depend on the day; the AI SDK's warnings go to results alone. */
beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-30T12:00:00Z") });
  globalThis.AI_SDK_LOG_WARNINGS = false;
});
afterAll(() => void vi.useRealTimers());
