import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { Timeouts } from "../../src/chat/call-options.ts";
import { defineClient } from "../../src/client/define-client.ts";
import { createLoader } from "../../src/platform/load-part.ts";
import { anthropicMessages } from "../../src/protocols/anthropic-messages/protocol.ts";
import { geminiGenerateContent } from "../../src/protocols/gemini-generate-content/protocol.ts";
import { ollamaChat } from "../../src/protocols/ollama-chat/protocol.ts";
import { openaiChat } from "../../src/protocols/openai-chat/protocol.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { withAnswers } from "../support/answer-sides.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { ndjson, sse } from "../support/stream-text.ts";
import {
  chunk,
  completion,
  failure,
  hello,
  testClient,
  testOptions,
  testProvider,
} from "../support/test-client.ts";

const done = "data: [DONE]\n\n";
const usage = sse({
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});
const text = chunk({ content: "a" });
const stop = chunk({}, "stop");
const thought = chunk({ reasoning_content: "hm" });

type Step = string | number;

/**
 * A body that comes over time: texts are pieces, numbers are pauses in milliseconds. `then` is `end`,
 * `open`, `reset`, or what comes every 300 ms for ever.
 */
function over(clock: FakeClock, steps: readonly Step[], then: string) {
  const wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const stopWaiting = () => {
        clock.clearTimer(timer);
        reject(signal.reason);
      };
      const timer = clock.setTimer(
        () => {
          signal.removeEventListener("abort", stopWaiting);
          resolve();
        },
        ms,
        false,
      );
      signal.addEventListener("abort", stopWaiting, { once: true });
    });
  const transport: Transport = {
    async send(_, signal) {
      let next = 0;
      const read = async (): Promise<Uint8Array | undefined> => {
        signal.throwIfAborted();
        const step = steps[next];
        next += 1;
        if (typeof step === "number") {
          await wait(step, signal);
          return await read();
        }
        if (step !== undefined) return new TextEncoder().encode(step);
        if (then === "end") return undefined;
        if (then === "reset") throw new Error("ECONNRESET");
        if (then === "open") return await wait(1e9, signal).then(() => undefined);
        // For ever.
        await wait(300, signal);
        return new TextEncoder().encode(then);
      };
      return {
        status: 200,
        header: () => undefined,
        read,
        async text(_, onBytes) {
          let body = "";
          for (let bytes = await read(); bytes !== undefined; bytes = await read()) {
            onBytes?.(bytes);
            body += new TextDecoder().decode(bytes);
          }
          return body;
        },
        close() {},
      };
    },
  };
  return transport;
}

function clientOf(protocol: Protocol, clock: FakeClock, transport: Transport, options = {}) {
  const create = defineClient<string, Protocol>(testProvider, {}, protocol);
  const more = testOptions({ clock, transport, retry: { max: 0 }, ...options });
  return create({ apiKey: "sk-test-0123456789", ...more });
}

/** What comes of a stream within some time of a clock, and when. */
async function within(
  ms: number,
  steps: readonly Step[],
  then: string,
  {
    protocol = openaiChat as Protocol,
    ...options
  }: { readonly protocol?: Protocol; readonly timeouts?: Timeouts } = {},
) {
  const clock = new FakeClock();
  const client = clientOf(protocol, clock, over(clock, steps, then), options);
  const started = clock.now();
  let took: number | undefined;
  const result = client
    .stream(hello)
    .result()
    .catch((error: unknown) => error as { code: string })
    .finally(() => {
      took = clock.now() - started;
    });
  await clock.pass(ms);
  expect(took, "over in time").toBeDefined();
  expect(clock.timers.size).toBe(0);
  const outcome = (await result) as object & { readonly message?: string };
  return { ...outcome, message: outcome.message, took } as Record<string, unknown>;
}

const candidate = (parts: unknown, finishReason?: string) =>
  sse({ candidates: [{ content: { parts }, ...(finishReason && { finishReason }) }] });

