import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Client } from "../../src/client/client.ts";
import { hasWire, type Recording, recordings } from "../support/wire.ts";
import { expectError, expectReply, failureOf } from "./compare.ts";
import { callsOf, type ExpectedReply, textOf } from "./expectation.ts";
import { plainRead } from "./plain-reader.ts";
import { programTransport } from "./program-transport.ts";
import {
  RECORDED_PROTOCOLS,
  REQUEST,
  recordedClient,
  recordedProtocol,
} from "./recorded-client.ts";
import { isStream } from "./stream-recordings.ts";

const folder = mkdtempSync(join(tmpdir(), "kei-conformance-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasWire)("every recorded exchange means what a plain reader makes of it", () => {
  describe.each(RECORDED_PROTOCOLS)("%s", (protocol) => {
    it.each(recordings(protocol).map((recording) => [recording.name, recording] as const))(
      "%s",
      async (_, recording) => {
        const want = plainRead(recording);
        const client = clientOf(recording);
        const streamed = isStream(recording);
        if (want.kind === "error") {
          expectError(await failureOf(streamed ? collect(client) : client.chat(REQUEST)), want);
          return;
        }
        if (streamed) expectEvents(await collect(client), want);
        const reply = streamed ? await client.stream(REQUEST).result() : await client.chat(REQUEST);
        expectReply(reply, want, recordedProtocol(protocol).name);
      },
    );
  });

  const bodies = RECORDED_PROTOCOLS.flatMap((protocol) => recordings(protocol))
    .filter((recording) => !isStream(recording) && recording.response.status === 200)
    .filter(({ response }) => response.body.trimStart().startsWith("{"))
    .map((recording) => [recording.name, recording] as const);

  it.each(bodies)("S12: %s, where a stream was asked for", async (_, recording) => {
    const want = plainRead(recording);
    const reply = clientOf(recording).stream(REQUEST).result();
    if (want.kind === "reply")
      expectReply(await reply, want, recordedProtocol(recording.protocol).name);
    else expectError(await failureOf(reply), want);
  });

  it("there are as many as the folder's description says", () => {
    const counts = RECORDED_PROTOCOLS.map((protocol) => [protocol, recordings(protocol).length]);
    expect(Object.fromEntries(counts)).toEqual({
      anthropic_messages: 38,
      openai_chat: 117,
      openai_responses: 92,
      gemini_generate: 50,
      ollama_chat: 19,
      "codex-exec-jsonl": 35,
      "codex-exec-jsonl-legacy": 2,
    });
  });
});

/** A client whose requests are all answered with the recording: by a program, if it is of one. */
function clientOf(recording: Recording): Client {
  const { protocol, response } = recording;
  if (protocol.startsWith("codex")) {
    return recordedClient(protocol, { transport: programTransport(recording, folder) });
  }
  const { body, status, headers } = response;
  const bytes = new TextEncoder().encode(body);
  return recordedClient(protocol, {
    fetch: () => Promise.resolve(new Response(bytes, { status, headers })),
  });
}

async function collect(client: Client): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of client.stream(REQUEST)) events.push(event);
  return events;
}

/** The events say the same as the reply, and the pieces of a call the same as the call. */
function expectEvents(events: readonly StreamEvent[], want: ExpectedReply): void {
  const of = <T extends StreamEvent["type"]>(type: T) =>
    events.filter((event): event is Extract<StreamEvent, { type: T }> => event.type === type);
  const said = (type: "text" | "reasoning" | "refusal") =>
    of(type)
      .map(({ text }) => text)
      .join("");
  const calls = callsOf(want.content);
  const deltas = of("tool-call-delta");
  const last = events.at(-1);
  expect({
    text: said("text"),
    reasoning: said("reasoning"),
    refusal: said("refusal"),
    calls: of("tool-call").map(({ type: _, signature: __, from: ___, ...call }) => call),
    pieces: calls.map((_, call) => {
      const pieces = deltas.filter(({ index }) => index === call);
      return pieces.map(({ argumentsText }) => argumentsText).join("");
    }),
    names: deltas.flatMap(({ name }) => name ?? []),
    usage: of("usage").map((event) => event.usage),
    warnings: of("warning").length,
    finishReason: last?.type === "finish" ? last.finishReason : undefined,
    rawFinishReason: last?.type === "finish" ? last.rawFinishReason : undefined,
  }).toEqual({
    text: textOf(want.content, "text"),
    reasoning: textOf(want.content, "reasoning"),
    refusal: textOf(want.content, "refusal"),
    calls,
    pieces: calls.map(({ arguments: args, invalidArguments }) =>
      invalidArguments === undefined ? expect.toSatisfy(isJsonOf(args)) : invalidArguments,
    ),
    names: calls.map(({ name }) => name),
    usage: want.usage === undefined ? [] : [want.usage],
    warnings: want.warnings.length,
    finishReason: want.finishReason,
    rawFinishReason: want.rawFinishReason,
  });
}

/** Whether a text is the JSON of some arguments; none at all is no text. */
function isJsonOf(args: unknown): (text: string) => boolean {
  return (text) => isDeepStrictEqual(text.trim() === "" ? {} : JSON.parse(text), args);
}
