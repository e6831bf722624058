import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import type { Loopback } from "../support/loopback.ts";
import { hello, testOptions, testProvider } from "../support/test-client.ts";
import { chance, isFaulty, serveFaults, wordsOf } from "./faulty-server.ts";
import { allOf, casesOf, collectGarbage, GROWTH, handles, watchRejections } from "./leftovers.ts";
import { wires } from "./wires.ts";

const CALLS = 20_000;
const STREAMS = 2000;

const unhandled = watchRejections();

describe.each([
  ["fetch", createFetchTransport],
  ["node:http", createNodeTransport],
] as const)("W11: chaos over %s", (name, createTransport) => {
  const outcomes = new Map<string, number>();
  const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  function clientsOf(server: Loopback) {
    const transport = createTransport();
    const timeouts = { headersMs: 2500, firstEventMs: 2500, idleMs: 2500, totalMs: 60_000 };
    return wires.map(({ protocol }) =>
      defineClient(
        { ...testProvider, protocol: protocol.name },
        {},
        protocol,
      )({
        ...testOptions({ transport, timeouts, endpoint: `${server.url}/v1`, limiter: false }),
        apiKey: "sk-test-0123456789",
        retry: { max: 1, backoffMs: 0 },
      }),
    );
  }

  /** Success with the right words, or a KeiError: nothing else. */
  async function outcomeOf(id: number, call: () => Promise<string | undefined>): Promise<void> {
    try {
      const text = await call();
      if (text !== undefined) expect(text).toBe(wordsOf(id).join(""));
      note("ok");
    } catch (error) {
      if (!(error instanceof KeiError)) throw error;
      expect(JSON.stringify(error)).not.toContain("0123456789");
      if (!isFaulty(id)) expect([id, error.code]).toEqual([id, "aborted"]);
      note(error.code);
    }
  }

  it("gives answers and errors of ours, and leaves nothing behind", async () => {
    const before = handles();
    const server = await serveFaults(wires);
    const clients = clientsOf(server);
    const shared = new AbortController();
    let heap = 0;

    const requestOf = (id: number, streamed: boolean) => {
      const wire = id % wires.length;
      const extraBody = { case: id, wire, streamed };
      // Few leave early.
      const own = chance(id, 3, 33) === 0 ? new AbortController() : undefined;
      const signal = own?.signal ?? shared.signal;
      if (own !== undefined) setTimeout(() => own.abort(), chance(id, 4, 20));
      return { client: clients[wire], request: { ...hello, signal, extraBody } };
    };
    const chat = (id: number) =>
      outcomeOf(id, async () => {
        const { client, request } = requestOf(id, false);
        return (await client?.chat(request))?.text;
      });
    const stream = (id: number) =>
      outcomeOf(id, async () => {
        const { client, request } = requestOf(id, true);
        const answer = client?.stream(request);
        if (answer === undefined) return undefined;
        if (chance(id, 5, 2) === 0) return (await answer.result()).text;
        const leaves = chance(id, 6, 10) === 0;
        let text = "";
        for await (const event of answer) {
          if (leaves) return undefined;
          if (event.type === "text") text += event.text;
        }
        return text;
      });

    const calls = casesOf(CALLS, `calls over ${name}`);
    const streams = casesOf(STREAMS, `streams over ${name}`);
    // What is loaded and compiled with the first calls does not count.
    await allOf(calls.slice(0, 200), chat);
    await allOf(streams.slice(0, 20), stream);
    collectGarbage();
    heap = process.memoryUsage().heapUsed;
    await allOf(calls.slice(200), chat);
    await allOf(streams.slice(20), stream);

    expect(getEventListeners(shared.signal, "abort")).toEqual([]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count)).toBe(
      calls.length + streams.length,
    );
    expect(outcomes.get("ok")).toBeGreaterThan(0.7 * (calls.length + streams.length));
    for (const code of ["network", "server", "auth", "timeout", "protocol", "aborted"]) {
      expect([code, outcomes.has(code)]).toEqual([code, true]);
    }
    await server.close();
    await vi.waitFor(
      () => {
        const after = handles();
        expect(after.sockets).toBeLessThanOrEqual(before.sockets);
        // Those of the wait itself are two.
        expect(after.timers).toBeLessThanOrEqual(before.timers + 2);
      },
      { timeout: 30_000 },
    );
    collectGarbage();
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(GROWTH);
    expect(unhandled).not.toHaveBeenCalled();
  }, 1_800_000);
});