describe("N1, C: after a reason there is one grace, which noise does not move", () => {
  it.each([
    ["comments", ": ka\n\n"],
    ["pings", "event: ping\ndata: {}\n\n"],
    ["empty deltas", chunk({ content: "" })],
    ["the reason again", stop],
    ["the same usage again", usage],
  ])("%s", async (_, noise) => {
    const outcome = await within(10_000, [text, stop], noise);
    expect(outcome).toMatchObject({ text: "a", finishReason: "stop" });
    expect(outcome["took"]).toBeLessThan(7000);
  });

  it("content moves it", async () => {
    const late = [text, stop, 2000, chunk({ content: "b" }), 2000, chunk({ content: "c" })];
    expect(await within(10_000, late, "open")).toMatchObject({ text: "abc" });
  });

  it("what comes after it is not read: to wait for it would hold up every answer that ends so", async () => {
    const late = [text, stop, 4000, chunk({ content: "b" })];
    expect(await within(10_000, late, "open")).toMatchObject({ text: "a", took: 3000 });
  });

  it("noise of Gemini's, whose only end is that of the body: as long as between events", async () => {
    const told = [candidate([{ text: "a" }], "STOP")];
    const options = { protocol: geminiGenerateContent as Protocol, timeouts: { idleMs: 5000 } };
    expect(await within(6000, told, ": ka\n\n", options)).toMatchObject({ text: "a", took: 5000 });
    const endless = { protocol: geminiGenerateContent as Protocol, timeouts: { idleMs: 0 } };
    expect(await within(121_000, told, ": ka\n\n", endless)).toMatchObject({ text: "a" });
  });

  it("Anthropic without message_stop", async () => {
    const events = sse(
      { type: "message_start", message: { model: "m" } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "a" } },
      { type: "message_delta", delta: { stop_reason: "end_turn" } },
    );
    const options = { protocol: anthropicMessages as Protocol };
    const noise = 'event: ping\ndata: {"type": "ping"}\n\n';
    expect(await within(3300, [events], noise, options)).toMatchObject({ text: "a" });
  });

  it("warnings move no limit either", async () => {
    const warned = sse({
      candidates: [
        {
          content: { parts: [{ thought: true, inlineData: { mimeType: "image/png", data: "A" } }] },
        },
      ],
    });
    const steps = [candidate([{ text: "a" }]), 4000, warned];
    const options = { protocol: geminiGenerateContent as Protocol, timeouts: { idleMs: 5000 } };
    expect(await within(6000, steps, ": ka\n\n", options)).toMatchObject({
      code: "timeout",
      took: 5000,
    });
  });
});

