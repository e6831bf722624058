import { describe, expect, it } from "vitest";
import type { RetryInfo } from "../../src/call/options.ts";
import type { KeiError } from "../../src/chat/errors.ts";
import { createLimiter } from "../../src/index.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { type ScriptedAnswer, scriptedTransport, stall } from "../support/scripted-transport.ts";
import {
  chunk,
  chunks,
  collect,
  completion,
  failure,
  hello,
  testClient,
} from "../support/test-client.ts";

const ok: ScriptedAnswer = { body: completion("Hi") };

/** An error with the body that OpenAI's API gives. */
function error(
  status: number,
  headers: Record<string, string> = {},
  body: object = {},
): ScriptedAnswer {
  return { status, headers, body: JSON.stringify({ error: { message: "no", ...body } }) };
}

/** Calls `chat` until it settles, whatever it waits for; gives the outcome and the waits. */
async function run(transport: ReturnType<typeof scriptedTransport>, options = {}) {
  const clock = new FakeClock();
  const delays: number[] = [];
  const client = testClient({
    transport,
    clock,
    hooks: { onRetry: ({ delayMs }: RetryInfo) => delays.push(delayMs) },
    ...options,
  });
  const outcome = client.chat(hello).then(
    (reply) => reply.text,
    (thrown: unknown) => thrown as KeiError,
  );
  await clock.pass(1_000_000);
  const result = await outcome;
  expect(clock.timers.size).toBe(0);
  return { result, delays, sent: transport.requests.length };
}

describe("R1: statuses that are tried again", () => {
  it.each([408, 409, 429, 500, 502, 503, 504, 529])("%i", async (status) => {
    const { result, sent } = await run(scriptedTransport(error(status), ok));
    expect([result, sent]).toEqual(["Hi", 2]);
  });

  it.each([400, 401, 402, 403, 404, 413, 422])("not %i", async (status) => {
    const { result, sent } = await run(scriptedTransport(error(status)));
    expect(result).toMatchObject({ status, attempts: 1, retryable: false });
    expect(sent).toBe(1);
  });
});

describe("R2: x-should-retry beats the status", () => {
  it("true", async () => {
    const answer = error(400, { "x-should-retry": "true" });
    expect((await run(scriptedTransport(answer, ok))).result).toBe("Hi");
  });

  it("true, but not the number of attempts", async () => {
    const answer = error(429, { "x-should-retry": "true" });
    const { result, sent } = await run(scriptedTransport(answer, answer, answer, ok));
    expect(result).toMatchObject({ code: "rate-limit", attempts: 3 });
    expect(sent).toBe(3);
  });

  it("false", async () => {
    const { result } = await run(scriptedTransport(error(500, { "x-should-retry": "false" })));
    expect(result).toMatchObject({ code: "server", attempts: 1, retryable: false });
  });
});

describe("R3: retry.max counts retries", () => {
  it.each([0, 1, 2, 5])("%i", async (max) => {
    const transport = scriptedTransport(...Array.from({ length: 9 }, () => error(500)));
    const { result, sent } = await run(transport, { retry: { max } });
    expect(sent).toBe(max + 1);
    expect(result).toMatchObject({ attempts: max + 1, retryable: true });
  });
});

describe("R4: how long the provider asks to wait", () => {
  it.each<[Record<string, string>, number]>([
    [{ "retry-after-ms": "1500" }, 1500],
    [{ "retry-after-ms": "0", "retry-after": "9" }, 0],
    [{ "x-ms-retry-after-ms": "700", "retry-after": "1" }, 700],
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "Mon, 23 Nov 2026 00:00:07 GMT" }, 7000],
    [{ "retry-after": "Mon, 23 Nov 2020 00:00:07 GMT" }, 0],
    // Neither: our own backoff.
    [{ "retry-after": "soon" }, 100],
    [{ "retry-after": "-5" }, 100],
    [{ "retry-after": "" }, 100],
  ])("%j: %i ms", async (headers, delay) => {
    const { result, delays } = await run(scriptedTransport(error(429, headers), ok));
    expect([result, delays]).toEqual(["Hi", [delay]]);
  });
});

describe("R5, D: a longer wait than maxDelayMs", () => {
  it("fails at once and says how long", async () => {
    const { result, sent, delays } = await run(
      scriptedTransport(error(429, { "retry-after": "277403" })),
    );
    expect(result).toMatchObject({
      code: "rate-limit",
      retryAfterMs: 277_403_000,
      retryable: true,
    });
    expect([sent, delays]).toEqual([1, []]);
  });

  it("can be allowed", async () => {
    const { result } = await run(scriptedTransport(error(429, { "retry-after": "90" }), ok), {
      retry: { maxDelayMs: 100_000 },
    });
    expect(result).toBe("Hi");
  });
});

describe("R6: backoff", () => {
  const failing = () => scriptedTransport(...Array.from({ length: 6 }, () => error(500)));
  const retry = { max: 5, backoffMs: 500, maxDelayMs: 5000 };

  it("doubles up to the longest wait", async () => {
    const { delays } = await run(failing(), { retry });
    expect(delays).toEqual([500, 1000, 2000, 4000, 5000]);
  });

  it("takes off up to a quarter", async () => {
    const { delays } = await run(failing(), { retry, random: () => 1 });
    expect(delays).toEqual([375, 750, 1500, 3000, 3750]);
  });
});

