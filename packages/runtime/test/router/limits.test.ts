import { describe, expect, it } from "vitest";
import { failure } from "../support/test-client.ts";
import { failing, hello, OK, routeErrorOf, testRouter } from "./test-router.ts";

const alone = { ...hello, profile: "alone" } as const;
const down = failing(503);

/** All that a fast test waits for at once. */
const LONG = 600_000;

describe("requests of one call", () => {
  it("F6: retries are those of the call, not of each model: nothing multiplies", async () => {
    const { router, clock, asked } = testRouter({
      alpha: Array(9).fill(down),
      beta: Array(9).fill(down),
    });
    const going = routeErrorOf(router.chat(hello));
    await clock.pass(LONG);
    // Three models, and two retries; clients would make nine of them.
    expect((await going).attempts).toBe(5);
    expect(asked).toEqual(["first", "sibling", "other", "first", "sibling"]);
    expect(clock.timers.size).toBe(0);
  });

  it("F6: waits only when all models were asked, longer with each round", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [down, down, down, OK] },
      { policy: { retries: 3 } },
    );
    const going = router.chat(alone);
    await clock.pass(499);
    expect(asked).toHaveLength(1);
    await clock.pass(1);
    expect(asked).toHaveLength(2);
    await clock.pass(999);
    expect(asked).toHaveLength(2);
    await clock.pass(1);
    expect(asked).toHaveLength(3);
    await clock.pass(2000);
    expect((await going).route.steps.map(({ outcome }) => outcome)).toEqual([
      "failed",
      "failed",
      "failed",
      "answered",
    ]);
  });

  it("F6: waits as long as the provider asks, and not at all for more than a minute", async () => {
    const { router, clock, asked } = testRouter({
      alpha: [
        failing(429, "no", { "retry-after": "7" }),
        failing(429, "no", { "retry-after": "61" }),
      ],
    });
    const going = routeErrorOf(router.chat(alone));
    await clock.pass(6999);
    expect(asked).toHaveLength(1);
    await clock.pass(1);
    expect(asked).toHaveLength(2);
    expect(await going).toMatchObject({ code: "rate-limit", retryAfterMs: 7000, attempts: 2 });
  });

  it("F6: asks nobody again who will say the same", async () => {
    const { router, asked } = testRouter({
      alpha: [failing(404), failing(404)],
      beta: [failing(402)],
    });
    const error = await routeErrorOf(router.chat(hello));
    expect(error).toMatchObject({ code: "quota", retryable: false });
    expect(asked).toEqual(["first", "sibling", "other"]);
  });

  it("F6: after a broken connection the same provider is asked once more, in the next round", async () => {
    const reset = new Error("reset");
    const { router, clock, asked } = testRouter({ alpha: [reset, OK], beta: [reset] });
    const going = router.chat(hello);
    await clock.pass(LONG);
    expect((await going).route.answered).toBe("alpha/first");
    expect(asked).toEqual(["first", "other", "first"]);
  });

  it("F7: one deadline holds for all models and all waits", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [down, "stall"] },
      { policy: { deadlineMs: 3000 } },
    );
    const going = routeErrorOf(router.chat(alone));
    await clock.pass(2999);
    expect(asked).toHaveLength(2);
    await clock.pass(1);
    const error = await going;
    expect(error).toMatchObject({ code: "timeout", attempts: 2, route: { steps: [{}, {}] } });
    expect(error.message).toContain("policy.deadlineMs");
    expect(clock.timers.size).toBe(0);
  });

  it("F7: does not wait for what comes after the deadline", async () => {
    const { router } = testRouter(
      { alpha: [failing(429, "no", { "retry-after": "3" })] },
      { policy: { deadlineMs: 3000 } },
    );
    expect(await routeErrorOf(router.chat(alone))).toMatchObject({
      code: "rate-limit",
      attempts: 1,
    });
  });

  it("F7: a limit of one model's call is not longer than what is left", async () => {
    const { router, clock } = testRouter(
      { alpha: ["stall", "stall"] },
      { policy: { deadlineMs: 5000, retries: 0 } },
    );
    const going = routeErrorOf(router.chat({ ...hello, timeouts: { totalMs: 3000 } }));
    await clock.pass(3000);
    await clock.pass(2000);
    const error = await going;
    expect(error.route.steps.map(({ elapsedMs }) => elapsedMs)).toEqual([3000, 2000]);
    expect(error.message).toContain("policy.deadlineMs");
  });

  it("F7: an abort ends a wait at once, and nothing is left", async () => {
    const controller = new AbortController();
    const { router, clock, asked } = testRouter({ alpha: [down] });
    const going = routeErrorOf(router.chat({ ...alone, signal: controller.signal }));
    await clock.pass(100);
    expect(clock.timers.size).toBe(1);
    controller.abort("enough");
    expect(await going).toMatchObject({ code: "aborted", cause: "enough" });
    expect([asked.length, clock.timers.size]).toEqual([1, 0]);
  });
});