describe("N2, B: a reason before any text or call ends nothing", () => {
  it.each<[string, readonly Step[], Protocol]>([
    [
      "thoughts with a reason, then the answer",
      [chunk({ reasoning_content: "hm" }, "stop"), 1500, text, 1500, stop, done],
      openaiChat as Protocol,
    ],
    [
      "Gemini, no parts with STOP",
      [candidate([], "STOP"), 1500, candidate([{ text: "a" }]), 1500, candidate([], "STOP")],
      geminiGenerateContent as Protocol,
    ],
    [
      "Gemini, code that ran, with STOP",
      [
        candidate([{ executableCode: { code: "1" } }, { codeExecutionResult: {} }], "STOP"),
        4000,
        candidate([{ text: "a" }], "STOP"),
      ],
      geminiGenerateContent as Protocol,
    ],
    [
      "Gemini, STOP with every event",
      [candidate([{ text: "a" }], "STOP"), 4000, candidate([{ text: "" }], "STOP")],
      geminiGenerateContent as Protocol,
    ],
  ])("%s", async (_, steps, protocol) => {
    expect(await within(10_000, steps, "end", { protocol })).toMatchObject({
      text: "a",
      finishReason: "stop",
    });
  });

  it("what follows and is cut is a cut", async () => {
    expect(
      await within(1, [chunk({ reasoning_content: "hm" }, "stop"), text], "end"),
    ).toMatchObject({
      code: "truncated",
      partialReply: { text: "a", reasoning: "hm" },
    });
    const gemini = { protocol: geminiGenerateContent as Protocol };
    const steps = [candidate([], "STOP"), candidate([{ text: "a" }])];
    expect(await within(1, steps, "end", gemini)).toMatchObject({ code: "truncated" });
  });

  it("silence after it is no end, and a connection that breaks is none", async () => {
    const steps = [chunk({ reasoning_content: "hm" }, "stop")];
    const options = { timeouts: { idleMs: 5000 } };
    expect(await within(5000, steps, "open", options)).toMatchObject({ code: "timeout" });
    expect(await within(1, steps, "reset")).toMatchObject({ code: "network" });
  });

  it("the terminator and the end of the body are ends", async () => {
    const steps = [chunk({ reasoning_content: "hm" }, "length")];
    expect(await within(1, [...steps, done], "open")).toMatchObject({ finishReason: "length" });
    expect(await within(1, steps, "end")).toMatchObject({ finishReason: "length", text: "" });
  });
});

it("N3: usage that comes late counts", async () => {
  expect(await within(2000, [text, stop, 1500, usage, done], "open")).toMatchObject({
    usage: { inputTokens: 3, outputTokens: 2 },
    took: 1500,
  });
});

describe("N4: what follows a reason and is no event ends the stream", () => {
  it.each(["[DONE] ", " [DONE]", "DONE", "bye", "[DONE]!", "<eos>"])("%j", async (data) => {
    const body = [text, stop, usage, `data: ${data}\n\n`, "data: nonsense\n\n"];
    for (const steps of [body, [body.join("")]]) {
      expect(await within(1, steps, "open")).toMatchObject({
        text: "a",
        usage: { inputTokens: 3, outputTokens: 2 },
      });
    }
    expect(await within(1, [text, stop, `data: ${data}`], "end")).toMatchObject({ text: "a" });
  });

  it("before a reason it is an error", async () => {
    expect(await within(1, [text, "data: DONE\n\n"], "open")).toMatchObject({ code: "protocol" });
  });

  it("[DONE] with blanks is the end, with a reason or without", async () => {
    expect(await within(1, [text, "data: [DONE] \n\n"], "open")).toMatchObject({ text: "a" });
  });
});

describe("N5, B: an end without a reason", () => {
  const half = chunk({
    tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: '{"' } }],
  });
  const whole = chunk({
    tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: "{}" } }],
  });
  it.each([
    ["after thoughts alone", [thought, done]],
    ["after half a call", [half, done]],
    ["after a text and half a call", [text, half, done]],
  ])("%s is a cut", async (_, steps) => {
    expect(await within(1, steps, "open")).toMatchObject({ code: "truncated", partial: true });
  });

  it("after a whole call it is the end", async () => {
    expect(await within(1, [whole, done], "open")).toMatchObject({ finishReason: "tool-calls" });
  });

  it("Anthropic's, after thinking alone", async () => {
    const events = sse(
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "a" } },
      { type: "message_stop" },
    );
    const options = { protocol: anthropicMessages as Protocol };
    expect(await within(1, [events], "open", options)).toMatchObject({ code: "truncated" });
  });
});

