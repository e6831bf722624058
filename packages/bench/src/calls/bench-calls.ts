import { type Bench, type Limit, limitCell, table } from "../bench.ts";
import { ratioOf, showSpread, spreadOf } from "../spread.ts";
import { FORMATS } from "./payloads.ts";
import { type Result, runClients } from "./run-clients.ts";

const WARM_UP = 1500;
/**
 * V8 compiles for some 4,000 calls. Half of what a call over node:http takes before that is compiling, of
 * node:http's own code as well; so calls are measured once more from this one on. Limits are those of the
 * first ones, like everybody's figures.
 */
const SETTLED = 5000;
const CALLS = 2000;
const IN_FLIGHT = 64;

/** What a client is compared with, and at most how many times as much a call may take, one by one. */
const LIMITS: Readonly<Record<string, readonly [bare: string, limit: number]>> = {
  "kei over fetch": ["bare fetch", 1.2],
  "kei over node:http": ["bare node:http", 1.5],
};

/** A call that is answered with a body of a kilobyte: what the client computes for it. */
export const benchCalls: Bench = async ({ rounds }) => {
  const task = { warmUp: WARM_UP, count: CALLS, settled: SETTLED, inFlight: IN_FLIGHT };
  const results = await runClients(rounds, [], (base) => [{ kind: "calls", base, ...task }]);
  const limits: Limit[] = [];
  const rows: string[][] = [];
  for (const format of FORMATS) {
    const ofFormat = results.filter((result) => result.format === format);
    for (const result of ofFormat) {
      const { name, figures } = result;
      const [bare, most] = LIMITS[name] ?? ["bare fetch", undefined];
      const baseline = ofFormat.find((other) => other.name === bare) as Result;
      const ratio = (quantity: string) => ratioOf(figures(quantity), baseline.figures(quantity));
      const limit: Limit | undefined =
        most === undefined
          ? undefined
          : {
              name: `${format}, a call: ${name} / ${bare}`,
              measured: ratio("one").median,
              limit: most,
              unit: "x",
            };
      if (limit !== undefined) limits.push(limit);
      rows.push([
        `${format}: ${name}`,
        showSpread(spreadOf(figures("one"))),
        showSpread(ratio("one"), 2),
        limitCell(limit),
        showSpread(spreadOf(figures("settled"))),
        showSpread(ratio("settled"), 2),
        showSpread(spreadOf(figures("many"))),
      ]);
    }
  }
  const settled = [`from the ${SETTLED}th on`, "of bare"];
  const head = ["", "CPU µs/call", "of bare", "limit", ...settled, `${IN_FLIGHT} in flight`];
  console.log(table(head, rows));
  console.log("\nof bare: over node:http of bare node:http, else of bare fetch");
  return limits;
};
