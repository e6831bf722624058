import { describe, expect, it } from "vitest";
import { estimate } from "../src/index.ts";

const at = "2026-11-29";

describe("estimate", () => {
  it("prices requests one by one: no month of short ones is a long one", () => {
    const month = { requests: 1_000, inputTokens: 10_000, outputTokens: 1_000 };
    expect(estimate("google/gemini-2.5-pro", month, { at })).toMatchObject({
      perRequest: { kind: "known", total: 2_250_000n },
      total: { kind: "known", total: 2_250_000_000n, currency: "USD" },
    });
  });

  it("takes a share of the input from the cache", () => {
    const cached = { requests: 2, inputTokens: 10_000, outputTokens: 0, cachedShare: 0.5 };
    expect(estimate("google/gemini-2.5-pro", cached, { at }).total).toMatchObject({
      total: 2n * (5_000n * 125n + 5_000n * 12n + 2_500n),
    });
  });

  it("says which limit one request exceeds", () => {
    const huge = { requests: 1, inputTokens: 10_000_000, outputTokens: 1 };
    expect(estimate("google/gemini-2.5-pro", huge, { at }).exceeds).toEqual({
      limit: "contextWindow",
      tokens: 1_048_576,
    });
    const long = { requests: 1, inputTokens: 1, outputTokens: 100_000 };
    expect(estimate("google/gemini-2.5-pro", long, { at }).exceeds).toMatchObject({
      limit: "maxOutputTokens",
    });
    const fits = { requests: 1, inputTokens: 1, outputTokens: 1 };
    expect(estimate("google/gemini-2.5-pro", fits, { at })).not.toHaveProperty("exceeds");
  });

  it.each([
    { requests: 1.5 },
    { requests: -1 },
    { inputTokens: Number.NaN },
    { cachedShare: 1.1 },
    { cachedShare: Number.NaN },
  ])("refuses %o", (wrong) => {
    const workload = { requests: 1, inputTokens: 1, outputTokens: 1, ...wrong };
    expect(() => estimate("google/gemini-2.5-pro", workload, { at })).toThrow(RangeError);
  });
});
