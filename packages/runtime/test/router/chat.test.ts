import { describe, expect, it } from "vitest";
import { KeiError, type KeiErrorCode } from "../../src/chat/errors.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import { isWorthAsking } from "../../src/router/moves-on.ts";
import { completion, failure } from "../support/test-client.ts";
import {
  failing,
  hello,
  MODELS,
  model,
  OK,
  providerOf,
  refsOf,
  routeErrorOf,
  testRouter,
} from "./test-router.ts";

const once = { policy: { retries: 0 } };

describe("whom it asks", () => {
  it("F1: asks the first model alone when it answers, and says so", async () => {
    const { router, asked } = testRouter({ alpha: [OK] });
    const reply = await router.chat(hello);
    expect(asked).toEqual(["first"]);
    expect(reply.text).toBe("Hi.");
    expect(reply.route).toMatchObject({
      profile: "tester",
      answered: "alpha/first",
      steps: [{ ref: "alpha/first", source: "default", outcome: "answered", requests: 1 }],
      cost: { kind: "known", total: 2300n, currency: "USD" },
    });
    expect(reply.route.considered.map(({ outcome }) => outcome)).toEqual([
      "chosen",
      "alternative",
      "alternative",
    ]);
    expect(reply.route.steps[0]?.cost).toBe(reply.cost);
    expect(reply.warnings).toEqual([]);
    expect(JSON.parse(JSON.stringify(reply)).route.cost.total).toBe("2300");
  });

  it("F1: asks pinned, override, default and fallbacks in this order", async () => {
    const down = failing(503);
    const { router, asked } = testRouter({ alpha: [down, down], beta: [down] }, once);
    const userOverride = { provider: "alpha", model: "sibling" };
    const error = await routeErrorOf(router.chat({ ...hello, pinned: "oth", userOverride }));
    expect(error.route.steps.map(({ ref, source }) => [ref, source])).toEqual([
      ["beta/other", "pinned"],
      ["alpha/sibling", "user-override"],
      ["alpha/first", "default"],
    ]);
    expect(asked).toEqual(["other", "sibling", "first"]);
  });

  it("F1: asks a model that the registry does not have, as unsafeModel, and then the others", async () => {
    const { router, asked } = testRouter({ alpha: [OK], beta: [failing(404)] });
    const reply = await router.chat({ ...hello, pinned: unsafeModel("beta/brand/new") });
    expect(asked).toEqual(["brand/new", "first"]);
    expect(refsOf(reply)).toEqual(["beta/brand/new", "alpha/first"]);
    const { router: other } = testRouter({});
    const error = await routeErrorOf(other.chat({ ...hello, pinned: unsafeModel("gamma/x") }));
    expect(error).toMatchObject({ code: "config", attempts: 0 });
    expect(error.message).toContain("alpha, beta");
  });

  it("F1: passes over models of providers that it has no client of, and says who there is", async () => {
    const { router } = testRouter({}, { models: MODELS.slice(2) });
    const error = await routeErrorOf(router.chat({ ...hello, profile: "alone" }));
    expect(error).toMatchObject({ code: "config", route: { profile: "alone", steps: [] } });
    expect(error.message).toContain("alpha, beta");
    expect(await failure(router.chat({ ...hello, profile: "nobody" as "alone" }))).toMatchObject({
      code: "config",
    });
  });

  it("F1: asks for as much thinking as the profile says, of models that take it", async () => {
    const { router, transports } = testRouter(
      { alpha: [failing(503), OK, OK] },
      { models: [model("alpha/first", { efforts: ["low", "high"] }), model("alpha/sibling")] },
    );
    await router.chat({ ...hello, profile: "thinker" });
    await router.chat({ ...hello, profile: "thinker", reasoning: { effort: "low" } });
    const efforts = transports.alpha.requests.map(({ body }) => JSON.parse(body).reasoning_effort);
    expect(efforts).toEqual(["high", undefined, "low"]);
  });
});

