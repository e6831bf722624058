import type { Provider } from "@kei/registry";
import { context, createTraceState, type SpanContext, TraceFlags, trace } from "@opentelemetry/api";
import { expect, it } from "vitest";
import type { CallHooks, TraceHeaders } from "../../src/call/options.ts";
import { serve } from "../support/loopback.ts";
import {
  completion,
  hello,
  type TestOptions,
  testClient,
  testProvider,
} from "../support/test-client.ts";
import { testTelemetry } from "./test-telemetry.ts";

/** What a provider that is marked so gets of a trace. */
async function sent(marked: Pick<Provider, "ownEndpoint">, options: TestOptions, isOption = false) {
  const headers: Record<string, unknown> = {};
  const server = await serve((request, response) => {
    for (const name of ["traceparent", "tracestate", "baggage", "authorization"]) {
      if (request.headers[name] !== undefined) headers[name] = request.headers[name];
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(completion("Hi."));
  });
  const endpoint = `${server.url}/v1/chat/completions`;
  const provider = { ...testProvider, ...marked, ...(isOption ? {} : { endpoint }) };
  const client = testClient({ ...options, ...(isOption && { endpoint }) }, provider);
  await client.chat(hello);
  const { authorization, ...rest } = headers;
  expect(authorization).toBe("Bearer sk-test-0123456789");
  return rest;
}

it("J8: sends the trace of a call to an endpoint that the registry marks as one's own", async () => {
  const telemetry = testTelemetry();
  const outer: SpanContext = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: TraceFlags.SAMPLED,
    traceState: createTraceState("vendor=1"),
  };
  const headers = await context.with(trace.setSpanContext(context.active(), outer), () =>
    sent({ ownEndpoint: true }, { hooks: telemetry.hooks }),
  );
  const { spanId } = telemetry.span().spanContext();
  expect(headers).toEqual({
    traceparent: `00-0af7651916cd43dd8448eb211c80319c-${spanId}-01`,
    tracestate: "vendor=1",
  });
});

it.each([
  ["a provider that is not marked, on this machine as well", {}, false],
  ["a provider that is marked as somebody else's", { ownEndpoint: false }, false],
  ["an endpoint of the options", { ownEndpoint: true }, true],
] as const)("J8: sends none to %s", async (_, marked, isOption) => {
  const telemetry = testTelemetry();
  expect(await sent(marked, { hooks: telemetry.hooks }, isOption)).toEqual({});
  expect(telemetry.spans()).toHaveLength(1);
});

it("J8: takes nothing else from a hook, and what the caller says goes first", async () => {
  const giving = (trace: object) => ({
    onCall: (): CallHooks => ({ around: (send) => send(trace as TraceHeaders) }),
  });
  const own = { ownEndpoint: true };
  const strange = { traceparent: "00-1", tracestate: "a\nb", baggage: "c", authorization: "d" };
  expect(await sent(own, { hooks: giving(strange) })).toEqual({ traceparent: "00-1" });
  const headers = { traceparent: "00-2" };
  expect(await sent(own, { hooks: giving({ traceparent: "00-1" }), headers })).toEqual(headers);
});
