// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./measure.mjs";
import { kei, root } from "./places.mjs";
import { showSpread, spreadOf } from "./spread.mjs";
import { table } from "./table.mjs";

const SAVES = 20;
const LIMIT_MS = 200;

/**
 * `kei gen --watch`: from a save until the run that it causes has written its files and says so.
 *
 * @type {import("./bench.mjs").Bench}
 */
export async function benchWatch({ folder }) {
  const small = join(folder(), "mine");
  run({ args: [kei, "init", small] });
  const registries = [
    { name: "kei init", from: small },
    { name: "our own", from: join(root, "registry") },
  ];
  /** @type {import("./bench.mjs").Limit[]} */
  const limits = [];
  const rows = [];
  for (const { name, from } of registries) {
    const spread = spreadOf(await measureSaves(from, folder()));
    rows.push([name, showSpread(spread)]);
    limits.push({
      name: `save to written, ${name}`,
      measured: spread.median,
      limit: LIMIT_MS,
      unit: " ms",
    });
  }
  console.log(table(["", `ms from save to written, ${SAVES} saves`], rows));
  return limits;
}

/**
 * @param {string} from The registry to copy.
 * @param {string} folder
 */
async function measureSaves(from, folder) {
  const registry = join(folder, "registry");
  cpSync(from, registry, { recursive: true });
  const models = join(registry, "models.toml");
  const text = readFileSync(models, "utf8");
  const args = [kei, "gen", "--watch", "--registry", registry, "--out", join(folder, "out")];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    child.stdout.setEncoding("utf8");
    // The first run, and that it watches from now on.
    await Promise.all([untilWritten(child.stdout), once(child.stderr, "data")]);
    const samples = [];
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

/**
 * Warnings come first, in as many pieces as they please.
 *
 * @param {import("node:stream").Readable} output
 */
async function untilWritten(output) {
  for (let said = ""; !/written\)/.test(said); ) {
    const [piece] = await once(output, "data");
    said += piece;
    if (said.includes("nothing was written")) throw new Error(said.slice(-2000));
  }
}
