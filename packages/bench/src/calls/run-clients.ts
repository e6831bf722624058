import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ask, moduleText, takeTurns } from "../measure.ts";
import { here } from "../places.ts";
import { FORMATS, type Format } from "./payloads.ts";
import { CONTESTANTS, type Task } from "./worker.ts";

/** Where clients are installed that are wanted for nothing else. */
const peers = process.env["KEI_BENCH_PEERS"] ?? join(homedir(), ".cache/kei-bench-peers");

const WORKER = new URL("worker.js", import.meta.url).href;

/** Its imports are resolved from the working directory. */
const SOURCE = `import { work } from ${JSON.stringify(WORKER)};
await work(JSON.parse(process.argv[1]), (name) => import(name));`;

export interface Result {
  readonly format: Format;
  /** Of the contestant. */
  readonly name: string;
  /** By round. */
  readonly figures: (quantity: string) => readonly number[];
}

/**
 * Runs the contestants that are there against a server, in turns.
 *
 * @param absent Contestants to leave out.
 * @param tasks What each does, given the server's URL; the figures of all are put together.
 */
export async function runClients(
  rounds: number,
  absent: readonly string[],
  tasks: (base: string) => readonly Omit<Task, "contestant" | "format">[],
): Promise<readonly Result[]> {
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
  const server = fork(new URL("server.js", import.meta.url));
  try {
    const [port] = await once(server, "message");
    const entries = takeTurns(contestants, rounds, ({ format, name, packages }) => {
      const figures = tasks(`http://127.0.0.1:${port}`).map((task) =>
        ask({
          args: [...moduleText(SOURCE), JSON.stringify({ ...task, contestant: name, format })],
          cwd: packages.length === 0 ? here : peers,
        }),
      );
      return Object.assign({}, ...figures) as Record<string, number>;
    });
    return entries.map(({ contestant, samples }) => ({
      ...contestant,
      figures: (quantity) => samples.map((sample) => sample[quantity] ?? Number.NaN),
    }));
  } finally {
    server.disconnect();
  }
}

function isInstalled(name: string): boolean {
  return existsSync(join(peers, "node_modules", name));
}
