import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type Bench, type Limit, limitCell, table } from "./bench.ts";
import { run } from "./measure.ts";
import { kei, root } from "./places.ts";
import { showSpread, spreadOf } from "./spread.ts";

const SAVES = 20;
const LIMIT_MS = 200;

/** `kei gen --watch`: from a save until the run that it causes has written its files and says so. */
export const benchWatch: Bench = async ({ folder }) => {
  const small = join(folder(), "mine");
  run({ args: [kei, "init", small] });
  const registries = [
    { name: "kei init", from: small },
    { name: "our own", from: join(root, "registry") },
  ];
  const limits: Limit[] = [];
  const rows: string[][] = [];
  for (const { name, from } of registries) {
    const spread = spreadOf(await measureSaves(from, folder()));
    const limit: Limit = {
      name: `save to written, ${name}`,
      measured: spread.median,
      limit: LIMIT_MS,
      unit: " ms",
    };
    limits.push(limit);
    rows.push([name, showSpread(spread), limitCell(limit)]);
  }
  console.log(table(["", `ms from save to written, ${SAVES} saves`, "limit"], rows));
  return limits;
};

/** @param from The registry to copy. */
async function measureSaves(from: string, folder: string): Promise<number[]> {
  const registry = join(folder, "registry");
  cpSync(from, registry, { recursive: true });
  const models = join(registry, "models.toml");
  const text = readFileSync(models, "utf8");
  const args = [kei, "gen", "--watch", "--registry", registry, "--out", join(folder, "out")];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    child.stdout.setEncoding("utf8");
    // The first run, and that it watches from now on.
    await Promise.all([untilWritten(child.stdout), once(child.stderr, "data")]);
    const samples: number[] = [];
    for (let save = 0; save < SAVES; save++) {
      const started = performance.now();
      writeFileSync(
        models,
        text.replace(/context_window = [\d_]+/, `context_window = ${9000 + save}`),
      );
      await untilWritten(child.stdout);
      samples.push(performance.now() - started);
    }
    return samples;
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, "close");
  }
}

/** Warnings come first, in as many pieces as they please. */
async function untilWritten(output: Readable): Promise<void> {
  for (let said = ""; !/written\)/.test(said); ) {
    const [piece] = await once(output, "data");
    said += piece;
    if (said.includes("nothing was written")) throw new Error(said.slice(-2000));
  }
}
