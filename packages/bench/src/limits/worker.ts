import { setImmediate } from "node:timers/promises";
import { createLimiter } from "@kei/runtime";
import { fromIoredis, redisLimiter } from "@kei/runtime/redis";
import { Redis } from "ioredis";

/** Grants before the measured ones. */
const WARM_UP = 20_000;
const GRANTS = 200_000;
const BATCH = 100;
const ROUND_TRIPS = 3000;

const budgets = { rpm: 10_000_000, tpm: 1_000_000_000_000, money: 9_000_000_000_000_000n };
const asked = { tokens: 1200, money: 2_000_000n, key: "a", modelClass: "m" };
const actual = { tokens: 900, money: 1_500_000n };

/** Prints what a grant takes, in nanoseconds, in memory, and over a Redis beside a bare round trip. */
export async function work(path: string | undefined): Promise<void> {
  const inMemory = await grantsInMemory();
  const overRedis = path === undefined ? {} : await grantsOverRedis(path);
  console.log(JSON.stringify({ inMemory, ...overRedis }));
}

/** The median of batches: one grant is shorter than the clock is exact. */
async function grantsInMemory(): Promise<number> {
  const limiter = createLimiter(budgets);
  const times: number[] = [];
  for (let done = 0; done < WARM_UP + GRANTS; done += BATCH) {
    const started = process.hrtime.bigint();
    for (let i = 0; i < BATCH; i += 1) (await limiter.acquire(asked)).settle(actual);
    if (done >= WARM_UP) times.push(Number(process.hrtime.bigint() - started) / BATCH);
  }
  return median(times);
}

/** In turns, so that a machine that slows down slows both down. */
async function grantsOverRedis(path: string): Promise<Record<string, number>> {
  const redis = new Redis({ path });
  await redis.flushall();
  const evaluate = fromIoredis(redis);
  let last: Parameters<typeof evaluate> | undefined;
  const limiter = redisLimiter({
    ...budgets,
    eval(...call) {
      last = call;
      return evaluate(...call);
    },
  });
  const bare: number[] = [];
  const grants: number[] = [];
  for (let turn = 0; turn < ROUND_TRIPS * 2; turn += 1) {
    // What was settled last must not be on its way.
    await setImmediate();
    const started = process.hrtime.bigint();
    if (turn % 2 === 0) await limiter.acquire(asked);
    else await evaluate(...(last as Parameters<typeof evaluate>));
    if (turn >= ROUND_TRIPS / 5) {
      (turn % 2 === 0 ? grants : bare).push(Number(process.hrtime.bigint() - started));
    }
  }
  redis.disconnect();
  return { bare: median(bare), overRedis: median(grants) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