describe("N6, S20: reasons that say that the answer failed", () => {
  it.each([
    ["insufficient_system_resource", "overloaded"],
    ["error", "server"],
    ["abort", "server"],
    ["network_error", "server"],
  ])("%s", async (reason, code) => {
    const outcome = await within(1, [text, chunk({}, reason), done], "open");
    expect(outcome).toMatchObject({ code, partialReply: { text: "a" }, retryable: false });
    const body = completion("a").replace('"finish_reason":"stop"', `"finish_reason":"${reason}"`);
    const clock = new FakeClock();
    const transport = scriptedTransport({ body }, { body });
    const call = failure(testClient({ transport, clock, retry: { max: 1 } }).chat(hello));
    await clock.pass(1000);
    expect(await call).toMatchObject({ code, attempts: 2, partialReply: { text: "a" } });
  });

  it("OpenRouter's, of the provider behind it (pi#8511, hermes-agent#92161)", async () => {
    const choice = { index: 0, delta: {}, finish_reason: "stop" };
    for (const native_finish_reason of ["network_error", "network-error", "abort"]) {
      const steps = [sse({ choices: [{ ...choice, native_finish_reason }] }), done];
      expect(await within(1, steps, "open")).toMatchObject({ code: "server", retryable: true });
    }
    const steps = [text, sse({ choices: [{ ...choice, native_finish_reason: "STOP" }] }), done];
    expect(await within(1, steps, "open")).toMatchObject({ text: "a", rawFinishReason: "stop" });
  });

  it("SGLang's, as an object", async () => {
    const reason = { type: "abort", message: "Out of memory" };
    const event = sse({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
    expect(await within(1, [text, event], "open")).toMatchObject({
      code: "server",
      message: expect.stringContaining("Out of memory"),
    });
  });

  it.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "SAFETY"])(
    "Gemini's %s after thoughts alone, as without",
    async (reason) => {
      const parts = [{ text: "hm", thought: true }];
      const options = { protocol: geminiGenerateContent as Protocol };
      expect(await within(1, [candidate(parts, reason)], "end", options)).toMatchObject({
        code: reason === "SAFETY" ? "content-blocked" : "protocol",
        partialReply: { reasoning: "hm" },
      });
    },
  );

  it("filters after thoughts alone", async () => {
    expect(await within(1, [thought, chunk({}, "content_filter")], "end")).toMatchObject({
      code: "content-blocked",
      partial: true,
    });
    const events = sse(
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "a" } },
      { type: "message_delta", delta: { stop_reason: "refusal" } },
    );
    const options = { protocol: anthropicMessages as Protocol };
    expect(await within(1, [events], "open", options)).toMatchObject({ code: "content-blocked" });
  });
});

describe("N9, F: junk around an answer", () => {
  it.each([
    "event: ping\ndata: still here\n\n",
    "event: keepalive\ndata: 3\n\n",
    "event: heartbeat\ndata: ...\n\n",
  ])("%j is nothing", async (noise) => {
    expect(await within(1, [noise, text, noise, stop, noise, done], "open")).toMatchObject({
      text: "a",
    });
  });

  it("an event of errors that is a text is one, with its words", async () => {
    expect(
      await within(1, [text, "event: error\ndata: upstream overloaded\n\n"], "open"),
    ).toMatchObject({ code: "overloaded", message: "test: upstream overloaded", partial: true });
  });
});

describe("N10: the choice that there is", () => {
  const second = (content: string, reason: string | null = null) =>
    sse({ choices: [{ index: 1, delta: { content }, finish_reason: reason }] });

  it("a lone one with another index is the answer (litellm#376)", async () => {
    expect(await within(1, [second("a"), second("", "stop"), done], "open")).toMatchObject({
      text: "a",
      finishReason: "stop",
    });
    const body = completion("Hi").replace('"index":0', '"index":1');
    const transport = scriptedTransport({ body });
    expect((await testClient({ transport, clock: new FakeClock() }).chat(hello)).text).toBe("Hi");
  });

  it("of several the first counts", async () => {
    const steps = [text, second("b"), stop, second("c", "stop"), done];
    expect(await within(1, steps, "open")).toMatchObject({ text: "a" });
  });
});

