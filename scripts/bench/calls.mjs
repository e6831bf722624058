// @ts-check

import { FORMATS } from "./calls-payloads.mjs";
import { runClients } from "./calls-run.mjs";
import { ratioOf, showSpread, spreadOf } from "./spread.mjs";
import { table } from "./table.mjs";

/**
 * V8 compiles for some 4,000 calls. Half of what a call over node:http takes before that is compiling,
 * of node:http's own code as well, and would say more of when it began than of a call.
 */
const WARM_UP = 5000;
const CALLS = 2000;
const IN_FLIGHT = 64;

/** Medians of `kei` over medians of the other, for calls one by one. */
const LIMITS = /** @type {const} */ ([
  ["kei over fetch", "bare fetch", 1.1],
  ["kei over node:http", "bare node:http", 1.3],
  ["kei over node:http", "bare fetch", 0.5],
]);

/**
 * A call that is answered with a body of a kilobyte: what the client computes for it.
 *
 * @type {import("./bench.mjs").Bench}
 */
export async function benchCalls({ rounds }) {
  const results = await runClients(rounds, [], (base) => [
    { kind: "calls", base, warmUp: WARM_UP, count: CALLS, inFlight: IN_FLIGHT },
  ]);
  /** @type {import("./bench.mjs").Limit[]} */
  const limits = [];
  const rows = [];
  for (const format of FORMATS) {
    const ofFormat = results.filter((result) => result.format === format);
    /** @param {string} name */
    const find = (name) => ofFormat.find((result) => result.name === name)?.figures("one") ?? [];
    const fetched = find("bare fetch");
    for (const { name, figures } of ofFormat) {
      rows.push([
        `${format}: ${name}`,
        showSpread(spreadOf(figures("one"))),
        showSpread(ratioOf(figures("one"), fetched), 2),
        showSpread(spreadOf(figures("many"))),
      ]);
    }
    for (const [name, other, limit] of LIMITS) {
      limits.push({
        name: `${format}, a call: ${name} / ${other}`,
        measured: ratioOf(find(name), find(other)).median,
        limit,
        unit: "x",
      });
    }
  }
  console.log(
    table(["", "CPU µs/call", "of bare fetch", `CPU µs/call, ${IN_FLIGHT} in flight`], rows),
  );
  return limits;
}
