import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import { createLimiter } from "../../src/limit/window-limiter.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { goesAtOnce } from "../support/goes-at-once.ts";
import { runChild } from "../support/run-child.ts";

const WINDOW_MS = 60_000;

interface Grant {
  readonly id: number;
  readonly arrived: number;
  readonly at: number;
}

/** Lets callers come at their times and notes when each may go. Some lose patience. */
async function simulate(
  rpm: number,
  callers: readonly { readonly afterMs: number; readonly patienceMs?: number | undefined }[],
): Promise<{ grants: Grant[]; aborted: number[]; clock: FakeClock }> {
  const clock = new FakeClock();
  const limiter = createLimiter({ rpm, clock });
  const grants: Grant[] = [];
  const aborted: number[] = [];
  let at = 0;
  for (const [id, { afterMs, patienceMs }] of callers.entries()) {
    at += afterMs;
    clock.setTimer(() => {
      const arrived = clock.now();
      const controller = new AbortController();
      if (patienceMs !== undefined) clock.setTimer(() => controller.abort(id), patienceMs);
      limiter.acquire(controller.signal).then(
        () => grants.push({ id, arrived, at: clock.now() }),
        (reason: unknown) => aborted.push(reason as number),
      );
    }, at);
  }
  await clock.pass(at + WINDOW_MS * (Math.ceil(callers.length / rpm) + 1));
  return { grants, aborted, clock };
}

/** Most grants in any window of a minute, its end excluded. */
function busiest(grants: readonly Grant[]): number {
  let most = 0;
  for (const { at } of grants) {
    most = Math.max(most, grants.filter((g) => g.at >= at && g.at < at + WINDOW_MS).length);
  }
  return most;
}

/** When each caller may go at the earliest, counted the slow and plain way. */
function plainSchedule(rpm: number, arrivals: readonly number[]): number[] {
  const times: number[] = [];
  for (const [index, arrived] of arrivals.entries()) {
    const blocker = times[index - rpm];
    const previous = times[index - 1] ?? 0;
    times.push(Math.max(arrived, previous, blocker === undefined ? arrived : blocker + WINDOW_MS));
  }
  return times;
}

const gaps = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 59_990, max: 60_010 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
);

