import { expect, it } from "vitest";
import { CLIENTS, LIMIT_KIB, measureProgram } from "../src/program-size.ts";

it("there are ten clients", () => {
  expect(CLIENTS).toHaveLength(10);
});

it.each(CLIENTS)("a program with %s loads at once no more than it may", async (module) => {
  const { whole, atOnce, zodModules } = await measureProgram(module);
  expect(atOnce.gzipped / 1024).toBeLessThanOrEqual(LIMIT_KIB);
  // The rest is there, in files of its own.
  expect(whole.gzipped).toBeGreaterThan(1.5 * atOnce.gzipped);
  expect(zodModules).toBe(0);
});
