import fc from "fast-check";
import { expect, it } from "vitest";
import { costAt, type Usage } from "../src/cost.ts";
import type { KnownPrice } from "../src/gen/contract.gen.js";

const tokens = fc.integer({ min: 0, max: 1_000_000_000 });
const rate = fc.integer({ min: 0, max: 2_500_000_000 });
const price: fc.Arbitrary<KnownPrice> = fc.record({
  kind: fc.constant("known" as const),
  input: rate,
  output: rate,
  cacheRead: rate,
  cacheWrite5m: rate,
  cacheWrite1h: rate,
});
/** The parts of the input as they are, and their sum as `usage` has it. */
const usage = fc
  .tuple(tokens, tokens, tokens, tokens, tokens)
  .map(([uncached, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens]) => ({
    uncached,
    inputTokens: uncached + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    outputTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
  }));

const total = (at: KnownPrice, spent: Usage): bigint => {
  const cost = costAt(at, spent);
  if (cost.kind !== "known") throw new Error(cost.kind);
  return cost.total;
};

it("is the sum of the parts at their rates, less than two micro-cents away by rounding down", () => {
  fc.assert(
    fc.property(price, usage, (at, spent) => {
      const exact =
        BigInt(spent.uncached) * BigInt(at.input) +
        BigInt(spent.cacheReadTokens) * BigInt(at.cacheRead ?? 0) +
        BigInt(spent.cacheWrite5mTokens) * BigInt(at.cacheWrite5m ?? 0) +
        BigInt(spent.cacheWrite1hTokens) * BigInt(at.cacheWrite1h ?? 0) +
        BigInt(spent.outputTokens) * BigInt(at.output);
      const missing = exact - total(at, spent) * 1_000_000n;
      expect(missing >= 0n && missing < 2_000_000n).toBe(true);
    }),
  );
});

it("never falls when more is used", () => {
  fc.assert(
    fc.property(price, usage, tokens, (at, spent, more) => {
      const before = total(at, spent);
      expect(total(at, { ...spent, outputTokens: spent.outputTokens + more }) >= before).toBe(true);
      expect(total(at, { ...spent, inputTokens: spent.inputTokens + more }) >= before).toBe(true);
    }),
  );
});

it("does not depend on how the input was cached when all its rates are the same", () => {
  fc.assert(
    fc.property(rate, usage, (flat, spent) => {
      const at: KnownPrice = {
        kind: "known",
        input: flat,
        output: 0,
        cacheRead: flat,
        cacheWrite5m: flat,
        cacheWrite1h: flat,
      };
      const { inputTokens } = spent;
      expect(total(at, spent)).toBe(total(at, { inputTokens, outputTokens: 0 }));
    }),
  );
});
