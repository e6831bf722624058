import { describe, expect, it } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { streamOutcome } from "../support/decode-answer.ts";
import { soak } from "../support/soak.ts";
import { hasWire, type Recording } from "../support/wire.ts";
import { REQUEST, recordedClient, recordedProtocol } from "./recorded-client.ts";
import { replay } from "./replay.ts";
import { streamRecordings } from "./stream-recordings.ts";

/**
 * Bodies of up to this many bytes are cut in two at every byte. Of longer ones every byte is a cut as
 * well, but many at once: all that are `STRIDE` apart, in `STRIDE` runs.
 */
const SHORT = 6 * 1024;
const STRIDE = 127;

/** Through a whole client, the body is cut in two at every byte that is a multiple of this. */
const SAMPLE = 97;

const streams = streamRecordings();

describe.skipIf(!hasWire)("the events of a stream do not depend on where its bytes are cut", () => {
  it.each(streams)("S1, S2: %s, cut at every byte", (name, recording) => {
    const bytes = new TextEncoder().encode(recording.response.body);
    const protocol = recordedProtocol(recording.protocol);
    const whole = decode(protocol, bytes, []);
    for (const cuts of soak([...everyCut(bytes.length)], name)) {
      if (!sameOutcome(decode(protocol, bytes, cuts), whole)) {
        expect(decode(protocol, bytes, cuts), `cut at ${cuts}`).toEqual(whole);
      }
    }
    expect(decode(protocol, bytes, range(1, bytes.length))).toEqual(whole);
  });

  it.each(streams)("S1, S2: %s, through a client", async (name, recording) => {
    const bytes = new TextEncoder().encode(recording.response.body);
    const whole = await collect(recording, [bytes]);
    for (const cut of soak(range(SAMPLE, bytes.length, SAMPLE), name)) {
      const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
      const outcome = await collect(recording, pieces);
      if (!sameOutcome(outcome, whole)) expect(outcome, `cut at ${cut}`).toEqual(whole);
    }
    const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    expect(await collect(recording, single)).toEqual(whole);
  });

  const events = streams.filter(([, { protocol }]) => recordedProtocol(protocol).framing === "sse");
  it.each(events)("S1: %s, with other line ends", (_, recording) => {
    const protocol = recordedProtocol(recording.protocol);
    const { body } = recording.response;
    const encoder = new TextEncoder();
    const whole = decode(protocol, encoder.encode(body), []);
    const plain = body.replaceAll("\r\n", "\n");
    let line = 0;
    // In this order no two line ends make one.
    const mixed = plain.replaceAll("\n", () => ["\n", "\r", "\r\n"][line++ % 3] ?? "");
    for (const other of [
      plain,
      plain.replaceAll("\n", "\r\n"),
      plain.replaceAll("\n", "\r"),
      mixed,
    ]) {
      const bytes = encoder.encode(other);
      expect(decode(protocol, bytes, [])).toEqual(whole);
      expect(decode(protocol, bytes, range(1, bytes.length))).toEqual(whole);
      // Every line end that has two bytes is cut between them, and every other byte on the way.
      for (let first = 1; first <= 7; first++) {
        const cuts = range(first, bytes.length, 7);
        expect(sameOutcome(decode(protocol, bytes, cuts), whole), `cut at ${first} + 7 n`).toBe(
          true,
        );
      }
    }
  });
});

/** What a server or a gateway may write behind the end, by protocol. */
const MORE: Readonly<Record<string, string>> = {
  anthropic_messages: 'data: {"type":"error","error":{"type":"api_error"}}\n\n',
  openai_chat: "data: {nonsense\n\n",
  openai_responses: 'data: {"type":"error","message":"late"}\n\ndata: [DONE]\n\n',
  // It has no end of its own; gateways add one (java-genai#1084).
  gemini_generate: "data: [DONE]\n\n",
  ollama_chat: '{"message":{"content":"more"},"done":false}\nnot JSON\n',
  "codex-exec-jsonl": '{"type":"turn.failed","error":{"message":"late"}}\nnot JSON\n',
};

describe.skipIf(!hasWire)("what comes after the end of a stream changes nothing", () => {
  const ended = streams.filter(([, { protocol, response }]) => {
    const { terminated, finishReason } = streamOutcome(recordedProtocol(protocol), response.body);
    return terminated || (protocol === "gemini_generate" && finishReason !== undefined);
  });
  it.each(ended)("B, T9: %s", (_, { protocol, response }) => {
    const more = MORE[protocol];
    expect(more, "something to write").toBeDefined();
    const outcome = (body: string) => ({
      ...streamOutcome(recordedProtocol(protocol), body),
      terminated: true,
    });
    const body = `${response.body.trimEnd()}\n\n`;
    expect(outcome(`${body}${more}`)).toEqual(outcome(response.body));
  });
});

/** What a stream came to: its events, and all else. */
interface Outcome {
  readonly events: readonly StreamEvent[];
  readonly ending: unknown;
}

/** Decodes a body without a client, which takes most of the time. */
function decode(protocol: Protocol, bytes: Uint8Array, cuts: readonly number[]): Outcome {
  const { events, ...ending } = streamOutcome(protocol, bytes, cuts);
  return { events, ending };
}

async function collect(recording: Recording, pieces: readonly Uint8Array[]): Promise<Outcome> {
  const client = recordedClient(recording.protocol, { transport: replay(recording, pieces) });
  const events: StreamEvent[] = [];
  try {
    for await (const event of client.stream(REQUEST)) events.push(event);
    return { events, ending: "whole" };
  } catch (error) {
    if (!(error instanceof KeiError)) throw error;
    return { events, ending: [error.code, error.message, error.partialReply] };
  }
}

/** `toEqual`, but quick: it runs for every byte. */
function sameOutcome(a: Outcome, b: Outcome): boolean {
  return (
    JSON.stringify(a.ending) === JSON.stringify(b.ending) &&
    a.events.length === b.events.length &&
    a.events.every((event, index) => sameEvent(event, b.events[index]))
  );
}

function sameEvent(a: StreamEvent, b: StreamEvent | undefined): boolean {
  if (a.type !== b?.type) return false;
  if (a.type === "text" || a.type === "reasoning") return a.text === (b as typeof a).text;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Lists of cuts such that every byte of a body is one. */
function* everyCut(length: number): Iterable<readonly number[]> {
  if (length <= SHORT) {
    for (const cut of range(1, length)) yield [cut];
  } else {
    for (const first of range(1, STRIDE + 1)) yield range(first, length, STRIDE);
  }
}

function range(start: number, end: number, step = 1): readonly number[] {
  const numbers: number[] = [];
  for (let number = start; number < end; number += step) numbers.push(number);
  return numbers;
}
