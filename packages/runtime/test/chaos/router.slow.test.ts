import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { type Clock, systemClock } from "../../src/platform/clock.ts";
import { createRouterOf, type Router } from "../../src/router/create-router.ts";
import { RouteError } from "../../src/router/route.ts";
import type { RouterPolicy } from "../../src/router/router-options.ts";
import { createFetchTransport } from "../../src/transport/fetch-transport.ts";
import { createNodeTransport } from "../../src/transport/node-transport.ts";
import { model, providerOf } from "../router/test-router.ts";
import type { Loopback } from "../support/loopback.ts";
import { testOptions } from "../support/test-client.ts";
import { chance, isFaulty, seedOf, serveFaults, wordsOf } from "./faulty-server.ts";
import { allOf, casesOf, collectGarbage, GROWTH, handles, watchRejections } from "./leftovers.ts";
import { wires } from "./wires.ts";

/** Over both transports together 100,000 calls and 2,000 streams. */
const CALLS = 50_000;
const STREAMS = 1000;

const unhandled = watchRejections();

/** Time of the routers goes faster: a circuit is open for a tenth of a second. */
const PACE = 300;
const clock: Clock = {
  ...systemClock,
  now: () => systemClock.now() * PACE,
  setTimer: (run, ms, hold) => systemClock.setTimer(run, ms / PACE, hold),
};

/** A provider for each wire, and profiles that begin with each of them and fall back to the next two. */
const providers = wires.map((_, index) => `p${index}`);
const profiles = Object.fromEntries(
  providers.map((id, index) => {
    const [first, second, third] = [0, 1, 2].map((n) => (index + n) % wires.length);
    const profile = {
      id,
      role: "tester",
      caps: "FS-RO",
      capsTokens: ["FS-RO"],
      description: "Tests.",
      defaultModelRef: `p${first}/m`,
      fallbackModelRefs: [`p${second}/m`, `p${third}/m`],
    };
    return [id, profile];
  }),
);

/** Whom a case is asked of, by the profile that begins with this wire. */
function areAllFine(id: number): boolean {
  return [0, 1, 2].every((n) => !isFaulty(seedOf(id, (id + n) % wires.length)));
}

describe.each([
  ["fetch", createFetchTransport],
  ["node:http", createNodeTransport],
] as const)("F18: routers over %s", (name, createTransport) => {
  const outcomes = new Map<string, number>();
  const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  function routerOf(server: Loopback, policy: RouterPolicy): Router {
    const transport = createTransport();
    const timeouts = { headersMs: 5000, firstEventMs: 5000, idleMs: 5000 };
    const clients = wires.map(({ protocol }, index) =>
      defineClient(
        providerOf(`p${index}`, { protocol: protocol.name }),
        { m: model(`p${index}/m`, { protocols: [protocol.name] }) },
        protocol,
      )({
        ...testOptions({
          transport,
          timeouts,
          endpoint: `${server.url}/w${index}`,
          limiter: false,
        }),
        apiKey: "sk-test-0123456789",
      }),
    );
    const budget = { currency: "USD", perWindow: { amount: 10n ** 15n, windowMs: 5000 * PACE } };
    return createRouterOf(
      {
        profiles,
        clients,
        policy: { deadlineMs: 60_000 * PACE, budget, ...policy },
        hooks: { onWarning: () => {} },
        testing: { clock },
      },
      () => Promise.reject(new Error("clients were given")),
    ) as Router;
  }

  /** Success with the right words, or a KeiError with its route: nothing else. */
  async function outcomeOf(id: number, call: () => Promise<string | undefined>): Promise<void> {
    try {
      const text = await call();
      if (text !== undefined) expect(text).toBe(wordsOf(id).join(""));
      note("ok");
    } catch (error) {
      if (!(error instanceof KeiError)) throw error;
      expect(error).toBeInstanceOf(RouteError);
      expect(JSON.stringify(error)).not.toContain("0123456789");
      // Without a fault of its own a call fails by its abort, or by circuits that others opened.
      if (areAllFine(id) && error.code !== "aborted") {
        expect([id, error.code, error.attempts]).toEqual([id, "overloaded", 0]);
      }
      note(error.code === "overloaded" && error.attempts === 0 ? "circuit" : error.code);
    }
  }

  it("answer or fail with an error of ours, and leave nothing behind", async () => {
    const before = handles();
    const server = await serveFaults(wires);
    const failing = routerOf(server, { onBrokenStream: "fail" });
    const restarting = routerOf(server, { onBrokenStream: "restart" });
    const shared = new AbortController();
    let moved = 0;
    let restarted = 0;

    const requestOf = (id: number, streamed: boolean) => {
      // Few leave early.
      const own = chance(id, 3, 33) === 0 ? new AbortController() : undefined;
      const signal = own?.signal ?? shared.signal;
      if (own !== undefined) setTimeout(() => own.abort(), chance(id, 4, 20));
      return {
        profile: `p${id % wires.length}`,
        messages: [{ role: "user", content: "Hello" }],
        signal,
        extraBody: { case: id, streamed },
      } as const;
    };
    const chat = (id: number) =>
      outcomeOf(id, async () => {
        const { text, route } = await failing.chat(requestOf(id, false));
        if (route.steps.length > 1) moved += 1;
        return text;
      });
    const stream = (id: number) =>
      outcomeOf(id, async () => {
        const router = id % 2 === 0 ? failing : restarting;
        const answer = router.stream(requestOf(id, true));
        if (chance(id, 5, 2) === 0) return (await answer.result()).text;
        const leaves = chance(id, 6, 10) === 0;
        const words = wordsOf(id).join("");
        let text = "";
        for await (const event of answer) {
          if (leaves) return undefined;
          if (event.type === "restart") {
            expect([id, router === restarting]).toEqual([id, true]);
            restarted += 1;
            text = "";
          }
          if (event.type !== "text") continue;
          text += event.text;
          // An event that comes twice, or the words of one that failed, would stand before the others.
          if (!words.startsWith(text)) expect([id, text]).toEqual([id, words]);
        }
        return text;
      });

    const calls = casesOf(CALLS, `routed calls over ${name}`);
    const streams = casesOf(STREAMS, `routed streams over ${name}`);
    // What is loaded and compiled with the first calls does not count.
    await allOf(calls.slice(0, 300), chat);
    await allOf(streams.slice(0, 10), stream);
    collectGarbage();
    const heap = process.memoryUsage().heapUsed;
    await allOf(calls.slice(300), chat);
    await allOf(streams.slice(10), stream);

    expect(getEventListeners(shared.signal, "abort")).toEqual([]);
    const all = calls.length + streams.length;
    expect([...outcomes.values()].reduce((sum, count) => sum + count)).toBe(all);
    // A client alone answers four of five. How many find open circuits depends on the pace of the machine.
    const asked = all - (outcomes.get("circuit") ?? 0);
    expect(asked).toBeGreaterThan(0.5 * all);
    expect(outcomes.get("ok")).toBeGreaterThan(0.88 * asked);
    expect(moved).toBeGreaterThan(0.05 * asked);
    if (streams.length > 100) expect(restarted).toBeGreaterThan(0);
    for (const code of ["auth", "redirect", "aborted"]) {
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
    // The server of the test keeps a socket for each connection that a fault closed.
    server.connections.length = 0;
    collectGarbage();
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(GROWTH);
    expect(unhandled).not.toHaveBeenCalled();
  }, 3_600_000);
});
