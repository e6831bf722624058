import { describe, expect, it } from "vitest";
import { getModel, priceAge } from "../src/index.ts";

describe("priceAge", () => {
  it.each<[string | undefined, Date | string, number | undefined]>([
    ["2026-07-02", "2026-07-02", 0],
    ["2026-07-02", "2026-07-03", 1],
    ["2026-02-28", "2026-03-01", 1],
    ["2024-02-28", "2024-03-01", 2],
    ["2026-03-28", "2026-03-30", 2],
    ["2025-07-02", "2026-07-02", 365],
    ["2026-07-02", new Date("2026-07-02T23:59:59.999Z"), 0],
    ["2026-07-02", new Date("2026-07-03T00:00:00Z"), 1],
    ["2026-07-02", new Date("2026-07-03T00:30:00+02:00"), 0],
    ["2026-07-02", "2026-07-01", -1],
    [undefined, "2026-07-02", undefined],
  ])("of a price verified at %s, on %s, is %s", (verifiedAt, on, want) => {
    expect(priceAge(verifiedAt === undefined ? {} : { verifiedAt }, on)).toBe(want);
  });

  it.each([
    "",
    "today",
    "2026-02-30",
    "2026-13-01",
    "1 July 2026",
    "2026-07-02T10:00",
    new Date(""),
  ])("refuses %s", (on) => {
    expect(() => priceAge({ verifiedAt: "2026-07-02" }, on)).toThrow(RangeError);
    expect(() => priceAge({}, on)).toThrow(RangeError);
  });

  it("takes a model of the registry", () => {
    expect(priceAge(getModel("anthropic/claude-sonnet-4-6"), "2999-01-01")).toBeGreaterThan(0);
  });
});
