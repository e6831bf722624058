import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import type { BudgetLimiter, Grant, LimitRequest } from "../../src/limit/limiter.ts";
import { createLimiter } from "../../src/limit/window-limiter.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";

const WINDOW_MS = 60_000;

/** The grant, if there is one at once; else nobody waits. */
async function takeAtOnce(limiter: BudgetLimiter, asked: LimitRequest = {}) {
  const controller = new AbortController();
  const going = limiter.acquire({ ...asked, signal: controller.signal });
  controller.abort();
  return await going.catch((): Grant | undefined => undefined);
}

async function goes(limiter: BudgetLimiter, asked?: LimitRequest): Promise<boolean> {
  return (await takeAtOnce(limiter, asked)) !== undefined;
}

const requests = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
  tokens: fc.integer({ min: 0, max: 120 }),
  money: fc.bigInt({ min: 0n, max: 60n }),
});

describe("L1: budgets of a limiter", () => {
  it("hold in any 60 s, all or none, in the order in which requests came", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 60 }), async (all) => {
        const clock = new FakeClock();
        const limiter = createLimiter({ rpm: 7, tpm: 300, money: 100n, clock });
        const went: { id: number; at: number; tokens: number; money: bigint }[] = [];
        let at = 0;
        for (const [id, { afterMs, tokens, money }] of all.entries()) {
          at += afterMs;
          clock.setTimer(() => {
            const going = limiter.acquire({ tokens, money });
            void going.then(() => went.push({ id, at: clock.now(), tokens, money }));
          }, at);
        }
        await clock.pass(at + all.length * WINDOW_MS);
        expect(went.map(({ id }) => id)).toEqual(all.map((_, id) => id));
        for (const { at } of went) {
          const window = went.filter((other) => other.at >= at && other.at < at + WINDOW_MS);
          expect(window.length).toBeLessThanOrEqual(7);
          expect(window.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(300);
          expect(window.reduce((sum, { money }) => sum + money, 0n)).toBeLessThanOrEqual(100n);
        }
        // None later than need be: something was in its way the moment before.
        for (const [i, { at, tokens, money }] of went.entries()) {
          const came = all.slice(0, i + 1).reduce((sum, { afterMs }) => sum + afterMs, 1000);
          if (at === Math.max(came, went[i - 1]?.at ?? 0)) continue;
          const before = went.slice(0, i).filter((other) => other.at >= at - WINDOW_MS);
          const sum = before.reduce((sum, other) => sum + other.tokens, tokens);
          const cost = before.reduce((sum, other) => sum + other.money, money);
          expect(before.length >= 7 || sum > 300 || cost > 100n).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("take no request of one that has no tokens left, and no tokens of one without money", async () => {
    const limiter = createLimiter({ rpm: 2, tpm: 100, money: 100n, clock: new FakeClock() });
    expect(await goes(limiter, { tokens: 101 - 20, money: 90n })).toBe(true);
    expect(await goes(limiter, { tokens: 20, money: 1n })).toBe(false);
    expect(await goes(limiter, { tokens: 19, money: 11n })).toBe(false);
    expect(await goes(limiter, { tokens: 19, money: 10n })).toBe(true);
  });

  it("an amount that is not known needs that something is left, and is not 0 in the end", async () => {
    const limiter = createLimiter({ rpm: 0, tpm: 100, clock: new FakeClock() });
    const grant = await takeAtOnce(limiter, {});
    expect(await goes(limiter, { tokens: 99 })).toBe(true);
    expect(await goes(limiter, {})).toBe(true);
    grant?.settle({ tokens: 1 });
    expect(await goes(limiter, {})).toBe(false);
    expect(await goes(limiter, { tokens: 0 })).toBe(true);
  });

  it("what asks for more than all of it goes when nothing else did", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 0, tpm: 100, clock });
    expect(await goes(limiter, { tokens: 1 })).toBe(true);
    expect(await goes(limiter, { tokens: 1000 })).toBe(false);
    await clock.pass(WINDOW_MS);
    expect(await goes(limiter, { tokens: 1000 })).toBe(true);
    expect(await goes(limiter, { tokens: 1 })).toBe(false);
  });

  it("are those of an account and a class of models", async () => {
    const limiter = createLimiter({ rpm: 1, clock: new FakeClock() });
    const names = [{}, { key: "a" }, { key: "b" }, { key: "a", modelClass: "m" }];
    for (const name of names) expect(await goes(limiter, name)).toBe(true);
    for (const name of names) expect(await goes(limiter, name)).toBe(false);
  });

  it.each([
    { rpm: -1 },
    { rpm: 1, tpm: 0 },
    { rpm: 1, tpm: 1.5 },
    { rpm: 1, money: 0n },
    { rpm: 1, money: 10 as never },
    { rpm: 1, money: 2n ** 60n },
  ])("are whole amounts, not %o", (budgets) => {
    expect(() => createLimiter(budgets)).toThrow(FailureError);
  });

  it.each([{ tokens: -1 }, { tokens: Number.NaN }, { money: 5 as never }, { money: -1n }])(
    "are asked for amounts, not for %o",
    async (asked) => {
      const limiter = createLimiter({ rpm: 1, clock: new FakeClock() });
      await expect(limiter.acquire(asked)).rejects.toThrow(FailureError);
      expect(await goes(limiter)).toBe(true);
    },
  );
});