describe("R7: the wait is abortable", () => {
  it("rejects at once, clears the timer, sends nothing more", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(error(500), ok);
    const controller = new AbortController();
    const client = testClient({ transport, clock });
    const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
    await clock.pass(50);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await outcome).toMatchObject({ code: "aborted", attempts: 1, retryable: false });
    expect(((await outcome) as KeiError).cause).toBe(reason);
    await clock.pass(10_000);
    expect(transport.requests).toHaveLength(1);
    expect(clock.timers.size).toBe(0);
  });
});

describe("R8: what fails without an answer", () => {
  it("a broken connection is tried again", async () => {
    const { result, sent } = await run(scriptedTransport(new Error("ECONNRESET"), ok));
    expect([result, sent]).toEqual(["Hi", 2]);
  });

  it("headers that do not come in time are tried again", async () => {
    const { result, sent } = await run(scriptedTransport(stall, ok), {
      timeouts: { headersMs: 1000 },
    });
    expect([result, sent]).toEqual(["Hi", 2]);
  });

  it("the caller's abort is not", async () => {
    const controller = new AbortController();
    const transport = scriptedTransport(stall, ok);
    const client = testClient({ transport, clock: new FakeClock() });
    const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
    await idle();
    controller.abort();
    expect(await outcome).toMatchObject({ code: "aborted" });
    expect(transport.requests).toHaveLength(1);
  });
});

describe("R9, D: nothing is tried again once the caller has had a part", () => {
  it("a broken stream throws with what there was", async () => {
    const transport = scriptedTransport(
      { body: [chunk({ content: "Hel" }), new Error("ECONNRESET")] },
      { body: chunks("never") },
    );
    const events: unknown[] = [];
    const stream = testClient({ transport, clock: new FakeClock() }).stream(hello);
    const error = await failure(
      (async () => {
        for await (const event of stream) events.push(event);
      })(),
    );
    expect(events).toEqual([{ type: "text", text: "Hel" }]);
    expect(error).toMatchObject({ code: "network", partial: true, retryable: false, attempts: 1 });
    expect(error).toMatchObject({ partialReply: { text: "Hel" } });
    expect(await failure(stream.result())).toBe(error);
    expect(transport.requests).toHaveLength(1);
  });

  it("before, it is", async () => {
    const clock = new FakeClock();
    const role = chunk({ role: "assistant" });
    const transport = scriptedTransport(
      { body: [role, new Error("ECONNRESET")] },
      { body: chunks("Hi") },
    );
    const outcome = collect(testClient({ transport, clock }).stream(hello));
    await clock.pass(1000);
    expect(await outcome).toEqual([
      { type: "text", text: "Hi" },
      { type: "finish", finishReason: "stop", rawFinishReason: "stop" },
    ]);
    expect(transport.requests).toHaveLength(2);
  });
});

describe("R10, D: a limit that waiting does not lift", () => {
  it("insufficient_quota", async () => {
    const answer = error(429, {}, { code: "insufficient_quota" });
    const { result, sent } = await run(scriptedTransport(answer));
    expect(result).toMatchObject({ code: "quota", status: 429, retryable: false });
    expect(sent).toBe(1);
  });

  it("an empty balance", async () => {
    const { result } = await run(scriptedTransport(error(402)));
    expect(result).toMatchObject({ code: "quota", retryable: false });
  });
});

describe("R12, R13, R14: what is sent again is the same", () => {
  it("body, headers and URL, with nothing added", async () => {
    const transport = scriptedTransport(error(500), error(500), ok);
    await run(transport, { headers: { "X-Mine": "1" } });
    const [first, second, third] = transport.requests;
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(Object.keys(first?.headers ?? {}).sort()).toEqual([
      "accept",
      "authorization",
      "content-type",
      "x-mine",
    ]);
  });
});

describe("R15: the limiter", () => {
  it("counts retries as well", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(error(500), error(500), ok);
    const limiter = createLimiter({ rpm: 2, clock });
    const outcome = testClient({ transport, clock, limiter }).chat(hello);
    await clock.pass(59_000);
    expect(transport.requests).toHaveLength(2);
    await clock.pass(2000);
    expect(transport.requests).toHaveLength(3);
    expect((await outcome).text).toBe("Hi");
  });

  it("the wait for it is abortable", async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const transport = scriptedTransport(ok, ok);
    const client = testClient({ transport, clock, limiter: createLimiter({ rpm: 1, clock }) });
    await client.chat(hello);
    const outcome = failure(client.chat({ ...hello, signal: controller.signal }));
    await idle();
    controller.abort("later");
    expect(await outcome).toMatchObject({ code: "aborted", attempts: 0, cause: "later" });
    expect(transport.requests).toHaveLength(1);
  });
});

describe("R16: one layer", () => {
  it("sends max + 1 requests and no more, for chat and stream alike", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport(...Array.from({ length: 9 }, () => error(503)));
    const client = testClient({ transport, clock, retry: { max: 3 } });
    const outcome = failure(collect(client.stream(hello)));
    await clock.pass(100_000);
    expect(await outcome).toMatchObject({ code: "overloaded", attempts: 4 });
    expect(transport.requests).toHaveLength(4);
  });
});
