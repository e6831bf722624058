import { Redis } from "ioredis";
import { fromIoredis, redisLimiter } from "../../../src/redis.ts";

/** What one process of a fleet is told: it takes as much as it gets, by so many callers at a time. */
export interface Orders {
  readonly path: string;
  readonly windowMs: number;
  readonly rpm: number;
  readonly tpm: number;
  readonly callers: number;
  /** What a caller asks for. */
  readonly tokens: number;
}

/** What it did. */
export interface Report {
  /** When each request went, in milliseconds since 1970, and what it took. */
  readonly went: readonly (readonly [at: number, tokens: number])[];
  /** The same as Redis has it: when it let go how many, and what they asked for. */
  readonly granted: readonly (readonly [at: number, tokens: readonly number[]])[];
  /** Those who were still waiting when the others were called back. */
  readonly aborted: number;
  readonly failed: readonly string[];
}

/** Numbers in front of the lists, and in each row of those that are put back or settled. */
const HEAD = 10;
const ROW = 4;

async function run({ path, windowMs, rpm, tpm, callers, tokens }: Orders): Promise<Report> {
  const redis = new Redis({ path, retryStrategy: () => 50 });
  redis.on("error", () => {});
  const went: [number, number][] = [];
  const granted: [number, number[]][] = [];
  const failed: string[] = [];
  let aborted = 0;
  const evaluate = fromIoredis(redis);
  const limiter = redisLimiter({
    async eval(script, keys, args) {
      const answer = (await evaluate(script, keys, args)) as number[];
      let at = HEAD;
      for (let list = 0; list < 2; list += 1) at += 1 + Number(args[at]) * ROW;
      const [count = 0, , , , time = 0] = answer;
      const asked = Array.from({ length: Math.max(0, count) }, (_, i) =>
        Number(args[at + 2 + i * 3]),
      );
      if (count > 0) granted.push([time / 1000, asked]);
      return answer;
    },
    rpm,
    tpm,
    testing: { windowMs },
  });
  const end = new AbortController();
  await redis.ping();
  process.send?.("ready");
  await new Promise((resolve) => process.once("message", resolve));
  process.once("message", () => end.abort());
  const call = async () => {
    while (!end.signal.aborted) {
      try {
        await limiter.acquire({ tokens, key: "sk-canary", signal: end.signal });
        went.push([performance.timeOrigin + performance.now(), tokens]);
        // An answer takes its time.
        await new Promise((resolve) => setTimeout(resolve, windowMs / 200));
      } catch (thrown) {
        if (end.signal.aborted) aborted += 1;
        else failed.push(String(thrown));
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  redis.disconnect();
  return { went, granted, aborted, failed };
}

process.once("message", (orders: Orders) => {
  void run(orders).then((report) => {
    process.send?.(report, () => process.disconnect());
  });
});
