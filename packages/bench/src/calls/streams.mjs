// @ts-check

import { ratioOf, showSpread, spreadOf } from "../spread.mjs";
import { table } from "../table.mjs";
import { FORMATS } from "./payloads.mjs";
import { runClients } from "./run-clients.mjs";

const EVENTS = 20_000;
const WARM_UP = 2;
const STREAMS = 4;

const FIRSTS = 100;

/**
 * A stream of many small events, and how long the first one takes. Bare fetch splits lines and parses
 * them; it looks for no error and no other kind of line.
 *
 * @type {import("../bench.mjs").Bench}
 */
export async function benchStreams({ rounds }) {
  const stream = { warmUp: WARM_UP, count: STREAMS, events: EVENTS };
  const results = await runClients(rounds, ["bare node:http"], (base) => [
    { kind: "stream", name: "slab", base: `${base}/slab/${EVENTS}`, ...stream },
    { kind: "stream", name: "each", base: `${base}/each/${EVENTS}`, ...stream },
    { kind: "first", name: "first", base: `${base}/first/8`, warmUp: FIRSTS, count: FIRSTS },
  ]);
  /** @type {import("../bench.mjs").Limit[]} */
  const limits = [];
  const rows = [];
  for (const format of FORMATS) {
    const ofFormat = results.filter((result) => result.format === format);
    const bare = ofFormat.find(({ name }) => name === "bare fetch");
    /**
     * @param {import("./run-clients.mjs").Result} result
     * @param {string} quantity
     */
    const ratio = (result, quantity) =>
      ratioOf(result.figures(quantity), bare?.figures(quantity) ?? []);
    for (const result of ofFormat) {
      rows.push([
        `${format}: ${result.name}`,
        showSpread(spreadOf(result.figures("slab")), 2),
        showSpread(ratio(result, "slab"), 2),
        showSpread(spreadOf(result.figures("each")), 2),
        showSpread(ratio(result, "each"), 2),
        showSpread(spreadOf(result.figures("first"))),
        showSpread(ratio(result, "first"), 2),
      ]);
      if (result.name !== "kei over fetch") continue;
      for (const [quantity, name, limit] of /** @type {const} */ ([
        ["slab", "an event, in writes of 64 KiB", 1.25],
        ["each", "an event, each a chunk", 1.25],
        ["first", "until the first event", 1.1],
      ])) {
        limits.push({
          name: `${format}, ${name}: kei over fetch / bare fetch`,
          measured: ratio(result, quantity).median,
          limit,
          unit: "x",
        });
      }
    }
  }
  const head = ["slabs: CPU µs/event", "of bare", "each: CPU µs/event", "of bare"];
  console.log(table(["", ...head, "first event µs", "of bare"], rows));
  return limits;
}
