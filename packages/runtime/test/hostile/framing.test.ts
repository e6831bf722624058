import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import type { CreateFramer, ValueSink } from "../../src/framing/framer.ts";
import { createNdjsonFramer } from "../../src/framing/ndjson.ts";
import { createSseFramer } from "../../src/framing/sse.ts";
import { bySeed } from "../support/by-seed.ts";

/** Each with values of its own, whole. */
const FRAMINGS = {
  sse: {
    create: createSseFramer,
    whole: [
      ...['data: {"b":"🦊"}\n\n', 'data:{"f":1}\r\n\r\n', "event: x\ndata: {}\n\n", ": ping\n\n"],
      ...[
        'event: x\ndata: {"c":2}\ndata: {"d":3}\n\n',
        "data: [1,\ndata: 2]\n\n",
        "data: [DONE]\n\n",
      ],
      ...['data: {"error":{"message":"m"}}\n\n', "event: error\ndata: no\n\n", "data: : x\n\n"],
    ],
  },
  ndjson: {
    create: createNdjsonFramer,
    whole: ['{"b":"🦊"}\n', '{"e":"\u2028"}\r\n', "[]\n", "\n", " \r\n", '{"error":"e"}\n', "1\n"],
  },
};

/** What readers of either framing trip over. */
const PIECES = [
  ...["data: ", "data:", "data", ":", ": x", "event: error", "event: ping", "id: 1", "retry: 1"],
  ...["\n", "\n\n", "\r\n", "\r", "\r\n\r\n", "\ufeff", "\u2028", "\0", " ", "ё", "🦊"],
  ...['{"a":1}', '{"a":', "1}", "[]", "null", '"', "{", "}", "[DONE]", "data: x\n\n", "1e400"],
];

const NO_TEXT = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f]];

const bytesOf = (whole: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...whole.map((text) => Buffer.from(text))) },
        { weight: 2, arbitrary: fc.constantFrom(...PIECES.map((text) => Buffer.from(text))) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((part) => Buffer.from(part)) },
        { weight: 1, arbitrary: fc.constantFrom(...NO_TEXT.map((part) => Buffer.from(part))) },
      ),
      { maxLength: 12 },
    )
    .map((parts) => new Uint8Array(Buffer.concat(parts)));

/** When a protocol says that it is over, and that a reason to end came: after so many values. */
const endings = fc.record({
  terminatedAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(5)),
  reasonedAt: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(5)),
});

/** What comes of bytes in these pieces, read as the engine reads them. */
function outcomeOf(
  create: CreateFramer,
  pieces: readonly Uint8Array[],
  { terminatedAt, reasonedAt }: { terminatedAt: number; reasonedAt: number },
) {
  const values: unknown[] = [];
  const sink: ValueSink = {
    push: (value, event) => void values.push([event, value]),
    isTerminated() {
      return values.length > terminatedAt;
    },
    hasReason() {
      return values.length > reasonedAt;
    },
  };
  const framer = create(sink);
  try {
    for (const piece of pieces) {
      if (framer.isTerminated()) break;
      framer.feed(piece);
    }
    if (!framer.isTerminated()) framer.end();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    return { values, failure: thrown.failure };
  }
  return { values, terminated: framer.isTerminated() };
}

describe.each(Object.entries(FRAMINGS))("%s", (_, { create, whole: known }) => {
  it("W15: any bytes in any pieces give the same values and the same end, or the same failure of ours", () => {
    let failures = 0;
    let values = 0;
    fc.assert(
      fc.property(
        bytesOf(known),
        fc.array(fc.nat(200), { maxLength: 12 }),
        endings,
        (all, at, ends) => {
          const cuts = at.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b);
          const bounds = [0, ...cuts, all.length];
          const pieces = bounds.slice(1).map((end, i) => all.subarray(bounds[i], end));
          const whole = outcomeOf(create, [all], ends);
          expect(outcomeOf(create, pieces, ends)).toEqual(whole);
          const single = Array.from(all, (_, i) => all.subarray(i, i + 1));
          expect(outcomeOf(create, single, ends)).toEqual(whole);
          failures += whole.failure === undefined ? 0 : 1;
          values += whole.values.length;
        },
      ),
      bySeed(1, 50_000),
    );
    // Else what was fed is nothing, or spoils everything.
    expect(failures).toBeGreaterThan(50);
    expect(values).toBeGreaterThan(500);
  });
});