describe("N11: content of other shapes", () => {
  it.each<[string, object]>([
    ["one part", { delta: { content: { type: "text", text: "a" } } }],
    ["a text in an object", { delta: { content: [{ type: "text", text: { value: "a" } }] } }],
    ["a list of texts", { delta: { content: ["a"] } }],
    ["the text of a completion", { text: "a" }],
    ["the same with a message", { message: { content: { text: { value: "a" } } } }],
  ])("%s is read", async (_, choice) => {
    const steps = [sse({ choices: [{ index: 0, ...choice }] }), stop, done];
    expect(await within(1, steps, "open")).toMatchObject({ text: "a", finishReason: "stop" });
  });

  it("the text of a completion that is not streamed is read", async () => {
    const body = JSON.stringify({ choices: [{ index: 0, text: "a", finish_reason: "stop" }] });
    const client = testClient({ transport: scriptedTransport({ body }), clock: new FakeClock() });
    expect(await client.chat(hello)).toMatchObject({ text: "a", finishReason: "stop" });
  });

  it.each([5, { image: "A" }, [{ type: "audio", data: "A" }], true])(
    "%j alone is an error, not an empty answer",
    async (content) => {
      const steps = [chunk({ content }), stop, done];
      expect(await within(1, steps, "open")).toMatchObject({ code: "protocol" });
      const body = JSON.stringify({
        choices: [{ index: 0, message: { content }, finish_reason: "stop" }],
      });
      const client = testClient({
        transport: scriptedTransport({ body }),
        clock: new FakeClock(),
        retry: { max: 0 },
      });
      expect(await failure(client.chat(hello))).toMatchObject({ code: "protocol" });
    },
  );

  it("Ollama's, that is no text", async () => {
    const line = ndjson({ message: { content: { text: "a" } }, done: true, done_reason: "stop" });
    const options = { protocol: ollamaChat as Protocol };
    expect(await within(1, [line], "open", options)).toMatchObject({ code: "protocol" });
  });
});

describe("N14: events without the blank line between them", () => {
  const joined = (...events: string[]) =>
    `${events.map((event) => event.trimEnd()).join("\n")}\n\n`;

  it("are several", async () => {
    const steps = [joined(text, chunk({ content: "b" }), stop, done)];
    expect(await within(1, steps, "open")).toMatchObject({ text: "ab", finishReason: "stop" });
  });

  it("an error behind half an event is the error (sub2api#1471)", async () => {
    const half = 'data: {"choices":[{"delta":{"content":"lo';
    const error = { type: "error", error: { type: "overloaded_error", message: "read error" } };
    expect(await within(1, [text, joined(half, sse(error))], "open")).toMatchObject({
      code: "overloaded",
      message: "test: read error",
      partialReply: { text: "a" },
    });
  });

  it.each([
    ["", 0],
    ["behind half an event", 25],
  ])("an error as JSON, and no event, %s is the error (js-genai#461)", async (_, half) => {
    const error = JSON.stringify({ error: { code: 503, message: "read error" } }, null, 2);
    const steps = [text, `${text.slice(0, half)}\n`, error];
    expect(await within(1, steps, "end")).toMatchObject({
      code: "overloaded",
      message: "test: read error",
      partialReply: { text: "a" },
    });
  });

  it("JSON after a reason, and no event, says nothing", async () => {
    const steps = [text, stop, JSON.stringify({ error: { message: "read error" } })];
    expect(await within(1, steps, "end")).toMatchObject({ text: "a", finishReason: "stop" });
  });

  it("half an event before a whole one is no answer", async () => {
    const half = 'data: {"choices":[{"delta":{"content":"lo';
    expect(await within(1, [text, joined(half, stop)], "open")).toMatchObject({ code: "protocol" });
  });
});