describe("when it moves on", () => {
  const quota = failing(402);
  const blocked = {
    status: 400,
    body: JSON.stringify({ error: { code: "content_filter", message: "no" } }),
  };
  const wrongSchema = { body: completion("no JSON") };
  const cut = { body: '{"choices":[{"message":{"content":"Hal' };
  it.each([
    ["a limit of requests", failing(429), "rate-limit", "sibling"],
    ["no capacity", failing(529), "overloaded", "sibling"],
    ["a fault of the server", failing(500), "server", "sibling"],
    ["a time limit of the server", failing(408), "timeout", "sibling"],
    ["a retired model", failing(404), "not-found", "sibling"],
    ["a model that is gone", failing(410), "not-found", "sibling"],
    ["a cut answer", cut, "truncated", "sibling"],
    ["a page in its place", { body: "<html>" }, "protocol", "sibling"],
    ["money that is used up", quota, "quota", "other"],
    ["a broken connection", new Error("reset"), "network", "other"],
    [
      "too long an input",
      failing(400, "prompt is too long: maximum context length is 9 tokens"),
      "context-length",
      "other",
    ],
  ] as const)("F2: for %s", async (_, answer, code, next) => {
    const { router, asked, warnings } = testRouter({ alpha: [answer, OK], beta: [OK] });
    const reply = await router.chat(hello);
    expect(asked).toEqual(["first", next]);
    expect(reply.route.steps[0]).toMatchObject({ outcome: "failed", error: { code } });
    expect(reply.route.steps[0]?.reason).toContain(code);
    expect(reply.text).toBe("Hi.");
    // Nothing of a first turn is lost.
    expect([warnings, reply.warnings]).toEqual([[], []]);
  });

  it("F2: for an answer that does not follow the schema", async () => {
    const { router, asked } = testRouter({
      alpha: [wrongSchema, { body: completion('{"a":1}') }],
    });
    const output = { type: "object", required: ["a"] } as const;
    const reply = await router.output({ ...hello, output });
    expect([asked, reply.output]).toEqual([["first", "sibling"], { a: 1 }]);
  });

  it("F2: for headers that do not come", async () => {
    const { router, clock, asked } = testRouter({ alpha: ["stall", OK] });
    const going = router.chat({ ...hello, timeouts: { headersMs: 1000 } });
    await clock.pass(1000);
    expect((await going).route.steps[0]?.error).toMatchObject({ code: "timeout" });
    expect(asked).toEqual(["first", "sibling"]);
    expect(clock.timers.size).toBe(0);
  });

  it.each([
    ["a refused key", failing(401), "auth"],
    ["a wrong request", failing(400), "bad-request"],
    ["a redirect", failing(307), "redirect"],
    ["a filter", blocked, "content-blocked"],
  ] as const)(
    "F3: never for %s: the error says what is to be put right",
    async (_, answer, code) => {
      const { router, asked } = testRouter({ alpha: [answer] });
      const error = await routeErrorOf(router.chat(hello));
      expect(asked).toEqual(["first"]);
      expect(error).toMatchObject({ code, route: { steps: [{ outcome: "failed" }] } });
    },
  );

  it("F3: never for what the first model cannot do; a fallback that cannot is passed over", async () => {
    const refusing = [
      model("alpha/first"),
      model("alpha/sibling", { input: ["text"] }),
      MODELS[2] ?? model("beta/other"),
    ];
    const image = { type: "image", data: "aaaa", mediaType: "image/png" } as const;
    const messages = [{ role: "user", content: [image] }] as const;
    const { router, asked } = testRouter(
      { alpha: [failing(503)], beta: [OK] },
      { models: refusing },
    );
    const reply = await router.chat({ ...hello, messages });
    expect(asked).toEqual(["first", "other"]);
    expect(reply.route.steps.map(({ outcome }) => outcome)).toEqual([
      "failed",
      "left-out",
      "answered",
    ]);
    const error = await routeErrorOf(router.chat({ ...hello, messages, pinned: "alpha/sibling" }));
    expect(error).toMatchObject({ code: "unsupported", attempts: 0 });
  });

  it("F3: whom to ask follows from the code", () => {
    const choices = MODELS.map((each) => ({
      source: "default" as const,
      ref: each.ref,
      modelId: each.id,
      provider: providerOf(each.provider),
      model: each,
    }));
    const [first, sibling, other] = choices as [never, never, never];
    const worth = (code: KeiErrorCode) => {
      const error = new KeiError({ code, message: "no" });
      return [sibling, other].map((next) => isWorthAsking(next, first, error));
    };
    const other_ = ["network", "quota", "context-length"] as const;
    const none = [
      "auth",
      "config",
      "redirect",
      "bad-request",
      "unsupported",
      "unknown-model",
      "content-blocked",
      "aborted",
      "budget",
    ] as const;
    expect(worth("overloaded")).toEqual([true, true]);
    for (const code of other_) expect([code, worth(code)]).toEqual([code, [false, true]]);
    for (const code of none) expect([code, worth(code)]).toEqual([code, [false, false]]);
  });

  it("F4: says of all that failed why, what was sent and what it cost", async () => {
    const { router } = testRouter(
      {
        alpha: [failing(529), failing(500)],
        beta: [failing(429, "slow down", { "retry-after": "9" })],
      },
      once,
    );
    const error = await routeErrorOf(router.chat(hello));
    expect(error).toMatchObject({
      code: "rate-limit",
      provider: "beta",
      model: "other",
      attempts: 3,
      retryable: true,
      retryAfterMs: 9000,
      partial: false,
    });
    expect(error.message).toMatch(
      /^no model of profile "tester" answered: alpha\/first: overloaded: .+; alpha\/sibling: server: .+; beta\/other: rate-limit: /,
    );
    expect(error.route.steps.map(({ cost }) => cost)).toEqual(
      Array(3).fill({ kind: "none", total: 0n }),
    );
    expect(error.route).not.toHaveProperty("answered");
    const written = JSON.parse(JSON.stringify(error));
    expect(written.route.steps[0].error.code).toBe("overloaded");
    expect(written.route.cost).toEqual({ kind: "none", total: "0" });
  });
});

