import { describe, expect, it } from "vitest";
import { isSoak } from "../support/soak.ts";
import { countWork } from "./count-work.ts";
import { parsers } from "./parsers.ts";

/** Most that ten times as much may take, beside ten times as long. */
const TOLERANCE = 1.2;

describe("W12: ten times as much is ten times the work", () => {
  it.each(parsers.map((parser) => [parser.name, parser] as const))("%s", (_, { shape, read }) => {
    const [small = 0, large = 0] = [20_000, 200_000].map((size) => {
      const text = shape(size);
      return countWork(() => read(text));
    });
    expect(large / small).toBeLessThanOrEqual(10 * TOLERANCE);
  });

  it("would be seen of what looks at all again with each piece", () => {
    const naive = (size: number) =>
      countWork(() => {
        let text = "";
        for (let at = 0; at < size; at += 100) {
          text += "x".repeat(100);
          text.indexOf("\n");
        }
      });
    expect(naive(200_000) / naive(20_000)).toBeGreaterThan(90);
  });
});

// By the clock: what loops do by themselves, and how often an expression goes back, no count sees.
describe.runIf(isSoak)("W12: from 10 KB to 10 MB, by the clock", () => {
  it.each(parsers.map((parser) => [parser.name, parser] as const))("%s", (_, { shape, read }) => {
    const perByte = [10_000, 100_000, 1_000_000, 10_000_000].map((size) => {
      const text = shape(size);
      // A megabyte in all, or once what is larger, and the best of three: other work shares the machine.
      const times = Math.max(1, 1_000_000 / size);
      return Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          for (let i = 0; i < times; i += 1) read(text);
          return (performance.now() - start) / (times * size);
        }),
      );
    });
    const [first = 0, ...others] = perByte;
    // Below a tenth of a microsecond a byte it is memory that is measured, which is slower for 10 MB than
    // for 10 KB; what goes back over its text takes milliseconds a byte by then.
    expect(Math.max(...others)).toBeLessThanOrEqual(TOLERANCE * Math.max(first, 1e-4));
  });
});
