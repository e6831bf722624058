import { expect, it } from "vitest";
import { CLIENTS, measureProgram } from "../src/program-size.ts";

/** What the largest may not exceed before its limit of the bench, 26, is met: see decision 8. */
const MOST_KIB = 30.5;

it("there are ten clients", () => {
  expect(CLIENTS).toHaveLength(10);
});

it.each(CLIENTS)("a program with %s loads at once no more than it may", async (module) => {
  const { whole, atOnce, zodModules } = await measureProgram(module);
  expect(atOnce.gzipped / 1024).toBeLessThanOrEqual(MOST_KIB);
  // The rest is there, in files of its own.
  expect(whole.gzipped).toBeGreaterThan(1.5 * atOnce.gzipped);
  expect(zodModules).toBe(0);
});
