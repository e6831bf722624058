import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { scriptedTransport, stall } from "../support/scripted-transport.ts";
import {
  chunk,
  chunks,
  collect,
  completion,
  failure,
  hello,
  testClient,
} from "../support/test-client.ts";

const never = { retry: { max: 0 } };

describe("T1, C: four clocks", () => {
  it.each([
    ["headersMs", "headers", stall],
    ["firstEventMs", "first event", { body: [stall] }],
    ["idleMs", "next event", { body: [chunk({ content: "a" }), stall] }],
  ] as const)("%s: %s", async (name, what, answer) => {
    const clock = new FakeClock();
    const transport = scriptedTransport(answer);
    const client = testClient({ transport, clock, ...never, timeouts: { [name]: 5000 } });
    const outcome = failure(collect(client.stream(hello)));
    await clock.pass(4999);
    expect(clock.timers.size).toBeGreaterThan(0);
    await clock.pass(1);
    const error = (await outcome) as KeiError;
    expect(error).toMatchObject({ code: "timeout", partial: name === "idleMs" });
    expect(error.message).toContain(what);
    expect(error.message).toContain("5 s");
    expect(clock.timers.size).toBe(0);
  });

  it("totalMs: over attempts, waits and the stream together", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(new Error("reset"), {
      body: [chunk({ content: "a" }), stall],
    });
    const client = testClient({ transport, clock, timeouts: { totalMs: 5000 } });
    const outcome = failure(collect(client.stream(hello)));
    await clock.pass(5000);
    expect(await outcome).toMatchObject({ code: "timeout", attempts: 2, partial: true });
    expect(((await outcome) as Error).message).toContain("whole call");
  });

  it("a body that stalls halfway, of a call that is not streamed", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: ['{"choices":', stall] });
    const client = testClient({ transport, clock, ...never, timeouts: { firstEventMs: 5000 } });
    const outcome = failure(client.chat(hello));
    await clock.pass(5000);
    expect(await outcome).toMatchObject({ code: "timeout", status: undefined });
  });

  it.each([
    ["goes on while bytes come", " {", "Hi"],
    ["ends when only blanks come", " \n", "timeout"],
  ])("P7: the limit of a whole body %s", async (_, piece, want) => {
    const clock = new FakeClock();
    const body = completion("Hi");
    const transport: Transport = {
      async send(request, signal) {
        const answer = await scriptedTransport({ body }).send(request, signal);
        return {
          ...answer,
          async text(max, onBytes) {
            for (let i = 0; i < 5; i++) {
              await new Promise((resolve, reject) => {
                clock.setTimer(() => resolve(undefined), 4000, false);
                signal.addEventListener("abort", () => reject(signal.reason));
              });
              onBytes?.(new TextEncoder().encode(piece));
            }
            return await answer.text(max);
          },
        };
      },
    };
    const client = testClient({ transport, clock, ...never, timeouts: { firstEventMs: 5000 } });
    const outcome = client.chat(hello).then(
      ({ text }) => text,
      ({ code }) => code,
    );
    await clock.pass(25_000);
    expect(await outcome).toBe(want);
  });

  it("each attempt has its own", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(stall, stall, { body: completion("Hi") });
    const client = testClient({ transport, clock, timeouts: { headersMs: 5000 } });
    const outcome = client.chat(hello);
    await clock.pass(20_000);
    expect((await outcome).text).toBe("Hi");
  });

  it("a slow reader is no slow provider", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: chunks("a", "b") });
    const client = testClient({ transport, clock, timeouts: { idleMs: 5000, firstEventMs: 5000 } });
    const texts: string[] = [];
    for await (const event of client.stream(hello)) {
      if (event.type === "text") texts.push(event.text);
      await clock.pass(60_000);
    }
    expect(texts).toEqual(["a", "b"]);
  });
});

