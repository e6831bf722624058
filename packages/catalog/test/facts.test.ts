import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cost, estimate, type Model, models, profiles, providers } from "@kei/registry";
import { history } from "@kei/registry/price-history";
import { expect, it } from "vitest";
import { answerOf } from "../src/facts/answer-of.ts";
import { eventsOf } from "../src/facts/events-of.ts";
import { httpUrl } from "../src/facts/http-url.ts";
import { fileName } from "../src/facts/page-path.ts";
import { paretoFront } from "../src/facts/pareto-front.ts";
import { priceSteps } from "../src/facts/price-steps.ts";
import { resolveHistory, resolveRegistry } from "../src/facts/resolve-published.ts";
import { createMatcher, readFilters } from "../src/table/filters.ts";
import { bareRows, mainCurrency } from "../src/table/model-row.ts";
import { createLogPricer } from "../src/workload/price-log.ts";
import { priceWorkload, readWorkload } from "../src/workload/workload.ts";

const DATA = join(import.meta.dirname, "../../registry/data");
const text = (name: string) => readFileSync(join(DATA, name), "utf8");
const all = Object.values(models);
const luna = models["openai/gpt-5.6-luna"];
const at = (query: string) => new URLSearchParams(query);

it("has the facts of published data as programs have them", () => {
  const resolved = resolveRegistry(text("registry.json"));
  expect(resolved.models).toEqual(all);
  expect(resolved.providers).toEqual(Object.values(providers));
  expect(resolved.profiles).toEqual(Object.values(profiles));
  expect(resolveHistory(text("price-history.json"))).toEqual(history);
});

it("tells four answers apart", () => {
  const model = {
    capabilities: ["tools"],
    refuses: ["seed"],
    when: [{ capabilities: ["stop"] }],
  } as const;
  expect(answerOf(model, "tools")).toBe("yes");
  expect(answerOf(model, "seed")).toBe("no");
  expect(answerOf(model, "stop")).toBe("condition");
  expect(answerOf(model, "logprobs")).toBe("unknown");
});

it.each([
  ["openai/gpt-5.4", "openai/gpt-5.4"],
  ["router/meta/llama:free", "router/meta/llama~3afree"],
  ["x/a~b@c+d", "x/a~7eb~40c~2bd"],
  ["x/../../y", "x/~2e./~2e./y"],
  ["x/.hidden", "x/~2ehidden"],
])("writes %s as the path %s", (id, path) => {
  expect(fileName(id)).toBe(path);
});

it("follows links of the web alone", () => {
  expect(httpUrl("https://example.test/a?b=1")).toBe("https://example.test/a?b=1");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "//example.test", "x", undefined]) {
    expect(httpUrl(url)).toBeUndefined();
  }
});

it("finds what nothing beats: cheaper, or more", () => {
  const points = [
    { x: 3, y: 3 },
    { x: 1, y: 1 },
    { x: 2, y: 1 },
    { x: 1, y: 2 },
    { x: 4, y: 3 },
  ];
  expect(paretoFront(points)).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 3 },
  ]);
});

it("makes steps of the rows of a price, and ends with that of today", () => {
  const steps = priceSteps(luna.price, history["openai/gpt-5.6-luna"] ?? [], [], luna.sourceUrl);
  expect(steps.map(({ from, to, input }) => [from, to, input])).toEqual([
    [undefined, "2026-07-31", 100_000_000],
    ["2026-07-31", undefined, 20_000_000],
  ]);
  expect(priceSteps({ kind: "free" }, [], [], undefined)).toEqual([]);
});

it("lists what happened by day, each thing once", () => {
  const events = eventsOf(all, history);
  expect(events).toContainEqual({ day: "2026-07-31", kind: "price", ref: "openai/gpt-5.6-luna" });
  const days = events.map(({ day }) => day);
  expect(days).toEqual(days.toSorted().reverse());
  expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
});

const rows = bareRows(all, ({ provider }) => providers[provider as "openai"], "2026-11-30");
const found = (query: string) => {
  const matches = createMatcher(readFilters(at(query)));
  return rows.filter((row) => matches({ ...row, cost: undefined })).map(({ model }) => model.ref);
};

it("filters by what an address says, and passes over what is senseless in it", () => {
  expect(found("state=all")).toHaveLength(all.length);
  expect(found("state=all&via=moon&can=fly:yes&can=tools:maybe&context=much")).toHaveLength(
    all.length,
  );
  expect(found("")).not.toContain("anthropic/claude-opus-4-0");
  expect(found("state=ended")).toContain("anthropic/claude-opus-4-0");
  expect(found("q=OPUS%205.5&provider=anthropic")).toEqual(["anthropic/claude-opus-5-5"]);
  expect(found("can=temperature:condition&provider=openai")).toContain("openai/gpt-5.6-luna");
  const cheap = found("price=1&context=1000000&reads=image");
  expect(cheap.length).toBeGreaterThan(0);
  for (const ref of cheap) {
    const { price, contextWindow = 0, input } = models[ref as "openai/gpt-5"] as Model;
    expect(price.kind === "known" ? price.output : 0).toBeLessThanOrEqual(100_000_000);
    expect(contextWindow).toBeGreaterThanOrEqual(1_000_000);
    expect(input).toContain("image");
  }
  expect(found("via=local").every((ref) => ref.includes("-local/"))).toBe(true);
});

it("compares amounts of the currency that most have", () => {
  const row = rows[0] as (typeof rows)[number];
  expect(mainCurrency([row, { ...row, currency: "CNY" }, { ...row, currency: "CNY" }])).toBe("CNY");
  expect(mainCurrency([])).toBe("USD");
});

it("prices a workload as the registry does, at its hour and tier", () => {
  const state = readWorkload(
    at("req=10&in=1000000&cached=50&out=0&per=day&tier=flex&at=2026-11-30T02:00"),
    "2026-11-30",
  );
  const want = estimate(
    "openai/gpt-5.6-luna",
    { requests: 10, inputTokens: 1_000_000, outputTokens: 0, cachedShare: 0.5 },
    { at: "2026-11-30T02:00Z", serviceTier: "flex" },
  ).total;
  expect(priceWorkload(estimate as never, "openai/gpt-5.6-luna", state)).toEqual(want);
  const usual = readWorkload(at("req=-1&in=1e9&cached=101&at=soon"), "2026-11-30");
  expect(usual).toEqual(readWorkload(at(""), "2026-11-30"));
});

it("prices a log by cost, request by request, and leaves no unknown one out", () => {
  const usage = { inputTokens: 300_000, outputTokens: 1_000 };
  const entries = [
    { line: 1, usage },
    { line: 2, usage },
    { line: 3, usage: { inputTokens: 1_000, outputTokens: 1 }, at: "2026-07-01T00:00Z" },
  ];
  const costOf = (ref: string, its: typeof usage, options: object) =>
    cost(ref as "openai/gpt-5", its, { ...options, history });
  const price = createLogPricer(entries, costOf, "2026-11-30");
  const one = cost("openai/gpt-5.6-luna", usage, { at: "2026-11-30" });
  const old = cost(
    "openai/gpt-5.6-luna",
    { inputTokens: 1_000, outputTokens: 1 },
    { at: "2026-07-01", history },
  );
  if (one.kind !== "known" || old.kind !== "known") throw new Error("its price is known");
  expect(price(luna)).toMatchObject({ kind: "known", total: one.total * 2n + old.total });
  expect(price({ ref: "codex/gpt-6-luna" })).toMatchObject({ kind: "subscription" });
  expect(price({ ref: "nobody/nothing" })).toMatchObject({ kind: "unknown", reason: "model" });
});
