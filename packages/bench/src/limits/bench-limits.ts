import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Bench, type Limit, limitCell, table } from "../bench.ts";
import { ask, moduleText, takeTurns } from "../measure.ts";
import { here } from "../places.ts";
import { showSpread, spreadOf } from "../spread.ts";

const WORKER = new URL("worker.js", import.meta.url).href;
const SOURCE = `import { work } from ${JSON.stringify(WORKER)};
await work(process.argv[1]);`;

/** What a grant may take in memory, and over Redis beside the same script over the bare client. */
const LIMIT_US = 2;
const LIMIT_REDIS = 1.2;

/** What a request pays for limits: in memory, and over a Redis on this machine, where there is one. */
export const benchLimits: Bench = async ({ rounds, folder }) => {
  const socket = join(folder(), "redis.sock");
  const redis = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--save", ""]);
  const isThere = await Promise.race([
    once(redis, "error").then(() => false),
    once(redis.stdout, "data").then(() => true),
  ]);
  try {
    const [measured] = takeTurns([isThere ? [socket] : []], rounds, (path) =>
      ask({ args: [...moduleText(SOURCE), ...path], cwd: here }),
    );
    const samples = measured?.samples ?? [];
    const micros = (name: string) => samples.map((sample) => (sample[name] ?? 0) / 1000);
    const inMemory = spreadOf(micros("inMemory"));
    const limits: Limit[] = [
      {
        name: "a grant in memory, settled",
        measured: inMemory.median,
        limit: LIMIT_US,
        unit: " µs",
      },
    ];
    const rows = [["in memory, settled", showSpread(inMemory, 2), limitCell(limits[0])]];
    if (isThere) {
      const ratio = samples.map((sample) => (sample["overRedis"] ?? 0) / (sample["bare"] ?? 1));
      const limit: Limit = {
        name: "a grant over Redis, of a bare round trip",
        measured: spreadOf(ratio).median,
        limit: LIMIT_REDIS,
        unit: "x",
      };
      limits.push(limit);
      rows.push(
        ["a bare round trip of the script", showSpread(spreadOf(micros("bare")), 1), ""],
        ["over Redis", showSpread(spreadOf(micros("overRedis")), 1), ""],
        ["of the bare one", showSpread(spreadOf(ratio), 2), limitCell(limit)],
      );
    }
    console.log(table(["a grant", "µs", "limit"], rows));
    if (!isThere) console.log("\nNot over Redis: there is no redis-server.");
    return limits;
  } finally {
    redis.kill();
  }
};
