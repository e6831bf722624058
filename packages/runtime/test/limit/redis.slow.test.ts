import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grant, LimitRequest } from "../../src/limit/limiter.ts";
import {
  type BudgetLimiter,
  fromIoredis,
  fromNodeRedis,
  type RedisLimiterOptions,
  type RedisState,
  redisLimiter,
} from "../../src/redis.ts";
import { hasRedis, RedisServer } from "../support/redis-server.ts";

/** A limiter, and what is called when Redis has answered it. */
interface Heard extends BudgetLimiter {
  onAnswer?: () => void;
}

function hear(options: RedisLimiterOptions): Heard {
  const limiter: Heard = redisLimiter({
    ...options,
    async eval(...asked) {
      const answer = await options.eval(...asked);
      setImmediate(() => limiter.onAnswer?.());
      return answer;
    },
  });
  return limiter;
}

/** Whether it may go now; else it does not wait. The script is asked either way. */
async function take(limiter: Heard, asked: LimitRequest): Promise<Grant | undefined> {
  const controller = new AbortController();
  const answered = new Promise<void>((resolve) => {
    limiter.onAnswer = resolve;
  });
  const going = limiter.acquire({ ...asked, signal: controller.signal });
  await answered;
  controller.abort();
  return await going.catch((): Grant | undefined => undefined);
}

