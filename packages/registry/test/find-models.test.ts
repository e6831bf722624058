import { describe, expect, it } from "vitest";
import { cost, findModels, type ModelQuery } from "../src/index.ts";

const at = "2026-12-01";

describe("findModels", () => {
  it("has the three cheapest with tools and a large window in one call", () => {
    const query = { tools: true, minContext: 200_000, sort: "cost", at } as const;
    const cheapest = findModels({ ...query, metered: true, limit: 3 });
    expect(cheapest).toHaveLength(3);
    for (const { price, capabilities, contextWindow = 0 } of cheapest) {
      expect(price.kind).toBe("known");
      expect(capabilities).toContain("tools");
      expect(contextWindow).toBeGreaterThanOrEqual(200_000);
    }
    // Without the word, what costs nothing per token stands where it can be told from these.
    const kinds = findModels(query).map(({ price }) => price.kind);
    const order = ["free", "known", "subscription", "unknown"];
    const places = kinds.map((kind) => order.indexOf(kind));
    expect(places).toEqual([...places].sort());
    expect(kinds).toContain("subscription");
  });

  it("does not find what nobody knows, or what holds under a condition alone", () => {
    const all = findModels({ at });
    const able = findModels({ temperature: true, at });
    const unable = findModels({ temperature: false, at });
    expect(able.length).toBeGreaterThan(0);
    expect(unable.length).toBeGreaterThan(0);
    expect(able.length + unable.length).toBeLessThan(all.length);
    const windows = findModels({ minContext: 0, at });
    expect(windows).toEqual(all.filter(({ contextWindow }) => contextWindow !== undefined));
    expect(windows.length).toBeLessThan(all.length);
  });

  it("compares what a usage costs, its tier of long input with it", () => {
    const shapes = [
      { inputTokens: 1_000, outputTokens: 0 },
      { inputTokens: 0, outputTokens: 1_000 },
      { inputTokens: 900_000, outputTokens: 1_000 },
    ];
    const orders = shapes.map((usage) => {
      const found = findModels({ providers: ["google", "openai"], sort: "cost", usage, at });
      const totals = found.flatMap(({ ref }) => {
        const spent = cost(ref, usage, { at });
        return spent.kind === "known" ? [spent.total] : [];
      });
      expect(totals.length).toBeGreaterThan(30);
      expect(totals).toEqual([...totals].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      return found.map(({ ref }) => ref).join();
    });
    expect(new Set(orders).size).toBe(shapes.length);
  });

  it.each<[object, string]>([
    [{ vision: true }, 'there is no capability "vision"'],
    [{ minContext: -1 }, "minContext must be a whole number"],
    [{ minContext: "200k" }, "minContext must be a whole number"],
    [{ limit: 2.5 }, "limit must be a whole number"],
    [{ sort: "cost", providers: [], usage: { inputTokens: -1, outputTokens: 0 } }, "inputTokens"],
    [{ at: "soon" }, "soon"],
  ])("refuses %j", (query, message) => {
    expect(() => findModels(query as ModelQuery)).toThrow(RangeError);
    expect(() => findModels(query as ModelQuery)).toThrow(message);
  });

  it("takes what is undefined as not asked", () => {
    expect(findModels({ tools: undefined, metered: undefined, limit: undefined, at })).toEqual(
      findModels({ at }),
    );
  });
});
