import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../codegen/src/emit/vectors/random.ts";
import { KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import { mutate, type Pieces } from "../support/mutate.ts";
import { isSoak, soak } from "../support/soak.ts";
import { hasWire, type Recording, recordings } from "../support/wire.ts";
import { RECORDED_PROTOCOLS, REQUEST, recordedClient } from "./recorded-client.ts";
import { replay } from "./replay.ts";
import { isStream } from "./stream-recordings.ts";

const ANSWERS = 50_000;

/** What readers of events, of lines of JSON and of answers trip over. Bytes that are no text among them. */
const PIECES: Pieces = [
  ...["data: ", "data:", "event: error\n", "event: ping\n", ": comment\n", "id: 1\n", "retry: 1\n"],
  ...[
    "\n\n",
    "\r\n\r\n",
    "\r",
    "\n",
    "[DONE]",
    "data: [DONE]\n\n",
    "{}",
    "[]",
    "null",
    "{",
    "}",
    '"',
  ],
  ...[
    "\\",
    "\\u0000",
    "\\ud800",
    "\0",
    "\u202e",
    "\ufeff",
    "ё",
    "🦊",
    "1e400",
    "-0",
    "NaN",
    "true",
  ],
  ...[
    '{"error":{"message":"m"}}\n',
    'data: {"error":{"type":"overloaded_error"}}\n\n',
    "data: x\n\n",
  ],
  ...[
    '"__proto__":{},',
    '"constructor":1,',
    '"index":-1,',
    '"index":99999999,',
    '"id":"",',
    '"type":"x",',
  ],
  ...['"finish_reason":"stop",', '"stop_reason":"end_turn",', '"delta":null,', '"usage":{"a":-1},'],
  ...['"arguments":"{",', '"arguments":{},', "[".repeat(60), '{"a":'.repeat(60), "9".repeat(40)],
  ...[new Uint8Array([0xff]), new Uint8Array([0xc0, 0x80]), new Uint8Array([0xed, 0xa0, 0x80])],
];

const all = RECORDED_PROTOCOLS.flatMap((protocol) => recordings(protocol));
const cases = soak(
  Array.from({ length: ANSWERS }, (_, number) => `answer ${number}`),
  "mutated answers",
);

const bytesOf = ({ response }: Recording) => new TextEncoder().encode(response.body);

/** A recorded answer that somebody on the way has spoiled, as a transport gives it. */
function spoiled(name: string) {
  const random = createRandom(name);
  const recording = all[random.upTo(all.length - 1)] as Recording;
  const other = all[random.upTo(all.length - 1)] as Recording;
  const bytes = mutate(bytesOf(recording), random, bytesOf(other), PIECES);
  const transport = replay(recording, inPieces(bytes, random));
  return { recording, client: recordedClient(recording.protocol, { transport }) };
}

function inPieces(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const cuts = Array.from({ length: random.upTo(4) }, () => random.upTo(bytes.length));
  const ends = [...cuts.sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const textIn = (events: readonly StreamEvent[]) =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("");

/** What is true of an answer whatever came: it can be logged, its calls can be told apart. */
function expectSound({ toolCalls, usage }: Reply, name: string): void {
  expect(new Set(toolCalls.map(({ id }) => id)).size, name).toBe(toolCalls.length);
  for (const call of toolCalls) {
    // What a tool would be run with is an object, or said to be none.
    if (call.invalidArguments === undefined)
      expect(Object(call.arguments), name).toBe(call.arguments);
  }
  for (const tokens of Object.values(usage ?? {})) {
    if (typeof tokens === "number") expect(tokens, name).toBeGreaterThanOrEqual(0);
  }
}

describe.skipIf(!hasWire)(
  `W13: ${cases.length} mutated answers`,
  { timeout: isSoak ? 3_600_000 : 180_000 },
  () => {
    it("are replies or errors of ours, and streams end once", async () => {
      const outcomes = { replies: 0, errors: 0 };
      for (const name of cases) {
        const { recording, client } = spoiled(name);
        const events: StreamEvent[] = [];
        try {
          let reply: Reply;
          if (isStream(recording)) {
            const stream = client.stream(REQUEST);
            for await (const event of stream) events.push(event);
            reply = await stream.result();
            expect(events.at(-1)?.type, name).toBe("finish");
            expect(textIn(events), name).toBe(reply.text);
          } else {
            reply = await client.chat(REQUEST);
          }
          expectSound(reply, name);
          JSON.stringify(reply);
          outcomes.replies += 1;
        } catch (error) {
          if (!(error instanceof KeiError)) throw new Error(name, { cause: error });
          JSON.stringify(error);
          outcomes.errors += 1;
        }
        const ends = events.filter(({ type }) => type === "finish").length;
        expect(ends, name).toBeLessThanOrEqual(1);
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
      // Else the mutations spoil nothing, or everything.
      expect(outcomes.replies).toBeGreaterThan(cases.length / 10);
      expect(outcomes.errors).toBeGreaterThan(cases.length / 10);
    });
  },
);
