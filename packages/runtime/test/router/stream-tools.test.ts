import { expect, it } from "vitest";
import { RoutedRunError, type RoutedRunEvent } from "../../src/router/routed-run.ts";
import { tool } from "../../src/tools/tool.ts";
import { stall } from "../support/scripted-transport.ts";
import { chunk, chunks, collect, failure } from "../support/test-client.ts";
import { failing, hello, testRouter } from "./test-router.ts";

const usage =
  'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n';
const called = {
  body: [
    chunk({
      tool_calls: [
        { index: 0, id: "c1", type: "function", function: { name: "now", arguments: "{}" } },
      ],
    }),
    chunk({}, "tool_calls"),
    ...[usage, "data: [DONE]\n\n"],
  ],
};
const whole = { body: [...chunks("Hi.").slice(0, -1), usage, "data: [DONE]\n\n"] };
const cut = { body: [chunk({ content: "Half" })] };

const now = tool({
  name: "now",
  parameters: { type: "object", properties: {} },
  execute: () => "noon",
});
const asked = { ...hello, tools: [now] };

const shown = (events: readonly RoutedRunEvent[]) =>
  events
    .filter(({ type }) => !["usage", "finish", "tool-call-delta"].includes(type))
    .map((event) => (event.type === "text" ? event.text : event.type));

it("F19: a run gives the events of its turns, and moves on between them", async () => {
  const { router, asked: models } = testRouter({ alpha: [called, failing(503), called, whole] });
  const run = router.streamTools(asked, { maxTurns: 5 });
  expect(models).toEqual([]);
  expect(shown(await collect(run))).toEqual([
    ...["tool-call", "tool-result", "turn"],
    ...["warning", "tool-call", "tool-result", "turn"],
    ...["Hi.", "turn"],
  ]);
  expect(models).toEqual(["first", "first", "sibling", "sibling"]);
  expect(await run.result()).toMatchObject({
    end: "answer",
    turns: 3,
    cost: { kind: "known", total: 3n * 2300n },
    reply: { text: "Hi.", route: { answered: "alpha/sibling" } },
  });
  expect(() => run[Symbol.asyncIterator]()).toThrow("a run can be read once");
});

it("F19: it gives what runTools gives, without a loop as well", async () => {
  const { router } = testRouter({ alpha: [called, whole] });
  const { end, turns, reply } = await router.streamTools(asked, { maxTurns: 5 }).result();
  expect([end, turns, reply.text, reply.route.profile]).toEqual(["answer", 2, "Hi.", "tester"]);
});

it("F19: a turn that breaks after output ends the run, with its part and its route", async () => {
  const { router, asked: models } = testRouter({ alpha: [called, cut, whole], beta: [whole] });
  const run = router.streamTools(asked, { maxTurns: 5 });
  const error = await failure(collect(run));
  expect(error).toBeInstanceOf(RoutedRunError);
  expect(error).toMatchObject({
    code: "truncated",
    partialReply: { text: "Half" },
    run: { turns: 1, pending: [] },
    route: { steps: [{ ref: "alpha/first", outcome: "failed" }] },
  });
  expect(await failure(run.result())).toBe(error);
  expect(models).toEqual(["first", "first"]);
});

it("F19: with restart it begins the turn anew, and says so before anything of it", async () => {
  const { router } = testRouter(
    { alpha: [called, cut, whole] },
    { policy: { onBrokenStream: "restart" } },
  );
  const run = router.streamTools(asked, { maxTurns: 5 });
  const events = await collect(run);
  expect(shown(events).slice(3)).toEqual(["Half", "restart", "warning", "Hi.", "turn"]);
  expect(events.find(({ type }) => type === "restart")).toMatchObject({
    from: "alpha/first",
    to: "alpha/sibling",
    error: { code: "truncated" },
  });
  expect((await run.result()).turns).toBe(2);
});

it("F19: leaving it ends the turn with its request, and the error knows the run and the route", async () => {
  const { router, transports, clock } = testRouter({
    alpha: [called, { body: [chunk({ content: "Half" }), stall] }],
  });
  const run = router.streamTools(asked, { maxTurns: 5 });
  for await (const event of run) if (event.type === "text") break;
  expect(transports.alpha.closed).toEqual([true, false]);
  expect(clock.timers.size).toBe(0);
  expect(await failure(run.result())).toMatchObject({
    code: "aborted",
    run: { turns: 1 },
    route: { steps: [{ ref: "alpha/first", outcome: "failed", cost: { kind: "estimated" } }] },
  });
});

it("F19: a signal ends it where it waits", async () => {
  const { router, transports } = testRouter({
    alpha: [called, { body: [chunk({ content: "Half" }), stall] }],
  });
  const controller = new AbortController();
  const run = router.streamTools(asked, { maxTurns: 5, signal: controller.signal });
  const seen: RoutedRunEvent[] = [];
  const going = failure(
    (async () => {
      for await (const event of run) {
        seen.push(event);
        if (event.type === "text") setImmediate(() => controller.abort("enough"));
      }
    })(),
  );
  expect(await going).toMatchObject({ code: "aborted", run: { turns: 1 }, route: {} });
  expect(seen.at(-1)).toMatchObject({ type: "text", text: "Half" });
  expect(transports.alpha.closed).toEqual([true, false]);
});

it("F19: what is wrong with a run is said when it is read, before anything is sent", async () => {
  const { router, asked: models } = testRouter({});
  const wrong = router.streamTools(asked, { maxTurns: 0 });
  expect(await failure(collect(wrong))).toMatchObject({ code: "config" });
  const none = router.streamTools(undefined as never, { maxTurns: 1 });
  expect(await failure(none.result())).toMatchObject({ code: "bad-request" });
  const left = router.streamTools(asked, { maxTurns: 1 });
  await left[Symbol.asyncIterator]().return?.();
  expect(await failure(left.result())).toMatchObject({ code: "aborted" });
  expect(models).toEqual([]);
});
