import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { RoutedEvent, RoutedStream } from "../../src/router/routed-stream.ts";
import { stall } from "../support/scripted-transport.ts";
import { chunk, chunks, collect } from "../support/test-client.ts";
import { failing, hello, refsOf, routeErrorOf, testRouter } from "./test-router.ts";

const usage =
  'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n';
const whole = { body: [...chunks("Hi ", "you.").slice(0, -1), usage, "data: [DONE]\n\n"] };
/** The stream ends in the middle. */
const cut = { body: [chunk({ content: "Half" })] };
const reset = { body: [chunk({ content: "Half" }), new Error("reset")] };
const restart = { policy: { onBrokenStream: "restart" } } as const;

const textOf = (events: readonly RoutedEvent[]) =>
  events.map((event) => (event.type === "text" ? event.text : `<${event.type}>`)).join("");

describe("streams", () => {
  it("F12: gives the events of the model that answers, and the route with its reply", async () => {
    const { router } = testRouter({ alpha: [whole] });
    const stream = router.stream(hello);
    expect(textOf(await collect(stream))).toBe("Hi you.<usage><finish>");
    const reply = await stream.result();
    expect(reply).toMatchObject({
      text: "Hi you.",
      route: { answered: "alpha/first", cost: { kind: "known", total: 2300n } },
    });
    expect(() => stream[Symbol.asyncIterator]()).toThrow("once");
  });

  it("F12: sends nothing before it is read", async () => {
    const { router, asked } = testRouter({ alpha: [whole] });
    const stream = router.stream(hello);
    expect(asked).toEqual([]);
    expect((await stream.result()).text).toBe("Hi you.");
    expect(textOf(await collect(stream))).toBe("Hi you.<usage><finish>");
    expect(asked).toEqual(["first"]);
  });

  it.each([
    ["an error status", failing(503)],
    ["no end and no words", { body: [": ping\n\n"] }],
    ["an error inside the stream", { body: ['data: {"error":{"message":"no","code":503}}\n\n'] }],
    [
      "a connection that breaks before the first word",
      { body: [chunk({ role: "assistant" }), new Error("reset")] },
    ],
  ])("F12: moves on after %s, and nobody sees it", async (_, answer) => {
    const { router, transports } = testRouter({ alpha: [answer, whole], beta: [whole] });
    const stream = router.stream({ ...hello, rawEvents: true });
    const events = await collect(stream);
    expect(textOf(events.filter(({ type }) => type !== "raw"))).toBe("Hi you.<usage><finish>");
    const raw = events.filter(({ type }) => type === "raw");
    // What came over the wire for the one that failed was held back with all the rest.
    expect(raw).toHaveLength(4);
    expect((await stream.result()).route.steps).toMatchObject([
      { outcome: "failed" },
      { outcome: "answered" },
    ]);
    expect(transports.alpha.closed[0]).toBeDefined();
  });

  it.each([
    ["is cut", cut, "truncated"],
    ["loses its connection", reset, "network"],
  ] as const)(
    "F13: a stream that %s after a word is an error, and nobody else is asked",
    async (_, answer, code) => {
      const { router, asked } = testRouter({ alpha: [answer, whole], beta: [whole] });
      const stream = router.stream(hello);
      const seen: RoutedEvent[] = [];
      const error = await routeErrorOf(
        (async () => {
          for await (const event of stream) seen.push(event);
        })(),
      );
      expect(textOf(seen)).toBe("Half");
      expect(error).toMatchObject({
        code,
        partial: true,
        retryable: false,
        partialReply: { text: "Half" },
        route: { steps: [{ outcome: "failed", cost: { kind: "estimated" } }] },
      });
      expect(await routeErrorOf(stream.result())).toBe(error);
      expect(asked).toEqual(["first"]);
    },
  );

  it("F14: with restart it begins anew, and an event says so before anything of the new one", async () => {
    const { router, asked } = testRouter({ alpha: [cut, whole] }, restart);
    const stream = router.stream(hello);
    const events = await collect(stream);
    expect(textOf(events)).toBe("Half<restart>Hi you.<usage><finish>");
    expect(events[1]).toMatchObject({
      type: "restart",
      from: "alpha/first",
      to: "alpha/sibling",
      error: { code: "truncated", partial: true },
    });
    const reply = await stream.result();
    expect(reply.text).toBe("Hi you.");
    expect(refsOf(reply)).toEqual(["alpha/first", "alpha/sibling"]);
    expect(reply.route.cost).toMatchObject({ kind: "estimated", currency: "USD" });
    expect(asked).toEqual(["first", "sibling"]);
  });

  it("F14: a restart is a request of the same call, and when nobody is left the part is in the error", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [cut, cut, failing(400)] },
      { policy: { onBrokenStream: "restart", retries: 1 } },
    );
    const stream = router.stream({ ...hello, profile: "alone" });
    const seen: RoutedEvent[] = [];
    const going = routeErrorOf(
      (async () => {
        for await (const event of stream) seen.push(event);
      })(),
    );
    await clock.pass(600_000);
    expect(await going).toMatchObject({ code: "truncated", partial: true, attempts: 2 });
    expect(textOf(seen)).toBe("Half<restart>Half");
    expect(asked).toHaveLength(2);
  });

  it("F14: what a filter stops does not begin anew", async () => {
    const blocked = {
      body: [
        chunk({ content: "Half" }),
        'data: {"error":{"code":"content_filter","message":"no"}}\n\n',
      ],
    };
    const { router, asked } = testRouter({ alpha: [blocked, whole] }, restart);
    expect(await routeErrorOf(router.stream(hello).result())).toMatchObject({
      code: "content-blocked",
      partial: true,
    });
    expect(asked).toEqual(["first"]);
  });

  it("F15: leaving the loop closes the connection, and what is known is settled", async () => {
    const { router, transports, clock } = testRouter(
      { alpha: [{ body: [chunk({ content: "x".repeat(300) }), stall] }, whole] },
      { policy: { budget: { currency: "USD", perRouter: 10n ** 9n } } },
    );
    const stream = router.stream(hello);
    for await (const event of stream) if (event.type === "text") break;
    expect(transports.alpha.closed).toEqual([false]);
    const error = await routeErrorOf(stream.result());
    expect(error).toMatchObject({ code: "aborted", partialReply: { text: "x".repeat(300) } });
    // Ten tokens in, and 75 that were written.
    expect(error.route.cost).toMatchObject({ kind: "estimated", total: 10n * 100n + 75n * 1000n });
    expect(clock.timers.size).toBe(0);
  });

  it("F15: who leaves with the last event had all", async () => {
    const { router } = testRouter({ alpha: [whole] });
    const stream = router.stream(hello);
    for await (const event of stream) if (event.type === "finish") break;
    expect(await stream.result()).toMatchObject({
      text: "Hi you.",
      route: { answered: "alpha/first" },
    });
  });

  it.each([
    ["while it waits for headers", ["stall"]],
    ["while it waits for the next round", [failing(503)]],
  ] as const)("F15: leaving %s ends it at once", async (_, script) => {
    const { router, clock, asked } = testRouter({ alpha: script });
    const stream: RoutedStream = router.stream({ ...hello, profile: "alone" });
    const events = stream[Symbol.asyncIterator]();
    const next = routeErrorOf(events.next());
    await clock.pass(10);
    await events.return?.();
    expect(await next).toMatchObject({ code: "aborted" });
    expect([asked.length, clock.timers.size]).toEqual([1, 0]);
    expect(await events.next().catch(({ code }) => code)).toBe("aborted");
  });

  it("F15: leaving before the first read sends nothing", async () => {
    const { router, asked } = testRouter({ alpha: [whole] });
    const stream = router.stream(hello);
    await stream[Symbol.asyncIterator]().return?.();
    await expect(stream.result()).rejects.toMatchObject({ code: "aborted" });
    expect(asked).toEqual([]);
  });

  it("F15: an abort throws in the middle, and the signal has no listener after it", async () => {
    const controller = new AbortController();
    const { router } = testRouter({ alpha: [{ body: [chunk({ content: "Half" }), stall] }] });
    const stream = router.stream({ ...hello, signal: controller.signal });
    const error = await routeErrorOf(
      (async () => {
        for await (const event of stream) if (event.type === "text") controller.abort("enough");
      })(),
    );
    expect(error).toMatchObject({
      code: "aborted",
      cause: "enough",
      partialReply: { text: "Half" },
    });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("F5: what is lost with another model is an event before its words", async () => {
    const messages = [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi." },
      { role: "user", content: "And?" },
    ] as const;
    const { router } = testRouter({ alpha: [failing(503), whole] });
    const stream = router.stream({ ...hello, messages });
    const [first] = await collect(stream);
    expect(first).toMatchObject({ type: "warning", warning: { code: "model-changed" } });
    expect((await stream.result()).warnings).toEqual([
      (first as Extract<RoutedEvent, { type: "warning" }>).warning,
    ]);
  });
});
