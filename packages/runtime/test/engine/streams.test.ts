import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import { FakeClock, idle } from "../support/fake-clock.ts";
import { scriptedTransport, stall } from "../support/scripted-transport.ts";
import {
  chunk,
  chunks,
  collect,
  completion,
  failure,
  hello,
  testClient,
} from "../support/test-client.ts";

type Body = string | readonly (string | Uint8Array | Error)[];

/** The events of a streamed body, or what it fails with. */
async function read(body: Body, headers: Record<string, string> = {}) {
  const transport = scriptedTransport({ body, headers });
  const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
  return await collect(client.stream(hello));
}

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === "text" ? event.text : "")).join("");
}

const whole = chunks("Hello ", "wörld 🌍", "!").join("");

describe("S1: line ends", () => {
  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("%s, cut at every byte", async (_, end) => {
    const bytes = new TextEncoder().encode(whole.replaceAll("\n", end));
    const expected = await read(whole);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
  });

  it("mixed", async () => {
    const body = chunks("a", "b", "c").map((event, i) =>
      event.replaceAll("\n", ["\n", "\r\n", "\r"][i % 3] as string),
    );
    expect(textOf(await read(body.join("")))).toBe("abc");
  });
});

describe("S2: characters across pieces", () => {
  it("any cuts give the same events", async () => {
    const bytes = new TextEncoder().encode(whole);
    const expected = await read(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (offsets) => {
        const cuts = [0, ...offsets.sort((a, b) => a - b), bytes.length];
        const pieces = cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
        expect(await read(pieces)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it("a byte order mark at the beginning is none of the text", async () => {
    expect(textOf(await read(`\uFEFF${whole}`))).toBe("Hello wörld 🌍!");
  });
});

describe("S3, F: what keeps a connection alive is nothing", () => {
  it.each([
    ": keep-alive\n\n",
    ": keepalive 3/17\n\n",
    ": OPENROUTER PROCESSING\n\n",
    "data: : OPENROUTER PROCESSING\n\n",
    "data:\n\n",
    "data: \n\n",
    "\n\n\n",
    "event: ping\n\n",
    "retry: 3000\n\n",
  ])("%j", async (noise) => {
    const [first, ...rest] = chunks("a", "b");
    const body = [
      noise,
      first as string,
      noise,
      ...rest.slice(0, -1),
      noise,
      rest.at(-1) as string,
    ];
    expect(textOf(await read(body.join("")))).toBe("ab");
  });

  it("comments directly before [DONE], without an empty line", async () => {
    expect(textOf(await read(`${chunk({ content: "a" })}: x\n: y\ndata: [DONE]\n\n`))).toBe("a");
  });
});

describe("S4: data", () => {
  it("without a space, and over several lines", async () => {
    const body = whole.replaceAll("data: ", "data:").replaceAll(',"finish', ',\ndata:"finish');
    expect(textOf(await read(body))).toBe("Hello wörld 🌍!");
  });
});

describe("S5: [DONE] is exact", () => {
  it("inside a text it is text", async () => {
    expect(textOf(await read(chunks("[DONE]", " data: [DONE]").join("")))).toBe(
      "[DONE] data: [DONE]",
    );
  });

  it.each(["[DONE]x", "[DON", "[DO\ndata: NE]"])("%j is not it", async (data) => {
    const body = `${chunk({ content: "a" })}data: ${data}\n\n`;
    expect(await failure(read(body))).toMatchObject({ code: "protocol", partial: true });
  });
});

describe("S6: a last event without an empty line", () => {
  it.each(["\n\n", "\n", "\r\n", "\r", "", "\n: bye"])("ends with %j", async (end) => {
    const body = `${chunk({ content: "a" })}data: ${JSON.stringify({ choices: [{ delta: { content: "b" }, finish_reason: "stop" }] })}${end}`;
    const events = await read(body);
    expect(textOf(events)).toBe("ab");
    expect(events.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  });

  it("half an event is a cut", async () => {
    const error = await failure(read(`${chunk({ content: "a" })}data: {"choices":[{"delta":{"con`));
    expect(error).toMatchObject({ code: "truncated", partialReply: { text: "a" } });
  });
});

describe("S7: whole is what has a terminator or a reason to end", () => {
  it.each([
    ["both", [chunk({ content: "a" }), chunk({}, "stop"), "data: [DONE]\n\n"]],
    ["a reason alone", [chunk({ content: "a" }), chunk({}, "stop")]],
    ["a terminator alone", [chunk({ content: "a" }), "data: [DONE]\n\n"]],
  ])("%s", async (_, body) => {
    const events = await read(body.join(""));
    expect(events.at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  });

  it("neither is a cut", async () => {
    expect(await failure(read(chunk({ content: "a" })))).toMatchObject({
      code: "truncated",
      partial: true,
      retryable: false,
    });
  });

  it("a cut before anything may be tried again", async () => {
    const transport = scriptedTransport({ body: chunk({ role: "assistant" }) }, { body: whole });
    const clock = new FakeClock();
    const outcome = testClient({ transport, clock }).stream(hello).result();
    await clock.pass(1000);
    expect((await outcome).text).toBe("Hello wörld 🌍!");
  });

  it("a terminator without an answer is none", async () => {
    expect(await failure(read("data: [DONE]\n\n"))).toMatchObject({ code: "protocol" });
  });

  it("a connection that breaks after the reason to end does no harm", async () => {
    const body = [chunk({ content: "a" }), chunk({}, "stop"), new Error("ECONNRESET")];
    expect(textOf(await read(body))).toBe("a");
  });
});

describe("S9, A: an error inside a stream", () => {
  const overloaded = `data: ${JSON.stringify({ error: { message: "busy", type: "server_error", code: 503 } })}\n\n`;

  it("as the first event is tried again", async () => {
    const clock = new FakeClock();
    const transport = scriptedTransport({ body: overloaded }, { body: whole });
    const outcome = testClient({ transport, clock }).stream(hello).result();
    await clock.pass(1000);
    expect((await outcome).text).toBe("Hello wörld 🌍!");
  });

  it("later it throws", async () => {
    const transport = scriptedTransport({ body: chunk({ content: "a" }) + overloaded });
    const client = testClient({ transport, clock: new FakeClock() });
    expect(await failure(client.stream(hello).result())).toMatchObject({
      partial: true,
      attempts: 1,
    });
  });

  it("with [DONE] after it is still one", async () => {
    expect(await failure(read(`${overloaded}data: [DONE]\n\n`))).toMatchObject({
      name: "KeiError",
    });
  });
});

describe("S11: an event that is no JSON", () => {
  it("is an error that says where, and nothing of what it held", async () => {
    const error = (await failure(
      read(`${chunk({ content: "a" })}data: {"secret": nope}\n\n`),
    )) as KeiError;
    expect(error).toMatchObject({ code: "protocol", partialReply: { text: "a" } });
    expect(error.message).toContain("event 2");
    expect(error.message).not.toContain("secret");
  });
});

describe("S12: no stream where one was asked for", () => {
  it("a whole answer is taken as one", async () => {
    const events = await read(completion("Hi"), { "content-type": "application/json" });
    expect(events).toEqual([
      { type: "text", text: "Hi" },
      { type: "usage", usage: { inputTokens: 3, outputTokens: 2 } },
      { type: "finish", finishReason: "stop", rawFinishReason: "stop" },
    ]);
  });

  it("an error is one", async () => {
    const body = JSON.stringify({ error: { message: "no such model", code: "model_not_found" } });
    expect(await failure(read(body))).toMatchObject({ code: "not-found" });
  });

  it("HTML is an error", async () => {
    expect(await failure(read("\n <!doctype html><title>Hi</title>"))).toMatchObject({
      code: "protocol",
      message: expect.stringContaining("HTML"),
    });
  });
});

describe("S13: a stream where none was asked for", () => {
  it("is an error that says so", async () => {
    const transport = scriptedTransport({ body: whole });
    const client = testClient({ transport, clock: new FakeClock() });
    expect(await failure(client.chat(hello))).toMatchObject({
      code: "protocol",
      message: expect.stringContaining("stream of events"),
    });
  });
});

describe("S14: long values", () => {
  it("take linear time: 32 MB of events in pieces of 64 bytes", async () => {
    const text = "x".repeat(8 * 1024 * 1024);
    const bytes = new TextEncoder().encode(chunks(text, text, text, text).join(""));
    const pieces: Uint8Array[] = [];
    for (let i = 0; i < bytes.length; i += 64) pieces.push(bytes.subarray(i, i + 64));
    expect(textOf(await read(pieces))).toHaveLength(4 * text.length);
  });

  it("are refused past 16 MiB", async () => {
    const text = "x".repeat(17 * 1024 * 1024);
    expect(await failure(read(chunks(text)))).toMatchObject({
      code: "protocol",
      message: expect.stringContaining("larger"),
    });
  });
});

describe("S19: nothing is no answer", () => {
  it.each(["", " \n"])("a body of %j", async (body) => {
    const transport = scriptedTransport({ body }, { body }, { body, status: 204 });
    const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
    expect(await failure(client.chat(hello))).toMatchObject({ code: "truncated" });
    expect(await failure(client.stream(hello).result())).toMatchObject({ code: "truncated" });
    expect(await failure(client.chat(hello))).toMatchObject({ code: "truncated" });
  });

  it.each(["{}", "[]", '"text"', "null", '{"choices":[]}'])("a body of %s", async (body) => {
    const transport = scriptedTransport({ body });
    const client = testClient({ transport, clock: new FakeClock(), retry: { max: 0 } });
    expect(await failure(client.chat(hello))).toMatchObject({ name: "KeiError", code: "protocol" });
  });
});

describe("reading", () => {
  it("result() after the loop, before it, and without one", async () => {
    const transport = scriptedTransport({ body: whole }, { body: whole }, { body: whole });
    const client = testClient({ transport, clock: new FakeClock() });
    const after = client.stream(hello);
    await collect(after);
    const before = client.stream(hello);
    const [, reply] = await Promise.all([collect(before), before.result()]);
    const alone = await client.stream(hello).result();
    expect(reply).toEqual(await after.result());
    expect(alone).toEqual(reply);
    expect(await after.result()).toBe(await after.result());
  });

  it("is the reply that chat gives, but for raw", async () => {
    const transport = scriptedTransport(
      {
        body: [
          chunk({ content: "Hi" }),
          `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })}\n\n`,
          "data: [DONE]\n\n",
        ],
      },
      { body: completion("Hi") },
    );
    const client = testClient({ transport, clock: new FakeClock() });
    const streamed = await client.stream(hello).result();
    const { raw, ...reply } = await client.chat(hello);
    expect(raw).toEqual(JSON.parse(completion("Hi")));
    expect(streamed).toEqual({ ...reply, raw: undefined });
  });

  it("N7: leaving a loop early is the same wherever the answer was cut into pieces", async () => {
    for (const body of [whole, chunks("Hello ", "wörld 🌍", "!")]) {
      const transport = scriptedTransport({ body });
      const stream = testClient({ transport, clock: new FakeClock() }).stream(hello);
      for await (const _ of stream) break;
      expect(await failure(stream.result())).toMatchObject({ code: "aborted", partial: true });
    }
  });

  it("N7: leaving a loop with its last event, or after the reply, leaves the reply", async () => {
    const transport = scriptedTransport({ body: whole }, { body: whole });
    const client = testClient({ transport, clock: new FakeClock() });
    const last = client.stream(hello);
    for await (const { type } of last) if (type === "finish") break;
    expect((await last.result()).text).toBe("Hello wörld 🌍!");
    const asked = client.stream(hello);
    const reply = await asked.result();
    for await (const _ of asked) break;
    expect(await asked.result()).toBe(reply);
  });

  it("N8: result() after one event reads on, and the loop has all that it left", async () => {
    const transport = scriptedTransport({ body: chunks("a", "b", "c") });
    const stream = testClient({ transport, clock: new FakeClock() }).stream(hello);
    const iterator = stream[Symbol.asyncIterator]();
    const events = [(await iterator.next()).value];
    expect((await stream.result()).text).toBe("abc");
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      events.push(next.value);
    }
    expect(textOf(events as StreamEvent[])).toBe("abc");
    expect(transport.requests).toHaveLength(1);
  });

  it("N8: a loop after result() has every event, from one reading", async () => {
    const transport = scriptedTransport({ body: chunks("a", "b") });
    const seen: StreamEvent[] = [];
    const hooks = { onEvent: (event: StreamEvent) => seen.push(event) };
    const stream = testClient({ transport, clock: new FakeClock(), hooks }).stream(hello);
    await stream.result();
    const events = await collect(stream);
    expect(events.map(({ type }) => type)).toEqual(["text", "text", "finish"]);
    expect(seen).toEqual(events);
    expect(transport.requests).toHaveLength(1);
  });

  it("leaving while the answer is waited for is one error", async () => {
    const errors: unknown[] = [];
    const hooks = { onError: (error: unknown) => errors.push(error) };
    const client = testClient({
      transport: scriptedTransport(stall),
      clock: new FakeClock(),
      hooks,
    });
    const stream = client.stream(hello);
    const iterator = stream[Symbol.asyncIterator]();
    const next = failure(iterator.next());
    await idle();
    await iterator.return?.();
    expect(await next).toMatchObject({ code: "aborted" });
    expect(await failure(stream.result())).toBe(await next);
    expect(errors).toEqual([await next]);
  });

  it("twice is an error", async () => {
    const transport = scriptedTransport({ body: whole });
    const stream = testClient({ transport, clock: new FakeClock() }).stream(hello);
    await collect(stream);
    expect(await failure(collect(stream))).toMatchObject({ code: "bad-request" });
  });

  it("nothing is sent before it", async () => {
    const transport = scriptedTransport();
    testClient({ transport, clock: new FakeClock() }).stream(hello);
    expect(transport.requests).toHaveLength(0);
  });

  it("events that were there come before the error that followed them, however cut", async () => {
    const body = new TextEncoder().encode(`${chunk({ content: "a" })}data: nope\n\n`);
    for (const cut of [0, 10, 70, body.length - 3, body.length]) {
      const events: StreamEvent[] = [];
      const transport = scriptedTransport({ body: [body.subarray(0, cut), body.subarray(cut)] });
      const stream = testClient({ transport, clock: new FakeClock() }).stream(hello);
      await failure(
        (async () => {
          for await (const event of stream) events.push(event);
        })(),
      );
      expect(events).toEqual([{ type: "text", text: "a" }]);
    }
  });

  it("hooks see every event, and what they throw is theirs", async () => {
    const seen: StreamEvent[] = [];
    const transport = scriptedTransport({ body: whole });
    const client = testClient({
      transport,
      clock: new FakeClock(),
      hooks: {
        onEvent(event) {
          seen.push(event);
          throw new Error("mine");
        },
      },
    });
    expect(seen).toEqual(await collect(client.stream(hello)).then((events) => events));
  });
});
