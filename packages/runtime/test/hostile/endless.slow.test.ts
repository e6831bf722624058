import { describe, expect, it } from "vitest";
import { FailureError } from "../../src/chat/errors.ts";
import type { CreateFramer } from "../../src/framing/framer.ts";
import { createNdjsonFramer } from "../../src/framing/ndjson.ts";
import { createSseFramer } from "../../src/framing/sse.ts";
import { collectGarbage } from "../chaos/leftovers.ts";

const MB = 1024 * 1024;

/** More than the largest value, which is 16 Mi characters. */
const LONG = 32 * MB;
/** A quarter of a million short lines. */
const LINES = 2 * MB;

/** What never becomes a value, in one line or as more and more of one event: an error, in the end. */
const GROWING = [
  ...[createSseFramer, createNdjsonFramer].flatMap((create) =>
    ["x", "{", '"🦊', '{"a":1}', " "].map((unit) => [create.name, unit, create, LONG] as const),
  ),
  ...[": comment ", "data: x", "event: x"].map(
    (unit) => ["createSseFramer", unit, createSseFramer, LONG] as const,
  ),
  // A parser keeps some thirty bytes of each of these.
  ["createSseFramer", "data\n", createSseFramer, 96 * MB] as const,
];

/** Values, and what the framing leaves out. */
const PASSING = [
  ...[": comment\n", "\n", "\r", "id: 1\n", "event: x\n", "data: {}\n\n", '{"a":1}\n'].map(
    (unit) => ["createSseFramer", unit, createSseFramer, LINES] as const,
  ),
  ["createSseFramer", '[{"error":\n', createSseFramer, LINES] as const,
  ...["{}\n", "\n", " \n", "\r\n"].map(
    (unit) => ["createNdjsonFramer", unit, createNdjsonFramer, LINES] as const,
  ),
];

const SHOWN = "%s, %j";

/** Feeds one thing again and again. */
function pour(create: CreateFramer, unit: string, most: number) {
  let values = 0;
  const framer = create({
    isTerminated: () => false,
    push() {
      values += 1;
    },
  });
  const bytes = new TextEncoder().encode(unit.repeat(Math.ceil(65_536 / unit.length)));
  const heap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  let kept = 0;
  for (let fed = 0, look = most / 5; fed < most; fed += bytes.length) {
    try {
      framer.feed(bytes);
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown;
      return { values, failure: thrown.failure.code, kept };
    }
    if (fed < look) continue;
    look += most / 5;
    kept = Math.max(kept, heap() - before);
  }
  return { values, failure: undefined, kept };
}

describe("W16: a stream that never ends", () => {
  it.each(GROWING)(`is an error when a value is larger than any answer: ${SHOWN}`, (...args) => {
    const [, unit, create, most] = args;
    const { values, failure, kept } = pour(create, unit, most);
    expect([values, failure]).toEqual([0, "protocol"]);
    expect(kept).toBeLessThan(unit.endsWith("\n") ? 512 * MB : 96 * MB);
  });

  it.each(PASSING)(`keeps nothing of what has passed: ${SHOWN}`, (...args) => {
    const [, unit, create, most] = args;
    const { failure, kept } = pour(create, unit, most);
    expect(failure).toBeUndefined();
    expect(kept).toBeLessThan(4 * MB);
  });
});
