import type { ProtocolName } from "@kei/registry";
import { describe, expect, it } from "vitest";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { FailureError, KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import { answersOf } from "../support/answer-sides.ts";
import { createFramer } from "../support/decode-answer.ts";
import { soak } from "../support/soak.ts";
import { hasWire, type Recording, recordings } from "../support/wire.ts";
import { expectReply } from "./compare.ts";
import { callsOf, type Expectation, textOf } from "./expectation.ts";
import { plainRead, withRequestId } from "./plain-reader.ts";
import { readValues } from "./read-values.ts";
import {
  RECORDED_PROTOCOLS,
  REQUEST,
  recordedClient,
  recordedProtocol,
} from "./recorded-client.ts";
import { type Ending, replay } from "./replay.ts";
import { isStream, streamRecordings } from "./stream-recordings.ts";
import { type ValueSpan, valueSpans } from "./value-spans.ts";

/** Through a client, bodies of up to this many bytes are cut at every byte. */
const SHORT = 2 * 1024;
/**
 * Longer ones at so many places, spread evenly, at every third byte of the last values, and where these
 * are whole but for the line end.
 */
const SAMPLES = 149;
/** Values at the end of a stream, around the reason to end and the terminator. */
const LAST = 3;

/** What a connection ends with that breaks. */
const TORN: Ending = {
  failure: new FailureError({ code: "network", message: "the connection was closed" }),
};

const streams = streamRecordings().filter(([, recording]) => plainRead(recording).kind === "reply");

const bodies = RECORDED_PROTOCOLS.flatMap((protocol) => recordings(protocol))
  .filter((recording) => !isStream(recording) && recording.response.status === 200)
  .filter(({ response }) => response.body.trimStart().startsWith("{"))
  .map((recording) => [recording.name, recording] as const);

describe.skipIf(!hasWire)("a cut body is never taken for a whole answer", () => {
  it.each(streams)("B, S7: %s, no byte too early is the end", (_, recording) => {
    const protocol = recordedProtocol(recording.protocol);
    const builder = new ReplyBuilder();
    const decoder = answersOf(protocol).createDecoder(builder);
    const framer = createFramer(protocol.framing, decoder);
    const bytes = new TextEncoder().encode(recording.response.body);
    const isWhole = () => framer.isTerminated() || builder.finishReason !== undefined;
    let length = 0;
    while (length < bytes.length && !isWhole()) {
      framer.feed(bytes.subarray(length, length + 1));
      length += 1;
    }
    const wantAt = expectations(recording);
    const spans = valueSpans(recording.response.body, protocol.framing);
    const first = spans.find(({ end }) => wantAt(end).whole !== undefined);
    expect(length).toBeGreaterThanOrEqual(first?.end ?? Number.NaN);
    expect(length).toBeLessThanOrEqual(first?.closed ?? Number.NaN);
  });

  it.each(streams)("B, S6, S7: %s, ended", async (name, recording) => {
    const wantAt = expectations(recording);
    for (const cut of soak(streamCuts(recording), name)) {
      const { whole, half } = wantAt(cut);
      const outcome = await outcomeOf(recording, cut, {});
      // Counts that are cut after the reason to end may be missed. But not what only says: the end.
      const mayFail = whole === undefined || (half !== undefined && !isEnd(half));
      expectCut(
        outcome,
        whole,
        mayFail ? ["truncated"] : [],
        `ended at ${cut}`,
        protocolOf(recording),
      );
    }
  });

  it.each(streams)("B, S7, S8: %s, torn", async (name, recording) => {
    const wantAt = expectations(recording);
    const cuts = streamCuts(recording).filter((_, index) => index % 5 === 0);
    for (const cut of soak(cuts, name)) {
      const { whole, closed, half } = wantAt(cut);
      const outcome = await outcomeOf(recording, cut, TORN);
      // Of what breaks off nobody knows whether a value that was not closed was whole.
      const mayFail = closed === undefined || (half !== undefined && !isEnd(half));
      expectCut(
        outcome,
        whole,
        mayFail ? ["network", "truncated"] : [],
        `torn at ${cut}`,
        protocolOf(recording),
      );
    }
  });

  it.each(bodies)("B: %s, a JSON body ended", async (name, recording) => {
    const length = Buffer.byteLength(recording.response.body.trimEnd());
    for (const cut of soak(range(0, length, stepOf(length)), name)) {
      const outcome = await outcomeOf(recording, cut, {});
      expectCut(outcome, undefined, ["truncated"], `ended at ${cut}`, protocolOf(recording));
    }
  });
});

/** Either the reply that is expected, or a failure with one of the codes. */
function expectCut(
  outcome: Reply | KeiError,
  want: Expectation | undefined,
  codes: readonly string[],
  where: string,
  protocol: ProtocolName,
): void {
  const code = outcome instanceof KeiError ? outcome.code : undefined;
  // S16: half a call is none.
  if (outcome instanceof KeiError && hasCall(outcome)) expect.fail(`${where}: a call`);
  // `expect` would take most of the time.
  if (code !== undefined && codes.includes(code)) return;
  if (!(outcome instanceof KeiError) && want?.kind === "reply") {
    expectReply(outcome, want, protocol);
    return;
  }
  const wanted = codes.join(" or ") || "a whole answer";
  expect.fail(`${where}: ${code ?? "a whole answer"}, not ${wanted}`);
}

function protocolOf({ protocol }: Recording): ProtocolName {
  return recordedProtocol(protocol).name;
}

function hasCall({ partialReply }: KeiError): boolean {
  if (partialReply === undefined) return false;
  const { toolCalls, content } = partialReply;
  return toolCalls.length > 0 || content.some(({ type }) => type === "tool-call");
}

/** What the values say that are there when a stream ends at a byte. */
interface Cut {
  /** Of all values that are whole; absent: that is not the whole answer, or more of it is cut. */
  readonly whole: Expectation | undefined;
  /** Of all that are followed by what closes them. */
  readonly closed: Expectation | undefined;
  /** The value that is cut. */
  readonly half: ValueSpan | undefined;
}

function expectations(recording: Recording): (cut: number) => Cut {
  const { protocol, response } = recording;
  const spans = valueSpans(response.body, recordedProtocol(protocol).framing);
  const known = new Map<number, Expectation | undefined>();
  const read = (count: number): Expectation | undefined => {
    if (!known.has(count)) {
      const texts = spans.slice(0, count).map(({ text }) => text);
      const values = texts.filter((text) => text !== "[DONE]").map((text) => JSON.parse(text));
      const done = texts.includes("[DONE]");
      const expectation = readValues(protocol, { values, stream: true, done });
      known.set(count, expectation && withRequestId(expectation, recording));
    }
    return known.get(count);
  };
  return (cut) => {
    const count = spans.filter(({ end }) => end <= cut).length;
    const half = spans[count];
    const isCut = half !== undefined && half.start < cut;
    return {
      whole: isCut && hasMore(read(count), read(count + 1)) ? undefined : read(count),
      closed: read(spans.filter(({ closed }) => closed <= cut).length),
      half: isCut ? half : undefined,
    };
  };
}

/** Whether there is more of an answer than of another: Gemini may give a reason to end, and go on. */
function hasMore(less: Expectation | undefined, more: Expectation | undefined): boolean {
  if (less?.kind !== "reply" || more?.kind !== "reply") return false;
  return (
    textOf(more.content, "text") !== textOf(less.content, "text") ||
    callsOf(more.content).length !== callsOf(less.content).length
  );
}

function isEnd({ text }: ValueSpan): boolean {
  return text === "[DONE]" || text.includes('"message_stop"');
}

/** The reply to a recording that ends at a byte, or what the call fails with. */
async function outcomeOf(
  recording: Recording,
  cut: number,
  ending: Ending,
): Promise<Reply | KeiError> {
  const bytes = new TextEncoder().encode(recording.response.body.slice(0, cut)).subarray(0, cut);
  const transport = replay(recording, [bytes], ending);
  const client = recordedClient(recording.protocol, { transport });
  try {
    if (!isStream(recording)) return await client.chat(REQUEST);
    return await client.stream(REQUEST).result();
  } catch (error) {
    if (error instanceof KeiError) return error;
    throw error;
  }
}

/** Where to cut a stream. */
function streamCuts({ protocol, response }: Recording): readonly number[] {
  const length = Buffer.byteLength(response.body);
  const spans = valueSpans(response.body, recordedProtocol(protocol).framing);
  const last = length <= SHORT ? 0 : (spans.at(-LAST)?.start ?? 0);
  return [
    ...range(0, last, stepOf(length)),
    ...range(last, length, length <= SHORT ? 1 : 3),
    ...spans.slice(-LAST).map(({ end }) => end),
  ];
}

function stepOf(length: number): number {
  return length <= SHORT ? 1 : Math.ceil(length / SAMPLES);
}

function range(start: number, end: number, step = 1): readonly number[] {
  const numbers: number[] = [];
  for (let number = start; number < end; number += step) numbers.push(number);
  return numbers;
}
