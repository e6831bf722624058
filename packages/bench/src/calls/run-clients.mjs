// @ts-check
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask, moduleText, takeTurns } from "../measure.mjs";
import { root } from "../places.mjs";
import { CONTESTANTS } from "./contestants.mjs";
import { FORMATS } from "./payloads.mjs";

/**
 * Where other clients are installed, outside the repository: their 100 MB are wanted for nothing else.
 */
const peers = process.env["KEI_BENCH_PEERS"] ?? join(homedir(), ".cache/kei-bench-peers");

const WORKER = new URL("worker.mjs", import.meta.url).href;

/** Its imports are resolved from the working directory. */
const SOURCE = `import { work } from ${JSON.stringify(WORKER)};
await work(JSON.parse(process.argv[1]), (name) => import(name));`;

/**
 * @typedef {object} Result
 * @property {import("./payloads.mjs").Format} format
 * @property {string} name Of the contestant.
 * @property {(quantity: string) => number[]} figures By round.
 */

/**
 * Runs the contestants that are there against a server, in turns.
 *
 * @param {number} rounds
 * @param {readonly string[]} absent Contestants to leave out.
 * @param {(base: string) => readonly Omit<import("./worker.mjs").Task, "contestant" | "format">[]} tasks
 * What each does, given the server's URL; the figures of all are put together.
 * @returns {Promise<Result[]>}
 */
export async function runClients(rounds, absent, tasks) {
  const contestants = FORMATS.flatMap((format) =>
    CONTESTANTS.filter(
      ({ name, formats, packages }) =>
        formats.includes(format) && !absent.includes(name) && packages.every(isInstalled),
    ).map(({ name, packages }) => ({ format, name, packages })),
  );
  const missing = CONTESTANTS.filter(({ packages }) => !packages.every(isInstalled));
  if (missing.length > 0) {
    const names = missing.flatMap(({ packages }) => packages).join(" ");
    console.log(`Left out, not installed: npm install --prefix ${peers} ${names}\n`);
  }
  const server = fork(new URL("server.mjs", import.meta.url));
  try {
    const [port] = await once(server, "message");
    const entries = takeTurns(contestants, rounds, ({ format, name, packages }) => {
      const figures = tasks(`http://127.0.0.1:${port}`).map((task) =>
        ask({
          args: [...moduleText(SOURCE), JSON.stringify({ ...task, contestant: name, format })],
          // The package may import itself by name, through its own `exports`.
          cwd: packages.length === 0 ? join(root, "packages/runtime") : peers,
        }),
      );
      return Object.assign({}, ...figures);
    });
    return entries.map(({ contestant, samples }) => ({
      ...contestant,
      figures: (quantity) => samples.map((sample) => sample[quantity]),
    }));
  } finally {
    server.disconnect();
  }
}

/** @param {string} name */
function isInstalled(name) {
  return existsSync(join(peers, "node_modules", name));
}
