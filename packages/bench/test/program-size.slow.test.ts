import { expect, it } from "vitest";
import { CLIENTS, measureProgram } from "../src/program-size.ts";

/** The limit of the bench is 26; the largest, a proxy with the models of four providers, has 21.7. */
const MOST_KIB = 22;

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
