// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { verdict } from "./bench.mjs";
import { interleave, moduleText, run } from "./measure.mjs";
import { kei, root, scale } from "./places.mjs";
import { ratioOf, showSpread, spreadOf } from "./spread.mjs";
import { table } from "./table.mjs";

const MEMORY_LIMIT_MB = 400;

/** The least that any generator has to do with these files. */
const PARSE_ONLY = `
  import { readFileSync } from "node:fs";
  import { parse } from "smol-toml";
  for (const path of process.argv.slice(1)) parse(readFileSync(path, "utf8"));
`;

/**
 * `kei gen`, `kei check` and `kei list` against reading and parsing the same files.
 *
 * @type {import("./bench.mjs").Bench}
 */
export function benchGeneration({ rounds, folder }) {
  if (!existsSync(scale)) {
    console.log(`skipped: there is no ${scale}`);
    return [];
  }
  const measured = interleave(createContestants(folder), rounds);
  const [baseline] = measured;

  const results = measured.map((contestant) => {
    const { name, limit, wallMs, cpuMs, peakMb } = contestant;
    const ratio = ratioOf(wallMs, baseline?.wallMs ?? []);
    const peak = spreadOf(peakMb);
    /** @type {import("./bench.mjs").Limit[]} */
    const limits =
      contestant === baseline
        ? []
        : [{ name: `${name}, memory`, measured: peak.median, limit: MEMORY_LIMIT_MB, unit: " MB" }];
    if (limit !== undefined) limits.unshift({ name, measured: ratio.median, limit, unit: "x" });
    const row = [
      name,
      showSpread(spreadOf(wallMs)),
      showSpread(ratio, 2),
      showSpread(spreadOf(cpuMs)),
      showSpread(peak),
      limits.map(({ limit, unit }) => `${limit}${unit}`).join(", "),
      limits.length === 0 ? "" : limits.every((one) => verdict(one) === "ok") ? "ok" : "over",
    ];
    return { row, limits };
  });

  const head = ["", "wall ms", "ratio", "CPU ms", "peak RSS MB", "limit", ""];
  console.log(
    table(
      head,
      results.map(({ row }) => row),
    ),
  );
  return results.flatMap(({ limits }) => limits);
}

/**
 * @param {import("./bench.mjs").Setting["folder"]} folder
 * @returns {(import("./measure.mjs").Contestant & { limit?: number })[]} The baseline comes first.
 */
function createContestants(folder) {
  /**
   * @param {readonly string[]} args
   * @param {string} cache
   * @param {RegExp} expect
   */
  const command = (args, cache, expect) => ({
    args: [kei, ...args, "--registry", scale],
    env: { XDG_CACHE_HOME: cache },
    expect,
  });
  const written = /\(\d+ written\)/;
  const upToDate = /files up to date/;

  // A run into a folder leaves the index module of its providers in the cache, and the folder.
  const cache = folder();
  const out = folder();
  run(command(["gen", "--out", out], cache, written));

  return [
    {
      name: "read + smol-toml parse",
      command: () => ({
        args: [
          ...moduleText(PARSE_ONLY),
          ...["providers", "models", "agent-profiles"].map((name) => join(scale, `${name}.toml`)),
        ],
        cwd: join(root, "packages/codegen"),
      }),
    },
    {
      name: "kei gen, first ever",
      limit: 3,
      command: () => command(["gen", "--out", folder()], folder(), written),
    },
    {
      name: "kei gen, full",
      limit: 3,
      command: () => command(["gen", "--out", folder()], cache, written),
    },
    {
      name: "kei gen, no change",
      limit: 1.5,
      command: () => command(["gen", "--out", out], cache, upToDate),
    },
    {
      name: "kei gen --check",
      command: () => command(["gen", "--check", "--out", out], cache, upToDate),
    },
    { name: "kei check", command: () => command(["check"], cache, /\b0 errors/) },
    {
      name: "kei list models",
      limit: 1.5,
      command: () => command(["list", "models"], cache, /^REF /),
    },
  ];
}
