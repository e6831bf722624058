import { describe, expect, it } from "vitest";
import { isLive, lifecycleOf } from "../src/lifecycle.ts";

const at = "2026-12-01";

describe("lifecycleOf", () => {
  it.each<[string, Parameters<typeof lifecycleOf>[0], ReturnType<typeof lifecycleOf>, boolean]>([
    ["without a date", {}, { state: "live" }, true],
    ["deprecated on a day to come", { deprecatedAt: "2026-12-02" }, { state: "live" }, true],
    [
      "deprecated from that day on",
      { deprecatedAt: "2026-12-01" },
      { state: "deprecated", since: "2026-12-01" },
      false,
    ],
    [
      "that ends",
      { retiresAt: "2026-12-11" },
      { state: "retiring", retiresAt: "2026-12-11", daysLeft: 10 },
      true,
    ],
    [
      "on its last day",
      { retiresAt: "2026-12-01" },
      { state: "retired", since: "2026-12-01" },
      false,
    ],
    [
      "deprecated, that ends",
      { deprecatedAt: "2026-06-01", retiresAt: "2027-01-01" },
      { state: "deprecated", since: "2026-06-01", retiresAt: "2027-01-01", daysLeft: 31 },
      false,
    ],
    ["deprecated on no known day", { status: "deprecated" }, { state: "deprecated" }, false],
    [
      "deprecated by its word, on a day to come",
      { status: "deprecated", deprecatedAt: "2027-01-01" },
      { state: "live" },
      true,
    ],
    ["in test", { status: "beta" }, { state: "live" }, true],
  ])("a model %s", (_, model, want, live) => {
    expect(lifecycleOf(model, at)).toEqual(want);
    expect(isLive(model, at)).toBe(live);
  });

  it("takes a time and a day of UTC", () => {
    const model = { retiresAt: "2026-12-01" };
    expect(isLive(model, "2026-11-30T23:59Z")).toBe(true);
    expect(isLive(model, new Date("2026-12-01T00:00Z"))).toBe(false);
    expect(() => lifecycleOf(model, "soon")).toThrow(RangeError);
  });
});
