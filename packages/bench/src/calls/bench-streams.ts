import { type Bench, type Limit, limitCell, table } from "../bench.ts";
import { ratioOf, showSpread, spreadOf } from "../spread.ts";
import { FORMATS } from "./payloads.ts";
import { type Result, runClients } from "./run-clients.ts";

const EVENTS = 20_000;
const WARM_UP = 2;
const STREAMS = 4;

const FIRSTS = 100;

const QUANTITIES = [
  { quantity: "slab", name: "an event, in writes of 64 KiB", limit: 1.25, digits: 2 },
  { quantity: "each", name: "an event, each a chunk", limit: 1.25, digits: 2 },
  { quantity: "first", name: "until the first event", limit: 1.1, digits: 0 },
];

/**
 * A stream of many small events, and how long the first one takes. Bare fetch splits lines and parses
 * them; it looks for no error and no other kind of line.
 */
export const benchStreams: Bench = async ({ rounds }) => {
  const stream = { warmUp: WARM_UP, count: STREAMS, events: EVENTS };
  const results = await runClients(rounds, ["bare node:http"], (base) => [
    { kind: "stream", name: "slab", base: `${base}/slab/${EVENTS}`, ...stream },
    { kind: "stream", name: "each", base: `${base}/each/${EVENTS}`, ...stream },
    { kind: "first", name: "first", base: `${base}/first/8`, warmUp: FIRSTS, count: FIRSTS },
  ]);
  const limits: Limit[] = [];
  const rows: string[][] = [];
  for (const format of FORMATS) {
    const ofFormat = results.filter((result) => result.format === format);
    const bare = ofFormat.find(({ name }) => name === "bare fetch") as Result;
    for (const result of ofFormat) {
      const cells = QUANTITIES.flatMap(({ quantity, name, limit, digits }) => {
        const ratio = ratioOf(result.figures(quantity), bare.figures(quantity));
        const limited: Limit | undefined =
          result.name === "kei over fetch"
            ? {
                name: `${format}, ${name}: kei over fetch / bare fetch`,
                measured: ratio.median,
                limit,
                unit: "x",
              }
            : undefined;
        if (limited !== undefined) limits.push(limited);
        return [
          showSpread(spreadOf(result.figures(quantity)), digits),
          showSpread(ratio, 2),
          limitCell(limited),
        ];
      });
      rows.push([`${format}: ${result.name}`, ...cells]);
    }
  }
  const heads = ["slabs: CPU µs/event", "each: CPU µs/event", "first event µs"];
  console.log(table(["", ...heads.flatMap((head) => [head, "of bare", "limit"])], rows));
  return limits;
};