describe("N12: a body that is not streamed", () => {
  const body = completion("Hi");
  const pieces = [body.slice(0, 10), body.slice(10, 20), body.slice(20)];
  const call = (clock: FakeClock, steps: readonly Step[], then: string) =>
    testClient({
      transport: over(clock, steps, then),
      clock,
      timeouts: { firstEventMs: 5000 },
      retry: { max: 0 },
    }).chat(hello);

  it("may take as long as it likes, while something comes", async () => {
    const clock = new FakeClock();
    const steps = pieces.flatMap((piece) => [3500, piece]);
    const outcome = call(clock, steps, "end");
    await clock.pass(20_000);
    expect((await outcome).text).toBe("Hi");
  });

  it.each([
    ["silence", "open"],
    ["blanks", "\n"],
  ])("%s is a timeout", async (_, then) => {
    const clock = new FakeClock();
    const outcome = failure(call(clock, [pieces[0] as string], then));
    await clock.pass(5000);
    expect(await outcome).toMatchObject({ code: "timeout" });
    const never = failure(call(clock, [], then));
    await clock.pass(5000);
    expect(await never).toMatchObject({ code: "timeout" });
  });
});

describe("N13: whatever is thrown inside a stream is its error", () => {
  const bug = withAnswers(openaiChat as Protocol, {
    createDecoder: (builder) => ({
      isTerminated: () => false,
      push() {
        if (!builder.isEmpty) throw new RangeError("Maximum call stack size exceeded");
        builder.text("a");
      },
    }),
  });

  it("wakes who waits, tells the hook, frees the signal", async () => {
    const clock = new FakeClock();
    const errors: unknown[] = [];
    const hooks = { onError: (error: unknown) => errors.push(error) };
    const transport = scriptedTransport({ body: [text, text] });
    const { signal } = new AbortController();
    const stream = clientOf(bug, clock, transport, { hooks }).stream({ ...hello, signal });
    const events: unknown[] = [];
    const loop = (async () => {
      for await (const event of stream) events.push(event);
    })();
    const [looped, asked] = await Promise.all([failure(loop), failure(stream.result())]);
    expect(asked).toBe(looped);
    expect(asked).toMatchObject({
      name: "KeiError",
      code: "protocol",
      retryable: false,
      partialReply: { text: "a" },
      cause: { name: "RangeError" },
    });
    expect(events).toEqual([{ type: "text", text: "a" }]);
    expect(errors).toEqual([asked]);
    expect(transport.closed).toEqual([false]);
    await idle();
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(clock.timers.size).toBe(0);
  });

  it("before the first event, while the decoder is made, and without a stream", async () => {
    const thrower = (): never => {
      throw new TypeError("oops");
    };
    const made = withAnswers(bug, { createDecoder: thrower, readReply: thrower });
    const transport = scriptedTransport({ body: text }, { body: completion("a") });
    const client = clientOf(made, new FakeClock(), transport);
    const want = { name: "KeiError", code: "protocol", message: expect.stringContaining("oops") };
    expect(await failure(client.stream(hello).result())).toMatchObject(want);
    expect(await failure(client.chat(hello))).toMatchObject(want);
    expect(transport.closed[0]).toBe(false);
  });

  it("in a limiter of the caller's", async () => {
    const limiter = { acquire: () => Promise.reject(new Error("no Redis")) };
    const transport = scriptedTransport();
    const client = testClient({ transport, clock: new FakeClock(), limiter });
    const want = {
      name: "KeiError",
      code: "config",
      message: "test: the limiter failed: no Redis",
    };
    expect(await failure(client.chat(hello))).toMatchObject(want);
    expect(await failure(client.stream(hello).result())).toMatchObject(want);
  });

  it("while the request is written", async () => {
    const body = (): never => {
      throw new RangeError("Maximum call stack size exceeded");
    };
    const loadRequests = createLoader(() => Promise.resolve({ body }));
    const client = clientOf({ ...bug, loadRequests }, new FakeClock(), scriptedTransport());
    const want = { name: "KeiError", code: "bad-request", attempts: 0 };
    expect(await failure(client.stream(hello).result())).toMatchObject(want);
    expect(await failure(client.chat(hello))).toMatchObject(want);
  });
});
