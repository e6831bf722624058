import { describe, expect, it } from "vitest";
import type { KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import type { ChatRequest } from "../../src/chat/request.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import { createClient } from "../../src/create-client.ts";
import { unsafeModel } from "../../src/index.ts";
import type { Transport } from "../../src/transport/transport.ts";
import "../support/answer-sides.ts";
import { FakeClock } from "../support/fake-clock.ts";
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

type Vendor = "openai" | "anthropic" | "google" | "ollama-local";

function client(vendor: Vendor, ...script: readonly ScriptedAnswer[]) {
  const transport = scriptedTransport(...script);
  // As one of the group: their types differ in nothing that counts here.
  const apiKey = vendor === "ollama-local" ? undefined : "sk-test-0123456789";
  return createClient(vendor as "openai", { transport, apiKey, hooks: { onWarning: () => {} } });
}

const request = {
  model: unsafeModel("m"),
  messages: [{ role: "user", content: "Hello" }],
} as ChatRequest<never>;

/** The reply to a whole body, and to the same in pieces; with the events of these. */
async function both(vendor: Vendor, body: object, pieces: readonly object[]) {
  const lines = pieces.map((piece) =>
    vendor === "ollama-local" ? `${JSON.stringify(piece)}\n` : `data: ${JSON.stringify(piece)}\n\n`,
  );
  if (vendor === "openai") lines.push("data: [DONE]\n\n");
  const made = client(vendor, { body: JSON.stringify(body) }, { body: lines });
  const whole = (await made.chat(request)) as Reply<unknown>;
  const stream = made.stream(request);
  const events = (await collect(stream)) as StreamEvent[];
  return { whole, streamed: (await stream.result()) as Reply<unknown>, events };
}

const of = (events: readonly StreamEvent[], type: StreamEvent["type"]) =>
  events.filter((event) => event.type === type);

const openaiBody = (message: object, more: object = {}, choice: object = {}) => ({
  choices: [
    { index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", ...choice },
  ],
  ...more,
});
const openaiPieces = (text: string, delta: object, more: object = {}, choice: object = {}) => [
  { choices: [{ index: 0, delta: { role: "assistant", content: text }, ...choice }] },
  { choices: [{ index: 0, delta, finish_reason: "stop" }], ...more },
];

describe("M7: citations", () => {
  const text = "Oslo is rainy.";

  it("of OpenAI: annotations, by their places in the text", async () => {
    const annotations = [
      {
        type: "url_citation",
        url_citation: { url: "https://a.test", title: "A", start_index: 0, end_index: 4 },
      },
    ];
    const wanted = [{ url: "https://a.test", title: "A", start: 0, end: 4 }];
    const { whole, streamed, events } = await both(
      "openai",
      openaiBody({ content: text, annotations }),
      openaiPieces(text, { annotations }),
    );
    expect(whole.citations).toEqual(wanted);
    expect(streamed.citations).toEqual(wanted);
    expect(of(events, "citation")).toEqual([{ type: "citation", citation: wanted[0] }]);
  });

  it("of Responses: annotations of each text, and its probabilities", async () => {
    const annotation = { type: "url_citation", url: "https://a.test", title: "A" };
    const part = (words: string, more: object = {}) => ({
      type: "output_text",
      text: words,
      ...more,
    });
    const item = (id: string, content: object) => ({
      type: "message",
      id,
      role: "assistant",
      status: "completed",
      content: [content],
    });
    const output = [
      item("a", part("Well. ", { annotations: [] })),
      item(
        "b",
        part(text, {
          annotations: [{ ...annotation, start_index: 0, end_index: 4 }],
          logprobs: [{ token: "Oslo", logprob: -1, top_logprobs: [] }],
        }),
      ),
    ];
    const body = JSON.stringify({ id: "r", object: "response", status: "completed", output });
    const events = [
      ...output.map((each, i) => ({
        type: "response.output_item.done",
        output_index: i,
        item: each,
      })),
      { type: "response.completed", response: JSON.parse(body) },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const made = createClient("openai", {
      apiKey: "sk-test-0123456789",
      protocol: "openai-responses",
      transport: scriptedTransport({ body }, { body: events }),
      hooks: { onWarning: () => {} },
    });
    for (const reply of [await made.chat(request), await made.stream(request).result()]) {
      expect(reply.citations).toEqual([{ url: "https://a.test", title: "A", start: 6, end: 10 }]);
      expect(reply.text.slice(6, 10)).toBe("Oslo");
      expect(reply.logprobs).toEqual([{ token: "Oslo", logprob: -1 }]);
    }
  });

  it("of xAI and Perplexity: lists beside the answer, each page once", async () => {
    const more = {
      citations: ["https://a.test", "https://b.test"],
      search_results: [{ title: "A", url: "https://a.test", date: null }],
    };
    const wanted = [{ url: "https://a.test", title: "A" }, { url: "https://b.test" }];
    const [first, last] = openaiPieces(text, {}, more);
    const { whole, streamed, events } = await both("openai", openaiBody({ content: text }, more), [
      { ...first, ...more },
      last as object,
    ]);
    expect(whole.citations).toEqual(wanted);
    expect(streamed.citations).toEqual(wanted);
    expect(of(events, "citation")).toHaveLength(2);
  });

  it("of Anthropic: the block that rests on them", async () => {
    const page = {
      type: "web_search_result_location",
      url: "https://a.test",
      title: "A",
      cited_text: "It rains.",
      encrypted_index: "x",
    };
    const passage = {
      type: "char_location",
      document_index: 0,
      document_title: "Doc",
      cited_text: "Oslo",
      start_char_index: 0,
      end_char_index: 4,
      file_id: null,
    };
    const wanted = [
      { url: "https://a.test", title: "A", text: "It rains.", start: 5, end: 14 },
      { title: "Doc", text: "Oslo", start: 5, end: 14, documentIndex: 0 },
    ];
    const usage = { input_tokens: 3, output_tokens: 5 };
    const block = (index: number, words: string, citations: readonly object[]) => [
      { type: "content_block_start", index, content_block: { type: "text", text: "" } },
      ...citations.map((citation) => ({
        type: "content_block_delta",
        index,
        delta: { type: "citations_delta", citation },
      })),
      { type: "content_block_delta", index, delta: { type: "text_delta", text: words } },
      { type: "content_block_stop", index },
    ];
    const { whole, streamed, events } = await both(
      "anthropic",
      {
        type: "message",
        role: "assistant",
        model: "m",
        content: [
          { type: "text", text: "Oslo " },
          { type: "text", text: "is rainy.", citations: [page, passage] },
          { type: "text", text: " Yes." },
        ],
        stop_reason: "end_turn",
        usage,
      },
      [
        { type: "message_start", message: { model: "m", usage } },
        ...block(0, "Oslo ", []),
        ...block(1, "is rainy.", [page, passage]),
        ...block(2, " Yes.", []),
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage },
        { type: "message_stop" },
      ],
    );
    expect(whole.citations).toEqual(wanted);
    expect(streamed.citations).toEqual(wanted);
    expect(whole.text.slice(5, 14)).toBe("is rainy.");
    // When the text that they are of is there.
    const order = events.map(({ type }) => type).filter((type) => type !== "usage");
    expect(order).toEqual(["text", "text", "citation", "citation", "text", "finish"]);
  });

  it("of Gemini: what it found, by its places in bytes", async () => {
    const answer = "Ås ☔ 𝄞: it rains.";
    const bytes = (part: string) => new TextEncoder().encode(part).length;
    const grounding = {
      groundingChunks: [
        { web: { uri: "https://a.test", title: "A" } },
        { retrievedContext: { uri: "gs://b", title: "B", text: "Rain." } },
        { web: { uri: "https://c.test", title: "C" } },
      ],
      groundingSupports: [
        {
          segment: { startIndex: bytes("Ås ☔ 𝄞: "), endIndex: bytes(answer), text: "it rains." },
          groundingChunkIndices: [0, 1],
        },
        { segment: { startIndex: 2, endIndex: 5, text: "other" }, groundingChunkIndices: [2] },
      ],
    };
    const citationMetadata = {
      citationSources: [{ startIndex: 0, endIndex: bytes("Ås"), uri: "https://d.test" }],
    };
    const wanted = [
      { url: "https://a.test", title: "A", start: 9, end: 18 },
      { url: "gs://b", title: "B", text: "Rain.", start: 9, end: 18 },
      { url: "https://c.test", title: "C" },
      { url: "gs://b", title: "B", text: "Rain." },
      { url: "https://d.test", start: 0, end: 2 },
    ];
    const candidate = (words: string, more: object = {}) => ({
      candidates: [{ content: { parts: [{ text: words }] }, ...more }],
    });
    const end = { finishReason: "STOP", groundingMetadata: grounding, citationMetadata };
    const { whole, streamed, events } = await both("google", candidate(answer, end), [
      candidate(answer.slice(0, 8)),
      candidate(answer.slice(8), end),
    ]);
    expect(answer.slice(9, 18)).toBe("it rains.");
    expect(whole.citations).toEqual(wanted);
    expect(streamed.citations).toEqual(wanted);
    expect(of(events, "citation")).toHaveLength(wanted.length);
    expect(events.at(-1)?.type).toBe("finish");
  });

  it("are absent where nothing is cited", async () => {
    const { whole } = await both("openai", openaiBody({ content: text }), openaiPieces(text, {}));
    expect("citations" in whole).toBe(false);
  });

  it("pass over what is no citation", async () => {
    const odd = [null, 5, {}, { url_citation: null }, { type: "url_citation", url: "" }];
    const { whole, streamed } = await both(
      "openai",
      openaiBody({ content: text, annotations: odd }, { citations: "x", search_results: odd }),
      openaiPieces(text, { annotations: odd }, { citations: odd }),
    );
    expect(whole.citations).toBeUndefined();
    expect(streamed.citations).toBeUndefined();
  });
});

describe("M8: images and files that a model made", () => {
  const data = "iVBORw0KGgo=";

  it("of Gemini, with what it signed", async () => {
    const parts = [
      { text: "Here:" },
      { inlineData: { mimeType: "image/png", data }, thoughtSignature: "sig" },
      { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
    ];
    const from = { provider: "google", model: "m" };
    const wanted = [
      { type: "image", data, mediaType: "image/png", signature: "sig", from },
      { type: "file", data: "AAAA", mediaType: "audio/wav", from },
    ];
    const body = { candidates: [{ content: { parts }, finishReason: "STOP" }] };
    const { whole, streamed, events } = await both("google", body, [body]);
    expect(whole.content.slice(1)).toMatchObject(wanted);
    expect(streamed.content.slice(1)).toMatchObject(wanted);
    expect([...of(events, "image"), ...of(events, "file")]).toMatchObject(wanted);
    expect(whole.warnings).toEqual([]);
  });

  it("an image alone is an answer", async () => {
    const parts = [{ inlineData: { mimeType: "image/png", data } }];
    const body = { candidates: [{ content: { parts }, finishReason: "STOP" }] };
    const { whole } = await both("google", body, [body]);
    expect(whole.text).toBe("");
    expect(whole.finishReason).toBe("stop");
    expect(whole.content).toHaveLength(1);
  });

  it("of thoughts it says that they are there", async () => {
    const parts = [
      { thought: true, inlineData: { mimeType: "image/png", data } },
      { thought: true, inlineData: { mimeType: "image/png", data } },
      { text: "Done." },
    ];
    const body = { candidates: [{ content: { parts }, finishReason: "STOP" }] };
    const { whole } = await both("google", body, [body]);
    expect(whole.content).toHaveLength(1);
    expect(whole.warnings).toEqual([
      {
        code: "provider-notice",
        message: "the model thought in images, which are only in what came over the wire",
      },
    ]);
  });

  it("of OpenRouter", async () => {
    const images = [
      { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } },
      { type: "image_url", image_url: { url: "https://a.test/b.png" } },
      null,
    ];
    const { whole, streamed } = await both(
      "openai",
      openaiBody({ content: "", images }),
      openaiPieces("", { images }),
    );
    for (const { content } of [whole, streamed]) {
      expect(content).toMatchObject([
        { type: "image", data, mediaType: "image/png" },
        { type: "image", url: "https://a.test/b.png" },
      ]);
    }
  });

  it("go back to Gemini, signed to who signed them, and elsewhere are left out", async () => {
    const conversation = (model: string) =>
      ({
        ...request,
        messages: [
          { role: "user", content: "A cat." },
          {
            role: "assistant",
            content: [
              { type: "text", text: "Here:" },
              {
                type: "image",
                data,
                mediaType: "image/png",
                signature: "sig",
                from: { provider: "google", model },
              },
            ],
          },
          { role: "user", content: "Bigger." },
        ],
      }) as ChatRequest<never>;
    const inlineData = { mimeType: "image/png", data };
    const sent = async (vendor: Vendor, model: string) =>
      (await client(vendor).preview(conversation(model))).body as {
        contents: { parts: unknown[] }[];
      };
    expect((await sent("google", "m")).contents[1]?.parts[1]).toEqual({
      inlineData,
      thoughtSignature: "sig",
    });
    expect((await sent("google", "other")).contents[1]?.parts[1]).toEqual({ inlineData });
    for (const vendor of ["openai", "anthropic", "ollama-local"] as const) {
      expect(JSON.stringify(await sent(vendor, "m"))).not.toContain(data);
    }
  });

  it("what is left out is said", async () => {
    const made = client("openai", { body: completion("Hi") });
    const reply = await made.chat({
      ...request,
      messages: [
        { role: "user", content: "A cat." },
        { role: "assistant", content: [{ type: "image", data, mediaType: "image/png" }] },
        { role: "user", content: "Bigger." },
      ],
    });
    expect(reply.warnings).toMatchObject([{ code: "part-ignored" }]);
  });
});

describe("M9: probabilities of tokens", () => {
  const wanted = [
    { token: "Hi", logprob: -0.1, bytes: [72, 105], top: [{ token: "Hi", logprob: -0.1 }] },
    { token: "!", logprob: -2 },
  ];

  it("of OpenAI", async () => {
    const content = wanted.map(({ top, ...token }) => ({ ...token, top_logprobs: top ?? [] }));
    const { whole, streamed, events } = await both(
      "openai",
      openaiBody({ content: "Hi!" }, {}, { logprobs: { content, refusal: null } }),
      openaiPieces("Hi!", {}, {}, { logprobs: { content } }),
    );
    expect(whole.logprobs).toEqual(wanted);
    expect(streamed.logprobs).toEqual(wanted);
    expect(of(events, "logprobs")).toEqual([{ type: "logprobs", logprobs: wanted }]);
  });

  it("of Gemini", async () => {
    const logprobsResult = {
      chosenCandidates: [
        { token: "Hi", logProbability: -0.1, tokenId: 1 },
        { token: "!", logProbability: -2 },
      ],
      topCandidates: [{ candidates: [{ token: "Hi", logProbability: -0.1 }] }, {}],
    };
    const body = {
      candidates: [{ content: { parts: [{ text: "Hi!" }] }, finishReason: "STOP", logprobsResult }],
    };
    const { whole, streamed } = await both("google", body, [body]);
    const plain = wanted.map(({ bytes, ...token }) => token);
    expect(whole.logprobs).toEqual(plain);
    expect(streamed.logprobs).toEqual(plain);
  });

  it("of Ollama", async () => {
    const line = {
      model: "m",
      message: { role: "assistant", content: "Hi!" },
      logprobs: wanted.map(({ top, ...token }) => ({ ...token, top_logprobs: top })),
    };
    const end = { done: true, done_reason: "stop", prompt_eval_count: 1, eval_count: 1 };
    const { whole, streamed } = await both("ollama-local", { ...line, ...end }, [
      line,
      { model: "m", message: { role: "assistant", content: "" }, ...end },
    ]);
    expect(whole.logprobs).toEqual(wanted);
    expect(streamed.logprobs).toEqual(wanted);
  });
});

describe("M10: what is left of limits, and the tier", () => {
  const now = Date.UTC(2026, 10, 23);
  const rows: readonly [string, Record<string, string>, object | undefined][] = [
    [
      "OpenAI, Groq, xAI",
      {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-limit-tokens": "150000",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-tokens": "6m0s",
      },
      {
        requests: { limit: 60, remaining: 59, resetMs: 1_000 },
        tokens: { limit: 150_000, remaining: 149_984, resetMs: 360_000 },
      },
    ],
    [
      "Anthropic",
      {
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2026-11-23T00:00:30Z",
        "anthropic-ratelimit-input-tokens-remaining": "1000",
        "anthropic-ratelimit-output-tokens-limit": "8000",
      },
      {
        requests: { limit: 50, remaining: 0, resetMs: 30_000 },
        inputTokens: { remaining: 1_000 },
        outputTokens: { limit: 8_000 },
      },
    ],
    [
      "OpenRouter: milliseconds since 1970",
      {
        "x-ratelimit-limit": "20",
        "x-ratelimit-remaining": "3",
        "x-ratelimit-reset": `${now + 5_000}`,
      },
      { requests: { limit: 20, remaining: 3, resetMs: 5_000 } },
    ],
    [
      "the IETF's draft",
      { "ratelimit-limit": "10, 10;w=1", "ratelimit-remaining": "9", "ratelimit-reset": "4" },
      { requests: { limit: 10, remaining: 9, resetMs: 4_000 } },
    ],
    [
      "Mistral and Cerebras",
      { "x-ratelimit-remaining-req-minute": "7", "x-ratelimit-remaining-tokens-minute": "70" },
      { requests: { remaining: 7 }, tokens: { remaining: 70 } },
    ],
    ["what is no number", { "x-ratelimit-remaining-requests": "many" }, undefined],
    ["none", {}, undefined],
  ];

  it.each(rows)("%s", async (_, headers, rateLimit) => {
    const clock = { now: () => 0, date: () => now, setTimer: () => 0, clearTimer: () => {} };
    const transport = scriptedTransport(
      { headers, body: completion("Hi") },
      { headers, body: chunks("Hi") },
    );
    const made = testClient({ transport, clock });
    expect((await made.chat(hello)).rateLimit).toEqual(rateLimit);
    expect((await made.stream(hello).result()).rateLimit).toEqual(rateLimit);
  });

  it("the tier that answered is on the reply, in the vendor's words", async () => {
    const { whole, streamed } = await both(
      "openai",
      openaiBody({ content: "Hi" }, { service_tier: "flex" }),
      openaiPieces("Hi", {}, { service_tier: "flex" }),
    );
    expect([whole.serviceTier, streamed.serviceTier]).toEqual(["flex", "flex"]);
    const none = await both("openai", openaiBody({ content: "Hi" }), openaiPieces("Hi", {}));
    expect("serviceTier" in none.whole).toBe(false);
  });
});

describe("M11: what came over the wire, in a stream", () => {
  const raw = { ...hello, rawEvents: true };

  it("comes before what became of it, and only when it is asked for", async () => {
    const body = [chunk({ role: "assistant" }), chunk({ content: "Hi" }), chunk({}, "stop")];
    const transport = scriptedTransport(
      { body: [...body, "data: [DONE]\n\n"] },
      { body: [...body, "data: [DONE]\n\n"] },
    );
    const made = testClient({ transport });
    const events = await collect(made.stream(raw));
    expect(events.map(({ type }) => type)).toEqual(["raw", "raw", "text", "raw", "finish"]);
    expect(events[1]).toMatchObject({
      type: "raw",
      value: { choices: [{ delta: { content: "Hi" } }] },
    });
    expect((await collect(made.stream(hello))).map(({ type }) => type)).toEqual(["text", "finish"]);
  });

  it("R9: changes nothing of what is tried again", async () => {
    const overloaded = `data: ${JSON.stringify({ error: { type: "overloaded_error", message: "busy" } })}\n\n`;
    const transport = scriptedTransport(
      { body: [chunk({ role: "assistant" }), overloaded] },
      { body: chunks("Hi") },
    );
    const stream = testClient({ transport, retry: { backoffMs: 0 } }).stream(raw);
    const events = await collect(stream);
    expect((await stream.result()).text).toBe("Hi");
    expect(JSON.stringify(events)).not.toContain("busy");
  });

  it("T2: moves no limit of time", async () => {
    const clock = new FakeClock();
    let comeLate = () => {};
    const late = new Promise<void>((resolve) => {
      comeLate = resolve;
    });
    const first = [chunk({ content: "Hi" }), undefined, chunk({ role: "assistant" })];
    const scripted = scriptedTransport({ body: [stall] });
    const transport: Transport = {
      async send(sent, signal) {
        const response = await scripted.send(sent, signal);
        let next = 0;
        const read = async () => {
          const piece = first[next++];
          if (piece !== undefined) return new TextEncoder().encode(piece);
          if (next > 3) return await response.read();
          await late;
          return await read();
        };
        return { ...response, read };
      },
    };
    const events = testClient({ transport, clock, timeouts: { idleMs: 50 } }).stream(raw);
    const types: string[] = [];
    const read = failure(
      (async () => {
        for await (const { type } of events) types.push(type);
      })(),
    );
    await clock.pass(30);
    comeLate();
    await clock.pass(19);
    expect(types).toEqual(["raw", "text", "raw"]);
    expect(clock.timers.size).toBe(1);
    await clock.pass(1);
    expect(((await read) as KeiError).message).toContain("the next event");
  });

  it("has a body that is no stream as one", async () => {
    const transport = scriptedTransport({ body: completion("Hi") });
    const events = await collect(testClient({ transport }).stream(raw));
    expect(events.map(({ type }) => type)).toEqual(["raw", "text", "usage", "finish"]);
  });

  it("has the names of events", async () => {
    const start = { type: "message_start", message: { model: "m", usage: {} } };
    const stop = { type: "message_delta", delta: { stop_reason: "end_turn" } };
    const text = {
      type: "content_block_start",
      index: 0,
      content_block: { type: "text", text: "Hi" },
    };
    const body = [start, text, stop, { type: "message_stop" }].map(
      (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    );
    const stream = client("anthropic", { body }).stream({ ...request, rawEvents: true });
    const events = (await collect(stream)) as StreamEvent[];
    expect(of(events, "raw")).toMatchObject([
      { event: "message_start", value: start },
      { event: "content_block_start" },
      { event: "message_delta" },
      { event: "message_stop" },
    ]);
  });
});
