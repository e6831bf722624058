import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import { type RedisLimiterOptions, redisLimiter } from "../../src/limit/redis/redis-limiter.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";

/** A Redis that knows nothing of budgets: it answers what it is told to, and writes down what it is asked. */
function fakeRedis(options: Partial<RedisLimiterOptions> = {}) {
  const clock = new FakeClock();
  const asked: string[][] = [];
  let answer: () => Promise<unknown> = async () => lets(1000);
  const limiter = redisLimiter({
    eval: (_, __, args) => {
      asked.push([...args]);
      return answer();
    },
    rpm: 40,
    testing: { clock },
    ...options,
  });
  return { clock, asked, limiter, answers: (next: typeof answer) => (answer = next) };
}

/** The script's answer: so many may go. */
const lets = (granted: number, waitMs = 0, born = 7, processes = 4) => [
  granted,
  waitMs,
  born,
  processes,
  0,
];

const away = () => Promise.reject(new Error("connect ECONNREFUSED"));

/** What an argument list asks for beside its head: rows that are put back, that are settled, that are to go. */
function listsOf(args: readonly string[]): string[][][] {
  const numbers = [...args.slice(10)];
  return [4, 4, 3].map((width) =>
    Array.from({ length: Number(numbers.shift()) }, () => numbers.splice(0, width)),
  );
}

/** Lets what is ready run, hashes included, which another thread makes. */
async function settle(): Promise<void> {
  await crypto.subtle.digest("SHA-256", new Uint8Array(8));
  for (let turn = 0; turn < 5; turn += 1) await idle();
}

async function countOf(going: readonly Promise<unknown>[]): Promise<number> {
  let count = 0;
  for (const each of going) void each.then(() => (count += 1)).catch(() => {});
  await settle();
  return count;
}

describe("L9: while Redis is away", () => {
  it("each process lets go its share of what shared the budget, counting what it took before", async () => {
    const { clock, limiter, answers } = fakeRedis();
    answers(async () => lets(3));
    expect(await countOf([limiter.acquire(), limiter.acquire(), limiter.acquire()])).toBe(3);
    answers(away);
    const going = Array.from({ length: 20 }, () => limiter.acquire());
    // 40 by four processes, less the three that went.
    expect(await countOf(going)).toBe(7);
    await clock.pass(59_999);
    expect(await countOf(going)).toBe(7);
    await clock.pass(1);
    expect(await countOf(going)).toBe(17);
  });

  it.each([
    [undefined, 4],
    [2, 20],
    [100, 1],
  ])("from the beginning on with a share by the option processes: %s", async (processes, share) => {
    const { limiter, answers } = fakeRedis({ processes });
    answers(away);
    expect(await countOf(Array.from({ length: 30 }, () => limiter.acquire()))).toBe(share);
  });

  it("it asks again every second, tells what went meanwhile, and goes on as before", async () => {
    const { clock, asked, limiter, answers } = fakeRedis({ tpm: 1000 });
    answers(away);
    const going = Array.from({ length: 6 }, () => limiter.acquire({ tokens: 10 }));
    expect(await countOf(going)).toBe(4);
    expect(asked).toHaveLength(1);
    await clock.pass(1000);
    await settle();
    expect(asked).toHaveLength(2);
    const grant = await going[0];
    grant?.settle({ tokens: 3 });
    answers(async () => lets(0));
    await clock.pass(1000);
    await settle();
    const [restored = [], settled, none] = listsOf(asked[2] ?? []);
    expect(restored.map(([, age, ...amounts]) => [age, ...amounts])).toEqual([
      ["2000000", "3", "0"],
      ["2000000", "10", "0"],
      ["2000000", "10", "0"],
      ["2000000", "10", "0"],
    ]);
    expect(settled?.map((row) => row.slice(1))).toEqual([["1", "3", "0"]]);
    expect(none).toEqual([]);
    answers(async () => lets(2));
    await clock.pass(1);
    expect(await countOf(going)).toBe(6);
    expect(listsOf(asked.at(-1) ?? []).map((list) => list.length)).toEqual([0, 0, 2]);
  });

  it("it counts as away when it does not answer within a second; what it lets go later is given back", async () => {
    const { clock, asked, limiter, answers } = fakeRedis();
    let late: (value: unknown) => void = () => {};
    answers(() => new Promise((resolve) => (late = resolve)));
    const going = [limiter.acquire()];
    expect(await countOf(going)).toBe(0);
    await clock.pass(999);
    expect(await countOf(going)).toBe(0);
    await clock.pass(1);
    expect(await countOf(going)).toBe(1);
    late(lets(1));
    answers(async () => lets(1));
    await settle();
    await clock.pass(1000);
    expect(await countOf([limiter.acquire()])).toBe(1);
    const released = asked.flatMap((args) => listsOf(args)[1] ?? []);
    expect(released).toEqual([["1", "0", "0", "0"]]);
  });

  it('calls fail with code network, if that is wished: onUnavailable "fail"', async () => {
    const { clock, asked, limiter, answers } = fakeRedis({ onUnavailable: "fail" });
    answers(away);
    const error = await limiter.acquire().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FailureError);
    expect(error).toMatchObject({ failure: { code: "network" } });
    expect((error as Error).message).toContain("ECONNREFUSED");
    await expect(limiter.acquire()).rejects.toBe(error);
    expect(asked).toHaveLength(1);
    await clock.pass(1000);
    answers(async () => lets(1));
    expect(await countOf([limiter.acquire()])).toBe(1);
  });

  it("what Redis has forgotten is told it again, before anybody else goes", async () => {
    const { asked, limiter, answers } = fakeRedis();
    answers(async () => lets(1));
    expect(await countOf([limiter.acquire({ tokens: 5 })])).toBe(1);
    let first = true;
    answers(async () => {
      const answer = lets(first ? -1 : 1, 0, 8);
      first = false;
      return answer;
    });
    expect(await countOf([limiter.acquire()])).toBe(1);
    const [, refused, told] = asked.map(listsOf);
    expect(refused?.map((list) => list.length)).toEqual([0, 0, 1]);
    expect(told?.map((list) => list.length)).toEqual([1, 0, 1]);
    expect(asked.map((args) => args[7])).toEqual(["0", "7", "8"]);
  });
});