describe("what goes through", () => {
  it("F5: hooks of clients see each request, headers and options reach each model", async () => {
    const seen: string[] = [];
    const hooks = {
      onWarning: () => {},
      beforeRequest: ({ model = "" }) => void seen.push(model),
      onError: ({ code }: KeiError) => void seen.push(code),
    };
    const { router, transports } = testRouter(
      { alpha: [failing(503)], beta: [OK] },
      { options: { hooks }, models: [MODELS[0], MODELS[2]].filter((each) => each !== undefined) },
    );
    await router.chat({ ...hello, headers: { "x-team": "blue" }, temperature: 0.5 });
    expect(seen).toEqual(["first", "overloaded", "other"]);
    const [one, two] = [transports.alpha.requests[0], transports.beta.requests[0]];
    expect([one?.headers["x-team"], two?.headers["x-team"]]).toEqual(["blue", "blue"]);
    expect(JSON.parse(two?.body ?? "")).not.toHaveProperty("profile");
  });

  it("F5: an abort ends the call where it is, and its reason is the cause", async () => {
    const controller = new AbortController();
    const { router, clock, asked } = testRouter({ alpha: ["stall"] });
    const going = routeErrorOf(router.chat({ ...hello, signal: controller.signal }));
    await clock.pass(1);
    controller.abort("enough");
    expect(await going).toMatchObject({ code: "aborted", cause: "enough", retryable: false });
    expect(asked).toEqual(["first"]);
    const early = await routeErrorOf(router.chat({ ...hello, signal: controller.signal }));
    expect(early).toMatchObject({ code: "aborted", cause: "enough", attempts: 0 });
    expect(asked).toHaveLength(1);
  });

  it("F5: says what is lost with the model that was to be asked", async () => {
    const from = { provider: "alpha", model: "first", protocol: "openai-chat" } as const;
    const messages = [
      { role: "user", content: "Hello" },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "Hm.", signature: "s", from },
          { type: "text", text: "Hi." },
        ],
      },
      { role: "user", content: "And?" },
    ] as const;
    const { router, warnings } = testRouter({ alpha: [failing(503), OK] });
    const reply = await router.chat({ ...hello, messages });
    const lost =
      "alpha/sibling answers in the place of alpha/first, without 1 part that only their author can read and what caches hold of the conversation";
    expect(warnings).toEqual([`model-changed: ${lost}`]);
    expect(reply.warnings).toContainEqual({ code: "model-changed", message: lost });
  });

  it("F5: refuses keys that are a client's, and options that nobody reads", async () => {
    const { router } = testRouter({});
    for (const [request, word] of [
      [{ ...hello, model: "first" }, "pinned"],
      [{ ...hello, retry: { max: 3 } }, "policy.retries"],
      [{ ...hello, profile: 3 }, "profile"],
      [{ ...hello, maxTokens: 3 }, "maxOutputTokens"],
      [undefined, "profile"],
    ] as const) {
      const error = await routeErrorOf(router.chat(request as never));
      expect(error).toMatchObject({ code: "bad-request", attempts: 0 });
      expect(error.message).toContain(word);
    }
    expect(await failure(router.output(hello as never))).toMatchObject({ code: "bad-request" });
    expect(() => router.stream(undefined as never)).not.toThrow();
  });
});
