import { describe, expect, it, vi } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import {
  type RedisLimiterOptions,
  type RedisState,
  redisLimiter,
} from "../../src/limit/redis/redis-limiter.ts";
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
    onStateChange: () => {},
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

describe("L12: what becomes of Redis", () => {
  /** What a hook heard, in short. */
  function heard(options: Partial<RedisLimiterOptions> = {}) {
    const states: string[] = [];
    const onStateChange = (state: RedisState) => {
      states.push(state.isAvailable ? "there" : `${state.error.code}: ${state.error.message}`);
    };
    return { states, ...fakeRedis({ onStateChange, ...options }) };
  }

  it("is told once for each change, whichever budget notices", async () => {
    const { states, clock, limiter, answers } = heard();
    const call = async (key: string) => {
      await clock.pass(1000);
      await limiter.acquire({ key });
      await settle();
    };
    await call("one");
    await call("two");
    expect(states).toEqual([]);
    answers(away);
    await call("one");
    await call("two");
    await call("one");
    const unreached = "network: the limiter does not reach Redis: connect ECONNREFUSED";
    expect(states).toEqual([unreached]);
    answers(() => Promise.reject(new Error("NOAUTH Authentication required.")));
    await call("one");
    await call("two");
    const refused =
      "config: Redis refuses what the limiter asks: NOAUTH Authentication required. (its client needs the name and the password of one of its users)";
    expect(states).toEqual([unreached, refused]);
    answers(async () => lets(1));
    await call("one");
    await call("two");
    expect(states).toEqual([unreached, refused, "there"]);
    answers(away);
    await call("two");
    expect(states.slice(3)).toEqual([unreached]);
  });

  it.each([
    ["WRONGPASS invalid username-password pair or user is disabled.", "name and the password"],
    ["NOPERM User u has no permissions to run the 'evalsha' command", "needs EVAL and EVALSHA"],
    ["ERR unknown command 'EVAL', with args beginning with: ", "has to be Redis 5"],
    ["MOVED 3999 127.0.0.1:6381", "a client for clusters"],
    ["ERR wrong number of arguments for 'eval' command", "as they are"],
  ])(
    "%s is a refusal, with what to do, and calls of fail fail with config",
    async (words, mend) => {
      const { states, limiter, answers } = heard({ onUnavailable: "fail" });
      answers(() => Promise.reject(new Error(words)));
      const error = await limiter.acquire().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ failure: { code: "config" } });
      expect((error as Error).message).toContain(`${words} (`);
      expect((error as Error).message).toContain(mend);
      expect(states).toEqual([`config: ${(error as Error).message}`]);
    },
  );

  it.each([
    "LOADING Redis is loading the dataset in memory",
    "CLUSTERDOWN The cluster is down",
    "READONLY You can't write against a read only replica.",
    "OOM command not allowed when used memory > 'maxmemory'.",
  ])("%s passes by itself", async (words) => {
    const { states, limiter, answers } = heard();
    answers(() => Promise.reject(new Error(words)));
    await limiter.acquire();
    expect(states).toEqual([`network: the limiter does not reach Redis: ${words}`]);
  });

  it("an eval that is none, or gives something else, is told as well", async () => {
    const { states, limiter, answers } = heard();
    answers(() => (undefined as unknown as { evalsha(): never }).evalsha());
    await limiter.acquire({ key: "one" });
    expect(states[0]).toMatch(/^config: the eval of the limiter does not work: Cannot read/);
    const other = heard();
    other.answers(async () => "OK");
    await other.limiter.acquire();
    expect(other.states[0]).toMatch(/^config: .*a list of five numbers/);
  });

  it("is a warning where nobody listens, and what a listener throws changes nothing", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { clock, limiter, answers } = fakeRedis({ onStateChange: undefined });
    answers(away);
    await limiter.acquire();
    answers(async () => lets(1));
    await clock.pass(1000);
    await limiter.acquire();
    await settle();
    expect(warn.mock.calls.flat()).toEqual([
      "kei: the limiter does not reach Redis: connect ECONNREFUSED. Until then this process goes on with its share of the budgets",
      "kei: the limiter reaches Redis again",
    ]);
    warn.mockRestore();
    const throwing = fakeRedis({
      onStateChange: () => {
        throw new Error("the log fails");
      },
    });
    throwing.answers(away);
    await expect(throwing.limiter.acquire()).resolves.toBeDefined();
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
    [{ onStateChange: "log" }, "onStateChange must be"],
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
