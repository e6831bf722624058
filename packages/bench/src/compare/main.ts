import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../places.ts";
import { type Prepared, preparePeer } from "./measure-peer.ts";
import { PEERS } from "./peers.ts";
import { startCompareServer } from "./server.ts";
import { writePage } from "./write-page.ts";

const ROUNDS = 5;

/**
 * `pnpm compare`: runs the same program in Kei and in its peers against a server on loopback, measures it,
 * and writes docs/compare.md. Installs the peers into `~/.cache/kei-compare`, by npm. `--only=kei,vendors`
 * prints the figures of those, and writes nothing.
 */
const { only } = parseArgs({ options: { only: { type: "string" } } }).values;
const server = await startCompareServer();
try {
  const wanted = PEERS.filter(({ folder }) => only?.split(",").includes(folder) ?? true);
  const prepared: Prepared[] = [];
  for (const peer of wanted) prepared.push(await preparePeer(peer, server.url));
  // In turns: a machine that slows down slows all of them down.
  const samples = prepared.map(() => ({
    cpuMs: [] as number[],
    typesMs: [] as number[],
    typesMb: [] as number[],
  }));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, { question, types }] of prepared.entries()) {
      const { typesMs, typesMb } = types();
      samples[i]?.cpuMs.push(await question());
      samples[i]?.typesMs.push(typesMs);
      samples[i]?.typesMb.push(typesMb);
    }
  }
  const rows = prepared.map(({ peer, sizes }, i) => {
    const { cpuMs = [], typesMs = [], typesMb = [] } = samples[i] ?? {};
    return {
      peer,
      measured: {
        ...sizes,
        cpuMs: median(cpuMs),
        typesMs: median(typesMs),
        typesMb: median(typesMb),
      },
    };
  });
  for (const { peer, measured } of rows) console.log(peer.title, JSON.stringify(measured));
  if (only === undefined) writeFileSync(join(root, "docs/compare.md"), writePage(rows));
} finally {
  server.close();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
