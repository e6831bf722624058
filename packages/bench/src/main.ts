import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, type Limit, table, verdict } from "./bench.ts";
import { benchCatalog } from "./bench-catalog.ts";
import { benchGeneration } from "./bench-generation.ts";
import { benchImport } from "./bench-import.ts";
import { benchProgramSize } from "./bench-program-size.ts";
import { benchTypeCheck } from "./bench-type-check.ts";
import { benchWatch } from "./bench-watch.ts";
import { benchCalls } from "./calls/bench-calls.ts";
import { benchStreams } from "./calls/bench-streams.ts";
import { benchLimits } from "./limits/bench-limits.ts";

/**
 * `pnpm bench [--rounds=9] [--only=generation,types,calls]`: what Kei costs beside the least that
 * the same work can cost. Medians with (min–max), every run in a fresh process, contestants taking
 * turns: absolute times drift with the machine, ratios hold. A limit that is not met fails nothing: the
 * exit code is 1 only when something does not run.
 */

const BENCHES: Readonly<Record<string, { readonly title: string; readonly bench: Bench }>> = {
  generation: {
    title: "Generation: our own registry, and 147 providers, 5,276 models, 512 profiles",
    bench: benchGeneration,
  },
  types: { title: "A consumer's type-check at 5,276 models", bench: benchTypeCheck },
  import: { title: "Import of the registry, our own, and of a client", bench: benchImport },
  watch: { title: "kei gen --watch", bench: benchWatch },
  catalog: { title: "The catalogue in a browser", bench: benchCatalog },
  calls: { title: "A call, answered with a body", bench: benchCalls },
  limits: { title: "A grant of a limiter", bench: benchLimits },
  size: { title: "The smallest program with one client", bench: benchProgramSize },
  streams: { title: "A streamed answer of 20,000 events", bench: benchStreams },
};

/** Decimals of a figure. */
const DIGITS = { x: 2, " MB": 1, " ms": 0, " µs": 2, " KiB": 1, "": 0 };

const { rounds, names } = readArguments();
const temporary = mkdtempSync(join(tmpdir(), "kei-bench-"));
process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
// Interrupting ends the running contestant, and `run` then ends everything, by way of "exit".
process.on("SIGINT", () => {});

console.log(
  `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(2)}, ${rounds} rounds: median (min–max)`,
);
const limits: Limit[] = [];
for (const name of names) {
  const { title, bench } = BENCHES[name] as (typeof BENCHES)[string];
  console.log(`\n${title}\n`);
  try {
    limits.push(...(await bench({ rounds, folder: () => mkdtempSync(join(temporary, "run-")) })));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

if (limits.length > 0) {
  const rows = limits.map((limit) => [
    limit.name,
    `${limit.measured.toFixed(DIGITS[limit.unit])}${limit.unit}`,
    `${limit.limit}${limit.unit}`,
    verdict(limit),
  ]);
  console.log(`\nLimits\n\n${table(["", "measured", "limit", ""], rows)}`);
}

function readArguments(): { readonly rounds: number; readonly names: readonly string[] } {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "9" }, only: { type: "string" } },
  });
  const rounds = Number(values.rounds);
  const names = values.only?.split(",") ?? Object.keys(BENCHES);
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
    console.error(`usage: pnpm bench [--rounds=9] [--only=${Object.keys(BENCHES).join(",")}]`);
    process.exit(1);
  }
  return { rounds, names };
}
