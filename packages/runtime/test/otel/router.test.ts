import { expect, it } from "vitest";
import { failing, hello, OK, routeErrorOf, testRouter } from "../router/test-router.ts";
import { stall } from "../support/scripted-transport.ts";
import { chunk } from "../support/test-client.ts";
import { errorOf, testTelemetry } from "./test-telemetry.ts";

it("J1: makes a span of each call of a router, in that of the caller", async () => {
  const telemetry = testTelemetry();
  const { router } = testRouter(
    { alpha: [failing(503), failing(503)], beta: [OK] },
    { options: { hooks: { onWarning: () => {}, ...telemetry.hooks } } },
  );
  await telemetry.tracer.startActiveSpan("of the caller", async (outer) => {
    await router.chat(hello);
    outer.end();
  });
  const spans = telemetry.spans();
  expect(spans.map((span) => [span.name, errorOf(span)])).toEqual([
    ["chat first", "overloaded"],
    ["chat sibling", "overloaded"],
    ["chat other", undefined],
    ["of the caller", undefined],
  ]);
  const outer = spans.at(-1)?.spanContext().spanId;
  const parents = spans.slice(0, -1).map(({ parentSpanContext }) => parentSpanContext?.spanId);
  expect(parents).toEqual([outer, outer, outer]);
});

it("J3: ends the span of each stream of a router: of what failed, and of what broke or was left", async () => {
  for (const [how, code] of [
    ["broke", "network"],
    ["left", "aborted"],
  ] as const) {
    const telemetry = testTelemetry();
    const rest = how === "broke" ? new Error("reset") : stall;
    const { router } = testRouter(
      { alpha: [failing(503), failing(503)], beta: [{ body: [chunk({ content: "Hi" }), rest] }] },
      { options: { hooks: { onWarning: () => {}, ...telemetry.hooks } } },
    );
    const stream = router.stream(hello);
    if (how === "left") for await (const _ of stream) break;
    else await routeErrorOf(stream.result());
    expect(telemetry.spans().map(errorOf)).toEqual(["overloaded", "overloaded", code]);
  }
});
