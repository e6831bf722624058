import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasRedis, RedisServer } from "../../support/redis-server.ts";
import { isSoak } from "../../support/soak.ts";
import { busiest, runFleet } from "./fleet.ts";
import type { Report } from "./worker.ts";

/** A tenth of the real one, with the budgets of a whole minute; `pnpm soak` takes the minute. */
const WINDOW_MS = isSoak ? 60_000 : 6000;
const WINDOWS = isSoak ? 4 : 3;
const TIMEOUT_MS = WINDOW_MS * WINDOWS + 120_000;
const PROCESSES = 8;

/** In parts of a window: the last burst may be as late as all others together. */
const GRACE = 0.3;

/** Requests are what there is too little of, or tokens; both are counted. */
const REQUESTS = { rpm: 300, tpm: 6000, tokens: 10 };
const TOKENS = { rpm: 3000, tpm: 100_000, tokens: 700 };

describe.skipIf(!hasRedis)("eight processes and one Redis", () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await new RedisServer().start();
  });

  afterEach(async () => {
    await server.end();
  });

  const run = (
    budgets: typeof REQUESTS,
    meanwhile?: Parameters<typeof runFleet>[3],
  ): Promise<Report[]> => {
    const orders = { path: server.path, windowMs: WINDOW_MS, callers: 20, ...budgets };
    return runFleet(PROCESSES, orders, WINDOWS + GRACE, meanwhile);
  };

  it.each([
    ["L7, L8: requests", REQUESTS],
    ["L7, L8: tokens", TOKENS],
  ])(
    "%s: never more than the budgets, nearly all of them, and no process without its share",
    async (_, budgets) => {
      const reports = await run(budgets);
      expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
      // As Redis has it: how long an answer then takes is no matter of the window.
      const granted = reports.flatMap((report) => report.granted);
      const most = (amounts: (tokens: readonly number[]) => number) =>
        busiest(
          granted.map(([at, tokens]) => [at, amounts(tokens)]),
          WINDOW_MS,
        );
      expect(most((tokens) => tokens.length)).toBeLessThanOrEqual(budgets.rpm);
      expect(most((tokens) => tokens.reduce((sum, each) => sum + each, 0))).toBeLessThanOrEqual(
        budgets.tpm,
      );
      const went = reports.flatMap((report) => report.went);
      if (isSoak) {
        expect(busiest(went, WINDOW_MS)).toBeLessThanOrEqual(budgets.tpm);
        const ones = went.map(([at]) => [at, 1] as const);
        expect(busiest(ones, WINDOW_MS)).toBeLessThanOrEqual(budgets.rpm);
      }
      const perWindow = Math.min(budgets.rpm, budgets.tpm / budgets.tokens);
      expect(usedPart(went, perWindow)).toBeGreaterThanOrEqual(0.97);
      const shares = reports.map((report) => report.went.length);
      expect(Math.min(...shares) / Math.max(...shares), `${shares}`).toBeGreaterThanOrEqual(0.5);
    },
    TIMEOUT_MS,
  );

  it(
    "L9: Redis killed and started anew: nobody hangs, nothing fails, and none takes more than its share",
    async () => {
      let killedAt = 0;
      let startedAt = 0;
      const kill = async () => {
        await server.kill();
        killedAt = Date.now();
      };
      const start = async () => {
        await server.start();
        startedAt = Date.now();
      };
      const reports = await run(REQUESTS, [
        { at: 1.5, run: kill },
        { at: 2.1, run: start },
      ]);
      expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
      const went = reports.flatMap((report) => report.went);
      const alone = went.filter(([at]) => at > killedAt && at < startedAt);
      expect(alone.length).toBeGreaterThan(0);
      const granted = reports.flatMap((report) => report.granted);
      expect(granted.filter(([at]) => at > startedAt).length).toBeGreaterThan(0);
      expect(usedPart(went, REQUESTS.rpm)).toBeGreaterThanOrEqual(0.9);
      // The budget, and what some had taken of it beyond an equal share before they were alone.
      const ones = went.map(([at]) => [at, 1] as const);
      expect(busiest(ones, WINDOW_MS)).toBeLessThanOrEqual(REQUESTS.rpm * 1.5);
      const shares = reports.map((report) => report.went.length);
      expect(Math.min(...shares) / Math.max(...shares), `${shares}`).toBeGreaterThanOrEqual(0.5);
    },
    TIMEOUT_MS,
  );
});

/** How much of the budget was used in the windows from the first request on. */
function usedPart(went: Report["went"], perWindow: number): number {
  const first = Math.min(...went.map(([at]) => at));
  const inTime = went.filter(([at]) => at < first + WINDOWS * WINDOW_MS);
  return inTime.length / (perWindow * WINDOWS);
}