/** A body whose pieces come a second apart, by the clock. */
function slowly(clock: FakeClock, pieces: readonly string[]) {
  const script = scriptedTransport({ body: [...pieces, stall] });
  return {
    ...script,
    async send(...args: Parameters<typeof script.send>) {
      const response = await script.send(...args);
      return {
        ...response,
        read: () =>
          new Promise<Uint8Array | undefined>((resolve, reject) => {
            const signal = args[1];
            const onAbort = () => reject(signal.reason);
            signal.addEventListener("abort", onAbort, { once: true });
            clock.setTimer(() => {
              signal.removeEventListener("abort", onAbort);
              if (!signal.aborted) resolve(response.read());
            }, 1000);
          }),
      };
    },
  };
}

describe("T2, C: noise does not move the idle clock", () => {
  it.each([
    ["comments", ": keep-alive\n\n"],
    ["pings", "event: ping\ndata: {}\n\n"],
    ["empty deltas", chunk({ content: "" })],
    ["roles", chunk({ role: "assistant" })],
  ])("%s", async (_, noise) => {
    const clock = new FakeClock();
    const transport = slowly(clock, [
      chunk({ content: "a" }),
      ...Array.from({ length: 50 }, () => noise),
    ]);
    const client = testClient({ transport, clock, timeouts: { idleMs: 10_500 } });
    const outcome = failure(collect(client.stream(hello)));
    await clock.pass(13_000);
    expect(await outcome).toMatchObject({ code: "timeout", partial: true });
  });

  it.each([
    [
      "arguments of a tool",
      { tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: " " } }] },
    ],
    ["reasoning", { reasoning_content: "hm" }],
  ])("%s do", async (_, delta) => {
    const clock = new FakeClock();
    const pieces = Array.from({ length: 30 }, () => chunk(delta));
    const transport = slowly(clock, [...pieces, ...chunks("a")]);
    const client = testClient({ transport, clock, timeouts: { idleMs: 5000 } });
    const outcome = client.stream(hello).result();
    await clock.pass(60_000);
    expect((await outcome).text).toBe("a");
  });
});

describe("T3: defaults leave room to think", () => {
  it("five minutes to the first event, two between events, 0 for ever", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: [stall] }, { body: [stall] });
    const outcome = failure(collect(testClient({ transport, clock, ...never }).stream(hello)));
    await clock.pass(299_999);
    expect(clock.timers.size).toBeGreaterThan(0);
    await clock.pass(1);
    expect(await outcome).toMatchObject({ code: "timeout" });

    const endless = testClient({ transport, clock, timeouts: { firstEventMs: 0, headersMs: 0 } });
    const controller = new AbortController();
    const aborted = failure(collect(endless.stream({ ...hello, signal: controller.signal })));
    await clock.pass(100_000_000);
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted" });
  });
});

describe("T4, T5: a limit and an abort are two things", () => {
  it.each([["a string"], [{ any: "object" }], [null], [new Error("mine")]])(
    "the reason %j is the cause",
    async (reason) => {
      const controller = new AbortController();
      const client = testClient({ transport: scriptedTransport(stall), clock: new FakeClock() });
      const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
      await idle();
      controller.abort(reason);
      const error = (await outcome) as KeiError;
      expect(error.code).toBe("aborted");
      expect(error.cause).toBe(reason);
    },
  );

  it("without a reason the platform's is", async () => {
    const client = testClient({ transport: scriptedTransport(), clock: new FakeClock() });
    const error = (await failure(
      client.chat({ ...hello, signal: AbortSignal.abort(undefined) }),
    )) as KeiError;
    expect(error.cause).toMatchObject({ name: "AbortError" });
  });

  it("an aborted signal sends nothing", async () => {
    const transport = scriptedTransport();
    const client = testClient({ transport, clock: new FakeClock() });
    const signal = AbortSignal.abort("before");
    expect(await failure(client.chat({ ...hello, signal }))).toMatchObject({
      code: "aborted",
      attempts: 0,
    });
    expect(await failure(collect(client.stream({ ...hello, signal })))).toMatchObject({
      code: "aborted",
    });
    expect(transport.requests).toHaveLength(0);
  });

  it("the caller's abort wins when both happen", async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const client = testClient({
      transport: scriptedTransport(stall),
      clock,
      ...never,
      timeouts: { totalMs: 5000 },
    });
    clock.setTimer(() => controller.abort("mine"), 5000);
    const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
    await clock.pass(5000);
    expect(await outcome).toMatchObject({ code: "aborted", cause: "mine" });
  });
});

