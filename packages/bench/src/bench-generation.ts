import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Limit, limitCell, type Setting, table } from "./bench.ts";
import { type Command, type Contestant, interleave, moduleText, run } from "./measure.ts";
import { here, kei, root, scale } from "./places.ts";
import { ratioOf, showSpread, spreadOf } from "./spread.ts";

/** Wall time of `gen` over that of reading and parsing. */
const RATIO_LIMIT = 3;
const MEMORY_LIMIT_MB = 400;
const OWN_CPU_LIMIT_MS = 600;

/** The least that any generator has to do with these files. */
const PARSE_ONLY = `
  import { readFileSync } from "node:fs";
  import { parse } from "smol-toml";
  for (const path of process.argv.slice(1)) parse(readFileSync(path, "utf8"));
`;

const WRITTEN = /\(\d+ written\)/;
const UP_TO_DATE = /files up to date/;
const CHECKED = /\b0 errors/;

/** `kei gen` and `kei check`: on our own registry, and on a large one beside reading and parsing it. */
export const benchGeneration: Bench = (setting) => [
  ...benchOwnRegistry(setting),
  ...benchScaleRegistry(setting),
];

function benchOwnRegistry({ rounds, folder }: Setting): readonly Limit[] {
  const own = join(root, "registry");
  const contestants: readonly Contestant[] = [
    { name: "kei gen", command: () => gen(own, folder(), WRITTEN) },
    { name: "kei check", command: () => check(own) },
  ];
  const limits: Limit[] = [];
  const rows = interleave(contestants, rounds).map(({ name, wallMs, cpuMs, peakMb }) => {
    const cpu = spreadOf(cpuMs);
    const limit: Limit = {
      name: `our own registry, ${name}, CPU`,
      measured: cpu.median,
      limit: OWN_CPU_LIMIT_MS,
      unit: " ms",
    };
    limits.push(limit);
    const [wall, peak] = [spreadOf(wallMs), spreadOf(peakMb)];
    return [name, showSpread(wall), showSpread(cpu), limitCell(limit), showSpread(peak)];
  });
  console.log(`${table(["our own", "wall ms", "CPU ms", "limit", "peak RSS MB"], rows)}\n`);
  return limits;
}

function benchScaleRegistry({ rounds, folder }: Setting): readonly Limit[] {
  if (!existsSync(scale)) {
    console.log(`skipped: there is no ${scale}`);
    return [];
  }
  const written = folder();
  run(gen(scale, written, WRITTEN));
  const outdated = folder();
  run(gen(scale, outdated, WRITTEN));

  const contestants: readonly (Contestant & { readonly ratioLimit?: number })[] = [
    {
      name: "read + smol-toml parse",
      command: () => ({
        args: [
          ...moduleText(PARSE_ONLY),
          ...["providers", "models", "agent-profiles"].map((name) => join(scale, `${name}.toml`)),
        ],
        cwd: here,
      }),
    },
    {
      name: "kei gen, the very first",
      ratioLimit: RATIO_LIMIT,
      command: () => gen(scale, folder(), WRITTEN),
    },
    {
      name: "kei gen, all files changed",
      ratioLimit: RATIO_LIMIT,
      command: () => {
        changeFiles(outdated);
        return gen(scale, outdated, WRITTEN);
      },
    },
    {
      name: "kei gen --check",
      ratioLimit: RATIO_LIMIT,
      command: () => gen(scale, written, UP_TO_DATE, "--check"),
    },
    { name: "kei check", command: () => check(scale) },
  ];
  const measured = interleave(contestants, rounds);
  const [baseline] = measured;

  const limits: Limit[] = [];
  const rows = measured.map((contestant) => {
    const { name, ratioLimit, wallMs, cpuMs, peakMb } = contestant;
    const ratio = ratioOf(wallMs, baseline?.wallMs ?? []);
    const peak = spreadOf(peakMb);
    const ofRatio: Limit | undefined =
      ratioLimit === undefined
        ? undefined
        : { name, measured: ratio.median, limit: ratioLimit, unit: "x" };
    const ofMemory: Limit | undefined =
      contestant === baseline
        ? undefined
        : { name: `${name}, memory`, measured: peak.median, limit: MEMORY_LIMIT_MB, unit: " MB" };
    limits.push(...[ofRatio, ofMemory].filter((limit) => limit !== undefined));
    return [
      name,
      showSpread(spreadOf(wallMs)),
      showSpread(ratio, 2),
      limitCell(ofRatio),
      showSpread(spreadOf(cpuMs)),
      showSpread(peak),
      limitCell(ofMemory),
    ];
  });
  const head = [
    "147 providers",
    "wall ms",
    "of parsing",
    "limit",
    "CPU ms",
    "peak RSS MB",
    "limit",
  ];
  console.log(table(head, rows));
  return limits;
}

function gen(registry: string, out: string, expect: RegExp, ...flags: readonly string[]): Command {
  return { args: [kei, "gen", ...flags, "--registry", registry, "--out", out], expect };
}

function check(registry: string): Command {
  return { args: [kei, "check", "--registry", registry], expect: CHECKED };
}

/** So that every file below a folder is written again. */
function changeFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) appendFileSync(join(entry.parentPath, entry.name), "\n");
  }
}
