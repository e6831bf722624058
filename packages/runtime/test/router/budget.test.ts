import { describe, expect, it } from "vitest";
import type { RouterBudget } from "../../src/router/budget.ts";
import { failing, hello, MODELS, model, OK, routeErrorOf, testRouter } from "./test-router.ts";

const alone = { ...hello, profile: "alone", maxOutputTokens: 100 } as const;

/** What `alone` is reckoned at: 10 tokens in at 100 each, 100 out at 1,000 each, in micro-cents. */
const ESTIMATE = 101_000n;
/** What `OK` costs: three tokens in, two out. */
const COST = 2300n;

const usd = (budget: Omit<RouterBudget, "currency">) => ({
  policy: { retries: 0, budget: { currency: "USD", ...budget } },
});

describe("budgets", () => {
  it("F10: a call that would exceed its own budget is refused before anything is sent", async () => {
    const { router, asked } = testRouter({ alpha: [OK] }, usd({ perCall: ESTIMATE }));
    expect((await router.chat(alone)).route.cost).toMatchObject({ total: COST });
    const error = await routeErrorOf(router.chat({ ...alone, maxOutputTokens: 101 }));
    expect(error).toMatchObject({ code: "budget", attempts: 0, retryable: false });
    expect(error.message).toBe(
      "alpha/first was not asked: about $0.00102 after $0.00 would exceed the $0.00101 of a call (budget.perCall)",
    );
    expect(asked).toHaveLength(1);
  });

  it("F10: what a failed model may have cost counts for the next one of the same call", async () => {
    const cut = {
      body: [JSON.stringify({ choices: [{ message: { content: "x".repeat(30) } }] }).slice(0, 60)],
    };
    const { router, asked } = testRouter({ alpha: [cut, OK] }, usd({ perCall: ESTIMATE }));
    const error = await routeErrorOf(router.chat({ ...hello, maxOutputTokens: 100 }));
    expect(error.code).toBe("budget");
    expect(asked).toEqual(["first"]);
    expect(error.route.steps[0]?.cost).toMatchObject({ kind: "estimated", currency: "USD" });
  });

  it("F10: the budget of the router counts what calls really cost, and those under way as reckoned", async () => {
    const perRouter = ESTIMATE + COST;
    const { router, clock } = testRouter({ alpha: ["stall", OK, OK] }, usd({ perRouter }));
    const going = routeErrorOf(router.chat({ ...alone, timeouts: { headersMs: 1000 } }));
    await clock.pass(1);
    const refused = await routeErrorOf(router.chat(alone));
    expect(refused).toMatchObject({ code: "budget", retryable: false });
    expect(refused.message).toContain("budget.perRouter");
    await clock.pass(1000);
    // Nobody knows what became of it: the input counts, and no output, as none came.
    expect((await going).route.cost).toMatchObject({ kind: "estimated", total: 1000n });
    expect((await router.chat(alone)).route.cost).toMatchObject({ kind: "known", total: COST });
    expect(await routeErrorOf(router.chat(alone))).toMatchObject({ code: "budget" });
  });

  it("F10: the budget of a window says when there is room, and has room then", async () => {
    const perWindow = { amount: ESTIMATE + COST, windowMs: 60_000 };
    const { router, clock, asked } = testRouter({ alpha: [OK, OK, OK] }, usd({ perWindow }));
    await router.chat(alone);
    await clock.pass(30_000);
    await router.chat(alone);
    const refused = await routeErrorOf(router.chat(alone));
    expect(refused).toMatchObject({ code: "budget", retryable: true });
    const wait = refused.retryAfterMs ?? 0;
    // Money counts for up to one part of 240 longer.
    expect(wait).toBeGreaterThanOrEqual(30_000);
    expect(wait).toBeLessThanOrEqual(30_250);
    await clock.pass(wait - 1);
    expect(await routeErrorOf(router.chat(alone))).toMatchObject({ code: "budget" });
    await clock.pass(1);
    await router.chat(alone);
    expect(asked).toHaveLength(3);
  });

  it("F10: a request that exceeds the window alone will never have room", async () => {
    const { router } = testRouter({}, usd({ perWindow: { amount: 1n, windowMs: 1000 } }));
    const error = await routeErrorOf(router.chat(alone));
    expect(error).toMatchObject({ code: "budget", retryable: false, retryAfterMs: undefined });
  });

  it("F10: at most the budget in any window, and calls go on as money leaves it", async () => {
    const amount = 2n * ESTIMATE;
    const { router, clock } = testRouter(
      { alpha: Array(4000).fill(OK) },
      usd({ perWindow: { amount, windowMs: 10_000 } }),
    );
    const spent: { readonly at: number; readonly total: bigint }[] = [];
    for (let i = 0; i < 600; i += 1) {
      const at = clock.now();
      const reply = await router.chat(alone).catch(() => undefined);
      if (reply !== undefined) spent.push({ at, total: COST });
      await clock.pass(37);
    }
    const inWindow = (from: number) =>
      spent
        .filter(({ at }) => at >= from && at < from + 10_000)
        .reduce((sum, { total }) => sum + total, 0n);
    for (const { at } of spent) expect(inWindow(at)).toBeLessThanOrEqual(amount);
    expect(spent.length).toBeLessThan(300);
    expect(spent.length).toBeGreaterThan(100);
  });

  it("F11: a model whose cost is not known is not asked, and the error says what is not known", async () => {
    const models = [model("alpha/first", { price: { kind: "unknown" } })];
    const { router, asked } = testRouter(
      { alpha: [OK] },
      { models, ...usd({ perCall: 10n ** 12n }) },
    );
    const error = await routeErrorOf(router.chat(alone));
    expect(error).toMatchObject({ code: "budget", attempts: 0 });
    expect(error.message).toContain("not known (price)");
    expect(asked).toEqual([]);
    // Without a budget it is asked, and the route says that nobody knows.
    const { router: free } = testRouter({ alpha: [OK] }, { models });
    expect((await free.chat(alone)).route.cost).toMatchObject({ kind: "unknown", reason: "price" });
  });

  it("F11: what a reply does not tell counts as it was reckoned", async () => {
    const untold = { body: '{"choices":[{"message":{"content":"Hi."},"finish_reason":"stop"}]}' };
    const { router } = testRouter({ alpha: [untold, OK] }, usd({ perRouter: 2n * ESTIMATE - 1n }));
    expect((await router.chat(alone)).route.cost).toEqual({ kind: "unknown", reason: "usage" });
    expect(await routeErrorOf(router.chat(alone))).toMatchObject({ code: "budget" });
  });

  it("F11: a provider that bills in another currency is not asked", async () => {
    const providers = { alpha: { billing: { currency: "EUR", mode: "metered" } } } as const;
    const { router } = testRouter({}, { providers, ...usd({ perCall: 10n ** 12n }) });
    const error = await routeErrorOf(router.chat(alone));
    expect(error).toMatchObject({ code: "config", attempts: 0 });
    expect(error.message).toContain("billed in EUR, and policy.budget is in USD");
  });

  it("F11: a plan costs nothing, and a refused request either", async () => {
    const models = [model("alpha/first", { price: { kind: "subscription" } }), MODELS[2] as never];
    const { router } = testRouter(
      { alpha: [failing(503), OK], beta: [failing(503)] },
      { models, ...usd({ perRouter: 10n ** 9n }) },
    );
    expect((await routeErrorOf(router.chat(hello))).route.cost).toEqual({
      kind: "none",
      total: 0n,
    });
    expect((await router.chat(alone)).route.cost).toEqual({ kind: "subscription", total: 0n });
  });
});

describe("options", () => {
  it("F11: wrong ones are refused when the router is made", () => {
    for (const [policy, word] of [
      [{ retry: 3 }, "retries"],
      [{ retries: 1.5 }, "policy.retries"],
      [{ deadlineMs: -1 }, "policy.deadlineMs"],
      [{ onBrokenStream: "resume" }, "fail or restart"],
      [{ budget: { perCall: 1n } }, "currency"],
      [{ budget: { currency: "USD", perCall: 0.5 } }, "policy.budget.perCall"],
      [{ budget: { currency: "USD", perDay: 1n } }, "perDay"],
      [{ budget: { currency: "USD", perWindow: { amount: 1n, windowMs: 0 } } }, "windowMs"],
      [{ budget: { currency: "USD", perWindow: { amount: 5, windowMs: 1 } } }, "perWindow.amount"],
    ] as const) {
      expect(() => testRouter({}, { policy: policy as never })).toThrow(word);
    }
  });
});
