import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { CostOptions, Usage } from "../src/cost.ts";
import type { ModelRef } from "../src/gen/index.gen.js";
import { cost } from "../src/lookup.ts";
import { formatMoney } from "../src/money.ts";
import { history } from "../src/price-history.ts";

const source = join(import.meta.dirname, "../src");

/** 100,000 tokens in and out. */
const both: Usage = { inputTokens: 100_000, outputTokens: 100_000 };
const cached: Usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 1_000_000 };
const long: Usage = { inputTokens: 250_000, outputTokens: 100_000 };

const priced = (ref: ModelRef, usage: Usage, options: CostOptions) => {
  const answer = cost(ref, usage, { history, ...options });
  return answer.kind === "known" ? formatMoney(answer.total, answer.currency) : answer;
};

describe("what a request cost on its day", () => {
  const days: readonly (readonly [ModelRef, Usage, CostOptions["at"], string])[] = [
    ["openai/gpt-5.6-luna", both, "2026-07-15", "$0.70"],
    ["openai/gpt-5.6-luna", both, "2026-07-30", "$0.70"],
    ["openai/gpt-5.6-luna", both, "2026-07-31", "$0.14"],
    ["openai/gpt-5.6-terra", both, "2026-07-15", "$1.75"],
    ["openai/gpt-5.6-terra", both, "2026-08-01", "$1.40"],
    ["openai/gpt-5.6-sol", both, "2026-08-20", "$3.50"],
    ["openai/gpt-5.6-sol", both, "2026-08-21", "$2.40"],
    ["openai/gpt-5.6", both, "2026-08-20", "$3.50"],
    ["openai/o3", both, "2025-06-09", "$5.00"],
    ["openai/o3", both, "2025-06-10", "$1.00"],
    ["openai/o3", cached, "2025-06-09", "$2.50"],
    // A surcharge on long inputs, and then none.
    ["anthropic/claude-opus-4-6", long, "2026-03-12", "$6.25"],
    ["anthropic/claude-opus-4-6", long, "2026-03-13", "$3.75"],
    ["anthropic/claude-sonnet-4-6", long, "2026-03-12", "$3.75"],
    ["anthropic/claude-sonnet-4-6", long, "2026-03-13", "$2.25"],
    ["anthropic/claude-sonnet-4-5", long, "2026-02-19", "$3.75"],
    ["xai/grok-4.20-0309-reasoning", both, "2026-05-05", "$0.80"],
    ["xai/grok-4.20-0309-reasoning", both, "2026-05-06", "$0.375"],
    // An introduction that began, and will end.
    ["google/gemini-3.6-flash", both, "2026-08-12", "$0.90"],
    ["google/gemini-3.6-flash", both, "2026-08-13", "$0.45"],
    ["google/gemini-3.6-flash", both, "2027-01-01", "$0.90"],
    ["deepseek/deepseek-v4-pro", both, "2026-04-25", "$0.522"],
    ["deepseek/deepseek-v4-pro", both, "2026-04-26", "$0.1305"],
    ["deepseek/deepseek-v4-pro", both, "2026-08-16T15:59:59Z", "$0.1305"],
    ["deepseek/deepseek-v4-pro", both, "2026-08-16T16:00:00Z", "$0.264"],
    ["deepseek/deepseek-v4-pro", both, "2026-08-17T01:00:00Z", "$0.528"],
    // A Saturday with peak hours; the next one has none.
    ["deepseek/deepseek-v4-pro", both, "2026-08-22T01:00:00Z", "$0.528"],
    ["deepseek/deepseek-v4-pro", both, "2026-08-29T01:00:00Z", "$0.264"],
    ["deepseek/deepseek-v4-flash", cached, "2026-04-25", "$0.028"],
    ["deepseek/deepseek-v4-flash", cached, "2026-04-26", "$0.0028"],
    ["deepseek/deepseek-v4-flash", both, "2026-08-20", "$0.088"],
    ["deepseek/deepseek-v4-flash", both, "2026-08-20T07:00Z", "$0.176"],
    ["deepseek/deepseek-v4-flash", both, "2026-09-10", "$0.075"],
    ["deepseek/deepseek-v4-flash", both, "2026-09-10T07:00Z", "$0.15"],
    ["deepseek/deepseek-v4-flash", both, "2026-09-10T03:59Z", "$0.176"],
    ["deepseek/deepseek-chat", both, "2025-07-01", "$0.137"],
    ["deepseek/deepseek-chat", both, "2025-07-01T20:00Z", "$0.0685"],
    ["deepseek/deepseek-reasoner", both, "2025-02-20", "$0.274"],
    ["deepseek/deepseek-reasoner", both, "2025-09-10", "$0.224"],
    ["deepseek/deepseek-chat", both, "2025-12-01", "$0.07"],
    ["deepseek/deepseek-chat", both, "2026-05-01", "$0.042"],
  ];
  it.each(days)("%s %o at %s: %s", (ref, usage, at, want) => {
    expect(priced(ref, usage, { at })).toBe(want);
  });

  it("is unknown before the first price that is known", () => {
    expect(priced("deepseek/deepseek-chat", both, { at: "2025-02-08" })).toEqual({
      kind: "unknown",
      reason: "price",
      missing: "2025-02-08",
    });
  });

  it("is unknown where nobody says on what day a rate changed", () => {
    expect(priced("google/gemini-2.5-flash", cached, { at: "2025-12-01" })).toEqual({
      kind: "unknown",
      reason: "rate",
      missing: "cacheRead",
    });
    expect(priced("google/gemini-2.5-flash", both, { at: "2025-12-01" })).toBe("$0.28");
  });

  it("has the percents of tiers", () => {
    const flex = { at: "2026-07-15", serviceTier: "flex" };
    expect(priced("openai/gpt-5.6-luna", both, flex)).toBe("$0.35");
  });
});

it("is unknown to who did not load it", () => {
  expect(cost("openai/gpt-5.6-luna", both, { at: "2026-07-15" })).toEqual({
    kind: "unknown",
    reason: "price-history",
  });
});

it("weighs less than 60 kB, and is loaded by nothing but its own entry", () => {
  const name = "price-history.gen";
  expect(gzipSync(readFileSync(join(source, `gen/${name}.ts`))).length).toBeLessThan(60_000);
  const importers = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => readFileSync(join(source, file), "utf8").includes(name));
  expect(importers).toEqual(["price-history.ts"]);
});