describe("L11: who gives up", () => {
  it("while Redis is asked gives back what it gets", async () => {
    const { asked, limiter, answers } = fakeRedis();
    let answer: (value: unknown) => void = () => {};
    answers(() => new Promise((resolve) => (answer = resolve)));
    const controller = new AbortController();
    const going = limiter.acquire({ signal: controller.signal });
    await settle();
    controller.abort("enough");
    await expect(going).rejects.toBe("enough");
    answers(async () => lets(0));
    answer(lets(1));
    await settle();
    expect(listsOf(asked[1] ?? [])).toEqual([[], [["1", "0", "0", "0"]], []]);
  });

  it("while it waits leaves no timer, and is asked for no more", async () => {
    const { clock, asked, limiter, answers } = fakeRedis();
    answers(async () => lets(0, 500));
    const controller = new AbortController();
    const going = limiter.acquire(controller.signal);
    await settle();
    controller.abort("enough");
    await expect(going).rejects.toBe("enough");
    await clock.pass(10_000);
    expect(asked).toHaveLength(1);
    await expect(limiter.acquire(controller.signal)).rejects.toBe("enough");
  });
});

describe("redisLimiter", () => {
  it("asks for those who come in one moment at once, in their order, at most 32", async () => {
    const { asked, limiter } = fakeRedis({ rpm: 100, tpm: 10_000 });
    const going = Array.from({ length: 40 }, (_, i) => limiter.acquire({ tokens: i }));
    expect(await countOf(going)).toBe(40);
    const tokens = asked.map((args) => listsOf(args)[2]?.map((row) => Number(row[1])));
    expect(tokens).toEqual([
      Array.from({ length: 32 }, (_, i) => i),
      Array.from({ length: 8 }, (_, i) => i + 32),
    ]);
    // How many more wait.
    expect(asked.map((args) => args[9])).toEqual(["8", "0"]);
  });

  it.each([
    [{ eval: undefined }, "eval must be a function"],
    [{ onUnavailable: "wait" }, "onUnavailable must be"],
    [{ processes: 0 }, "processes must be"],
    [{ tmp: 5 }, "tmp of redisLimiter() does not exist"],
    [{ tpm: -5 }, "tpm of a limiter"],
  ])("refuses %o", (wrong, message) => {
    const options = { eval: async () => lets(1), rpm: 5, ...wrong } as never;
    expect(() => redisLimiter(options)).toThrow(message);
  });

  it("refuses an eval that gives something else", async () => {
    const { limiter, answers } = fakeRedis({ onUnavailable: "fail" });
    answers(async () => "OK");
    await expect(limiter.acquire()).rejects.toThrow("a list of five numbers");
  });
});
