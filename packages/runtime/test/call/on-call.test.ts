import { expect, it } from "vitest";
import type { CallHooks, CallStart } from "../../src/call/options.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import {
  chunks,
  collect,
  completion,
  failure,
  hello,
  type TestOptions,
  testClient,
} from "../support/test-client.ts";

const OK = { body: completion("Hi.") };

/** What the hooks of each call hear, beside those of the client. */
function heard(options: TestOptions = {}) {
  const told: string[] = [];
  const calls: CallStart[] = [];
  const client = testClient({
    limiter: false,
    ...options,
    hooks: {
      ...options.hooks,
      onCall(call) {
        calls.push(call);
        const n = calls.length;
        const tell = (what: string) => () => void told.push(`${n}: ${what}`);
        return {
          around(send) {
            told.push(`${n}: around`);
            send();
          },
          beforeRequest: tell("request"),
          afterResponse: tell("response"),
          onRetry: tell("retry"),
          onEvent: ({ type }) => void told.push(`${n}: ${type}`),
          onReply: tell("reply"),
          onError: ({ code }) => void told.push(`${n}: ${code}`),
        };
      },
    },
  });
  return { client, told, calls };
}

it("J9: tells the hooks of each call what happens in it, in order", async () => {
  const { client, told, calls } = heard({
    transport: scriptedTransport({ status: 500 }, OK, { body: chunks("Hi.") }),
    retry: { max: 1, backoffMs: 0 },
  });
  await client.chat(hello);
  const first = ["request", "around", "response", "retry"];
  const second = ["request", "around", "response", "reply"];
  expect(told.splice(0)).toEqual([...first, ...second].map((what) => `1: ${what}`));
  await collect(client.stream(hello));
  expect(told).toEqual(
    ["request", "around", "response", "text", "finish", "reply"].map((what) => `2: ${what}`),
  );
  expect(calls).toMatchObject([
    { provider: "test", transport: "direct-api", model: "m", isStream: false, request: hello },
    { isStream: true, protocol: "openai-chat", endpoint: expect.stringContaining("https://") },
  ]);
});

it("J9: tells a call's hooks after those of the client, of each failure once", async () => {
  const order: string[] = [];
  const client = testClient({
    transport: scriptedTransport({ status: 400 }),
    hooks: {
      onError: () => void order.push("client"),
      onCall: () => ({ onError: () => void order.push("call") }),
    },
  });
  await failure(client.chat(hello));
  expect(order).toEqual(["client", "call"]);
  order.length = 0;
  await failure(client.chat({ ...hello, messages: [] }));
  await failure(client.stream({ ...hello, messages: [] }).result());
  expect(order.filter((who) => who === "call")).toHaveLength(2);
  expect(order.filter((who) => who === "client")).toHaveLength(2);
});

it("J9: begins a call before anything is waited for, and a stream when it is read", async () => {
  const { client, calls } = heard({ transport: scriptedTransport(OK, { body: chunks("Hi.") }) });
  const asked = client.chat(hello);
  expect(calls).toHaveLength(1);
  await asked;
  const stream = client.stream(hello);
  expect(calls).toHaveLength(1);
  await stream.result();
  await client.preview(hello);
  expect(calls).toHaveLength(2);
});

it("J9: names the model that goes over the wire", async () => {
  const { client, calls } = heard({ transport: scriptedTransport(OK) });
  await client.chat({ ...hello, extraBody: { model: "another" } });
  expect(calls).toMatchObject([{ model: "another" }]);
});

it.each<readonly [string, () => CallHooks | undefined]>([
  [
    "throws",
    () => {
      throw new Error("a hook's own");
    },
  ],
  ["gives nothing", () => undefined],
  ["gives what is none", () => null as never],
  ["gives a promise that rejects", () => Promise.reject(new Error("later")) as never],
  [
    "sends twice",
    () => ({
      around: (send) => {
        send();
        send();
      },
    }),
  ],
  ["never sends", () => ({ around: () => {} })],
  [
    "throws around",
    () => ({
      around: () => {
        throw new Error("a hook's own");
      },
    }),
  ],
])("J9: sends a request once when onCall %s", async (_, onCall) => {
  const transport = scriptedTransport(OK);
  const client = testClient({ transport, hooks: { onCall } });
  expect((await client.chat(hello)).text).toBe("Hi.");
  expect(transport.requests).toHaveLength(1);
});

it("J9: a transport that throws at once is asked once", async () => {
  let asked = 0;
  const client = testClient({
    retry: { max: 0 },
    transport: {
      send() {
        asked += 1;
        throw new Error("no");
      },
    },
    hooks: { onCall: () => ({ around: (send) => send() }) },
  });
  expect(await failure(client.chat(hello))).toMatchObject({ attempts: 1 });
  expect(asked).toBe(1);
});