describe("L4: what a request took", () => {
  it("gives back what it did not need, at once to those who wait", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 10, tpm: 100, money: 100n, clock });
    const grant = await limiter.acquire({ tokens: 90, money: 100n });
    let went = false;
    void limiter.acquire({ tokens: 50, money: 40n }).then(() => {
      went = true;
    });
    grant.settle({ tokens: 50 });
    await idle();
    expect(went).toBe(false);
    grant.settle({ money: 60n });
    await idle();
    expect(went).toBe(true);
    expect(await goes(limiter, { tokens: 1, money: 0n })).toBe(false);
  });

  it("is waited for when it was more", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 10, tpm: 100, clock });
    const grant = await limiter.acquire({ tokens: 10 });
    grant.settle({ tokens: 150 });
    expect(await goes(limiter, { tokens: 0 })).toBe(false);
    await clock.pass(WINDOW_MS);
    expect(await goes(limiter, { tokens: 100 })).toBe(true);
  });

  it("is nothing at all when nothing was sent", async () => {
    const limiter = createLimiter({ rpm: 1, tpm: 10, clock: new FakeClock() });
    const grant = await limiter.acquire({ tokens: 10 });
    expect(await goes(limiter, { tokens: 0 })).toBe(false);
    grant.settle({ requests: 0 });
    expect(await goes(limiter, { tokens: 10 })).toBe(true);
  });

  it("changes nothing after a minute", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 1, tpm: 100, clock });
    const late = await limiter.acquire({ tokens: 100 });
    await clock.pass(WINDOW_MS);
    await limiter.acquire({ tokens: 40 });
    late.settle({ tokens: 0 });
    late.settle({ tokens: 100 });
    late.settle({ requests: 0 });
    expect(await goes(limiter, { tokens: 1 })).toBe(false);
    await clock.pass(WINDOW_MS);
    expect(await goes(limiter, { tokens: 100 })).toBe(true);
  });
});

describe("L5: a provider that asks to wait", () => {
  it("holds all, those who wait as well", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 2, clock });
    const grant = await limiter.acquire();
    grant.settle({ tokens: 0, retryAfterMs: 5000 });
    let at = 0;
    void limiter.acquire().then(() => {
      at = clock.now();
    });
    const start = clock.now();
    await clock.pass(4999);
    expect(at).toBe(0);
    await clock.pass(1);
    expect(at).toBe(start + 5000);
    expect(clock.timers.size).toBe(0);
  });

  it("is not held up by a shorter wait", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 9, clock });
    const grants = [await limiter.acquire(), await limiter.acquire()];
    grants[0]?.settle({ retryAfterMs: 5000 });
    grants[1]?.settle({ retryAfterMs: 10 });
    await clock.pass(4999);
    expect(await goes(limiter)).toBe(false);
    await clock.pass(1);
    expect(await goes(limiter)).toBe(true);
  });
});

describe("L2: smooth", () => {
  it("lets requests go evenly, however they come", async () => {
    const clock = new FakeClock();
    const limiter = createLimiter({ rpm: 60, smooth: true, clock });
    const times: number[] = [];
    const come = () => void limiter.acquire().then(() => times.push(clock.now()));
    for (let call = 0; call < 70; call += 1) come();
    await clock.pass(75_500);
    for (let call = 0; call < 3; call += 1) come();
    await clock.pass(10_000);
    expect(times).toHaveLength(73);
    const gaps = times.slice(1).map((at, i) => at - (times[i] as number));
    expect(Math.min(...gaps)).toBe(1000);
    expect(gaps.filter((gap) => gap > 1000)).toHaveLength(1);
  });
});
