import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Client } from "../../src/client/client.ts";
import { hasWire, type Recording, recordings } from "../support/wire.ts";
import { expectError, expectReply, failureOf } from "./compare.ts";
import type { ExpectedReply } from "./expectation.ts";
import { isStream } from "./is-stream.ts";
import { plainRead } from "./plain-reader.ts";
import { programTransport } from "./program-transport.ts";
import { RECORDED_PROTOCOLS, REQUEST, recordedClient } from "./recorded-client.ts";

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
        expectReply(reply, want);
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
    if (want.kind === "reply") expectReply(await reply, want);
    else expectError(await failureOf(reply), want);
  });

  it("there are as many as the folder's description says", () => {
    const counts = RECORDED_PROTOCOLS.map((protocol) => recordings(protocol).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(262);
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

/** The events say the same as the reply. */
function expectEvents(events: readonly StreamEvent[], want: ExpectedReply): void {
  const said = (type: "text" | "reasoning" | "refusal") =>
    events.map((event) => (event.type === type ? event.text : "")).join("");
  const calls = events.filter((event) => event.type === "tool-call");
  const usage = events.filter((event) => event.type === "usage");
  const last = events.at(-1);
  expect({
    text: said("text"),
    reasoning: said("reasoning"),
    refusal: said("refusal"),
    calls: calls.map(({ name, arguments: args }) => ({ name, arguments: args })),
    usage: usage.map((event) => event.usage),
    finishReason: last?.type === "finish" ? last.finishReason : undefined,
  }).toEqual({
    text: want.text,
    reasoning: want.reasoning ?? "",
    refusal: want.refusal ?? "",
    calls: want.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
    usage: want.usage === undefined ? [] : [want.usage],
    finishReason: want.finishReason,
  });
}
