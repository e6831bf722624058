/**
 * What providers answer in each wire format: a whole body, and the pieces of a stream. The server
 * sends it, and contestants are checked against it.
 */
export const FORMATS = ["anthropic", "openai", "google", "ollama"] as const;
export type Format = (typeof FORMATS)[number];

/** The text of a whole answer. */
export const TEXT = "All happy families are alike, but each in a way of its own. ".repeat(9).trim();

const WORDS = "The |old |clock |struck |nine, |and |so |we |went |on |with |it.\n".split("|");

const wordAt = (i: number) => WORDS[i % WORDS.length] as string;

/** How many characters a stream of so many events has. */
export function streamLength(events: number): number {
  let length = 0;
  for (let i = 0; i < events; i++) length += wordAt(i).length;
  return length;
}

export interface Payload {
  /** Of the request, after the server's base; `:stream` marks Gemini's streams. */
  readonly path: string;
  /** URLs of the format. */
  readonly matches: RegExp;
  /** Of a stream. */
  readonly type: string;
  /** Of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** A whole answer. */
  readonly body: object;
  /** Before the first event with text. */
  readonly head: readonly string[];
  readonly event: (i: number) => string;
  readonly tail: readonly string[];
}

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

const named = (value: { readonly type: string; readonly [key: string]: unknown }) =>
  `event: ${value.type}\n${data(value)}`;

const USAGE = { prompt_tokens: 31, completion_tokens: 120, total_tokens: 151 };

const CHUNK = {
  id: "chatcmpl-BenchBenchBenchBenchBench0000",
  object: "chat.completion.chunk",
  created: 1_760_000_000,
  model: "gpt-5.4-2026-01-01",
  service_tier: "default",
  system_fingerprint: "fp_bench00000",
};

const MESSAGE = {
  id: "msg_01BenchBenchBenchBench",
  type: "message",
  role: "assistant",
  model: "claude-haiku-4-5-20251001",
  stop_sequence: null,
};

const INPUT = { input_tokens: 31, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

const GEMINI = { modelVersion: "gemini-2.5-flash", responseId: "BenchBench012345" };

const OLLAMA = { model: "llama3.2", created_at: "2026-01-05T19:22:45.499127Z" };

export const PAYLOADS: Readonly<Record<Format, Payload>> = {
  anthropic: {
    path: "/v1/messages",
    matches: /\/messages/,
    type: "text/event-stream; charset=utf-8",
    headers: {
      "request-id": "req_bench0123456789abcdef",
      "anthropic-ratelimit-requests-limit": "1000",
      "anthropic-ratelimit-requests-remaining": "999",
    },
    body: {
      ...MESSAGE,
      content: [{ type: "text", text: TEXT }],
      stop_reason: "end_turn",
      usage: { ...INPUT, output_tokens: 120, service_tier: "standard" },
    },
    head: [
      named({
        type: "message_start",
        message: {
          ...MESSAGE,
          content: [],
          stop_reason: null,
          usage: { ...INPUT, output_tokens: 1 },
        },
      }),
      named({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
      named({ type: "ping" }),
    ],
    event: (i) =>
      named({
        type: "content_block_delta",
        index: 0,
        delta: { type: "text_delta", text: wordAt(i) },
      }),
    tail: [
      named({ type: "content_block_stop", index: 0 }),
      named({
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 120 },
      }),
      named({ type: "message_stop" }),
    ],
  },
  openai: {
    path: "/v1/chat/completions",
    matches: /\/chat\/completions/,
    type: "text/event-stream; charset=utf-8",
    headers: {
      "x-request-id": "req_bench0123456789abcdef",
      "openai-processing-ms": "12",
      "x-ratelimit-limit-requests": "10000",
      "x-ratelimit-remaining-requests": "9999",
    },
    body: {
      ...CHUNK,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: TEXT, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: {
        ...USAGE,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
      },
    },
    head: [
      data({
        ...CHUNK,
        choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
      }),
    ],
    event: (i) =>
      data({
        ...CHUNK,
        choices: [{ index: 0, delta: { content: wordAt(i) }, logprobs: null, finish_reason: null }],
      }),
    tail: [
      data({ ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
      data({ ...CHUNK, choices: [], usage: USAGE }),
      "data: [DONE]\n\n",
    ],
  },
  google: {
    path: "/v1beta/models/gemini-2.5-flash:generateContent",
    matches: /:(?:stream)?[gG]enerateContent/,
    type: "text/event-stream",
    headers: {},
    body: {
      candidates: [
        { content: { parts: [{ text: TEXT }], role: "model" }, finishReason: "STOP", index: 0 },
      ],
      usageMetadata: {
        promptTokenCount: 31,
        candidatesTokenCount: 120,
        totalTokenCount: 151,
        promptTokensDetails: [{ modality: "TEXT", tokenCount: 31 }],
      },
      ...GEMINI,
    },
    head: [],
    event: (i) => crlf({ text: wordAt(i) }, i),
    tail: [crlf({ text: "" }, 120, { finishReason: "STOP" })],
  },
  ollama: {
    path: "/api/chat",
    matches: /\/api\/chat/,
    type: "application/x-ndjson",
    headers: {},
    body: {
      ...OLLAMA,
      message: { role: "assistant", content: TEXT },
      ...ollamaEnd(),
    },
    head: [],
    event: (i) =>
      line({ ...OLLAMA, message: { role: "assistant", content: wordAt(i) }, done: false }),
    tail: [line({ ...OLLAMA, message: { role: "assistant", content: "" }, ...ollamaEnd() })],
  },
};

/**
 * Google ends its lines with both characters, and tells the usage so far with every event.
 *
 * @param more Of the candidate.
 */
function crlf(part: object, tokens: number, more?: object): string {
  const value = {
    candidates: [{ content: { parts: [part], role: "model" }, ...more, index: 0 }],
    usageMetadata: {
      promptTokenCount: 31,
      candidatesTokenCount: tokens,
      totalTokenCount: 31 + tokens,
    },
    ...GEMINI,
  };
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function ollamaEnd(): object {
  return {
    done: true,
    done_reason: "stop",
    total_duration: 4_883_583_458,
    load_duration: 1_334_875,
    prompt_eval_count: 31,
    prompt_eval_duration: 342_546_000,
    eval_count: 120,
    eval_duration: 4_535_599_000,
  };
}
