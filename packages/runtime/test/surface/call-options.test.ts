import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { scriptedTransport, stall } from "../support/scripted-transport.ts";
import { chunks, collect, completion, failure, hello, testClient } from "../support/test-client.ts";

const ok = { body: completion("Hi") };
const refused = { status: 401, body: JSON.stringify({ error: { message: "expired" } }) };

describe("M5: headers, limits of time and retries of one call", () => {
  it("headers go over those of the client, in every kind of call", async () => {
    const transport = scriptedTransport(ok, { body: chunks("Hi") }, ok, ok);
    const client = testClient({ transport, headers: { "x-a": "client", "x-b": "client" } });
    const headers = { "X-A": "call" };
    await client.chat({ ...hello, headers });
    await client.stream({ ...hello, headers }).result();
    await client.raw({ model: "m", messages: [] }, { headers });
    await client.chat(hello);
    expect(transport.requests.map((sent) => [sent.headers["x-a"], sent.headers["x-b"]])).toEqual([
      ["call", "client"],
      ["call", "client"],
      ["call", "client"],
      ["client", "client"],
    ]);
  });

  it("headers are redacted as the client's are", async () => {
    const token = "canary-0123456789abcdef";
    const transport = scriptedTransport({
      status: 400,
      body: JSON.stringify({ error: { message: `bad token ${token}` } }),
    });
    const client = testClient({ transport });
    const request = { ...hello, headers: { "x-gateway-token": token } };
    expect((await client.preview(request)).headers["x-gateway-token"]).toBe("[redacted]");
    const error = (await failure(client.chat(request))) as KeiError;
    expect(error.message).toContain("bad token [redacted]");
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  it.each<[Record<string, string>, string]>([
    [{ Authorization: "Bearer x" }, "the header Authorization carries the key"],
    [{ "content-length": "5" }, "the header content-length is about the connection"],
    [{ "x y": "5" }, "headers has a name that no header can have"],
    [{ "x-y": "a\nb" }, "the header x-y must be plain ASCII"],
  ])("%j is refused before anything is sent", async (headers, message) => {
    const transport = scriptedTransport();
    const error = await failure(testClient({ transport }).chat({ ...hello, headers }));
    expect(error).toMatchObject({ code: "bad-request" });
    expect((error as Error).message).toContain(message);
  });

  it("a call can do with less time, and with more", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(stall, stall, stall);
    const client = testClient({ transport, clock, timeouts: { headersMs: 5_000 } });
    const request = { ...hello, retry: { max: 0 } };
    const less = failure(client.chat({ ...request, timeouts: { headersMs: 1_000 } }));
    const same = failure(client.chat(request));
    const more = failure(client.chat({ ...request, timeouts: { headersMs: 9_000 } }));
    await idle();
    await clock.pass(10_000);
    const [first, second, third] = (await Promise.all([less, same, more])) as KeiError[];
    expect(first?.message).toContain("took longer than 1 s");
    expect(second?.message).toContain("took longer than 5 s");
    expect(third?.message).toContain("took longer than 9 s");
  });

  it("a stream has limits of its own as well", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: [...chunks("Hi").slice(0, 1), stall] });
    const client = testClient({ transport, clock });
    const stream = client.stream({ ...hello, timeouts: { idleMs: 700 } });
    const failed = failure(collect(stream));
    await idle();
    await clock.pass(1_000);
    expect(await failed).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("0.7 s"),
    });
  });

  it("a call can be tried again more often, or not at all", async () => {
    const busy = { status: 503 };
    const clock = new FakeClock();
    const transport = scriptedTransport(busy, busy, busy, busy, ok);
    const client = testClient({ transport, clock });
    expect(await failure(client.chat({ ...hello, retry: { max: 0 } }))).toMatchObject({
      attempts: 1,
    });
    const reply = client.chat({ ...hello, retry: { max: 3, backoffMs: 1 } });
    await clock.pass(100);
    expect((await reply).text).toBe("Hi");
  });

  it.each<[object, string]>([
    [{ retry: { max: -1 } }, "retry.max must be a number of 0 or more, but is -1"],
    [{ timeouts: { idleMs: "5" } }, "timeouts.idleMs must be a number of 0 or more, but is 5"],
    [{ timeouts: 5 }, "timeouts must be an object"],
    [
      { timeouts: { totalMS: 5 } },
      "timeouts.totalMS is not a key of timeouts: did you mean totalMs?",
    ],
  ])("%j is refused", async (said, message) => {
    const error = await failure(
      testClient({ transport: scriptedTransport() }).chat({ ...hello, ...said }),
    );
    expect(error).toMatchObject({ code: "bad-request", message: `test: ${message}` });
  });
});

