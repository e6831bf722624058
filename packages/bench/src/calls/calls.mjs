// @ts-check

import { ratioOf, showSpread, spreadOf } from "../spread.mjs";
import { table } from "../table.mjs";
import { FORMATS } from "./payloads.mjs";
import { runClients } from "./run-clients.mjs";

const WARM_UP = 1500;
/**
 * V8 compiles for some 4,000 calls. Half of what a call over node:http takes before that is compiling, of
 * node:http's own code as well; so calls are measured once more from this one on. Limits are those of the
 * first ones, like everybody's figures.
 */
const SETTLED = 5000;
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
 * @type {import("../bench.mjs").Bench}
 */
export async function benchCalls({ rounds }) {
  const results = await runClients(rounds, [], (base) => [
    {
      kind: "calls",
      base,
      warmUp: WARM_UP,
      count: CALLS,
      settled: SETTLED,
      inFlight: IN_FLIGHT,
    },
  ]);
  /** @type {import("../bench.mjs").Limit[]} */
  const limits = [];
  const rows = [];
  for (const format of FORMATS) {
    const ofFormat = results.filter((result) => result.format === format);
    /**
     * @param {string} name
     * @param {string} [quantity]
     */
    const find = (name, quantity = "one") =>
      ofFormat.find((result) => result.name === name)?.figures(quantity) ?? [];
    for (const { name, figures } of ofFormat) {
      rows.push([
        `${format}: ${name}`,
        showSpread(spreadOf(figures("one"))),
        showSpread(ratioOf(figures("one"), find("bare fetch")), 2),
        showSpread(spreadOf(figures("settled"))),
        showSpread(ratioOf(figures("settled"), find("bare fetch", "settled")), 2),
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
  const settled = [`from the ${SETTLED}th on`, "of bare fetch"];
  const head = ["", "CPU µs/call", "of bare fetch", ...settled, `${IN_FLIGHT} in flight`];
  console.log(table(head, rows));
  return limits;
}