describe("createLimiter", () => {
  it("R15: lets go at most rpm in any 60 s, first come first served, and none later than need be", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(gaps, { minLength: 1, maxLength: 120 }),
        async (rpm, delays) => {
          const { grants, clock } = await simulate(
            rpm,
            delays.map((afterMs) => ({ afterMs })),
          );
          expect(busiest(grants)).toBeLessThanOrEqual(rpm);
          expect(grants.map(({ id }) => id)).toEqual(delays.map((_, id) => id));
          const arrivals = grants.map(({ arrived }) => arrived);
          expect(grants.map(({ at }) => at)).toEqual(plainSchedule(rpm, arrivals));
          expect(clock.timers.size).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("R15: who gives up takes nothing, and holds nobody up", async () => {
    const callers = fc.array(
      fc.record({
        afterMs: gaps,
        patienceMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 100 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), callers, async (rpm, arrivals) => {
        const { grants, aborted } = await simulate(rpm, arrivals);
        expect(grants.length + aborted.length).toBe(arrivals.length);
        expect(busiest(grants)).toBeLessThanOrEqual(rpm);
        const ids = grants.map(({ id }) => id);
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
        // As if those who gave up had never come.
        const times = plainSchedule(
          rpm,
          grants.map(({ arrived }) => arrived),
        );
        expect(grants.map(({ at }) => at)).toEqual(times);
      }),
      { numRuns: 100 },
    );
  });

  it("R15: 600 at once with 60 a minute are through in 9 minutes, 60 at a time", async () => {
    const { grants } = await simulate(60, Array<{ afterMs: number }>(600).fill({ afterMs: 0 }));
    const start = grants[0]?.at ?? 0;
    for (const [index, { at }] of grants.entries()) {
      expect(at - start).toBe(Math.floor(index / 60) * WINDOW_MS);
    }
  });

  it("R15: keeps its promise over many windows, and remembers no more than one", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 1000, clock });
    let granted = 0;
    for (let second = 0; second < 300; second += 1) {
      for (let call = 0; call < 20; call += 1) if (await goesAtOnce(limiter)) granted += 1;
      await clock.pass(1000);
    }
    // 1,000 go in the first 50 s, then none until the first of them is a minute old.
    expect(granted).toBe(5000);
  });

  it("nobody goes past those who wait", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 1, clock });
    expect(await goesAtOnce(limiter)).toBe(true);
    expect(await goesAtOnce(limiter)).toBe(false);
    let went = false;
    const waiting = limiter.acquire().then(() => {
      went = true;
    });
    await clock.pass(WINDOW_MS - 1);
    expect(went).toBe(false);
    expect(await goesAtOnce(limiter)).toBe(false);
    await clock.pass(1);
    expect(went).toBe(true);
    await waiting;
    expect(await goesAtOnce(limiter)).toBe(false);
  });

  it("nobody goes first in the moment that somebody else has waited for", async () => {
    const clock = new FakeClock();
    let intruder: Promise<boolean> | undefined;
    // Goes off before the limiter's own timer, which is as late as timers are.
    clock.setTimer(() => {
      intruder = goesAtOnce(limiter);
    }, WINDOW_MS);
    const limiter = createLimiter({ rpm: 1, clock });
    await limiter.acquire();
    const waiting = limiter.acquire();
    await clock.pass(WINDOW_MS);
    await waiting;
    expect(await intruder).toBe(false);
  });

  it("R15: keeps its promise when it has to remember more than before", async () => {
    const callers = [
      ...Array.from({ length: 10 }, () => ({ afterMs: 1 })),
      { afterMs: 70_000 },
      ...Array.from({ length: 200 }, () => ({ afterMs: 100 })),
    ];
    const { grants } = await simulate(40, callers);
    const arrivals = grants.map(({ arrived }) => arrived);
    expect(grants.map(({ at }) => at)).toEqual(plainSchedule(40, arrivals));
  });

  it("R15: an aborted wait rejects with the reason, at once, and leaves nothing", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 1, clock });
    await limiter.acquire();
    for (const reason of [new Error("enough"), "text", 0, null]) {
      const controller = new AbortController();
      const waiting = limiter.acquire(controller.signal);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
      expect(clock.timers.size).toBe(0);
      await expect(limiter.acquire(controller.signal)).rejects.toBe(reason);
    }
    await clock.pass(WINDOW_MS);
    expect(await goesAtOnce(limiter)).toBe(true);
  });

  it("an abort after the grant changes nothing", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 1, clock });
    await limiter.acquire();
    const controller = new AbortController();
    const waiting = limiter.acquire(controller.signal);
    await clock.pass(WINDOW_MS);
    await waiting;
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    controller.abort();
    expect(await goesAtOnce(limiter)).toBe(false);
  });

  it("a timer that fires too early lets nobody go too early", async () => {
    const clock = new FakeClock();
    const early: Pick<FakeClock, "setTimer"> = {
      setTimer: (run, ms) => clock.setTimer(run, Math.max(ms - 0.9, 0.1)),
    };
    const limiter = createLimiter({
      rpm: 1,
      clock: {
        now: () => clock.now(),
        date: () => clock.date(),
        setTimer: early.setTimer,
        clearTimer: (timer) => clock.clearTimer(timer),
      },
    });
    const start = clock.now();
    await limiter.acquire();
    let at = 0;
    const waiting = limiter.acquire().then(() => {
      at = clock.now();
    });
    await clock.pass(WINDOW_MS + 5);
    await waiting;
    expect(at - start).toBeGreaterThanOrEqual(WINDOW_MS);
    expect(at - start).toBeLessThan(WINDOW_MS + 1);
  });

  it("0 is no limit", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 0, clock });
    for (let call = 0; call < 10_000; call += 1) expect(await goesAtOnce(limiter)).toBe(true);
    await limiter.acquire();
    await expect(limiter.acquire(AbortSignal.abort("no"))).rejects.toBe("no");
    expect(clock.timers.size).toBe(0);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (rpm) => {
    expect(() => createLimiter({ rpm })).toThrow(FailureError);
  });

  it("holds no timer for those that wait, as far as the process is concerned", async () => {
    const holds: boolean[] = [];
    const clock = new FakeClock();
    const limiter = createLimiter({
      rpm: 1,
      clock: {
        now: () => clock.now(),
        date: () => clock.date(),
        setTimer(run, ms, hold) {
          holds.push(hold);
          return clock.setTimer(run, ms);
        },
        clearTimer: (timer) => clock.clearTimer(timer),
      },
    });
    await limiter.acquire();
    void limiter.acquire();
    await idle();
    expect(holds).toEqual([false]);
  });

  it("R15: a wait does not keep the process alive", async () => {
    const module = new URL("../../src/limit/window-limiter.ts", import.meta.url);
    const { code, stdout, elapsedMs } = await runChild(
      module,
      `const limiter = module.createLimiter({ rpm: 1 });
       await limiter.acquire();
       limiter.acquire().then(() => console.log("went"));
       console.log("waits");`,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "waits\n" });
    expect(elapsedMs).toBeLessThan(20_000);
  });
});