describe("M6: a key that a function gives", () => {
  it("is asked for before every attempt", async () => {
    const transport = scriptedTransport({ status: 503 }, ok);
    let count = 0;
    const asked: boolean[] = [];
    const clock = new FakeClock();
    const apiKey = ({ renew }: { renew: boolean }) => {
      asked.push(renew);
      count += 1;
      return Promise.resolve(`token-${count}`);
    };
    const reply = testClient({ transport, apiKey, clock }).chat(hello);
    await clock.pass(1_000);
    expect((await reply).text).toBe("Hi");
    expect(transport.requests.map(({ headers }) => headers["authorization"])).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    expect(asked).toEqual([false, false]);
  });

  it("is renewed once when it is refused, whatever is said of retries", async () => {
    const transport = scriptedTransport(refused, ok);
    const apiKey = ({ renew }: { renew: boolean }) => (renew ? "token-new" : "token-old");
    const client = testClient({ transport, apiKey, retry: { max: 0 } });
    expect((await client.chat(hello)).text).toBe("Hi");
    expect(transport.requests.map(({ headers }) => headers["authorization"])).toEqual([
      "Bearer token-old",
      "Bearer token-new",
    ]);
  });

  it("is not renewed twice", async () => {
    const transport = scriptedTransport(refused, refused);
    const client = testClient({ transport, apiKey: () => "token-old" });
    expect(await failure(client.chat(hello))).toMatchObject({ code: "auth", attempts: 2 });
  });

  it("a key that is a text is not sent again", async () => {
    const transport = scriptedTransport(refused);
    expect(await failure(testClient({ transport }).chat(hello))).toMatchObject({ attempts: 1 });
  });

  it("shows nowhere, and neither do those before it", async () => {
    const echo = (status: number, key: string) => ({
      status,
      body: JSON.stringify({ error: { message: `no good: ${key}` } }),
    });
    const transport = scriptedTransport(
      ok,
      echo(401, "canary-token-1"),
      echo(400, "canary-token-1 canary-token-2 canary-token-3"),
    );
    let count = 0;
    const seen: string[] = [];
    const client = testClient({
      transport,
      apiKey: () => `canary-token-${++count}`,
      hooks: {
        beforeRequest: (request) => seen.push(JSON.stringify(request)),
        onRetry: (retry) => seen.push(String(retry.error)),
      },
    });
    await client.chat(hello);
    const error = (await failure(client.chat(hello))) as KeiError;
    expect(error.message).toBe(
      "test: status 400 (bad-request): no good: [redacted] [redacted] [redacted]",
    );
    expect(seen.join("\n")).not.toContain("canary");
  });

  it.each<[() => unknown, string]>([
    [() => Promise.reject(new Error("no token")), "the option apiKey failed: no token"],
    [() => "", "the key is missing: pass the option apiKey"],
    [() => "a b", "the key that the option apiKey gave holds a space"],
  ])("%s fails the call, once and unsent", async (apiKey, message) => {
    const transport = scriptedTransport();
    const error = await failure(testClient({ transport, apiKey: apiKey as never }).chat(hello));
    expect(error).toMatchObject({ code: "config", retryable: false, attempts: 0 });
    expect((error as Error).message).toContain(message);
  });

  it("a function that never answers ends with the limits of the call, and with its signal", async () => {
    const clock = new FakeClock();
    const apiKey = () => new Promise<string>(() => {});
    const client = testClient({ transport: scriptedTransport(), apiKey, clock });
    const slow = failure(client.chat({ ...hello, timeouts: { headersMs: 50 }, retry: { max: 0 } }));
    const controller = new AbortController();
    const left = failure(client.chat({ ...hello, signal: controller.signal }));
    await idle();
    await clock.pass(60);
    expect(await slow).toMatchObject({ code: "timeout" });
    controller.abort();
    expect(await left).toMatchObject({ code: "aborted" });
    expect(clock.timers.size).toBe(0);
  });

  it("forgets what it gave long ago", async () => {
    const settings = { count: 0 };
    const answers = Array.from({ length: 200 }, () => ok);
    const transport = scriptedTransport(...answers, {
      status: 400,
      body: JSON.stringify({ error: { message: "canary-key-1 canary-key-200" } }),
    });
    const client = testClient({ transport, apiKey: () => `canary-key-${++settings.count}` });
    for (const _ of answers) await client.chat(hello);
    const error = (await failure(client.chat(hello))) as KeiError;
    expect(error.message).toContain("canary-key-1 [redacted]");
  });
});