describe.skipIf(!hasRedis)("redisLimiter over a server", () => {
  const server = new RedisServer();
  let ioredis: Redis;
  let node: ReturnType<typeof createClient>;

  beforeAll(async () => {
    await server.start();
    ioredis = new Redis({ path: server.path });
    node = createClient({ socket: { path: server.path, tls: false } });
    await node.connect();
  });

  afterAll(async () => {
    ioredis.disconnect();
    node.destroy();
    await server.end();
  });

  let prefixes = 0;
  /** Two processes that share a budget, over two clients. */
  function pair(
    budgets: Pick<RedisLimiterOptions, "rpm" | "tpm" | "money" | "smooth" | "testing">,
  ) {
    prefixes += 1;
    const options = { prefix: `test${prefixes}:`, ...budgets };
    return [
      hear({ ...options, eval: fromIoredis(ioredis) }),
      hear({ ...options, eval: fromNodeRedis(node) }),
    ] as const;
  }

  /** All that is kept under a prefix, in words. */
  async function kept(): Promise<string[]> {
    const keys = (await ioredis.keys(`test${prefixes}:*`)).sort();
    const values = keys.map(
      (key): Promise<unknown> =>
        key.endsWith(":log") ? ioredis.zrange(key, "0", "-1") : ioredis.hgetall(key),
    );
    return [...keys, JSON.stringify(await Promise.all(values))];
  }

  it("L7: takes requests, tokens and money together or not at all, whichever process asks", async () => {
    const [one, two] = pair({ rpm: 4, tpm: 100, money: 1000n });
    const asked = { key: "k" };
    expect(await take(one, { ...asked, tokens: 60, money: 10n })).toBeDefined();
    expect(await take(two, { ...asked, tokens: 41, money: 10n })).toBeUndefined();
    expect(await take(two, { ...asked, tokens: 1, money: 991n })).toBeUndefined();
    expect(await take(two, { ...asked, tokens: 20, money: 990n })).toBeDefined();
    expect(await take(one, { ...asked, tokens: 20, money: 0n })).toBeDefined();
    expect(await take(one, { ...asked, tokens: 0, money: 0n })).toBeDefined();
    expect(await take(two, { ...asked, tokens: 0, money: 0n })).toBeUndefined();
    const amounts = await kept();
    expect(amounts.at(-1)).toContain('"20 990"');
  });

  it("L4: what one process gives back the other may take", async () => {
    const [one, two] = pair({ rpm: 10, tpm: 100 });
    const grant = await take(one, { tokens: 100 });
    expect(await take(two, { tokens: 1 })).toBeUndefined();
    grant?.settle({ tokens: 30 });
    // Goes to Redis with what is settled.
    expect(await take(one, { tokens: 0 })).toBeDefined();
    const second = await take(two, { tokens: 70 });
    expect(second).toBeDefined();
    expect(await take(two, { tokens: 1 })).toBeUndefined();
    second?.settle({ requests: 0 });
    expect(await take(two, { tokens: 70 })).toBeDefined();
  });

  it("L1: an amount that is not known needs that something is left", async () => {
    const [one, two] = pair({ rpm: 10, tpm: 100 });
    const grant = await take(one, {});
    expect(await take(two, { tokens: 99 })).toBeDefined();
    grant?.settle({ tokens: 1 });
    expect(await take(one, {})).toBeUndefined();
    expect(await take(two, { tokens: 0 })).toBeDefined();
  });

  it("L7: exact amounts, as large as they may be", async () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    const [one, two] = pair({ rpm: 10, money: most });
    expect(await take(one, { money: most - 1n })).toBeDefined();
    expect(await take(two, { money: 2n })).toBeUndefined();
    expect(await take(two, { money: 1n })).toBeDefined();
  });

  it("L8: lets a request go that is larger than a share, though others always want more", async () => {
    const [one, two] = pair({ rpm: 1000, tpm: 100, testing: { windowMs: 1200 } });
    const end = new AbortController();
    const callers = Array.from({ length: 4 }, async () => {
      for (;;) await one.acquire({ tokens: 10, signal: end.signal });
    });
    await two.acquire({ tokens: 60 });
    await two.acquire({ tokens: 100 });
    end.abort("done");
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
  });

  it("L5: a wait that one process was told holds the other", async () => {
    const [one, two] = pair({ rpm: 10, testing: { windowMs: 3000 } });
    const grant = await take(one, {});
    grant?.settle({ retryAfterMs: 400 });
    const told = performance.now();
    await one.acquire({ key: "another" });
    await two.acquire();
    expect(performance.now() - told).toBeGreaterThanOrEqual(399);
  });

  it("L2: smooth spaces the requests of both", async () => {
    const [one, two] = pair({ rpm: 50, smooth: true, testing: { windowMs: 2000 } });
    const started = performance.now();
    await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? one : two).acquire()));
    // Eleven gaps of 40 ms.
    expect(performance.now() - started).toBeGreaterThanOrEqual(440);
  });

  it("L10: knows no key, keeps its own keys together, and nothing for longer than it needs", async () => {
    const [one] = pair({ rpm: 10, testing: { windowMs: 2000 } });
    const asked = { key: "sk-canary-0123456789", modelClass: "a{b}:c", tokens: 5 };
    await take(one, asked);
    const found = (await kept()).filter((key) => key.startsWith("test"));
    const mine = found.filter((key) => key.includes("a%7Bb%7D"));
    expect(mine.map((key) => key.replace(/^.*\}:/, ""))).toEqual(["costs", "log", "state"]);
    const tags = found.map((key) => /\{([^}]*)\}/.exec(key)?.[1]);
    expect(new Set(tags).size).toBe(1);
    expect(JSON.stringify(await kept())).not.toContain("canary");
    for (const key of found) {
      expect(await ioredis.pttl(key)).toBeGreaterThan(2000);
      expect(await ioredis.pttl(key)).toBeLessThanOrEqual(3020);
    }
  });

  it("L10: sends the script by its hash, and anew where it is lost", async () => {
    const pairs = pair({ rpm: 10 });
    for (const limiter of pairs) {
      await limiter.acquire();
      await ioredis.call("SCRIPT", "FLUSH");
      await ioredis.call("CONFIG", "RESETSTAT");
      await limiter.acquire();
      await limiter.acquire();
      const info = await ioredis.info("commandstats");
      expect(info).toMatch(/cmdstat_eval:calls=1,/);
      expect(Number(/cmdstat_evalsha:calls=(\d+)/.exec(info)?.[1])).toBeGreaterThan(1);
    }
  });

  it("L12: a password that is missing is told, with what to do, and calls go on", async () => {
    await ioredis.config("SET", "requirepass", "secret");
    const stranger = new Redis({ path: server.path });
    stranger.on("error", () => {});
    const states: RedisState[] = [];
    try {
      const onStateChange = (state: RedisState) => states.push(state);
      const limiter = redisLimiter({ eval: fromIoredis(stranger), rpm: 60, onStateChange });
      await limiter.acquire();
      await limiter.acquire();
      expect(states).toMatchObject([{ isAvailable: false, error: { code: "config" } }]);
      expect(JSON.stringify(states)).toContain("NOAUTH");
    } finally {
      stranger.disconnect();
      await ioredis.config("SET", "requirepass", "");
    }
  });
});