describe("circuits", () => {
  const policy = { retries: 0 };
  const five = Array(5).fill(down);

  it("F8: after five failures a provider is asked no more, and others at once", async () => {
    const { router, asked } = testRouter({ alpha: five, beta: Array(9).fill(OK) }, { policy });
    for (let i = 0; i < 3; i += 1) await router.chat(hello);
    expect(asked.filter((id) => id !== "other")).toHaveLength(5);
    const reply = await router.chat(hello);
    expect(asked.filter((id) => id !== "other")).toHaveLength(5);
    expect(reply.route.steps.map(({ ref, outcome }) => [ref, outcome])).toEqual([
      ["alpha/first", "left-out"],
      ["alpha/sibling", "left-out"],
      ["beta/other", "answered"],
    ]);
    expect(reply.route.steps[0]?.reason).toContain("asked again in 30 s");
    expect(JSON.parse(JSON.stringify(reply)).route.steps[0].cost.total).toBe("0");
    // With nobody else there it fails at once, and says when to come back.
    const error = await routeErrorOf(router.chat(alone));
    expect(error).toMatchObject({ code: "overloaded", attempts: 0, retryAfterMs: 30_000 });
  });

  it("F8: a success in between closes it, and what is the caller's opens none", async () => {
    const mixed = [
      down,
      down,
      down,
      down,
      OK,
      down,
      down,
      down,
      down,
      failing(400),
      failing(401),
      OK,
    ];
    const { router, asked } = testRouter({ alpha: mixed }, { policy });
    for (let i = 0; i < mixed.length; i += 1) await router.chat(alone).catch(() => {});
    expect(asked).toHaveLength(mixed.length);
  });

  it("F8: when its time is over one call tries, and the others do not wait for it", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [...five, "stall"], beta: Array(9).fill(OK) },
      { policy },
    );
    for (let i = 0; i < 5; i += 1) await failure(router.chat(alone));
    await clock.pass(29_999);
    expect((await routeErrorOf(router.chat(alone))).attempts).toBe(0);
    await clock.pass(1);
    const trying = failure(router.chat({ ...alone, timeouts: { headersMs: 1000 } }));
    await clock.pass(1);
    expect(asked).toHaveLength(6);
    expect((await router.chat(hello)).route.answered).toBe("beta/other");
    expect(asked).toHaveLength(7);
    await clock.pass(999);
    expect(await trying).toMatchObject({ code: "timeout" });
    // It failed: open for as long again, by the clock of the router.
    expect((await routeErrorOf(router.chat(alone))).retryAfterMs).toBe(30_000);
  });

  it("F8: a try that succeeds closes it", async () => {
    const { router, clock, asked } = testRouter({ alpha: [...five, OK, OK] }, { policy });
    for (let i = 0; i < 5; i += 1) await failure(router.chat(alone));
    await clock.pass(30_000);
    await router.chat(alone);
    await router.chat(alone);
    expect(asked).toHaveLength(7);
  });

  it("F8: with a deadline a call waits until a circuit may be tried, and for the call that tries it", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [...five, OK, OK] },
      { policy: { ...policy, deadlineMs: 31_000 } },
    );
    for (let i = 0; i < 5; i += 1) await failure(router.chat(alone));
    const going = [router.chat(alone), router.chat(alone)];
    await clock.pass(29_999);
    expect(asked).toHaveLength(5);
    await clock.pass(501);
    expect((await Promise.all(going)).map(({ text }) => text)).toEqual(["Hi.", "Hi."]);
    expect(asked).toHaveLength(7);
    expect(clock.timers.size).toBe(0);
  });

  it("F8: what opens after the deadline is not waited for", async () => {
    const { router } = testRouter({ alpha: five }, { policy: { ...policy, deadlineMs: 30_000 } });
    for (let i = 0; i < 5; i += 1) await failure(router.chat(alone));
    expect(await routeErrorOf(router.chat(alone))).toMatchObject({
      code: "overloaded",
      attempts: 0,
      retryAfterMs: 30_000,
    });
  });

  it("F8: it stays open for as long as the provider asks, at most a quarter of an hour", async () => {
    for (const [told, ms] of [
      ["45", 45_000],
      ["7200", 900_000],
    ] as const) {
      const script = [...five.slice(1), failing(429, "no", { "retry-after": told })];
      const { router } = testRouter({ alpha: script }, { policy });
      for (let i = 0; i < 5; i += 1) await failure(router.chat(alone));
      expect((await routeErrorOf(router.chat(alone))).retryAfterMs).toBe(ms);
    }
  });

  it("F9: a model whose provider asked to wait rests in all calls, and its siblings do not", async () => {
    const { router, clock, asked } = testRouter(
      { alpha: [failing(429, "no", { "retry-after": "20" }), OK, OK, OK] },
      { policy },
    );
    await router.chat(hello);
    const reply = await router.chat(hello);
    expect(asked).toEqual(["first", "sibling", "sibling"]);
    expect(reply.route.steps[0]).toMatchObject({
      outcome: "left-out",
      reason: "its provider asked to wait 20 s more",
      requests: 0,
    });
    await clock.pass(20_000);
    await router.chat(hello);
    expect(asked.at(-1)).toBe("first");
  });

  it("F9: a call that may ask nobody else waits for it", async () => {
    const { router, clock } = testRouter(
      { alpha: [failing(429, "no", { "retry-after": "20" }), OK] },
      { policy },
    );
    await failure(router.chat(alone));
    await clock.pass(5000);
    const going = router.chat(alone);
    await clock.pass(15_000);
    expect((await going).text).toBe("Hi.");
  });
});