describe("T6: an abort in the middle throws", () => {
  it("and does not look like an end", async () => {
    const controller = new AbortController();
    const transport = scriptedTransport({ body: [chunk({ content: "a" }), stall] });
    const client = testClient({ transport, clock: new FakeClock() });
    const stream = client.stream({ ...hello, signal: controller.signal });
    const outcome = failure(
      (async () => {
        for await (const event of stream) if (event.type === "text") controller.abort("stop");
      })(),
    );
    expect(await outcome).toMatchObject({ code: "aborted", partial: true, cause: "stop" });
    expect(await failure(stream.result())).toMatchObject({ code: "aborted" });
    expect(transport.closed).toEqual([false]);
  });
});

describe("T7: leaving the loop", () => {
  it("closes the connection, and the reply is an error that has the part", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: [chunk({ content: "a" }), stall] });
    const stream = testClient({ transport, clock }).stream(hello);
    for await (const _ of stream) break;
    expect(transport.closed).toEqual([false]);
    expect(await failure(stream.result())).toMatchObject({
      code: "aborted",
      partialReply: { text: "a" },
    });
    expect(clock.timers.size).toBe(0);
  });
});

describe("T8, J: listeners", () => {
  it("1,000 calls on one signal leave none, whatever becomes of them", async () => {
    const { signal } = new AbortController();
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown) => warnings.push(warning);
    process.on("warning", onWarning);
    const script = Array.from({ length: 1000 }, (_, i) =>
      i % 4 === 0
        ? { body: completion("Hi") }
        : i % 4 === 1
          ? { status: 400, body: "{}" }
          : { body: chunks("a", "b") },
    );
    const client = testClient({ transport: scriptedTransport(...script), clock: new FakeClock() });
    for (let i = 0; i < 1000; i++) {
      if (i % 4 < 2) await client.chat({ ...hello, signal }).catch(() => {});
      else if (i % 4 === 2) await collect(client.stream({ ...hello, signal }));
      else for await (const _ of client.stream({ ...hello, signal })) break;
    }
    await idle();
    process.off("warning", onWarning);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(warnings).toEqual([]);
  });
});

describe("T8, J: many at a time", () => {
  it("100 calls at once on one signal hold one listener, and end together", async () => {
    const controller = new AbortController();
    const transport = scriptedTransport(...Array.from({ length: 100 }, (): typeof stall => stall));
    const client = testClient({ transport, clock: new FakeClock() });
    const calls = Array.from({ length: 100 }, () =>
      failure(client.chat({ ...hello, signal: controller.signal })),
    );
    await idle();
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort("all");
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ cause: "all" });
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });
});

describe("T9, C: the end is the terminator, not the end of the connection", () => {
  it("[DONE] and a connection that stays open", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: [...chunks("a"), stall] });
    const reply = await testClient({ transport, clock }).stream(hello).result();
    expect(reply.text).toBe("a");
    expect(transport.closed).toEqual([true]);
  });

  it("a reason to end without a terminator: three seconds later", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({
      body: [chunk({ content: "a" }), chunk({}, "stop"), stall],
    });
    const outcome = testClient({ transport, clock }).stream(hello).result();
    await clock.pass(3000);
    expect((await outcome).text).toBe("a");
    expect(clock.timers.size).toBe(0);
  });
});

describe("T10: long calls that are not streamed", () => {
  it("are not refused: the limit is the one that is set", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: completion("Hi") });
    const client = testClient({ transport, clock });
    const reply = await client.chat({ ...hello, maxOutputTokens: 128_000 });
    expect(reply.text).toBe("Hi");
  });
});
